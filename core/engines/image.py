"""Image: finished machine code of the kernels, kept in a file and loaded into a running program without a compiler.

A file begins with a checksum of all that follows, for code that is damaged must never run; then a line of JSON, then
the code. Mostly that is an image (core/engines/linking.py), which is copied into memory and made executable, in
milliseconds; else it is an object file, which LLVM loads. Called through ctypes, kernels run without Python's lock.
Nothing is unpickled. Imports nothing heavy; LLVM only where an object file is loaded.
"""

import ctypes
import hashlib
import json
import mmap
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from core.engines.names import ENTRIES
from core.frozen import dataclass

_DIGEST = 32
"""Bytes of a SHA-256."""


@dataclass(frozen=True)
class Image:
    """``code`` that works at any address; where each entry begins, and where addresses of C functions are wanted."""

    code: bytes
    entries: Mapping[str, int]
    outside: Mapping[str, int]


def keep(path: Path, made: Image | bytes) -> None:
    """Keep an image, or an object file, beside its checksum; written aside, then renamed."""
    facts = {} if isinstance(made, bytes) else asdict(made)
    code = facts.pop("code", made)
    content = json.dumps(facts).encode() + b"\n" + code
    handle, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise


def kept(path: Path) -> Image | bytes | None:
    """What ``keep`` has kept there; None where nothing is or it is damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
        return None
    line, _, code = content[_DIGEST:].partition(b"\n")
    facts = json.loads(line)
    return Image(code, **facts) if facts else code


def load(made: Image | bytes) -> Any:
    """The entries as functions of (address of work, address of facts, whole numbers) -> whole number.

    Raises OSError where the system refuses memory for code or a C function is missing.
    """
    addresses = _by_llvm(made) if isinstance(made, bytes) else _in_memory(made)
    word, pointer = ctypes.c_int64, ctypes.c_void_p
    kinds = {name: ctypes.CFUNCTYPE(word, pointer, pointer, *[word] * wholes) for name, wholes in ENTRIES.items()}
    return SimpleNamespace(**{name: kind(addresses[name]) for name, kind in kinds.items()})


def _in_memory(image: Image) -> dict[str, int]:
    """Addresses of the entries of an image, copied into memory of its own that is never given back."""
    code = bytearray(image.code)
    for name, place in image.outside.items():
        code[place : place + 8] = _c_function(name).to_bytes(8, sys.byteorder)
    place = (_windows_memory if sys.platform == "win32" else _memory)(bytes(code))
    return {name: place + start for name, start in image.entries.items()}


def _c_function(name: str) -> int:
    """The address of a function of the C library or its mathematical part; a compiler counts on both."""
    for library in ("ucrtbase", "ntdll") if sys.platform == "win32" else (None, "libm.so.6"):
        try:
            found = ctypes.cast(getattr(ctypes.CDLL(library), name), ctypes.c_void_p).value
        except (OSError, AttributeError):
            continue
        if found:
            return found
    raise OSError(f"The C library has no function {name}.")


def _memory(code: bytes) -> int:
    """The address of a copy of ``code`` that may be run and no longer changed."""
    system = ctypes.CDLL(None, use_errno=True)
    system.mmap.restype, system.mmap.argtypes = ctypes.c_void_p, (
        ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long
    )  # fmt: skip
    system.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    place = system.mmap(
        None, len(code), mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0
    )
    if place in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "No memory for compiled code.")
    ctypes.memmove(place, code, len(code))
    if system.mprotect(place, len(code), mmap.PROT_READ | mmap.PROT_EXEC):
        raise OSError(ctypes.get_errno(), "Compiled code may not run here.")
    return int(place)


def _windows_memory(code: bytes) -> int:
    """Likewise, by the functions of Windows."""
    system = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    reserved_and_there, writable, runnable = 0x3000, 0x04, 0x20
    system.VirtualAlloc.restype, system.VirtualAlloc.argtypes = ctypes.c_void_p, (
        ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32, ctypes.c_uint32
    )  # fmt: skip
    system.VirtualProtect.argtypes = (
        ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint32, ctypes.POINTER(ctypes.c_uint32)
    )  # fmt: skip
    place = system.VirtualAlloc(None, len(code), reserved_and_there, writable)
    if not place:
        raise OSError("No memory for compiled code.")
    ctypes.memmove(place, code, len(code))
    if not system.VirtualProtect(place, len(code), runnable, ctypes.byref(ctypes.c_uint32())):
        raise OSError("Compiled code may not run here.")
    return int(place)


_engines: list[Any] = []
"""LLVM's own loaders, each of which holds the code it has loaded."""


def _by_llvm(code: bytes) -> dict[str, int]:
    """Addresses of the entries of an object file."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_default_triple().create_target_machine(jit=True)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _engines.append(engine)
    return {name: engine.get_function_address(name) for name in ENTRIES}
