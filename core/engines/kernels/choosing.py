"""choosing: one compiled function out of a table, by its number; the table's order stands for the ladder."""

from collections.abc import Callable, Sequence
from typing import Any

from core.engines.kernels.lanes import piece


def choosing(functions: Sequence[Callable[..., Any]], arguments: int) -> Callable[..., Any]:
    """A compiled function of (number, arguments...) that calls the function of that number; the last for all beyond.

    Numba knows no table of functions, so the ladder it wants is written here, once for all tables.
    """
    names = ", ".join(f"a{number}" for number in range(arguments))
    lines = [f"def chosen(number, {names}):"]
    for number in range(len(functions) - 1):
        lines += [f"    if number == {number}:", f"        return f{number}({names})"]
    lines += [f"    return f{len(functions) - 1}({names})"]
    known: dict[str, Any] = {f"f{number}": function for number, function in enumerate(functions)}
    exec("\n".join(lines), known)  # nothing in it comes from outside
    return piece(known["chosen"])  # type: ignore[no-any-return]
