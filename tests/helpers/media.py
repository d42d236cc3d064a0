"""Files of pictures and texts for tests, made on the spot: folders, zips, IDX pairs."""

import gzip
import io
import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SHARED = Path(os.environ.get("CHAINRULE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
"""Real files; tests that use them are skipped where they are absent."""


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """An image as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def blot(number: int, size: tuple[int, int] = (8, 8), mode: str = "L") -> Image.Image:
    """A picture that differs from every other: (width, height) ``size``."""
    rng = np.random.default_rng(number)
    channels = () if mode == "L" else (3,)
    return Image.fromarray(rng.integers(0, 256, (size[1], size[0], *channels), dtype=np.uint8))


def write(root: Path, files: dict[str, bytes]) -> Path:
    """Files by name under ``root``, folders made as needed."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def pets(count: int = 6, size: tuple[int, int] = (8, 8), mode: str = "L") -> dict[str, bytes]:
    """Pictures of cats and dogs, so to speak."""
    return {
        f"{animal}/{number}.png": encoded(blot(100 * at + number, size, mode))
        for at, animal in enumerate(("cat", "dog"))
        for number in range(1, count + 1)
    }


def zipped(files: dict[str, bytes]) -> bytes:
    """The same as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def idx(values: np.ndarray[Any, Any]) -> bytes:
    """An array as an IDX file."""
    kinds = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
    code = kinds[values.dtype.str[1:]]
    return struct.pack(f">HBB{values.ndim}I", 0, code, values.ndim, *values.shape) + values.astype(
        values.dtype.newbyteorder(">")
    ).tobytes()


def mnist(train: int = 20, test: int = 6, packed: bool = True) -> dict[str, bytes]:
    """The four files of a small MNIST."""
    rng = np.random.default_rng(0)
    files = {}
    for part, count in (("train", train), ("t10k", test)):
        x = rng.integers(0, 256, (count, 5, 4), dtype=np.uint8)
        y = (np.arange(count) % 3).astype(np.uint8)
        for name, values in ((f"{part}-images-idx3-ubyte", x), (f"{part}-labels-idx1-ubyte", y)):
            files[name + ".gz" * packed] = gzip.compress(idx(values), mtime=0) if packed else idx(values)
    return files
