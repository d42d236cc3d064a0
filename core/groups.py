"""Group: some layers of a drawing with a box around them, a name and a comment; plain data beside the network.

A layer stands in one group at most. Groups change nothing that is computed. Their JSON is a list under the optional
key ``groups`` of a project: ``[{"name": "Encoder", "layers": [2, 3], "comment": "halves the picture"}]``.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.errors import FormatError
from core.frozen import dataclass

MOST_TEXT = 2_000
"""Characters of a name or a comment; what is longer belongs into a document."""
_KEYS = ("name", "layers", "comment")


@dataclass(frozen=True)
class Group:
    """Ids of layers, sorted, with a name and a comment for the reader."""

    name: str
    layers: tuple[int, ...]
    comment: str = ""


def without(groups: Iterable[Group], gone: Iterable[int]) -> tuple[Group, ...]:
    """The groups without these layers; one that is left without any goes, too."""
    lost = set(gone)
    kept = (replace(each, layers=tuple(key for key in each.layers if key not in lost)) for each in groups)
    return tuple(each for each in kept if each.layers)


def write(groups: Iterable[Group]) -> list[dict[str, object]]:
    """The groups as plain JSON data."""
    return [{"name": each.name, "layers": list(each.layers), "comment": each.comment} for each in groups]


def read(raw: Any, known: Iterable[int]) -> tuple[Group, ...]:
    """The reverse; layers that are not in the drawing are left out, anything else wrong is a FormatError."""
    if not isinstance(raw, list):
        raise FormatError("The key 'groups' should be a list of groups.")
    found: list[Group] = []
    free = set(known)
    for number, each in enumerate(raw, 1):
        group = _read_one(each, f"group {number}")
        members = tuple(sorted(free & set(group.layers)))
        free -= set(members)
        if members:
            found.append(replace(group, layers=members))
    return tuple(found)


def _read_one(raw: Any, where: str) -> Group:
    if not isinstance(raw, dict) or not isinstance(raw.get("layers"), list):
        raise FormatError(f"The {where} should be an object with a list 'layers'; received {raw!r:.60}.")
    unknown = next((key for key in raw if key not in _KEYS), None)
    if unknown is not None:
        raise FormatError(f"The {where} has an unknown key '{unknown!s:.40}'; it has {', '.join(_KEYS)}.")
    if not all(type(each) is int for each in raw["layers"]):
        raise FormatError(f"The layers of {where} should be the ids of layers, whole numbers.")
    for key in ("name", "comment"):
        if not isinstance(raw.get(key, ""), str) or len(raw.get(key, "")) > MOST_TEXT:
            raise FormatError(f"The {key} of {where} should be a text of at most {MOST_TEXT:,} characters.")
    return Group(raw.get("name", ""), tuple(raw["layers"]), raw.get("comment", ""))
