"""Spec: frozen, self-describing settings with a JSON round trip.

Layers, optimizers, initializers, kinds of data and so on are frozen dataclasses. A *family* is a direct subclass of
``Spec``; each concrete member of it is known by its ``kind``. ``option()`` puts beside a field what a form, a tooltip
and a check need, so that one line serves file, command line, inspector and error message alike.
Example: ``Layer.from_json({"kind": "Dense", "units": 32})``.
"""

import dataclasses
import types
from collections.abc import Iterator
from typing import Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints

from core.errors import FormatError
from core.frozen import dataclass

Pairs = tuple[tuple[str, str], ...]
"""A small ordered mapping of texts, hashable; an object in JSON."""
Flags = tuple[tuple[str, bool], ...]
"""A small ordered mapping of switches, hashable; an object in JSON."""
Places = tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]
"""Places in named arrays, (("weight", ((0, 1), (2, 0))),), hashable; an object of lists in JSON."""


@dataclass(frozen=True)
class Option:
    """What a form, a tooltip and a check know about one field of a spec."""

    help: str
    label: str = ""
    low: float | None = None
    high: float | None = None
    above: float | None = None  # an exclusive lower bound
    below: float | None = None  # an exclusive upper bound
    choices: tuple[str, ...] = ()
    unit: str = ""
    live: bool = False  # takes effect while training, without starting the weights over
    several: bool = False  # a list of values of one kind, not the sizes of a shape
    absent: str = ""  # what an empty list means, in a word
    start: float = 1.0  # what a number that may be absent becomes when it is switched on

    def allowed(self, value: object = None) -> str:
        """The range as the end of a sentence, such as ``at least 1``; only the side that ``value`` violates."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        upper = isinstance(value, int | float) and any(
            bound is not None and value >= bound for bound in (self.high, self.below)
        )
        lower = isinstance(value, int | float) and not upper
        sides = (
            ("at least", self.low, upper),
            ("more than", self.above, upper),
            ("at most", self.high, lower),
            ("less than", self.below, lower),
        )
        parts = [f"{word} {bound:,.12g}" for word, bound, irrelevant in sides if bound is not None and not irrelevant]
        return " and ".join(parts)

    def refuses(self, value: object) -> bool:
        """Whether ``value`` lies outside the range; None (switched off) never does."""
        if value is None:
            return False
        if self.choices:
            return value not in self.choices
        if isinstance(value, tuple):
            return any(self.refuses(each) for each in value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return not (
            (self.low is None or value >= self.low)
            and (self.above is None or value > self.above)
            and (self.high is None or value <= self.high)
            and (self.below is None or value < self.below)
        )


def option(default: Any = dataclasses.MISSING, *, help: str, **details: Any) -> Any:
    """A dataclass field that carries an :class:`Option`."""
    return dataclasses.field(default=default, metadata={"option": Option(help, **details)})


def option_of(spec: "Spec | type[Spec]", name: str) -> Option | None:
    """The Option of the field ``name``, or None where the field is plain."""
    found = next((field for field in dataclasses.fields(spec) if field.name == name), None)
    return found.metadata.get("option") if found else None


@dataclass(frozen=True)
class Spec:
    """Base of every family of settings; see the module's header."""

    kinds: ClassVar[dict[str, type["Spec"]]]
    kind: ClassVar[str] = ""
    noun: ClassVar[str] = "setting"  # what a member of the family is called in an error

    def __init_subclass__(cls, *, kind: str | None = None, **more: Any) -> None:
        super().__init_subclass__(**more)
        if Spec in cls.__bases__:
            cls.kinds = {}
        if kind:
            cls.kind = kind
            cls.kinds[kind] = cls

    @classmethod
    def from_json(cls, raw: object, where: str = "") -> Self:
        """Read a member of this family from parsed JSON; FormatError names the key, the value and what is allowed."""
        where = where or cls.noun
        if not isinstance(raw, dict):
            raise FormatError(f"{where} should be an object such as {{\"kind\": ...}}; received {raw!r:.60}.")
        target: type[Spec] = cls
        if cls.kinds:
            target = _member(cls, raw.get("kind"), where)
        return target._read({key: value for key, value in raw.items() if key != "kind"}, where)  # type: ignore[return-value]

    @classmethod
    def _read(cls, raw: dict[str, object], where: str) -> "Spec":
        hints = _hints(cls)
        for key in raw:
            if key not in hints:
                raise FormatError(f"{where} has an unknown key '{key}'{did_you_mean(key, hints)}.")
        missing = [f.name for f in dataclasses.fields(cls) if f.default is dataclasses.MISSING and f.name not in raw]
        if missing:
            raise FormatError(f"{where} lacks the key '{missing[0]}'.")
        return cls(**{key: read_value(hints[key], value, f"{where}, key '{key}'") for key, value in raw.items()})

    def to_json(self) -> dict[str, object]:
        """Plain JSON data: ``kind`` first (where the family has kinds), then every field."""
        head: dict[str, object] = {"kind": self.kind} if self.kind else {}
        return head | {name: write_value(getattr(self, name), hint) for name, hint in _hints(type(self)).items()}

    def complaints(self) -> Iterator[tuple[str, str]]:
        """(field name, predicate) for every value outside its range: ("units", "has 0 units; it needs at least 1")."""
        for field in dataclasses.fields(self):
            described: Option | None = field.metadata.get("option")
            value = getattr(self, field.name)
            if isinstance(value, Spec):
                yield from ((field.name, text) for _, text in value.complaints())
            elif described and described.refuses(value):
                label = (described.label or field.name.replace("_", " ")).lower()
                yield field.name, f"has {label} {write_value(value)}; it needs {described.allowed(value)}"


