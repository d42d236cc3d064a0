"""The command line: ``chainrule train | new | evaluate | check | predict | export``; works without Qt installed.

Parsing only: each command is a module of core.commands, imported when it is called, so that ``--help`` is instant.
Exit status 0; 2 with one line on standard error; 130 after Ctrl+C. Never a traceback.
Example: ``main(["train", "digits.chainrule", "--epochs", "20", "--json"])``.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from core.commands import INTERRUPTED
from core.errors import ChainruleError

COMMANDS = ("train", "new", "evaluate", "check", "predict", "export")
"""First words that mean a command rather than a project to open."""

_TRAIN_NOTES = """\
A project that holds a run goes on where it stopped, bit for bit: an unfinished run to its end, a finished one for as
many epochs again, with --epochs N exactly N epochs more. It starts afresh with --seed, --data or --target, and where
--set changes the seed or the data; layers that --set changes start with new weights, the others keep theirs.
Without -o the project file is updated; a bare JSON writes NAME.chainrule beside it.
Ctrl+C saves what is trained so far. If the loss explodes, nothing is written.
"""
_PREDICT_NOTES = """\
Rows are raw: the project's own preprocessing is applied. A csv has a header; a target column in it is ignored.
--labels adds a column: the class name in a csv, the number of the class in an npy.
A network for pictures or texts reads a folder or zip of them, too, or a single one; the last column names the files.
Of several heads a csv has columns called head.output, an npz an array for each head (and head.label, rows.file).
"""


class _Parser(argparse.ArgumentParser):
    """argparse whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = _Parser(
        prog="chainrule",
        description="Draw a neural network, press play, watch backpropagation train it, take the weights away.",
        epilog="chainrule [PROJECT] without a command opens the window. chainrule COMMAND --help tells more.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    _add_train(commands)
    new = commands.add_parser("new", help="make a project for your data")
    what = "a csv or npz file, a folder or zip of pictures or texts, IDX files, or the name of a built-in or toy set"
    new.add_argument("data", metavar="DATA", help=what)
    new.add_argument("--target", metavar="COLUMN", help="the column to predict; guessed if left out")
    new.add_argument("-o", "--output", metavar="PROJECT", help="where to write it; NAME.chainrule if left out")
    evaluate = commands.add_parser("evaluate", help="judge the trained network")
    evaluate.add_argument("project", metavar="PROJECT")
    other = "other rows with answers, a file or folder; else the rows kept for validation"
    evaluate.add_argument("--data", metavar="FILE", help=other)
    check = commands.add_parser("check", help="compare backpropagation with finite differences, layer by layer")
    check.add_argument("project", metavar="PROJECT")
    check.add_argument("--seed", type=int, default=0, help="which weights are tried")
    predict = _add(commands, "predict", "predict rows from a file", _PREDICT_NOTES)
    predict.add_argument("project", metavar="PROJECT")
    predict.add_argument("input", metavar="INPUT", help="an npy, npz or csv file, examples first; or pictures or texts")
    predict.add_argument("output", metavar="OUT", help="an npy, npz or csv file")
    predict.add_argument("--labels", action="store_true", help="add the predicted label")
    export = commands.add_parser("export", help="write the trained network as onnx, npz or safetensors, and verify it")
    export.add_argument("project", metavar="PROJECT")
    export.add_argument("output", metavar="OUT", help="the ending chooses the format")
    for each in (evaluate, check, export):
        each.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _add(commands: "argparse._SubParsersAction[_Parser]", name: str, text: str, notes: str) -> _Parser:
    return commands.add_parser(
        name, help=text, epilog=notes, formatter_class=argparse.RawDescriptionHelpFormatter
    )  # fmt: skip


def _add_train(commands: "argparse._SubParsersAction[_Parser]") -> None:
    train = _add(commands, "train", "train a project", _TRAIN_NOTES)
    train.add_argument("project", metavar="PROJECT", help="a .chainrule file or a bare project.json")
    train.add_argument("--data", metavar="FILE", help="train on this file or folder instead of the project's data")
    train.add_argument("--target", metavar="COLUMN", help="the column to predict")
    train.add_argument("--epochs", type=_count, metavar="N", help="how many epochs to train now")
    train.add_argument("--seed", type=int, metavar="S", help="start afresh from this seed")
    train.add_argument(
        "--set", action="append", default=[], metavar="PATH=VALUE",
        help="change a setting, such as training.optimizer.learning_rate=0.1 or network.layers.hidden.units=16",
    )  # fmt: skip
    train.add_argument("-o", "--output", metavar="OUT", help="write the trained project here")
    train.add_argument("--json", action="store_true", help="print one JSON object a line for each epoch")


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of epochs; it needs a whole number of at least 1")
    return number


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as end:  # argparse ends the process after --help and complaints
        return int(end.code or 0)
    # The import is guarded, too: it takes longest, so that Ctrl+C often falls into it.
    return guarded(lambda: int(importlib.import_module(f"core.commands.{arguments.command}").run(arguments)))


def guarded(work: Callable[[], int]) -> int:
    """Run ``work``; whatever goes wrong becomes one line on standard error and an exit status."""
    try:
        status = work()
        sys.stdout.flush()
        return status
    except ChainruleError as error:
        return _complain(str(error))
    except KeyboardInterrupt:
        _complain("Interrupted; nothing was written.")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in "| head"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        return _complain("There is not enough memory for this; use fewer rows or a smaller network.")
    except Exception as error:  # the last resort: one line instead of a traceback
        return _complain(f"An unexpected error, which is a defect of the program: {type(error).__name__}: {error}")


def _complain(text: str) -> int:
    print(f"chainrule: {' '.join(text.split())}", file=sys.stderr)
    return 2


def demo() -> int:
    """What the program does where there is no display: train the digits, export them, say where the files are."""
    return guarded(lambda: int(importlib.import_module("core.commands.demo").run()))


if __name__ == "__main__":
    sys.exit(main())
