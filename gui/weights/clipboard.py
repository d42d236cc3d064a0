"""Clipboard: blocks of numbers as a spreadsheet writes and reads them, and as numpy prints them. Pure Python, no Qt.

Cells are parted by tabs, else by semicolons, else by blanks; a comma is a decimal mark, minus may be U+2212. Worked
shape: ``read("0,5;-1\\n2;3", POINT)`` is [[0.5, -1.0], [2.0, 3.0]]; an empty cell is None and stays as it is.
"""

import re
from collections.abc import Callable, Sequence

from gui.numbers import Notation, parse

Block = list[list[float | None]]


def read(text: str, notation: Notation, named: Callable[[int, int], str]) -> Block:
    """The numbers of a text; ValueError names the cell that holds none. ``named(row, column)`` says where it falls."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    rows = [_cells(line) for line in lines]
    found: Block = []
    for row, cells in enumerate(rows):
        found.append([])
        for column, cell in enumerate(cells):
            try:
                found[-1].append(parse(cell, notation) if cell.strip() else None)
            except ValueError as error:
                raise ValueError(f"For {named(row, column)}: {error} Nothing was pasted.") from None
    if not any(value is not None for cells in found for value in cells):
        raise ValueError("The clipboard holds no numbers.")
    return found


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    plain = re.sub(r"[\[\]]", " ", line)  # as numpy prints an array
    if ";" in plain:
        return plain.strip().removesuffix(";").split(";")
    if re.search(r",\s", plain):  # a list in Python
        return [each for each in re.split(r",\s*", plain.strip()) if each]
    return plain.split() or [""]


def size(block: Block) -> tuple[int, int]:
    """Rows and columns, ragged rows counted as wide as the widest."""
    return len(block), max(len(cells) for cells in block)


def written(cells: Sequence[Sequence[str]]) -> str:
    """Cells as a spreadsheet takes them; a minus is the plain one there."""
    return "\n".join("\t".join(row) for row in cells).replace("\u2212", "-") + "\n"
