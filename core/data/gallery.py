"""Gallery: the pictures of a folder, a zip or IDX files, listed with their part and class; each is read when asked for.

``open_gallery`` finds out which it is. A look at a few hundred pictures suggests size and colours for all. Imports the
neighbours in core.data. Example: MNIST's four files are 70,000 items named ``train/0`` to ``test/9999``.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.data import idx
from core.data.image_encoder import ImageEncoder
from core.data.layout import Item, Layout
from core.data.pictures import Probe, Unreadable, fit_array, is_picture, picture, probe
from core.data.sources import FolderTree, Sources, Tree
from core.data_spec import ImagesData
from core.errors import DataError
from core.frozen import dataclass

SAMPLE = 120
"""Pictures looked at for a guess."""
LARGE = 96
"""Pictures that all have the same size keep it up to so many pixels; others are brought to ``MIDDLE`` at most."""
MIDDLE = 64


@dataclass(frozen=True)
class Read:
    """One picture under a rule, or why not; ``digest`` is the sha256 of its file."""

    pixels: "NDArray[np.uint8] | Unreadable"
    digest: bytes = b""


class Gallery(Protocol):
    """Pictures by their items; reading one is safe in several threads."""

    @property
    def tree(self) -> Tree:
        """Where the files lie."""

    @property
    def layout(self) -> Layout:
        """Part and class of each picture."""

    @property
    def files(self) -> tuple[str, ...]:
        """The names in the tree of the files that hold the pictures."""

    def probe(self, item: Item) -> "Probe | Unreadable":
        """Size and colours of a picture."""

    def read(self, item: Item, rule: ImageEncoder) -> Read:
        """A picture under a rule."""


@dataclass(frozen=True, eq=False)
class FileGallery:
    """A file for each picture."""

    tree: Tree
    layout: Layout

    def probe(self, item: Item) -> "Probe | Unreadable":
        """Size and colours of a picture."""
        try:
            return probe(self.tree.read(item.file))
        except OSError as error:
            return Unreadable(_why(error))

    def read(self, item: Item, rule: ImageEncoder) -> Read:
        """A picture under a rule."""
        try:
            content = self.tree.read(item.file)
        except OSError as error:
            return Read(Unreadable(_why(error)))
        return Read(picture(content, rule), hashlib.sha256(content).digest())

    @property
    def files(self) -> tuple[str, ...]:
        """Every picture."""
        return tuple(item.file for item in self.layout.items)


@dataclass(frozen=True, eq=False)
class IdxGallery:
    """A file for all pictures of a part, another for their labels."""

    tree: Tree
    layout: Layout
    parts: Mapping[str, idx.IdxPart]
    files: tuple[str, ...]

    def probe(self, item: Item) -> "Probe | Unreadable":
        """Size and colours of a picture."""
        height, width, channels = self._of(item).shape
        return Probe(height, width, channels == 3)

    def read(self, item: Item, rule: ImageEncoder) -> Read:
        """A picture under a rule."""
        values = self._of(item)
        return Read(fit_array(values, rule), hashlib.sha256(values.tobytes()).digest())

    def _of(self, item: Item) -> NDArray[np.uint8]:
        part, _, number = item.file.rpartition("/")
        image: NDArray[np.uint8] = self.parts[part].images[int(number)]
        return image


def _why(error: OSError) -> str:
    return f"it cannot be opened: {error.strerror}" if error.strerror else str(error)


def open_gallery(spec: ImagesData, sources: Sources) -> Gallery:
    """The pictures that ``spec`` names, with its corrections of labels; DataError where there are none."""
    name = Path(spec.path).name
    labels = dict(spec.labels)
    tree = sources.tree(spec.path)
    single = isinstance(tree, FolderTree) and tree.names == (name,) and not sources.full(spec.path).is_dir()
    if single and not is_picture(name):
        return _idx_beside(spec, sources, labels)
    if found := idx.pairs(tree.names):
        return _idx_gallery(tree, found, labels)
    pictures = [each for each in tree.names if is_picture(each)]
    if not pictures:
        raise DataError(_nothing(name, tree.names))
    return FileGallery(tree, Layout.of(pictures, labels))


def _nothing(name: str, names: Sequence[str]) -> str:
    images = [each for each in names if idx.is_idx(each) and idx.is_images(each)]
    if images:
        return f"{name} holds {images[0]:.60} without its labels; put the file of labels beside it."
    if any(idx.is_idx(each) for each in names):
        return f"{name} holds labels without images; put the file of images beside them."
    what = f"{len(names):,} files, but no pictures" if names else "no files"
    return f"{name} holds {what}; it needs a folder of PNG, JPEG, BMP, TIFF, WebP or GIF files for each class."


def _idx_beside(spec: ImagesData, sources: Sources, labels: Mapping[str, str]) -> Gallery:
    """The pair that a single file belongs to; beside files for training, those of the test are held."""
    full = sources.full(spec.path)
    with sources.open(spec.path) as file:  # the sentence where it is not there
        file.read(1)
    beside = tuple(sorted(each.name for each in full.parent.iterdir() if idx.is_idx(each.name) and each.is_file()))
    if not idx.is_images(full.name):
        raise DataError(f"{full.name} holds labels; choose the file of images beside it.")
    known = beside if full.name in beside else (*beside, full.name)
    own = idx.labels_of(full.name, known)
    if own is None:
        idx.read(full.read_bytes(), full.name)  # says so where it is no IDX file at all
        raise DataError(f"{full.name} holds images without labels; put the file of labels beside it, named like it.")
    found = [(full.name, own)]
    if idx.part_of(full.name) == "train":
        tests = [pair for pair in idx.pairs(beside) if idx.part_of(pair[0]) != "train" and _alike(pair[0], full.name)]
        found += tests[:1]
    return _idx_gallery(FolderTree(full.parent, tuple(each for pair in found for each in pair)), found, labels)


def _alike(one: str, other: str) -> bool:
    """Whether two files are called alike but for their part: t10k-images and train-images, not emnist-images."""

    def bare(name: str) -> str:
        for word in ("t10k", "test", "train", "validation", "val", ".gz"):
            name = name.lower().replace(word, "")
        return name

    return bare(one) == bare(other)


def _idx_gallery(tree: Tree, pairs: Sequence[tuple[str, str]], labels: Mapping[str, str]) -> Gallery:
    parts: dict[str, idx.IdxPart] = {}
    items: list[Item] = []
    for images, answers in pairs:
        part = idx.part_of(images)
        if part in parts:
            first = f"{part} files twice, in {images:.60} too"
            raise DataError(f"There are IDX {first}; keep one pair of each in the folder, or choose one file.")
        try:
            read = idx.read_pair(part, (images, tree.read(images)), (answers, tree.read(answers)))
        except OSError as error:
            raise DataError(f"{images} cannot be read: {_why(error)}.") from error
        parts[part] = read
        for row, label in enumerate(read.labels.tolist()):
            name = f"{part}/{row}"
            said = labels.get(name, str(label))
            if said:
                items.append(Item(name, name, part, said))
    used = tuple(each for pair in pairs for each in pair)
    return IdxGallery(tree, Layout(tuple(items)), parts, used)


def completed(spec: ImagesData, gallery: Gallery) -> ImagesData:
    """``spec`` with size and colours guessed where they are left open, from pictures spread over all of them."""
    if spec.size is not None and len(spec.size) != 2:
        raise DataError(f"The size of the pictures is {list(spec.size)}; it needs two numbers, height and width.")
    if spec.size is not None and spec.color is not None:
        return spec
    items = [item for item in gallery.layout.items if item.label] or list(gallery.layout.items)
    picked = [items[at] for at in np.unique(np.linspace(0, len(items) - 1, SAMPLE).astype(int))] if items else []
    found = [each for each in map(gallery.probe, picked) if isinstance(each, Probe)]
    size = spec.size or guess_size(found)
    color = spec.color or ("rgb" if any(each.colored for each in found) else "grey")
    return replace(spec, size=size, color=color)


def guess_size(found: Sequence[Probe]) -> tuple[int, int]:
    """The size all have, unless it is large; else the middle one, made small."""
    if not found:
        return MIDDLE, MIDDLE
    sizes = np.array([(each.height, each.width) for each in found])
    height, width = (float(each) for each in np.median(sizes, axis=0))
    same = bool((sizes == sizes[0]).all())
    shrink = min(1.0, (LARGE if same and max(height, width) <= LARGE else MIDDLE) / max(height, width))
    return max(1, round(height * shrink)), max(1, round(width * shrink))
