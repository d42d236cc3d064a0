"""What a benchmark finds, as plain records: tables to read, numbers to hold against goals, and profiles.

A benchmark is a module of this folder with ``run(quick) -> Report`` and, where one of its goals may be missed,
``profile(case, quick, found) -> Profile``, which measures what stands in the way. Worked shape: the benchmark of
training finds ``Measured("training", "2-4-2-1", "jax_scan", 4.6)``, and a table with a row for each contender.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Key(NamedTuple):
    """What was measured: by which benchmark, of which of its cases, which number."""

    benchmark: str
    case: str
    what: str


class Table(NamedTuple):
    """Text in rows and columns; ``note`` is a sentence below it."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""

    def text(self) -> str:
        """For a terminal: the first column to the left, all others to the right."""
        lines = [self.head, *self.rows]
        widths = [max(len(line[at]) for line in lines) for at in range(len(self.head))]
        shown = [
            "  ".join(cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(cells))
            for cells in (tuple(zip(line, widths, strict=True)) for line in lines)
        ]
        return "\n".join([self.title, *(f"  {line.rstrip()}" for line in shown), *([self.note] * bool(self.note)), ""])

    def markdown(self) -> str:
        """For the README."""
        rule = "|".join(["---"] + ["---:"] * (len(self.head) - 1))
        body = [f"| {' | '.join(line)} |" for line in self.rows]
        table = "\n".join([f"| {' | '.join(self.head)} |", f"|{rule}|", *body])
        return "\n\n".join([f"{self.title}:", table, *([self.note] * bool(self.note))]) + "\n"


class Profile(NamedTuple):
    """What something is made of: parts in one unit, which add up to the whole, and what to hold beside it."""

    title: str
    unit: str
    parts: Sequence[tuple[str, float]]
    beside: Sequence[tuple[str, float]] = ()

    def table(self) -> Table:
        """One row a part, with its share."""
        whole = sum(value for _, value in self.parts)
        rows = [(name, brief(value), f"{value / whole:.0%}") for name, value in self.parts if value]
        rows += [("all of it", brief(whole), "")]
        rows += [(f"beside it: {name}", brief(value), f"{value / whole:.0%}") for name, value in self.beside]
        return Table(self.title, ("part", self.unit, "share"), rows)


class Report(NamedTuple):
    """All that one benchmark found."""

    tables: Sequence[Table]
    found: Mapping[Key, float] = {}


def brief(value: float) -> str:
    """Three figures, or all before the point: "0.0123", "12.3", "12,345"."""
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def as_numbers(*values: float, form: str = "{:.1f}") -> tuple[str, ...]:
    """Cells of a table."""
    return tuple(form.format(value) for value in values)
