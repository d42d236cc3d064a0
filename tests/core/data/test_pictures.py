"""Pictures of every format, depth, palette and rotation, and damaged ones."""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.data.image_encoder import ImageEncoder
from core.data.pictures import Probe, Unreadable, fit_array, is_picture, picture, probe, quietly
from tests.helpers.media import blot, encoded

GREY = ImageEncoder((8, 8), "grey")
RGB = ImageEncoder((8, 8), "rgb")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with quietly():
        yield


def pixels(content: bytes, rule: ImageEncoder = RGB) -> np.ndarray:
    found = picture(content, rule)
    assert isinstance(found, np.ndarray), found
    assert found.shape == rule.shape and found.dtype == np.uint8
    return found


def reason(content: bytes) -> str:
    found = picture(content, RGB)
    assert isinstance(found, Unreadable), "it was read"
    probed = probe(content)
    assert probed == found
    return found.reason


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF"])
def test_lossless_formats_give_the_pixels_themselves(kind: str) -> None:
    image = blot(1)
    assert np.array_equal(pixels(encoded(image, kind), GREY)[..., 0], np.asarray(image))


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("BMP", {}), ("TIFF", {}), ("WEBP", {"lossless": True})])
def test_colours_stay(kind: str, options: dict[str, bool]) -> None:
    image = blot(2, mode="RGB")
    assert np.array_equal(pixels(encoded(image, kind, **options)), np.asarray(image))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_lossy_formats_come_close(kind: str) -> None:
    image = Image.new("RGB", (8, 8), (200, 40, 90))
    assert np.abs(pixels(encoded(image, kind, quality=95)).astype(int) - (200, 40, 90)).max() <= 6


def test_one_bit() -> None:
    image = Image.fromarray(np.eye(8, dtype=bool))
    assert np.array_equal(pixels(encoded(image), GREY)[..., 0], 255 * np.eye(8))


def test_sixteen_bits_are_divided_by_257() -> None:
    values = np.arange(64, dtype=np.uint16).reshape(8, 8) * 1040
    found = pixels(encoded(Image.fromarray(values)), GREY)[..., 0]
    assert np.array_equal(found, np.rint(values / 257))
    assert found.max() > 250
    tiff = pixels(encoded(Image.fromarray(values), "TIFF"), GREY)[..., 0]
    assert np.array_equal(tiff, found)


def test_fractions_are_times_255() -> None:
    values = np.linspace(0, 1, 64, dtype=np.float32).reshape(8, 8)
    found = pixels(encoded(Image.fromarray(values), "TIFF"), GREY)[..., 0]
    assert np.array_equal(found, np.rint(values.astype(float) * 255))
    values[0, 0] = np.nan
    assert reason(encoded(Image.fromarray(values), "TIFF")) == "it holds values that are not finite numbers"


def test_palettes() -> None:
    image = blot(3, mode="RGB").quantize(16)
    assert image.mode == "P"
    assert np.array_equal(pixels(encoded(image)), np.asarray(image.convert("RGB")))


