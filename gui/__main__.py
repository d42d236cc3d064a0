"""The command ``chainrule``: the window, or one of the commands that need none.

Only the standard library is imported here; numpy, core.cli and Qt wait for the branch that needs them, so that
``chainrule --help`` is instant. Worked shape: ``main(["train", "digits.chainrule"])`` is core.cli's.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from gui.display import has_display

COMMANDS = {
    "train": "train a project without a window",
    "new": "make a project for a data file, with a network suggested for it",
    "evaluate": "loss and metrics of a trained project",
    "check": "compare every gradient with differences of the loss",
    "predict": "outputs of a trained project for rows of a file",
    "export": "write a trained project for another program",
}
NO_DISPLAY = "There is no display, so no window opens; the digits example is trained here instead."
NO_LIBRARY = "The window cannot be opened: {}. On Debian or Ubuntu `make run` installs what Qt needs."


class _Parser(argparse.ArgumentParser):
    """argparse whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")


def parser() -> argparse.ArgumentParser:
    """What ``chainrule --help`` shows; the commands have a help of their own."""
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:{width}}  {text}" for name, text in COMMANDS.items())
    made = _Parser(
        prog="chainrule",
        description="Draw a neural network, press play, watch backpropagation train it.",
        epilog=f"commands without a window:\n{listed}\n\n`chainrule COMMAND --help` tells more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("project", nargs="?", metavar="PROJECT", help="a project, or a CSV or npz file of data")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives the exit status: 0, or 2 with one line that says what is wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in COMMANDS:
        from core.cli import main as run_command

        return run_command(given)
    chosen = parser().parse_args(given)
    path = Path(chosen.project) if chosen.project else None
    if path is not None and not path.is_file():
        print(f"chainrule: there is no file {path}; check the name and the folder.", file=sys.stderr)
        return 2
    if not has_display():
        print(NO_DISPLAY)
        from core.cli import demo

        return demo()
    return open_window(path)


def open_window(path: Path | None) -> int:
    """The window on a project, a data file, or the digits example."""
    try:
        from gui.quick_start import prepare

        prepare()
        from gui.app import run
    except ImportError as error:
        print(f"chainrule: {NO_LIBRARY.format(error)}", file=sys.stderr)
        return 2
    return run(path)


if __name__ == "__main__":
    sys.exit(main())
