"""What the dialog for pictures knows of them: where each lies, its class and part, what they take, a network for them.

Plain data and functions without Qt. ``look_at`` reads names and a few pictures in a thread; ``sorted_as`` is quick and
follows every correction. Worked shape: MNIST's 70,000 items become 10 classes, 60,000 to learn from, 47 MB.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, split
from core.data.gallery import Gallery, completed, open_gallery
from core.data.images import TARGET, require_memory, rule_of
from core.data.layout import Item, Layout, require_classes
from core.data.pictures import quietly
from core.data.sources import Report, Sources
from core.data_spec import ImagesData
from core.errors import DataError
from core.fitting import suggest_network
from core.frozen import dataclass
from core.network import NetworkSpec
from core.task import Task
from gui import numbers
from gui.dialogs.table_look import size_words

LEFT_OUT = ""
"""The class of pictures that are left out."""


@dataclass(frozen=True, eq=False)
class PictureLook:
    """A gallery as it lies on the disk, before any correction; ``spec`` holds the guesses."""

    spec: ImagesData
    gallery: Gallery
    items: tuple[Item, ...]
    index: Mapping[str, int]  # of an item, by its name


@dataclass(frozen=True)
class ClassCount:
    """A class with its pictures to learn from and those kept aside."""

    name: str
    learn: int
    aside: int


@dataclass(frozen=True, eq=False)
class Sorting:
    """The pictures under the present corrections; ``labels`` and ``aside`` have one entry per item of the look."""

    labels: tuple[str, ...]
    aside: NDArray[np.bool_]
    classes: tuple[ClassCount, ...]
    own_parts: bool  # whether the folders say what is kept aside
    learn: int
    kept: int
    problem: str = ""  # why no project can be made of this

    def task(self, spec: ImagesData) -> Task:
        """What these classes at the size of ``spec`` ask of a network."""
        names = tuple(each.name for each in self.classes)
        return Task(rule_of(spec).shape, "classification", names, (TARGET,))

    def network(self, spec: ImagesData) -> NetworkSpec:
        """The network suggested for them."""
        return suggest_network(self.task(spec))


def look_at(spec: ImagesData, sources: Sources, report: Report) -> PictureLook:
    """List the pictures and guess size and colours from some; DataError where there are none."""
    report(0.1, f"Looking for pictures in {Path(spec.path).name}.")
    with quietly():
        gallery = open_gallery(replace(spec, labels=()), sources)
        report(0.6, "Looking at some of them.")
        done = completed(spec, gallery)
    items = gallery.layout.items
    return PictureLook(done, gallery, items, {item.name: at for at, item in enumerate(items)})


def sorted_as(look: PictureLook, spec: ImagesData, given: Mapping[str, str], unread: Collection[int] = ()) -> Sorting:
    """Classes and parts under corrected labels, without the pictures ``unread`` (indices) that cannot be read."""
    gone = frozenset(unread)
    labels = tuple([given.get(item.name, item.label) for item in look.items])
    layout = Layout(tuple(
        item if item.label == label else replace(item, label=label)
        for at, (item, label) in enumerate(zip(look.items, labels, strict=True))
        if label and at not in gone
    ))  # fmt: skip
    names = layout.classes
    place = {name: at for at, name in enumerate(names)}
    learn = _indices(look, layout.training)
    kept = _indices(look, [item for item in layout.of_part(layout.held) if item.label in place])
    own = layout.held is not None
    if not own and names:
        y = np.array([place[labels[at]] for at in learn], np.int64)
        bare = Dataset(np.zeros((len(y), 1)), y, Task((1,), "classification", names, (TARGET,)))
        train, aside = split(bare, spec)
        learn, kept = learn[train], learn[aside]
    counts = [np.bincount([place[labels[at]] for at in part], minlength=len(names)) for part in (learn, kept)]
    classes = tuple(ClassCount(name, int(a), int(b)) for name, a, b in zip(names, *counts, strict=True))
    aside_mask = np.zeros(len(look.items), bool)
    aside_mask[kept] = True
    problem = _problem(spec, names, len(learn) + len(kept), len(look.items))
    return Sorting(labels, aside_mask, classes, own, len(learn), len(kept), problem)


def _indices(look: PictureLook, items: Sequence[Item]) -> NDArray[np.intp]:
    return np.array([look.index[item.name] for item in items], np.intp)


def _problem(spec: ImagesData, names: Sequence[str], count: int, total: int) -> str:
    try:
        require_classes(names, Path(spec.path).name, "picture", total)
        require_memory(count, rule_of(spec))
    except DataError as error:
        return str(error)
    return ""


def memory_words(spec: ImagesData, count: int) -> str:
    """``1,200 pictures of 28 × 28 take 941 kB of memory.``"""
    height, width, channels = rule_of(spec).shape
    size = size_words(count * height * width * channels)
    return f"{numbers.counted(count, 'picture')} of {height} × {width} take {size} of memory."


def picture_words(item: Item, sorting: Sorting, index: int, reason: str) -> str:
    """What is known of one picture; ``reason`` is why it cannot be read, if it cannot."""
    label = sorting.labels[index]
    if reason:
        return f"{item.name}: left out, {reason}."
    if label == LEFT_OUT:
        return f"{item.name}: left out, it has no class."
    part = "kept aside for validation" if sorting.aside[index] else "to learn from"
    given = f" (given by hand; its folder says {item.label or 'no class'})" if label != item.label else ""
    return f"{item.name}: {label}{given}, {part}."
