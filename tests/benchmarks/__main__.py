"""`python -m tests.benchmarks [--quick] [NAME ...]`: run the benchmarks named, or all short ones; print tables."""

import argparse
import importlib

from tests.benchmarks import BENCHMARKS, LONG

NOTE = f"without one all but {', '.join(LONG)}"


def main() -> None:
    """Run what was asked for, in the order of the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure speed.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; {NOTE}")
    parser.add_argument("--quick", action="store_true", help="short rounds, for a first look")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"unknown benchmark {', '.join(sorted(unknown))}; known: {', '.join(BENCHMARKS)}")
    for name in BENCHMARKS:
        if name in (options.names or set(BENCHMARKS) - set(LONG)):
            importlib.import_module(f"tests.benchmarks.{name}").run(options.quick)


if __name__ == "__main__":
    main()
