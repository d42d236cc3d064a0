"""Text files: folders of .txt files, a folder per class, as texts with class indices; and texts for a trained model.

Parts and classes are read from the folders as those of pictures are. A file that is no text is listed with its reason.
Imports its neighbours. Example: ``train/spam/1.txt`` is a text to learn from, of the class spam.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.data.distinct import distinct
from core.data.layout import Item, Layout, loose_notes, require_classes, unread_notes
from core.data.sniffing import decode
from core.data.sources import Report, Tree, silent
from core.errors import DataError
from core.frozen import dataclass

TARGET = "class"
CHUNK = 256
ENDINGS = (".txt", ".text")


@dataclass(frozen=True, eq=False)
class FolderPart:
    """The texts of one part."""

    texts: tuple[str, ...]
    y: NDArray[np.int64]
    classes: tuple[str, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]
    digest: str = ""  # of names and contents


def is_text(name: str) -> bool:
    """Whether the ending is that of a plain text."""
    return name.lower().endswith(ENDINGS)


def layout_of(tree: Tree, name: str) -> Layout:
    """Part and class of each text file; DataError where there is none."""
    files = [each for each in tree.names if is_text(each)]
    if not files:
        raise DataError(f"{name} holds no .txt files; it needs a folder of them for each class.")
    return Layout.of(files)


def read_folder(tree: Tree, name: str, encoding: str | None = None, report: Report = silent) -> list[FolderPart]:
    """The texts to learn from and, where the folder has such a part, those held for validation."""
    layout = layout_of(tree, name)
    require_classes(layout.classes, name, "text", layout.loose)
    train = read_items(tree, layout.training, layout.classes, encoding, report)
    missing = sorted(set(layout.classes) - {layout.classes[each] for each in distinct(train.y)})
    if missing:
        reason = next((f" ({why})" for _, why in train.unreadable), "")
        raise DataError(f"The class '{missing[0]:.40}' in {name} has no text that can be read{reason}; add some to it.")
    held = [item for item in layout.of_part(layout.held) if item.label in layout.classes]
    train = replace(train, notes=(*train.notes, *loose_notes(layout.loose, "text")))
    aside = read_items(tree, held, layout.classes, encoding, report) if held else None
    return [train] if aside is None or not aside.texts else [train, aside]


def read_items(
    tree: Tree, items: Sequence[Item], classes: tuple[str, ...], encoding: str | None = None, report: Report = silent
) -> FolderPart:
    """The texts of ``items`` that can be read; y is 0 throughout where there are no classes."""
    position = {label: index for index, label in enumerate(classes)}
    texts: list[str] = []
    kept: list[Item] = []
    unreadable: list[tuple[str, str]] = []
    fingerprint = hashlib.sha256()
    for at, item in enumerate(items):
        if at % CHUNK == 0:
            report(at / len(items), f"Reading text {at + 1:,} of {len(items):,}.")
        text, reason = _read(tree, item.file, encoding)
        content = hashlib.sha256(text.encode()).digest()
        fingerprint.update(f"{item.name}\0".encode("utf-8", "surrogateescape") + content)
        if reason:
            unreadable.append((item.name, reason))
        else:
            texts.append(text)
            kept.append(item)
    y = np.array([position.get(item.label, 0) for item in kept], np.int64)
    names = tuple(item.name for item in kept)
    notes = tuple(unread_notes(unreadable, "text"))
    return FolderPart(tuple(texts), y, classes, names, notes, tuple(unreadable), fingerprint.hexdigest())


def _read(tree: Tree, file: str, encoding: str | None) -> tuple[str, str]:
    """The text of a file, or the reason why there is none."""
    try:
        content = tree.read(file)
    except OSError as error:
        return "", f"it cannot be opened: {error.strerror or error}"
    if not content.strip():
        return "", "it is empty"
    try:
        return decode(content, encoding)[0], ""
    except DataError:
        return "", f"it is not written in {encoding}" if encoding else "it is no text"
