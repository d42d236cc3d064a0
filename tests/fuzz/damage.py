"""Ways to damage a file, as hypothesis strategies: bytes changed, cut, doubled and put in, numbers and words swapped,
and for a zip its entries damaged inside an archive that is whole.
"""

import io
import re
import zipfile
from collections.abc import Callable

from hypothesis import strategies as st

ODD = (
    b"\x00", b"\xff\xfe", b"\xf0\x9f\x99\x82", b"-1", b"0", b"1e999", b"NaN", b"Infinity", b"9" * 40, b"null", b"true",
    b'""', b"[]", b"{}", b'"', b",", b"\n", b"\r", b";", b"[" * 500, b"{" * 500, b"\x00" * 300, b"../../x", b"\\ud800",
    b"4294967296", b"-9223372036854775809", b"1000000000", b'{"a":' * 300,
)  # fmt: skip
"""Pieces that readers stumble over."""
WORD = re.compile(rb"-?\d+(?:\.\d+)?|\"[^\"]{0,40}\"|true|false|null")


def _swapped(draw: st.DrawFn, content: bytes) -> bytes:
    """One number, text or word becomes another piece."""
    found = list(WORD.finditer(content[:200_000]))
    if not found:
        return content
    at = found[draw(st.integers(0, len(found) - 1))]
    return content[: at.start()] + draw(st.sampled_from(ODD)) + content[at.end() :]


def _put_in(draw: st.DrawFn, content: bytes) -> bytes:
    at = draw(st.integers(0, len(content)))
    piece = draw(st.sampled_from(ODD) | st.binary(min_size=1, max_size=8))
    return content[:at] + piece + content[at + (draw(st.booleans()) and len(piece)) :]


def _cut(draw: st.DrawFn, content: bytes) -> bytes:
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 2000)) | st.just(len(content)))
    return content[:start] + content[end:]


def _doubled(draw: st.DrawFn, content: bytes) -> bytes:
    start = draw(st.integers(0, len(content)))
    piece = content[start : start + draw(st.integers(1, 400))]
    return content[:start] + piece * draw(st.integers(2, 20)) + content[start + len(piece) :]


WAYS: tuple[Callable[[st.DrawFn, bytes], bytes], ...] = (_swapped, _swapped, _put_in, _cut, _doubled)


def _plain(draw: st.DrawFn, content: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        content = draw(st.sampled_from(WAYS))(draw, content)
    return content


def _within(draw: st.DrawFn, content: bytes) -> bytes:
    """A zip whose outside is whole: one entry damaged, dropped or renamed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(entries)))
    how = draw(st.sampled_from(["damage", "damage", "damage", "drop", "rename", "empty"]))
    old = entries.pop(name)
    if how == "rename":
        entries[draw(st.sampled_from(["../x", "/x", "a\\b", name.upper(), "x" * 300, "data/"]))] = old
    elif how != "drop":
        entries[name] = _plain(draw, old) if how == "damage" else b""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, inside in entries.items():
            archive.writestr(each, inside)
    return out.getvalue()


@st.composite
def damaged(draw: st.DrawFn, sound: list[bytes]) -> bytes:
    """One of these files, damaged; now and then something that was never one."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=200))
    content = draw(st.sampled_from(sound))
    inside = content.startswith(b"PK") and draw(st.integers(0, 3)) > 0
    return (_within if inside else _plain)(draw, content)
