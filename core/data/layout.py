"""Layout: what the folders around files say: the part (train, validation, test) and the class of each.

``root/train/cat/1.jpg`` is a training example of the class cat; without part folders all files are split later. Folders
that only wrap everything are looked through, deeper folders belong to their class. Imports the standard library.
Example: ``Layout.of(["pets/cat/1.jpg", "pets/dog/1.jpg"])`` has the classes cat and dog and the root ``pets/``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from core.errors import DataError
from core.frozen import dataclass

Part = Literal["train", "validation", "test"]
PARTS: dict[str, Part] = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("validation", "valid", "val", "dev"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}
_HELD: tuple[Part, ...] = ("validation", "test")
_NAMED = 3
_DIGITS = re.compile(r"(\d+)")


def natural(name: str) -> tuple[tuple[tuple[int, int | str], ...], str]:
    """A key that sorts as people do: 2 before 10, letters without regard to case."""
    pieces = (piece for piece in _DIGITS.split(name.casefold()) if piece)
    return tuple((0, int(each)) if each.isdecimal() else (1, each) for each in pieces), name


@dataclass(frozen=True)
class Item:
    """One file: its name within the tree, the name it is known by, its part and its class ('' where it has none)."""

    file: str
    name: str
    part: Part
    label: str


@dataclass(frozen=True)
class Layout:
    """All files in natural order, and the folders that were looked through."""

    items: tuple[Item, ...]
    root: str = ""

    @classmethod
    def of(cls, files: Iterable[str], labels: Mapping[str, str] | None = None) -> "Layout":
        """Read part and class from the folders; ``labels`` (by name) overrule them, an empty one leaves a file out."""
        paths = sorted(files, key=natural)
        root = ""
        while (wrapper := _wrapper([path[len(root) :] for path in paths])) is not None:
            root += wrapper + "/"
        tops = {path[len(root) :].split("/")[0] for path in paths if "/" in path[len(root) :]}
        in_parts = bool(tops) and all(top.casefold() in PARTS for top in tops)
        corrected = labels or {}
        items = []
        for path in paths:
            name = path[len(root) :]
            *folders, _ = name.split("/")
            part = PARTS[folders.pop(0).casefold()] if in_parts and folders else "train"
            label = corrected.get(name, folders[0] if folders else "")
            if name not in corrected or label:
                items.append(Item(path, name, part, label))
        return cls(tuple(items), root)

    @property
    def held(self) -> Part | None:
        """The part that is kept for validation: its own, else the test part; None where there is one part only."""
        parts = {item.part for item in self.items}
        return next((part for part in _HELD if {part, "train"} <= parts), None)

    def of_part(self, part: Part | None) -> tuple[Item, ...]:
        """The files of a part that have a class."""
        return tuple(item for item in self.items if item.label and item.part == part)

    @property
    def training(self) -> tuple[Item, ...]:
        """The files to learn from: the training part, or all of the only part there is."""
        return self.of_part("train") or self.of_part("validation") or self.of_part("test")

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes to learn, in natural order."""
        return tuple(sorted({item.label for item in self.training}, key=natural))

    def judged(self, name: str, noun: str, classes: Sequence[str]) -> tuple[Item, ...]:
        """The files to judge a network on that knows ``classes``: the held part, or all; DataError where none fits."""
        items = self.of_part(self.held) or self.training
        if not items:
            raise DataError(f"The {noun}s in {name} lie in no class folders; they say which answer is right.")
        strange = next((item for item in items if item.label not in classes), None)
        if strange is not None:
            known = ", ".join(classes[:10])
            raise DataError(f"{strange.name} is of the class '{strange.label}', which is none of the known: {known}.")
        return items

    @property
    def loose(self) -> int:
        """How many files lie in no class."""
        return sum(not item.label for item in self.items)


def require_classes(classes: Sequence[str], name: str, noun: str, loose: int = 0) -> None:
    """DataError with the remedy where there are fewer than two classes; ``noun`` is what the files are."""
    if len(classes) >= 2:
        return
    if not classes:
        raise DataError(
            f"The {loose:,} {noun}s in {name} lie in no class; put those of each class into a folder named after it."
        )
    raise DataError(
        f"{name} holds a single class, '{classes[0]:.40}'; there is nothing to tell apart. It needs a folder for each "
        "of at least two classes."
    )


def unread_notes(unreadable: Sequence[tuple[str, str]], noun: str) -> list[str]:
    """One sentence that counts the files that are left out and names the first; none where all could be read."""
    if not unreadable:
        return []
    count = len(unreadable)
    named = "; ".join(f"{name}: {reason}" for name, reason in unreadable[:_NAMED]) + "; ..." * (count > _NAMED)
    many, are = ("s", "are") if count > 1 else ("", "is")
    return [f"{count:,} {noun}{many} cannot be read and {are} left out ({named})."]


def loose_notes(loose: int, noun: str) -> list[str]:
    """What is said of files in no class folder."""
    many = "s are" if loose > 1 else " is"
    return [f"{loose:,} {noun}{many} outside the class folders and left out."] if loose else []


def _wrapper(paths: list[str]) -> str | None:
    """The folder that holds all the rest in folders of its own, if there is one."""
    tops = {path.split("/")[0] for path in paths}
    if len(tops) != 1 or not all(path.count("/") >= 2 for path in paths):
        return None
    return tops.pop()
