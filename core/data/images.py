"""Images: from a gallery of pictures to a Dataset of bytes, and pictures for a model that is trained already.

Every picture is read once, in a few threads, straight into its place; 60,000 of them are held as bytes. What cannot be
read is listed with its reason. Imports Pillow nowhere: core.data.pictures does.
Example: 1,200 PNG of 28 x 28 in ``train/0`` ... ``test/9`` become x uint8 (1000, 28, 28, 1) and 200 held rows.
"""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.encoder import Given
from core.data.gallery import Gallery, Read, completed, open_gallery
from core.data.image_encoder import ImageEncoder
from core.data.layout import Item, loose_notes, natural, require_classes, unread_notes
from core.data.pictures import Unreadable, quietly
from core.data.sources import Report, Sources, silent
from core.data_spec import ImagesData
from core.errors import DataError
from core.frozen import dataclass
from core.task import Task

MAX_BYTES = 6 * 2**30
"""Pictures together may take so much memory."""
CHUNK = 32
_LARGE = 0.002
"""Seconds that a picture takes which is worth a thread."""
TARGET = "class"


@dataclass(frozen=True)
class Picture:
    """One picture of a preview: its name, part and class, and what a network would see of it or why it cannot."""

    name: str
    part: str
    label: str
    pixels: "NDArray[np.uint8] | Unreadable"


@dataclass(frozen=True)
class ImagesPreview:
    """What a dialog shows before all pictures are read."""

    spec: ImagesData  # with the guesses
    classes: tuple[tuple[str, int], ...]  # with the number of pictures to learn from
    held: int  # how many pictures the folder itself keeps for validation
    names: tuple[str, ...]  # of every picture, for a contact sheet
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]


def rule_of(spec: ImagesData) -> ImageEncoder:
    """The rule of a spec whose size and colours are known."""
    assert spec.size is not None and spec.color is not None
    return ImageEncoder(spec.size, spec.color, spec.fit, spec.resample, spec.background)


def preview(spec: ImagesData, sources: Sources, count: int = 60, start: int = 0) -> ImagesPreview:
    """Guesses, classes, and ``count`` pictures from ``start`` on, as the settings of ``spec`` would make them.

    From 0 the pictures are spread over the classes; a contact sheet asks for further ones with ``start``.
    """
    with quietly():
        gallery = open_gallery(spec, sources)
        done = completed(spec, gallery)
        layout, rule = gallery.layout, rule_of(done)
        items = _spread(layout.items, count) if start == 0 else layout.items[start : start + count]
        shown = tuple(Picture(each.name, each.part, each.label, gallery.read(each, rule).pixels) for each in items)
    counts = Counter(item.label for item in layout.training)
    held = len(layout.of_part(layout.held))
    names = tuple(item.name for item in layout.items)
    classes = tuple((name, counts[name]) for name in layout.classes)
    return ImagesPreview(done, classes, held, names, shown, tuple(_layout_notes(gallery, spec)))


def _spread(items: Sequence[Item], count: int) -> list[Item]:
    """The first pictures of each class in turn."""
    by_class: dict[str, list[Item]] = {}
    for item in items:
        by_class.setdefault(item.label, []).append(item)
    each = -(-count // max(1, len(by_class)))
    return [item for group in by_class.values() for item in group[:each]][:count]


def load(spec: ImagesData, sources: Sources, report: Report = silent) -> tuple[Dataset, ImagesData]:
    """The Dataset of a gallery, and the spec with every guess and the fingerprint of the pictures."""
    name = Path(spec.path).name
    with quietly():
        report(0.0, f"Looking for pictures in {name}.")
        gallery = open_gallery(spec, sources)
        layout = gallery.layout
        require_classes(layout.classes, name, "picture", layout.loose)
        report(0.0, "Looking at some of them.")
        done = completed(spec, gallery)
        rule = rule_of(done)
        train, held = layout.training, layout.of_part(layout.held)
        require_memory(len(train) + len(held), rule)
        reading = _Reading(gallery, rule, report, len(train) + len(held))
        parts = [reading.read(train), reading.read(held)]
    return _dataset(parts, reading, gallery, done), replace(done, sha256=reading.digest())


def require_memory(count: int, rule: ImageEncoder) -> None:
    """DataError with the remedy where ``count`` pictures under the rule take more memory than is allowed."""
    height, width, channels = rule.shape
    if count * height * width * channels <= MAX_BYTES:
        return
    side = int((MAX_BYTES / max(1, count * channels)) ** 0.5) // 8 * 8
    remedy = f"choose a size of at most {side} × {side}" if side >= 8 else "use fewer pictures"
    needed = count * height * width * channels / 2**30
    raise DataError(f"{count:,} pictures of {height} × {width} take {needed:,.1f} GB of memory; {remedy}.")


@dataclass(frozen=True, eq=False)
class _Part:
    pixels: NDArray[np.uint8]
    items: tuple[Item, ...]
    digests: tuple[bytes, ...]


class _Reading:
    """Reads the pictures of all parts; keeps what could not be read and the fingerprint."""

    def __init__(self, gallery: Gallery, rule: ImageEncoder, report: Report, total: int) -> None:
        self.gallery, self.rule = gallery, rule
        self.unreadable: list[tuple[str, str]] = []
        self._report, self._total, self._done = report, total, 0
        self._hash = hashlib.sha256()

    def read(self, items: Sequence[Item]) -> _Part:
        """The pictures of ``items`` that can be read, each straight into its row."""
        pixels = np.empty((len(items), *self.rule.shape), np.uint8)
        kept: list[Item] = []
        digests: list[bytes] = []
        for item, found in self._all(items):
            self._hash.update(f"{item.name}\0".encode("utf-8", "surrogateescape") + found.digest)
            if isinstance(found.pixels, Unreadable):
                self.unreadable.append((item.name, found.pixels.reason))
                continue
            pixels[len(kept)] = found.pixels
            kept.append(item)
            digests.append(found.digest)
        return _Part(pixels[: len(kept)], tuple(kept), tuple(digests))

    def _all(self, items: Sequence[Item]) -> Iterator[tuple[Item, Read]]:
        """In order, and told of after every few. Large pictures are decoded in threads, without the interpreter's lock;
        small ones gain nothing by it (measured: 60,000 of 28 x 28 take 15 s either way).
        """
        from concurrent.futures import ThreadPoolExecutor

        def read(item: Item) -> Read:
            return self.gallery.read(item, self.rule)

        large = False
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1), "pictures") as pool:
            for start in range(0, len(items), CHUNK):
                some, begun = items[start : start + CHUNK], time.perf_counter()
                self._report(self._done / self._total, f"Reading picture {self._done + 1:,} of {self._total:,}.")
                yield from zip(some, pool.map(read, some) if large else map(read, some), strict=True)
                self._done += len(some)
                large = large or time.perf_counter() - begun > _LARGE * len(some)

    def digest(self) -> str:
        """The fingerprint of names and contents, the same for a folder and a zip of it."""
        return self._hash.hexdigest()