def test_cmyk() -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    found = pixels(encoded(image, "TIFF"))
    assert found[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize(("ground", "level"), [("white", 255), ("black", 0), ("grey", 128)])
@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_is_laid_on_the_background(ground: str, level: int, mode: str) -> None:
    clear = Image.new(mode, (8, 8), (10, 20, 30, 0) if mode == "RGBA" else (10, 0))
    rule = ImageEncoder((8, 8), "rgb", background=ground)
    assert (pixels(encoded(clear), rule) == level).all()
    half = Image.new(mode, (8, 8), (0, 0, 0, 128) if mode == "RGBA" else (0, 128))
    assert abs(int(pixels(encoded(half), rule)[0, 0, 0]) - level * 127 / 255) <= 1


def test_a_transparent_palette_entry() -> None:
    image = Image.new("P", (8, 8), 0)
    image.putpalette([255, 0, 0] + [0, 0, 0] * 255)
    content = encoded(image, transparency=0)
    assert (pixels(content, ImageEncoder((8, 8), "rgb", background="black")) == 0).all()


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_rotation(turn: int) -> None:
    """All eight marks show the same scene."""
    scene = np.zeros((6, 4), np.uint8)
    scene[0, 0], scene[0, 3], scene[5, 0] = 255, 170, 85
    undo = [
        lambda a: a, lambda a: a[:, ::-1], lambda a: a[::-1, ::-1], lambda a: a[::-1],
        lambda a: a.T, lambda a: np.rot90(a), lambda a: a.T[::-1, ::-1], lambda a: np.rot90(a, -1),
    ]  # fmt: skip
    stored = undo[turn - 1](scene)
    exif = Image.Exif()
    exif[0x0112] = turn
    content = encoded(Image.fromarray(np.ascontiguousarray(stored)), exif=exif)
    assert probe(content) == Probe(6, 4, False)
    assert np.array_equal(pixels(content, ImageEncoder((6, 4), "grey"))[..., 0], scene)


def test_fitting() -> None:
    wide = np.zeros((4, 8), np.uint8)
    wide[:, 2:6] = 200
    content = encoded(Image.fromarray(wide))
    small = ImageEncoder((4, 4), "grey", "crop", "nearest")
    assert (pixels(content, small) == 200).all()
    padded = pixels(content, ImageEncoder((8, 8), "grey", "pad", "nearest", "black"))[..., 0]
    assert np.array_equal(padded[2:6], wide) and not padded[:2].any() and not padded[6:].any()
    stretched = pixels(content, ImageEncoder((4, 4), "grey", "stretch", "nearest"))[..., 0]
    assert stretched.tolist() == [[0, 200, 200, 0]] * 4
    assert np.array_equal(fit_array(wide[..., None], small), pixels(content, small))


def test_averaging_keeps_the_mean_when_shrinking() -> None:
    content = encoded(blot(5, (64, 64)))
    small = pixels(content, ImageEncoder((8, 8), "grey"))
    assert abs(small.mean() - np.asarray(blot(5, (64, 64))).mean()) < 2
    assert small.std() < 40  # nearest would keep the spread of the noise, 74


def test_probe_sees_colours() -> None:
    assert probe(encoded(blot(1, (5, 9)).convert("RGB"))) == Probe(9, 5, False)
    assert probe(encoded(blot(1, (5, 9), "RGB"))) == Probe(9, 5, True)


def test_damage_has_a_reason() -> None:
    jpeg = encoded(blot(4, (64, 64), "RGB"), "JPEG")
    assert reason(b"") == "it is empty"
    assert reason(b"hello") == "it is no picture that can be read, whatever its name says"
    assert reason(jpeg[: len(jpeg) // 2]) == "it is cut off"
    png = bytearray(encoded(blot(4, (64, 64))))
    png[60:80] = b"\0" * 20
    assert reason(bytes(png)) in ("it is damaged", "it is cut off")


def test_a_decompression_bomb_is_not_unpacked() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (11_000, 60_000):
        header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
        bomb = b"\x89PNG\r\n\x1a\n" + body
        assert "more than 100,000,000" in reason(bomb)


def test_formats_that_start_programs_are_not_tried() -> None:
    assert reason(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n") == (
        "it is no picture that can be read, whatever its name says"
    )
    assert is_picture("a/B.JPeG") and not is_picture("a.eps") and not is_picture("png")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_damage_is_an_answer_not_a_crash(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP"]))
    content = bytearray(encoded(blot(7, (16, 16)), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    with quietly():
        found = picture(bytes(content), GREY)
    assert isinstance(found, Unreadable) or found.shape == (8, 8, 1)


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(1, 40), height=st.integers(1, 40), size=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    color=st.sampled_from(["grey", "rgb"]), fit=st.sampled_from(["stretch", "crop", "pad"]),
    resample=st.sampled_from(["bilinear", "nearest", "bicubic", "lanczos"]),
)  # fmt: skip
def test_any_size_becomes_the_size(
    width: int, height: int, size: tuple[int, int], color: str, fit: str, resample: str
) -> None:
    rule = ImageEncoder(size, color, fit, resample)
    with quietly():
        pixels(encoded(Image.new("RGB", (width, height), (9, 9, 9))), rule)


def test_the_encoder_has_a_json_round_trip() -> None:
    rule = ImageEncoder((3, 5), "grey", "pad", "nearest", "black")
    assert ImageEncoder.from_json(rule.to_json()) == rule
    assert rule.row_shape == (3, 5, 1) and "3 × 5 pixels" in rule.sentence


