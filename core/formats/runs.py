"""Kept runs as two files of a project: ``runs.json`` (names, what is shown) and ``runs.safetensors`` (their curves).

A curve of k buckets is one array (4, k) of float64: positions in epochs, least, mean, largest. What is read is bounded
in number and size and refused with a sentence where it is damaged. Imports numpy and the core's plain data.
Example: ``from_entries(to_entries(book))`` gives the same book; a project of before has neither file and no runs.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.curves import Curves, Series
from core.errors import FormatError
from core.formats import plain, tensors
from core.kept_runs import LONGEST_MARK, LONGEST_NAME, MOST, KeptRun, RunBook
from core.spec import read_value

FACTS, NUMBERS = "runs.json", "runs.safetensors"
MOST_CURVES, MOST_BUCKETS, MOST_EPOCHS = 64, 4096, 10**9
"""Of one run, of one curve, and how far one can go."""
_BATCH, _EPOCHS = "batch", "epochs."
_LONGEST_WORDS, _LONGEST_CURVE = 200, 200


def to_entries(book: RunBook) -> dict[str, bytes]:
    """The two files by name; none where there is nothing to remember."""
    if book.is_plain:
        return {}
    arrays: dict[str, NDArray[Any]] = {}
    facts = [_written(run, f"{index}.", arrays) for index, run in enumerate(book.kept)]
    raw = {"runs": facts, "present": list(book.present) if book.present else None, "numbered": book.numbered}
    return {FACTS: plain.render(raw), NUMBERS: tensors.pack(arrays)}


def _written(run: KeptRun, prefix: str, arrays: dict[str, NDArray[Any]]) -> dict[str, object]:
    named = {_BATCH: run.curves.batch_loss} | {f"{_EPOCHS}{name}": each for name, each in run.curves.epochs.items()}
    for name, series in list(named.items())[:MOST_CURVES]:
        numbers = np.array((series.x, series.low, series.mean, series.high), np.float64)
        # The mean of the largest finite losses is not finite; a head's name is as long as its layer's.
        if np.isfinite(numbers).all() and len(name) <= _LONGEST_CURVE:
            arrays[prefix + name] = numbers
    return {
        "run": run.run, "name": run.name, "words": run.words[:_LONGEST_WORDS], "epochs": run.epochs, "shown": run.shown,
    }  # fmt: skip


def from_entries(entries: Mapping[str, bytes]) -> RunBook:
    """The book that the files of a project hold; FormatError where it is damaged."""
    if FACTS not in entries:
        return RunBook()
    raw = plain.parse(entries[FACTS], FACTS)
    arrays = tensors.unpack(entries[NUMBERS], NUMBERS) if NUMBERS in entries else {}
    if not isinstance(raw, dict) or not isinstance(raw.get("runs"), list) or len(raw["runs"]) > MOST:
        raise _damaged(f"it should be an object with a list of at most {MOST} runs")
    kept = tuple(_read(each, f"{index}.", arrays) for index, each in enumerate(raw["runs"]))
    present = raw.get("present")
    marks = [run.run for run in kept]
    if present is not None:
        mark, name = _pair(present)
        present = _text(mark, "run", LONGEST_MARK, empty=True), _text(name, "name", LONGEST_NAME)
        marks.append(present[0])
    if len(set(marks)) != len(marks):
        raise _damaged("two of them have the same mark")
    return RunBook(kept, present, _count(raw.get("numbered", 0), "numbered"))


def _read(raw: object, prefix: str, arrays: Mapping[str, NDArray[Any]]) -> KeptRun:
    if not isinstance(raw, dict):
        raise _damaged("each should be an object")
    named = {key.removeprefix(prefix): _series(array) for key, array in arrays.items() if key.startswith(prefix)}
    empty = np.empty(0)
    batch = named.pop(_BATCH, Series(empty, empty, empty, empty))
    wrong = next((name for name in named if not name.startswith(_EPOCHS) or len(name) > _LONGEST_CURVE), None)
    if wrong is not None or len(named) > MOST_CURVES:
        raise _damaged("a curve has a name that is not known" if wrong else "one has too many curves")
    curves = Curves(batch, {name.removeprefix(_EPOCHS): series for name, series in named.items()}, {})
    return KeptRun(
        _text(raw.get("run"), "run", LONGEST_MARK, empty=True), _text(raw.get("name"), "name", LONGEST_NAME), curves,
        _count(raw.get("epochs"), "epochs"), _text(raw.get("words", ""), "words", _LONGEST_WORDS, empty=True),
        read_value(bool, raw.get("shown", True), "kept runs, key 'shown'"),
    )  # fmt: skip


def _series(array: NDArray[Any]) -> Series:
    if array.dtype != np.float64 or array.ndim != 2 or len(array) != 4 or array.shape[1] > MOST_BUCKETS:
        raise _damaged("a curve has the wrong size")
    x, low, mean, high = array
    if not np.isfinite(array).all() or (x < 0).any() or (x > MOST_EPOCHS).any():
        raise _damaged("a curve holds numbers that cannot be drawn")
    return Series(x, low, mean, high)


def _pair(raw: object) -> tuple[object, object]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise _damaged("the present one should be a pair of mark and name")
    return raw[0], raw[1]


def _text(value: object, key: str, longest: int, empty: bool = False) -> str:
    text: str = read_value(str, value, f"kept runs, key '{key}'")
    if len(text) > longest or not (text or empty):
        raise _damaged(f"its {key} is empty or too long")
    return text


def _count(value: object, key: str) -> int:
    number: int = read_value(int, value, f"kept runs, key '{key}'")
    if not 0 <= number <= MOST_EPOCHS:
        raise _damaged(f"{key} is {number}")
    return number


def _damaged(reason: str) -> FormatError:
    return FormatError(f"The kept runs in {FACTS} are damaged ({reason:.120}); use an earlier copy of the project.")
