"""The house's frozen dataclass is the standard library's in all one can ask of it, and writes nothing too early."""

import copy
import dataclasses
import pickle
import re
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import pytest

from core.frozen import dataclass

Decorator = Callable[..., Any]


def with_and_without_defaults(frozen: Decorator) -> tuple[type, ...]:
    @frozen(frozen=True)
    class Point:
        """A place."""

        x: float
        y: float = 2.0
        name: str = field(default="p", compare=False, repr=False)
        seen: list[int] = field(default_factory=list, compare=False)
        count: ClassVar[int] = 0

    @frozen(frozen=True, kw_only=True)
    class Named(Point):
        """More, by name only."""

        size: int
        color: str = "red"

        def __post_init__(self) -> None:
            if self.size < 0:
                raise ValueError("below 0")

    return Point, Named


def with_methods_of_their_own(frozen: Decorator) -> tuple[type, ...]:
    @frozen(frozen=True, eq=False)
    class Alone:
        """Equal to itself only."""

        a: int = 1

    @frozen(frozen=True)
    class Own:
        """With methods of its own."""

        a: int = 1

        def __eq__(self, other: object) -> bool:
            return True

        def __repr__(self) -> str:
            return "own"

    return Alone, Own


def with_fields_not_given(frozen: Decorator) -> tuple[type, ...]:
    @frozen(frozen=True)
    class Kept:
        """With fields that are not given."""

        a: int
        late: int = field(init=False, compare=False)
        fixed: int = field(default=4, init=False)
        each: list[int] = field(default_factory=list, init=False)
        last: int = 5

        def __post_init__(self) -> None:
            object.__setattr__(self, "late", self.a + 1)

    @frozen(frozen=True)
    class Nothing:
        """No fields."""

    return Kept, Nothing


MAKERS = (with_and_without_defaults, with_methods_of_their_own, with_fields_not_given)


def classes(frozen: Decorator) -> dict[str, Any]:
    """The same classes, made by one decorator or the other."""
    return {each.__name__: each for make in MAKERS for each in make(frozen)}


HOUSE, STANDARD = classes(dataclass), classes(dataclasses.dataclass)
EXPRESSIONS = (
    "Point(1.0)", "Point(1.0, y=3.0, name='q')", "Point()", "Point(1, 2, 'n', [], 5)", "Point(z=1)",
    "Point(1.0) == Point(1.0, name='other')", "Point(1.0) == Point(2.0)", "Point(1.0) == 1", "Point(1.0) != Point(1.0)",
    "hash(Point(1.0)) == hash((1.0, 2.0))", "Named(1.0, size=3)", "Named(1.0, 2.0, 'n', [], 3)", "Named(1.0)",
    "Named(1.0, size=-1)", "Named(1.0, size=3) == Point(1.0)", "Alone() == Alone()", "Alone(4)",
    "Own() == 7", "Own()", "isinstance(hash(Own(5)), int)", "Kept(1)", "Kept(1, 6).last",
    "Kept(1, 6, 7)", "Kept(1) == Kept(1)", "Kept(1).late, vars(Kept(1))", "Nothing()", "Nothing() == Nothing()",
    "hash(Nothing()) == hash(())", "[f.name for f in fields(Named)]", "replace(Named(1.0, size=3), y=9.0)",
    "asdict(Named(1.0, size=3))",
    "setattr(Point(1.0), 'x', 2)", "setattr(Point(1.0), 'new', 2)", "delattr(Point(1.0), 'x')", "Point(1.0).count",
    "Point(1.0).seen is Point(1.0).seen", "Point.__match_args__, Named.__match_args__", "copy.copy(Named(1.0, size=3))",
    "is_dataclass(Point), Point.__doc__, Point.__dataclass_params__.frozen",
)  # fmt: skip


def outcome(expression: str, known: dict[str, Any]) -> str:
    """What it gives, or how it fails, as text without the place of the classes."""
    tools = {**vars(dataclasses), "copy": copy}
    try:
        told = repr(eval(expression, {**tools, **known}))
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
    return re.sub(r"\w+\.<locals>\.", "", told)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_it_does_what_the_standard_one_does(expression: str) -> None:
    assert outcome(expression, HOUSE) == outcome(expression, STANDARD)


@pytest.mark.parametrize("first, second", [(dataclass, dataclasses.dataclass), (dataclasses.dataclass, dataclass)])
def test_either_may_stand_on_the_other(first: Decorator, second: Decorator) -> None:
    @first(frozen=True)
    class Base:
        a: int

    @second(frozen=True)
    class Above(Base):
        b: int = 2

    @first(frozen=True)
    class Top(Above):
        c: int = 3

    top = Top(1)
    assert (top.a, top.b, top.c) == (1, 2, 3) and top == Top(1, 2, 3) and len({top, Top(1)}) == 1
    for cls in (Base, Above, Top):
        assert vars(cls)["__dataclass_params__"].frozen
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'a'"):
        top.a = 5  # type: ignore[misc]


@dataclass(frozen=True)
class Sent:
    """Goes through pickle."""

    a: int
    b: tuple[int, ...] = (1, 2)


def test_the_text_of_init_is_written_when_the_first_one_is_made() -> None:
    before = vars(Sent)["__init__"]
    assert pickle.loads(pickle.dumps(Sent(3))) == Sent(3)
    assert vars(Sent)["__init__"] is not before and vars(Sent)["__init__"].__qualname__ == "Sent.__init__"
    assert before.__code__.co_name != "__init__"


def test_what_is_not_frozen_is_refused() -> None:
    with pytest.raises(TypeError, match=r"dataclasses\.dataclass"):
        dataclass(frozen=False)(Sent)
