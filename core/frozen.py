"""frozen: the standard library's frozen dataclass, whose methods cost no time before they are needed.

``dataclasses.dataclass(frozen=True)`` writes six methods of each class as text and compiles them, a millisecond for
each class where a process starts; of 250 classes that a window loads, 70 are made before it is seen. Here ``__init__``
is written when the first one is made, and the others share their code. Whatever else is asked of a dataclass
(``fields``, ``replace``, ``asdict``, matching, subclasses made with either) is as it was. Worked shape:
``from core.frozen import dataclass``, then ``@dataclass(frozen=True)`` as ever.
"""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any


def _dataclass(*, frozen: bool, eq: bool = True, kw_only: bool = False) -> Callable[[type], type]:
    """The decorator; ``frozen`` has to be said, so that one reads it at every class."""
    if not frozen:
        raise TypeError("What is not frozen is made by dataclasses.dataclass.")

    def decorate(cls: type) -> type:
        with _thawed(cls):
            dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)
        vars(cls)["__dataclass_params__"].frozen = True
        for name, method in _methods(cls, eq).items():
            if vars(cls).get(name) is None:  # __hash__ is None where a class has an __eq__ of its own
                setattr(cls, name, method)
        return cls

    return decorate


@contextmanager
def _thawed(cls: type) -> Iterator[None]:
    """The standard decorator would refuse a class that is not frozen below one that is."""
    above = [vars(base)["__dataclass_params__"] for base in cls.__mro__[1:] if "__dataclass_params__" in vars(base)]
    frozen = [each for each in above if each.frozen]
    for each in frozen:
        each.frozen = False
    try:
        yield
    finally:
        for each in frozen:
            each.frozen = True


def _methods(cls: Any, eq: bool) -> dict[str, Callable[..., Any]]:
    """What ``cls`` is given; the texts of errors and of ``repr`` are those of the standard library."""
    fields = dataclasses.fields(cls)
    names = frozenset(field.name for field in fields)
    shown = [field.name for field in fields if field.repr]

    def make(self: Any, *values: Any, **named: Any) -> None:
        written = _write_init(cls)
        setattr(cls, "__init__", written)  # noqa: B010  (to mypy a method is no attribute)
        written(self, *values, **named)

    def show(self: Any) -> str:
        inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({inner})"

    def refuse_setting(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def refuse_deleting(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    made: dict[str, Callable[..., Any]]
    made = {"__init__": make, "__repr__": show, "__setattr__": refuse_setting, "__delattr__": refuse_deleting}
    return made | (_comparing([field.name for field in fields if field.compare]) if eq else {})


def _comparing(names: list[str]) -> dict[str, Callable[..., Any]]:
    """By the values of these fields, which C gathers."""
    gather: Callable[[Any], tuple[Any, ...]]
    gather = attrgetter(*names) if len(names) > 1 else lambda it: tuple(getattr(it, name) for name in names)

    def equal(self: Any, other: object) -> Any:
        return gather(self) == gather(other) if other.__class__ is self.__class__ else NotImplemented

    def digest(self: Any) -> int:
        return hash(gather(self))

    return {"__eq__": equal, "__hash__": digest}


def _write_init(cls: type) -> Callable[..., None]:
    """``__init__`` as the standard library writes it: positional fields, named ones, defaults, ``__post_init__``."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_MISSING": dataclasses.MISSING}
    heads: dict[bool, list[str]] = {False: ["self"], True: []}
    lines = []
    for field in dataclasses.fields(cls):
        name, head, value = field.name, field.name, field.name
        if field.default is not dataclasses.MISSING:
            known[f"_{name}"], head = field.default, f"{name}=_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"_{name}"], head = field.default_factory, f"{name}=_MISSING"
            value = f"_{name}() if {name} is _MISSING else {name}" if field.init else f"_{name}()"
        if field.init:
            heads[bool(field.kw_only)].append(head)
        if field.init or field.default_factory is not dataclasses.MISSING:
            lines.append(f" _set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    star = ["*"] if heads[True] else []
    exec(f"def __init__({', '.join(heads[False] + star + heads[True])}):\n" + "\n".join(lines or [" pass"]), known)
    written: Callable[..., None] = known["__init__"]
    written.__qualname__ = f"{cls.__qualname__}.__init__"  # which errors name
    return written


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass

__all__ = ["dataclass"]
