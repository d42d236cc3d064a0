"""`python -m tests.benchmarks [--quick] [--readme] [NAME ...]`: run the benchmarks named, or all short ones.

Tables are printed as they are found; at the end stands one of all goals, and for each that is missed a profile,
measured then and there. ``--readme`` writes the same as Markdown between the two marks in README.md.
"""

import argparse
import importlib
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import BENCHMARKS, LONG, goals, machine
from tests.benchmarks.records import Key, Profile, Report, Table

NOTE = f"without one all but {', '.join(LONG)}"
README = Path(__file__).parents[2] / "README.md"
WIDTH = 120
BEGIN, END = "<!-- benchmarks -->\n", "<!-- end of benchmarks -->\n"


def main() -> None:
    """Run what was asked for, in the order of the table."""
    options = _options()
    busy, begun = machine.load(), time.monotonic()
    tables: list[Table] = []
    for table in measured(options.names or [name for name in BENCHMARKS if name not in LONG], options.quick):
        print(table.text(), flush=True)
        tables.append(table)
    told = f"{machine.sentence(busy)}. All of it took {(time.monotonic() - begun) / 60:.0f} minutes."
    print(told)
    if options.readme:
        README.write_text(within(README.read_text(encoding="utf-8"), told, tables), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure speed.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; {NOTE}")
    parser.add_argument("--quick", action="store_true", help="short rounds, for a first look")
    parser.add_argument("--readme", action="store_true", help="put the tables into README.md")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"unknown benchmark {', '.join(sorted(unknown))}; known: {', '.join(BENCHMARKS)}")
    return options


def measured(names: list[str], quick: bool) -> Iterator[Table]:
    """The tables of these benchmarks, that of the goals, and the profiles of those missed."""
    found: dict[Key, float] = {}
    for name in BENCHMARKS:
        if name in names:
            print(f"{name} ...", file=sys.stderr, flush=True)
            report: Report = importlib.import_module(f"tests.benchmarks.{name}").run(quick)
            found |= report.found
            yield from report.tables
    if found:
        yield goals.table(found)
    for name, case in goals.missed(found):
        print(f"profile of {case} ...", file=sys.stderr, flush=True)
        profile: Profile | None = importlib.import_module(f"tests.benchmarks.{name}").profile(case, quick, found)
        if profile is not None:
            yield profile.table()


def within(text: str, told: str, tables: list[Table]) -> str:
    """The README with these tables between its marks, the goals first."""
    before, mark, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise SystemExit(f"README.md has no marks {BEGIN.strip()} and {END.strip()}.")
    first = [table.markdown() for table in tables if table.title.startswith(goals.TITLE)]
    others = [table.markdown() for table in tables if not table.title.startswith(goals.TITLE)]
    folded = ["<details><summary>All tables, and profiles of what missed its goal</summary>\n", *others, "</details>\n"]
    return before + BEGIN + "\n".join([f"{textwrap.fill(f'Measured {told}', WIDTH)}\n", *first, *folded]) + END + after


if __name__ == "__main__":
    main()