def _member(family: type[Spec], kind: object, where: str) -> type[Spec]:
    if kind is None:
        raise FormatError(f"{where} lacks the key 'kind'; it names the {family.noun}.")
    found = family.kinds.get(kind) if isinstance(kind, str) else None
    if found is None:
        hint = did_you_mean(str(kind), family.kinds) or f" (known: {', '.join(family.kinds)})"
        raise FormatError(f"{where}: unknown {family.noun} '{kind!s:.60}'{hint}.")
    return found


def did_you_mean(wrong: str, known: "dict[str, Any] | list[str]") -> str:
    """`` (did you mean 'x'?)`` where something known is close, else an empty text."""
    import difflib

    close = difflib.get_close_matches(wrong, list(known), n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""


_hints_of: dict[type, dict[str, Any]] = {}


def _hints(cls: type[Spec]) -> dict[str, Any]:
    if cls not in _hints_of:
        names = {field.name for field in dataclasses.fields(cls)}
        _hints_of[cls] = {name: hint for name, hint in get_type_hints(cls).items() if name in names}
    return _hints_of[cls]


def read_value(hint: Any, value: object, where: str) -> Any:
    """``value`` from JSON as the annotated type ``hint``; FormatError where it does not fit."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(hint), value, where)
    if hint in (Pairs, Flags):
        wanted = str if hint == Pairs else bool
        if not isinstance(value, dict) or not all(isinstance(each, wanted) for each in value.values()):
            raise FormatError(f"{where} should be an object of {'texts' if wanted is str else 'true or false'}.")
        return tuple((str(name), each) for name, each in value.items())
    if hint == Places:
        return _read_places(value, where)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise FormatError(f"{where} should be a list; received {value!r:.60}.")
        return tuple(read_value(get_args(hint)[0], each, where) for each in value)
    if isinstance(hint, type) and issubclass(hint, Spec):
        return hint.from_json(value, where)
    return _read_plain(hint, value, where)


def _read_places(value: object, where: str) -> Places:
    if not isinstance(value, dict):
        raise FormatError(f'{where} should be an object such as {{"weight": [[0, 1]]}}; received {value!r:.60}.')
    found: list[tuple[str, tuple[tuple[int, ...], ...]]] = []
    for name, each in value.items():
        places = read_value(tuple[tuple[int, ...], ...], each, f"{where}, '{name}'")
        if any(number < 0 for place in places for number in place):
            raise FormatError(f"{where}, '{name}' names a place below 0; places are counted from 0.")
        if places:
            found.append((str(name), tuple(sorted(set(places)))))
    return tuple(sorted(found))


def _read_union(hints: tuple[Any, ...], value: object, where: str) -> Any:
    if value is None and type(None) in hints:
        return None
    hints = tuple(hint for hint in hints if hint is not type(None))
    exact = [hint for hint in hints if isinstance(hint, type) and type(value) is hint]
    if exact or len(hints) == 1:
        return read_value((exact or list(hints))[0], value, where)
    for hint in hints:
        try:
            return read_value(hint, value, where)
        except FormatError as error:
            last = error
    raise last


_PLAIN = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}


def _read_plain(hint: Any, value: object, where: str) -> Any:
    fits = type(value) is hint
    if hint is float and type(value) is int:
        try:
            return float(value)
        except OverflowError:
            fits = False
    if hint is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if not fits:
        raise FormatError(f"{where} should be {_PLAIN[hint]}; received {value!r:.60}.")
    return value


def write_value(value: object, hint: Any = None) -> object:
    """The JSON form of a field's value: mappings (Pairs, Flags) become objects, other tuples become lists."""
    if isinstance(value, Spec):
        return value.to_json()
    if isinstance(value, tuple):
        if hint == Places:
            return {name: write_value(places) for name, places in value}
        if any(each in (Pairs, Flags) for each in (hint, *get_args(hint))):
            return dict(value)
        return [write_value(each) for each in value]
    return value