def _dataset(parts: list[_Part], reading: _Reading, gallery: Gallery, spec: ImagesData) -> Dataset:
    train, held = parts
    name = Path(spec.path).name
    unreadable = tuple(reading.unreadable)
    if not train.items:
        count, first = len(unreadable), ": ".join(unreadable[0])
        raise DataError(f"None of the {count:,} pictures in {name} can be read ({first}). Save them as PNG or JPEG.")
    classes = tuple(sorted({item.label for item in train.items}, key=natural))
    require_classes(classes, name, "picture")
    position = {label: index for index, label in enumerate(classes)}
    task = Task(reading.rule.shape, "classification", classes, (TARGET,))
    notes = [*_layout_notes(gallery, spec), *unread_notes(unreadable, "picture")]
    gone = [each for each in gallery.layout.classes if each not in position]
    notes += [f"The class '{each}' has no picture that can be read and is left out." for each in gone]
    strange = sorted({item.label for item in held.items} - set(classes), key=natural)
    if strange:
        notes.append(f"Pictures held for validation of {_listed(strange)} are left out: there are none to learn from.")
    notes += _twin_notes(train, held)

    def of(part: _Part) -> Dataset:
        known = np.array([item.label in position for item in part.items], bool)
        items = [item for item in part.items if item.label in position]
        y = np.array([position[item.label] for item in items], np.int64)
        x = part.pixels if known.all() else part.pixels[known]
        return Dataset(x, y, task, 255.0, encoder=reading.rule, sources=tuple(item.name for item in items))

    fixed = of(held) if held.items else None
    fixed = fixed if fixed is not None and len(fixed) else None
    return replace(of(train), fixed_validation=fixed, notes=tuple(notes), unreadable=unreadable)


def _layout_notes(gallery: Gallery, spec: ImagesData) -> Iterator[str]:
    layout = gallery.layout
    yield from loose_notes(layout.loose, "picture")
    if layout.held == "validation" and (tests := len(layout.of_part("test"))):
        yield f"The {tests:,} test pictures are not used; chainrule evaluate judges the network on them."
    folded = Counter(name.casefold() for name in layout.classes)
    alike = sorted(name for name in layout.classes if folded[name.casefold()] > 1)
    if alike:
        yield f"The classes {_listed(alike)} differ in capital letters only."
    names = {item.name for item in layout.items}
    lost = [name for name, label in spec.labels if label and name not in names]
    if lost:
        many = "s belong" if len(lost) > 1 else " belongs"
        yield f"{len(lost):,} corrected label{many} to no picture any more, such as {lost[0]}."


def _twin_notes(train: _Part, held: _Part) -> Iterator[str]:
    """The same file twice: harmless within a class, misleading under two classes or in both parts."""
    seen: dict[bytes, str] = {}
    torn = 0
    for digest, item in zip(train.digests, train.items, strict=True):
        torn += seen.setdefault(digest, item.label) != item.label
    if torn:
        yield f"{torn:,} picture{'s occur' if torn > 1 else ' occurs'} under two classes; correct the labels."
    both = sum(digest in seen for digest in held.digests)
    if both:
        yield f"{both:,} of the {len(held.digests):,} pictures for validation are among those to learn from, too."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:5]) + ", ..." * (len(names) > 5)


# -- for a trained model ---------------------------------------------------------------------------------------------


def read_given(rule: ImageEncoder, path: Path, task: Task, answers: bool) -> Given:
    """Pictures under the rule a model was trained with; with answers, those of the held part where there is one."""
    sources = Sources(None, {})
    with quietly():
        gallery = open_gallery(ImagesData(path=str(path)), sources)
        layout = gallery.layout
        items = layout.judged(path.name, "picture", task.class_names) if answers else layout.items
        require_memory(len(items), rule)
        reading = _Reading(gallery, rule, silent, len(items))
        part = reading.read(items)
    if not part.items:
        reason = f": {reading.unreadable[0][1]}" if reading.unreadable else ""
        raise DataError(f"{path.name} holds no picture that can be read{reason}.")
    names = tuple(item.name for item in part.items)
    notes = tuple(unread_notes(reading.unreadable, "picture"))
    if not answers:
        return Given(part.pixels, None, names, notes)
    position = {label: index for index, label in enumerate(task.class_names)}
    return Given(part.pixels, np.array([position[item.label] for item in part.items], np.int64), names, notes)
