"""Pictures: one file of an image as an array, whatever its format, depth, palette or rotation. Pillow does the reading.

An ImageEncoder says what comes out: size, grey or colour, how the shape is fitted, on what transparency is laid.
Pillow is imported inside functions. Example: a JPEG of 3000 x 4000, held upright by its EXIF mark, under size (64, 48)
and colour rgb is uint8 (64, 48, 3).
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.data.image_encoder import ImageEncoder
from core.frozen import dataclass

if TYPE_CHECKING:
    from PIL.Image import Image

ENDINGS = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".dib", ".tif", ".tiff", ".webp", ".gif")
FORMATS = ("PNG", "JPEG", "BMP", "DIB", "TIFF", "WEBP", "GIF")
"""Nothing else is tried: some of Pillow's formats start other programs."""
MAX_PIXELS = 100_000_000
_ORIENTATION, _LYING = 0x0112, (5, 6, 7, 8)
"""EXIF: the mark that says how a camera was held, and those of its values that swap height and width."""
_PALE = 4  # channels that differ no more are grey that a camera has tinted
_LOOK = ImageEncoder((64, 64))
_GROUND = {"white": 255, "black": 0, "grey": 128}


def is_picture(name: str) -> bool:
    """Whether the ending is that of a picture."""
    return name.lower().endswith(ENDINGS)


@dataclass(frozen=True)
class Unreadable:
    """Why a picture could not be read, as the end of a sentence."""

    reason: str


@dataclass(frozen=True)
class Probe:
    """What a picture is before anything is done to it: upright height and width, and whether it holds colours."""

    height: int
    width: int
    colored: bool


class _OddError(Exception):
    """A picture that Pillow would read and we do not; its text ends a sentence."""


@contextmanager
def quietly() -> Iterator[None]:
    """Pillow warns of odd marks in files that it then reads; who reads many files stays in this one context."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.init()  # its readers are loaded once, before several threads ask for them
        yield


def picture(content: bytes, rule: ImageEncoder) -> "NDArray[np.uint8] | Unreadable":
    """The file as uint8 (height, width, channels), or why not. Call within :func:`quietly`."""
    try:
        return _fitted(_opened(content, rule)[0], rule)
    except Exception as error:  # decoders meet damage in ways of their own
        return Unreadable(_reason(content, error))


def probe(content: bytes) -> "Probe | Unreadable":
    """Size and colours of a file. Call within :func:`quietly`."""
    try:
        upright, size = _opened(content, _LOOK)
        small = upright if max(upright.size) <= 2 * max(_LOOK.size) else upright.resize((64, 64))
        colored = upright.mode == "RGB" and bool((np.ptp(np.asarray(small, np.int16), axis=2) > _PALE).any())
        return Probe(*size, colored)
    except Exception as error:  # as above
        return Unreadable(_reason(content, error))


def fit_array(values: NDArray[np.uint8], rule: ImageEncoder) -> NDArray[np.uint8]:
    """An image (height, width, 1 or 3) that is an array already, under the rule."""
    if values.shape == rule.shape:
        return values
    from PIL import Image

    return _fitted(Image.fromarray(values[..., 0] if values.shape[2] == 1 else values), rule)


def _reason(content: bytes, error: Exception) -> str:
    if not content:
        return "it is empty"
    text = str(error)
    if isinstance(error, _OddError):
        return text
    if isinstance(error, MemoryError):
        return "there is not enough memory for it"
    if "decompression bomb" in text:
        return f"it has more than {MAX_PIXELS:,} pixels"
    if "truncated" in text or "Truncated" in text or isinstance(error, EOFError):
        return "it is cut off"
    if "cannot identify" in text:
        return "it is no picture that can be read, whatever its name says"
    return "it is damaged"


def _opened(content: bytes, rule: ImageEncoder) -> "tuple[Image, tuple[int, int]]":
    """The picture upright, of 8 bits a channel, without transparency: mode L or RGB; and its own (height, width)."""
    from PIL import Image, ImageOps

    known = [each for each in FORMATS if each in Image.OPEN]  # a Pillow of one's own making may lack WebP
    with Image.open(io.BytesIO(content), formats=known) as file:
        if file.width * file.height > MAX_PIXELS:
            raise _OddError(f"its {file.width:,} × {file.height:,} pixels are more than {MAX_PIXELS:,}")
        width, height = file.size
        # A JPEG is decoded smaller at once, but never below three times what is wanted.
        file.draft(None, (3 * max(rule.shape), 3 * max(rule.shape)))
        file.load()
        image: Image.Image = file
        turned = file.getexif().get(_ORIENTATION, 1)
        if turned != 1:
            image = ImageOps.exif_transpose(file)
        size = (width, height) if turned in _LYING else (height, width)
        return _plain(image, _GROUND[rule.background]), size


def _plain(image: "Image", ground: int) -> "Image":
    from PIL import Image

    if image.mode[0] in "IF":
        return Image.fromarray(_bytes_of(np.asarray(image), image.mode))
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        if image.mode in ("La", "RGBa"):  # premultiplied; they convert to their plain kin only
            image = image.convert(image.mode.upper())
        image = image.convert("RGBA")
        under = Image.new("RGBA", image.size, (ground, ground, ground, 255))
        return Image.alpha_composite(under, image).convert("RGB")
    return image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")


def _bytes_of(values: NDArray[Any], mode: str) -> NDArray[np.uint8]:
    """Deep grey values as bytes: 16 bits divided by 257, fractions of 0 to 1 times 255."""
    wide = values.astype(np.float64)
    if not np.isfinite(wide).all():
        raise _OddError("it holds values that are not finite numbers")
    if mode == "F":
        wide = wide * 255.0 if wide.max(initial=0.0) <= 1.0 else wide
    elif mode != "I" or wide.max(initial=0.0) > 255:
        wide = wide / 257.0
    return np.clip(np.rint(wide), 0, 255).astype(np.uint8)


def _fitted(image: "Image", rule: ImageEncoder) -> NDArray[np.uint8]:
    from PIL import Image, ImageOps

    image = image.convert("L" if rule.color == "grey" else "RGB")
    height, width, _ = rule.shape
    if image.size != (width, height):
        method = Image.Resampling[rule.resample.upper()]
        ground = _GROUND[rule.background]
        if rule.fit == "crop":
            image = ImageOps.fit(image, (width, height), method)
        elif rule.fit == "pad":
            image = ImageOps.pad(image, (width, height), method, ground if image.mode == "L" else (ground,) * 3)
        else:
            image = image.resize((width, height), method)
    return np.array(image, np.uint8).reshape(rule.shape)
