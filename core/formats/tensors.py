"""Named arrays to and from the bytes of a safetensors file, used by projects and by the export of that name.

The safetensors library checks that header and content agree; what it refuses becomes a FormatError. Imports numpy, and
safetensors inside the functions. Example: ``pack({"hidden.weight": w}, {"producer": "Chainrule"})``.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import FormatError


def pack(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a safetensors file."""
    from safetensors.numpy import save

    whole = {name: np.require(array, requirements="C") for name, array in arrays.items()}
    content: bytes = save(whole, dict(metadata) if metadata else None)
    return content


def unpack(content: bytes, name: str) -> dict[str, NDArray[Any]]:
    """The arrays of a safetensors file by name; ``name`` is what errors call the file."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays: dict[str, NDArray[Any]] = load(content)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise FormatError(f"{name} is damaged or not a safetensors file; save it again where it came from.") from error
    return arrays


def metadata(content: bytes) -> dict[str, str]:
    """The texts of a safetensors header that ``unpack`` has found to be sound."""
    length = int.from_bytes(content[:8], "little")
    texts: dict[str, str] = json.loads(content[8 : 8 + length]).get("__metadata__") or {}
    return texts
