"""Tables: the user's own CSV, from bytes to a Dataset and its TableEncoder.

``sniff`` finds how the file is written, ``preview`` shows what would be made of it, ``read_table`` makes it and writes
every guess back into the spec; ``encode_table`` reads later files the same way. pandas only inside functions.
Example: mpg of cars: target ``mpg``, seven numbers and origin give 9 features; ``name`` is free text and ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import Column, ColumnPreview, describe, frame_columns, read_columns
from core.data.dataset import Dataset
from core.data.encoder import MISSING, ColumnRule, TableEncoder
from core.data.sniffing import TableGuess, decode, sniff, sniff_text
from core.data_spec import TableData
from core.errors import DataError
from core.spec import did_you_mean
from core.task import Task

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["TableGuess", "TablePreview", "encode_table", "guess_target", "labelled", "preview", "read_table", "sniff"]

TREATMENTS = ("standardize", "one_hot", "as_is", "ignore")
TARGET_NAMES = (
    *("target", "label", "labels", "survived", "outcome", "diagnosis", "species", "response", "dependent"),
    *("mpg", "medv", "price", "quality", "income", "churn", "class", "category", "y", "output", "result"),
)
MANY_PIXELS = 64
FEW_VALUES = 10  # whole numbers with so few different values are classes
LARGE_FILE = 20_000_000  # bytes
BIG = 20_000_000  # from so many values on float32 is kept instead of float64


@dataclass(frozen=True)
class TablePreview:
    """What the dialog shows before a table is read."""

    guess: TableGuess
    rows: tuple[tuple[str, ...], ...]  # the first rows as texts, in the order of guess.columns
    row_count: int
    columns: tuple[ColumnPreview, ...]
    target: str
    task: str
    notes: tuple[str, ...]  # problems with the choice of target, as sentences


@dataclass(frozen=True, eq=False)
class _Table:
    guess: TableGuess
    columns: dict[str, Column]


def _open(content: bytes, known: Mapping[str, object]) -> _Table:
    encoding = known.get("encoding")
    text, used = decode(content, encoding if isinstance(encoding, str) else None)
    guess = sniff_text(text, used, dict(known))
    return _Table(guess, read_columns(text, guess))


def _known(spec: TableData) -> dict[str, object]:
    return {key: getattr(spec, key) for key in ("encoding", "delimiter", "decimal", "header")}


def guess_target(guess: TableGuess, columns: dict[str, Column] | None = None) -> str:
    """The column that is probably to be predicted: by its name, else the last that is fit for it."""
    plain = {"".join(each for each in name.lower() if each.isalnum()): name for name in reversed(guess.columns)}
    for wanted in TARGET_NAMES:
        if wanted in plain:
            return plain[wanted]
    known = columns or _sample_columns(guess)
    fit = ("number", "category", "boolean")
    return next((name for name in reversed(known) if describe(known[name]).kind in fit), list(known)[-1])


def target_of(content: bytes) -> str:
    """As :func:`guess_target`, of a whole file, where it is not so large that a look at its first rows must do."""
    guess = sniff(content)
    return guess_target(guess, None if len(content) > LARGE_FILE else _open(content, {}).columns)


def _sample_columns(guess: TableGuess) -> dict[str, Column]:
    import pandas as pd

    found = frame_columns(pd.DataFrame(guess.rows, columns=list(guess.columns), dtype=object), guess.decimal)
    return {name: column for name, column in found.items() if not column.missing.all()} or found


def preview(content: bytes, spec: TableData | None = None, rows: int = 20) -> TablePreview:
    """The first rows and a sentence per column; settings and target of ``spec`` are respected where given."""
    table = _open(content, _known(spec) if spec else {})
    target = spec.target if spec and spec.target in table.columns else guess_target(table.guess, table.columns)
    notes: list[str] = []
    try:
        task = (spec.task if spec else None) or _guess_task(table.columns[target])
        dataset_target(table.columns[target], task)
    except DataError as error:
        task, notes = "classification", [str(error)]
    shown = []
    leaks = _leaks(table.columns, target, task)
    chosen = dict((spec.columns if spec else None) or ())
    for column in table.columns.values():
        found = describe(column)
        if column.name in leaks:
            found = replace(found, treatment="ignore", sentence=_leak_sentence(column.name, target))
        if chosen.get(column.name, found.treatment) != found.treatment:
            found = replace(found, treatment=chosen[column.name], sentence="As chosen.")
        shown.append(found)
    count = len(table.columns[target].missing)
    return TablePreview(table.guess, table.guess.rows[:rows], count, tuple(shown), target, task, tuple(notes))


def read_table(spec: TableData, content: bytes) -> tuple[Dataset, TableData]:
    """The Dataset of a CSV file, and the spec with every guess written into it."""
    table = _open(content, _known(spec))
    if spec.target not in table.columns:
        known = list(table.columns)
        hint = did_you_mean(spec.target, known) or f" (columns: {', '.join(known[:12])}{', ...' * (len(known) > 12)})"
        raise DataError(f"The table has no column '{spec.target}' to predict{hint}.")
    columns, notes = _known_targets(table.columns, spec.target)
    task_kind = spec.task or _guess_task(columns[spec.target])
    y, classes = dataset_target(columns[spec.target], task_kind)
    treatments, more = _treatments(columns, spec, task_kind)
    rules = tuple(_rule(columns[name], how) for name, how in treatments.items() if how != "ignore")
    if not rules:
        why = " ".join(more[:3])
        raise DataError(f"No column is left to predict from. {why} Choose one_hot or standardize for at least one.")
    guess = table.guess
    order = tuple(table.columns)
    encoder = TableEncoder(rules, spec.target, guess.header, guess.delimiter, guess.decimal, order)
    x = _encode(encoder, columns)
    names = encoder.feature_names
    task = Task((len(names),), "classification" if classes else "regression", classes, (spec.target,), names)
    notes += more + _odd_notes(columns, treatments)
    scale = None
    if set(treatments.values()) == {"standardize"} and _pixels(columns, spec.target):
        # A pixel that is rarely lit has a tiny deviation; standardised it would reach hundreds and wreck the training.
        scale = 255.0
        notes.append(f"All {len(rules)} columns hold whole numbers of 0 to 255 like pixels and are divided by 255.")
    dataset = Dataset(x, y, task, scale, encoder.standardized, encoder=encoder, notes=tuple(notes))
    completed = replace(
        spec,
        task=task_kind,
        delimiter=guess.delimiter,
        decimal=guess.decimal,
        encoding=guess.encoding,
        header=guess.header,
        columns=tuple(treatments.items()),
    )
    return dataset, completed


def _known_targets(columns: dict[str, Column], target: str) -> tuple[dict[str, Column], list[str]]:
    """Rows without a target are of no use here."""
    missing = columns[target].missing
    count = int(missing.sum())
    if count == len(missing):
        raise DataError(f"The target '{target}' has no value in any row; choose another column.")
    if len(missing) - count < 2:
        raise DataError("The table has one row with a target; at least two are needed to learn from.")
    if not count:
        return columns, []
    note = f"{count:,} row{'s' * (count > 1)} without a value of {target} {'are' if count > 1 else 'is'} left out."
    return {name: column.keep(~missing) for name, column in columns.items()}, [note]


def _guess_task(target: Column) -> str:
    if target.numbers is None:
        return "classification"
    distinct = len(target.categories())
    few = target.whole and (distinct == 2 or (distinct <= FEW_VALUES and 2 * distinct <= len(target.numbers)))
    return "classification" if few else "regression"


def dataset_target(target: Column, task: str) -> tuple[NDArray[Any], tuple[str, ...]]:
    """y and the class names (none for regression) of a target without missing cells."""
    name = target.name
    if target.numbers is not None and not np.isfinite(target.numbers[~np.isnan(target.numbers)]).all():
        raise DataError(f"The target '{name}' holds infinite numbers; correct or remove those rows.")
    if task == "regression":
        if target.numbers is None:
            example = target.categories()[0]
            raise DataError(
                f"The target '{name}' holds text such as '{example:.40}', which cannot be predicted as a number; "
                "set the task to classification or choose another column."
            )
        return target.numbers[:, None], ()
    classes = target.categories()
    if len(classes) < 2:
        only = f"a single class, '{classes[0]:.40}'" if classes else "no value"
        raise DataError(f"The target '{name}' holds {only}; there is nothing to tell apart. Choose another column.")
    if len(classes) > max(20, 0.5 * len(target.missing)) or len(classes) > 1000:
        raise DataError(
            f"The target '{name}' holds {len(classes):,} different values in {len(target.missing):,} rows: too many to "
            "be classes. Choose another column" + (", or regression." if target.numbers is not None else ".")
        )
    return _class_indices(target, classes), classes


def _class_indices(target: Column, classes: tuple[str, ...]) -> NDArray[np.int64]:
    position: dict[str | None, int] = {label: index for index, label in enumerate(classes)}
    unknown = next((label for label in target.labels() if label is not None and label not in position), None)
    if unknown is not None:
        known = ", ".join(classes[:10])
        raise DataError(f"The target '{target.name}' holds '{unknown}', which is none of the known classes: {known}.")
    return np.array([position.get(label, -1) for label in target.labels()], dtype=np.int64)


def _treatments(columns: dict[str, Column], spec: TableData, task: str) -> tuple[dict[str, str], list[str]]:
    """What each column but the target becomes, and sentences about those that are ignored."""
    chosen = dict(spec.columns or ())
    for name, how in chosen.items():
        if name not in columns:
            raise DataError(f"The table has no column '{name}'{did_you_mean(name, list(columns))}.")
        if how not in TREATMENTS:
            raise DataError(f"Column '{name}' cannot become '{how}'; it may be {', '.join(TREATMENTS)}.")
    leaks = _leaks(columns, spec.target, task)
    pixels = _pixels(columns, spec.target)
    result: dict[str, str] = {}
    notes: list[str] = []
    for name, column in columns.items():
        if name == spec.target:
            continue
        found = describe(column)
        guessed = "ignore" if name in leaks else found.treatment
        result[name] = chosen.get(name) or ("standardize" if name in pixels else guessed)
        if name in leaks and result[name] == "ignore":
            notes.append(_leak_sentence(name, spec.target))
        elif result[name] == "ignore" and name not in chosen:
            notes.append(found.sentence.replace("Ignored:", f"Column {name} is ignored:", 1))
        elif result[name] == "one_hot" and found.missing:
            count = found.missing
            notes.append(f"{count:,} missing value{'s' * (count > 1)} of {name} become a category '{MISSING}'.")
    return result, notes


def _pixels(columns: dict[str, Column], target: str) -> set[str]:
    """All columns but the target if they look like the pixels of an image: many whole numbers from 0 to 255."""
    others = [column for name, column in columns.items() if name != target]
    if len(others) < MANY_PIXELS or not all(column.whole and not column.missing.any() for column in others):
        return set()
    low = min(column.numbers.min() for column in others if column.numbers is not None)
    high = max(column.numbers.max() for column in others if column.numbers is not None)
    return {column.name for column in others} if low >= 0 and 16 < high <= 255 else set()


def _leak_sentence(name: str, target: str) -> str:
    return f"Column {name} is ignored: it repeats the target {target} in other words."


def _odd_notes(columns: dict[str, Column], treatments: dict[str, str]) -> list[str]:
    return [
        f"In column {name} {', '.join(repr(each) for each in columns[name].odd)} is read as a missing number."
        for name, how in treatments.items()
        if how != "ignore" and columns[name].odd
    ]


def _leaks(columns: dict[str, Column], target: str, task: str) -> set[str]:
    """Columns that tell the target outright; none if nothing else would be left to predict from."""
    answer = columns[target]
    rows = len(answer.missing)
    usable = {name for name, column in columns.items() if name != target and describe(column).treatment != "ignore"}
    if rows < 10:
        return set()
    if task == "classification":
        labels = answer.labels()
        found = {name for name in usable if _one_to_one(columns[name], labels, len(answer.categories()))}
    else:
        same = answer.numbers
        assert same is not None
        found = {
            name
            for name in usable
            if (other := columns[name].numbers) is not None and np.array_equal(other, same, equal_nan=True)
        }
    return set() if found == usable else found


def _one_to_one(column: Column, labels: NDArray[Any], classes: int) -> bool:
    if len(column.categories()) != classes:
        return False
    pairs = {pair for pair in zip(column.labels(), labels, strict=True) if None not in pair}
    return len(pairs) == classes == len({one for one, _ in pairs}) == len({other for _, other in pairs})


def _rule(column: Column, treatment: str) -> ColumnRule:
    if treatment != "one_hot":
        if column.numbers is None:
            example = column.categories()[0]
            raise DataError(
                f"Column '{column.name}' holds text such as '{example:.40}', so it cannot become {treatment}; "
                "choose one_hot or ignore."
            )
        return ColumnRule(column.name, treatment, missing=column.odd)
    categories = column.categories()
    if len(categories) > 1000:
        raise DataError(
            f"Column '{column.name}' has {len(categories):,} different values, too many for one_hot; ignore it."
        )
    if column.missing.any() and MISSING not in categories:
        categories += (MISSING,)
    return ColumnRule(column.name, treatment, column.numbers is not None, categories)


def encode_table(encoder: TableEncoder, table: "bytes | str | Path | DataFrame") -> NDArray[Any]:
    """The features of a table with the same columns, in any order; others and the target are ignored."""
    return _encode(encoder, _columns_for(encoder, table, with_target=False))


def labelled(
    encoder: TableEncoder, task: Task, table: "bytes | str | Path | DataFrame"
) -> tuple[NDArray[Any], NDArray[Any]]:
    """x and y of another table with the same columns and a target; rows without a target are left out."""
    columns, _ = _known_targets(_columns_for(encoder, table, with_target=True), encoder.target)
    target = columns[encoder.target]
    if task.kind == "classification":
        return _encode(encoder, columns), _class_indices(target, task.class_names)
    return _encode(encoder, columns), dataset_target(target, "regression")[0]


def _columns_for(
    encoder: TableEncoder, table: "bytes | str | Path | DataFrame", with_target: bool
) -> dict[str, Column]:
    needed = [rule.name for rule in encoder.columns] + [encoder.target] * with_target
    if isinstance(table, bytes | str | Path):
        content = table if isinstance(table, bytes) else Path(table).read_bytes()
        columns = _open_like(encoder, content, needed)
    else:
        columns = frame_columns(table)
    for name in needed:
        if name not in columns:
            raise DataError(f"The table lacks the column '{name}'{did_you_mean(name, list(columns))}.")
    return columns


def _open_like(encoder: TableEncoder, content: bytes, needed: list[str]) -> dict[str, Column]:
    known: dict[str, object] = {"header": False}
    try:
        guess = sniff(content, **known)
    except DataError:  # a single column shows no delimiter
        known["delimiter"] = encoder.delimiter
        guess = sniff(content, **known)
    known["delimiter"] = guess.delimiter
    known["header"] = encoder.header or set(needed) <= {cell.strip() for cell in guess.rows[0]}
    if guess.delimiter == encoder.delimiter:
        known["decimal"] = encoder.decimal
    columns = _open(content, known).columns
    if known["header"]:
        return columns
    # Without a header the place decides; a file without the target has one column less.
    order = [name for name in encoder.order if name != encoder.target or len(columns) >= len(encoder.order)]
    return {name: replace(column, name=name) for name, column in zip(order, columns.values(), strict=False)}


def _encode(encoder: TableEncoder, columns: dict[str, Column]) -> NDArray[Any]:
    rows = len(columns[encoder.columns[0].name].missing)
    names = encoder.feature_names
    x = np.zeros((rows, len(names)), dtype=np.float32 if rows * len(names) > BIG else np.float64)
    start = 0
    for rule in encoder.columns:
        width = len(rule.feature_names)
        _fill(x[:, start : start + width], rule, columns[rule.name])
        start += width
    return x


def _fill(place: NDArray[Any], rule: ColumnRule, column: Column) -> None:
    if rule.treatment == "one_hot":
        position: dict[str | None, int] = {label: index for index, label in enumerate(rule.categories)}
        position[None] = position.get(MISSING, -1)
        where = np.array([position.get(label, -1) for label in column.labels()])
        known = np.flatnonzero(where >= 0)
        place[known, where[known]] = 1.0
        return
    numbers = column.as_numbers(rule.missing)
    if np.isinf(numbers).any():
        row = int(np.flatnonzero(np.isinf(numbers))[0]) + 1
        raise DataError(
            f"Column '{rule.name}' holds an infinite number in row {row} below the header; correct or remove that row."
        )
    place[:, 0] = numbers
