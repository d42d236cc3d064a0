"""IDX files, the format of MNIST: numbers of one type in a box, plain or gzipped, after a few bytes that say its sizes.

Read to the size they announce and no further; nothing in them can run. Images and labels are two files, found beside
each other by their names: ``train-images-idx3-ubyte.gz`` and ``train-labels-idx1-ubyte.gz``. Imports numpy.
Example: the first of these holds uint8 (60000, 28, 28).
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterable
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.data.layout import Part
from core.errors import DataError
from core.frozen import dataclass

MAX_BYTES = 4 * 2**30
_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_NAME = re.compile(r"(?:^|[-._])idx(\d)(?:[-._]|$)", re.IGNORECASE)


def is_idx(name: str) -> bool:
    """Whether a file is called as IDX files are: ``...-idx3-ubyte``, ``.idx``, with or without ``.gz``."""
    stem = name.rsplit("/", 1)[-1].removesuffix(".gz")
    return bool(_NAME.search(stem)) or stem.lower().endswith((".idx", "-ubyte"))


def is_images(name: str) -> bool:
    """Whether the name speaks of images rather than labels."""
    return "label" not in name.rsplit("/", 1)[-1].lower() and "idx1" not in name.lower()


def labels_of(name: str, names: Iterable[str]) -> str | None:
    """The file of labels beside the file of images ``name``."""
    folder, slash, own = name.rpartition("/")
    stem = own.removesuffix(".gz")
    wanted = re.sub("(?i)images?", _like, stem) if re.search("(?i)image", stem) else ""
    wanted = re.sub(r"(?i)idx[34]", "idx1", wanted)
    known = set(names)
    return next((each for end in ("", ".gz") if wanted and (each := folder + slash + wanted + end) in known), None)


def _like(found: "re.Match[str]") -> str:
    text = found.group()
    label = "labels" if text.endswith(("s", "S")) else "label"
    return label.upper() if text.isupper() else label.capitalize() if text[0].isupper() else label


def part_of(name: str) -> Part:
    """What the file is for, by its name: ``t10k`` and ``test`` are tests."""
    lowered = name.lower()
    if re.search(r"(^|[^a-z])(t10k|test)", lowered):
        return "test"
    return "validation" if re.search(r"(^|[^a-z])val", lowered) else "train"


@dataclass(frozen=True, eq=False)
class IdxPart:
    """The images (rows, height, width, channels) of one pair and their labels (rows,)."""

    part: Part
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


def pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """The files of images among ``names`` with their labels."""
    known = [name for name in names if is_idx(name)]
    found = [(name, labels_of(name, known)) for name in sorted(known) if is_images(name)]
    return [(name, labels) for name, labels in found if labels is not None]


def read_pair(part: Part, images: tuple[str, bytes], labels: tuple[str, bytes]) -> IdxPart:
    """Two files, each with its name for errors, as one part; DataError where they do not belong together."""
    x, y = read(images[1], images[0]), read(labels[1], labels[0])
    if x.ndim not in (3, 4) or x.dtype != np.uint8 or (x.ndim == 4 and x.shape[3] not in (1, 3)):
        raise DataError(f"{images[0]} holds {x.dtype} {x.shape}; images are uint8 (rows, height, width).")
    if y.ndim != 1 or y.dtype.kind not in "iu":
        raise DataError(f"{labels[0]} holds {y.dtype} {y.shape}; labels are one whole number a row.")
    if len(x) != len(y):
        raise DataError(f"{images[0]} holds {len(x):,} images, {labels[0]} {len(y):,} labels; each needs one.")
    if 0 in x.shape:
        raise DataError(f"{images[0]} holds no images.")
    return IdxPart(part, x.reshape(*x.shape[:3], -1), y.astype(np.int64))


def read(content: bytes, name: str) -> NDArray[Any]:
    """The array of an IDX file, gzipped or plain; ``name`` is what errors call it."""
    try:
        with io.BytesIO(content) as plain:
            return _read(gzip.GzipFile(fileobj=plain) if content[:2] == b"\x1f\x8b" else plain, name)  # type: ignore[arg-type]
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{name} is cut off or damaged; fetch it again.") from error


def _read(file: BinaryIO, name: str) -> NDArray[Any]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES or not 1 <= magic[3] <= 4:
        start = magic.hex(" ") or "nothing"
        raise DataError(f"{name} is not an IDX file: it begins with {start}, not 00 00, a type and the number of axes.")
    sizes = file.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise EOFError
    shape = tuple(int(each) for each in np.frombuffer(sizes, ">u4"))
    kind = np.dtype(_TYPES[magic[2]])
    wanted = kind.itemsize
    for size in shape:
        wanted *= size
    if wanted > MAX_BYTES:
        raise DataError(f"{name} says it holds {wanted / 2**30:,.1f} GB; at most {MAX_BYTES / 2**30:.0f} GB are read.")
    body = file.read(wanted + 1)
    if len(body) < wanted:
        raise EOFError
    if len(body) > wanted:
        raise DataError(f"{name} holds more than the {' × '.join(map(str, shape))} numbers it announces.")
    return np.frombuffer(body, kind).reshape(shape)
