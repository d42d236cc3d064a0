"""Linking: an object file, as LLVM writes it, laid out as an image: bytes that work wherever they are put in memory.

Loading an object file takes all of LLVM, some 45 MB of it; bytes take nothing but a piece of memory. That is possible
because kernels are self-contained: code that finds its constants by their distance, and calls at most a few functions
of the C library. Anything else in the file, or a file of another kind than ELF for x86-64, is refused, and LLVM then
loads the object (core/engines/image.py). Imports numpy only.
Source of the layout: System V Application Binary Interface, AMD64 supplement, sections 4.3 and 4.4.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.engines.image import Image

_SECTION = np.dtype([
    ("name", "<u4"), ("kind", "<u4"), ("flags", "<u8"), ("address", "<u8"), ("start", "<u8"), ("size", "<u8"),
    ("link", "<u4"), ("about", "<u4"), ("align", "<u8"), ("entry", "<u8"),
])  # fmt: skip
_SYMBOL = np.dtype([
    ("name", "<u4"), ("kind", "u1"), ("seen", "u1"), ("section", "<u2"), ("at", "<u8"), ("size", "<u8"),
])  # fmt: skip
_RELOCATION = np.dtype([("at", "<u8"), ("kind", "<u4"), ("symbol", "<u4"), ("more", "<i8")])
_SYMBOLS, _RELOCATIONS, _EMPTY = 2, 4, 8
"""Kinds of sections."""
_WRITABLE, _LOADED = 1, 2
"""Flags of a section."""
_DISTANCES = (2, 4)
"""Kinds of relocations that are understood, R_X86_64_PC32 and R_X86_64_PLT32: the distance from there to a symbol."""
_ELF_X86_64, _MACHINE = b"\x7fELF\x02\x01", 62
_UNWINDING = b".eh_frame"
"""How exceptions pass through; none does."""
_JUMP = b"\xff\x25"
"""Jump to the address that stands at a distance."""


class LinkError(Exception):
    """The object holds something that an image cannot."""


def is_known(code: bytes) -> bool:
    """Whether an object file is of the one kind that can become an image."""
    return code.startswith(_ELF_X86_64) and int.from_bytes(code[18:20], "little") == _MACHINE


def image_of(code: bytes, entries: tuple[str, ...]) -> Image:
    """The image of an object file that defines the functions ``entries``; raises LinkError."""
    if not is_known(code):
        raise LinkError("It is not an ELF file for x86-64.")
    return _Linker(code).image(entries)


class _Linker:
    """Sections one behind the other, then a jump and an address for each function of the C library."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        start, count = int.from_bytes(code[40:48], "little"), int.from_bytes(code[60:62], "little")
        self._sections = np.frombuffer(code, _SECTION, count, start)
        self._names = self._bytes_of(self._sections[int.from_bytes(code[62:64], "little")])
        self._image = bytearray()
        self._places: dict[int, int] = {}
        self._outside: dict[str, int] = {}
        """Where the jump to a function of the C library stands."""

    def image(self, entries: tuple[str, ...]) -> Image:
        """Lay out and connect everything."""
        for number, section in enumerate(self._sections):
            if section["flags"] & _LOADED and self._name_of(section) != _UNWINDING:
                self._place(number, section)
        table = next(each for each in self._sections if each["kind"] == _SYMBOLS)
        symbols = np.frombuffer(self._bytes_of(table), _SYMBOL)
        names = [_text(self._bytes_of(self._sections[table["link"]]), each["name"]) for each in symbols]
        for section in self._sections:
            if section["kind"] == _RELOCATIONS and int(section["about"]) in self._places:
                self._connect(section, symbols, names)
        starts = {name: self._address(symbols[names.index(name.encode())], b"") for name in entries}
        return Image(bytes(self._image), starts, {name: at + 8 for name, at in self._outside.items()})

    def _place(self, number: int, section: Any) -> None:
        if section["flags"] & _WRITABLE and section["size"]:
            raise LinkError("It has variables.")
        self._pad(int(section["align"]))
        self._places[number] = len(self._image)
        self._image += bytes(section["size"]) if section["kind"] == _EMPTY else self._bytes_of(section)

    def _pad(self, align: int) -> None:
        self._image += bytes(-len(self._image) % max(align, 1))

    def _connect(self, section: Any, symbols: NDArray[Any], names: list[bytes]) -> None:
        """Write the distances that one section wants."""
        base = self._places[int(section["about"])]
        for wanted in np.frombuffer(self._bytes_of(section), _RELOCATION):
            if wanted["kind"] not in _DISTANCES:
                raise LinkError(f"Relocations of kind {wanted['kind']} are not known.")
            at = base + int(wanted["at"])
            target = self._address(symbols[wanted["symbol"]], names[wanted["symbol"]]) + int(wanted["more"])
            self._image[at : at + 4] = (target - at).to_bytes(4, "little", signed=True)

    def _address(self, symbol: Any, name: bytes) -> int:
        """Where a symbol stands in the image."""
        if symbol["section"] == 0 and name:
            return self._jump_to(name.decode())
        if int(symbol["section"]) not in self._places:
            raise LinkError(f"{name.decode()} stands nowhere.")
        return self._places[int(symbol["section"])] + int(symbol["at"])

    def _jump_to(self, name: str) -> int:
        """Where a function of the C library is called by: a jump to the address eight bytes on, still empty."""
        if name not in self._outside:
            self._pad(16)
            self._outside[name] = len(self._image)
            self._image += _JUMP + (2).to_bytes(4, "little") + bytes(10)
        return self._outside[name]

    def _bytes_of(self, section: Any) -> bytes:
        return self._code[int(section["start"]) : int(section["start"] + section["size"])]

    def _name_of(self, section: Any) -> bytes:
        return _text(self._names, section["name"])


def _text(table: bytes, start: int) -> bytes:
    """The text in a table of texts that each end with a zero."""
    return table[int(start) : table.index(b"\0", int(start))]
