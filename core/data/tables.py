"""Tables: the user's own CSV, from bytes to a Dataset and its TableEncoder.

``sniff`` finds how the file is written, ``preview`` shows what would be made of it, ``read_table`` makes it and writes
every guess back into the spec; ``encode_table`` reads later files the same way. pandas only inside functions.
Example: mpg of cars: target ``mpg``, seven numbers and origin give 9 features; ``name`` is free text and ignored.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import Column, ColumnPreview, describe, frame_columns
from core.data.dataset import Dataset
from core.data.encoder import MISSING, TableEncoder
from core.data.encoding import (
    Table,
    dataset_target,
    encode_columns,
    encode_table,
    known_targets,
    labelled,
    open_table,
    rule_of,
)
from core.data.sniffing import TableGuess, sniff
from core.data_spec import TableData
from core.errors import DataError
from core.frozen import dataclass
from core.spec import did_you_mean
from core.task import Task

__all__ = [
    "TableGuess", "TablePreview", "encode_table", "guess_target", "guess_task", "labelled", "preview", "read_table",
    "sniff",
]  # fmt: skip

TREATMENTS = ("standardize", "one_hot", "as_is", "ignore")
TARGET_NAMES = (
    *("target", "label", "labels", "survived", "outcome", "diagnosis", "species", "response", "dependent"),
    *("mpg", "medv", "price", "quality", "income", "churn", "class", "category", "y", "output", "result"),
)
MANY_PIXELS = 64
FEW_VALUES = 10  # whole numbers with so few different values are classes
LARGE_FILE = 20_000_000  # bytes


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


def looked_at(content: bytes) -> tuple[TableGuess, dict[str, Column]]:
    """How a table is written and what its columns hold; of a very large file, what its first rows tell."""
    guess = sniff(content)
    return guess, _sample_columns(guess) if len(content) > LARGE_FILE else open_table(content, {}).columns


def _sample_columns(guess: TableGuess) -> dict[str, Column]:
    import pandas as pd

    found = frame_columns(pd.DataFrame(guess.rows, columns=list(guess.columns), dtype=object), guess.decimal)
    return {name: column for name, column in found.items() if not column.missing.all()} or found


def preview(content: bytes | Table, spec: TableData | None = None, rows: int = 20) -> TablePreview:
    """The first rows and a sentence per column; settings and target of ``spec`` are respected where given.

    ``content`` may be a table that is open already, so that a dialog need not parse it again for every choice.
    """
    table = content if isinstance(content, Table) else open_table(content, _known(spec) if spec else {})
    target = spec.target if spec and spec.target in table.columns else guess_target(table.guess, table.columns)
    treatments: dict[str, str] = {}
    notes: list[str] = []
    try:
        task = (spec.task if spec else None) or guess_task(table.columns[target])
        columns, _ = known_targets(table.columns, target)
        dataset_target(columns[target], task)
        wanted = TableData(path="", target=target, columns=spec.columns if spec else None)
        treatments, _ = _treatments(columns, wanted, task)
    except DataError as error:
        task, notes = "classification", [str(error)]
    chosen = dict((spec.columns if spec else None) or ())
    shown = tuple(_shown(column, target, task, treatments, column.name in chosen) for column in table.columns.values())
    count = len(table.columns[target].missing)
    return TablePreview(table.guess, table.guess.rows[:rows], count, shown, target, task, tuple(notes))


def _shown(column: Column, target: str, task: str, treatments: dict[str, str], chosen: bool) -> ColumnPreview:
    found = describe(column)
    if column.name == target:
        classes = column.categories()
        listed = ", ".join(classes[:5]) + ", ..." * (len(classes) > 5)
        what = f"one of {len(classes)} classes ({listed})" if task == "classification" else "a number"
        return replace(found, treatment="target", sentence=f"To be predicted: {what}.")
    treatment = treatments.get(column.name, found.treatment)
    if treatment == found.treatment:
        return found
    why = "as chosen" if chosen else "it repeats the target in other words"
    sentence = f"Ignored: {why}." if treatment == "ignore" else f"{found.kind.capitalize()}: becomes {treatment}."
    return replace(found, treatment=treatment, sentence=sentence)


def read_table(spec: TableData, content: bytes | Table) -> tuple[Dataset, TableData]:
    """The Dataset of a CSV file, and the spec with every guess written into it."""
    table = content if isinstance(content, Table) else open_table(content, _known(spec))
    if spec.target not in table.columns:
        known = list(table.columns)
        hint = did_you_mean(spec.target, known) or f" (columns: {', '.join(known[:12])}{', ...' * (len(known) > 12)})"
        raise DataError(f"The table has no column '{spec.target}' to predict{hint}.")
    columns, notes = known_targets(table.columns, spec.target)
    task_kind = spec.task or guess_task(columns[spec.target])
    y, classes = dataset_target(columns[spec.target], task_kind)
    treatments, more = _treatments(columns, spec, task_kind)
    rules = tuple(rule_of(columns[name], how) for name, how in treatments.items() if how != "ignore")
    if not rules:
        why = " ".join(more[:3])
        raise DataError(f"No column is left to predict from. {why} Choose one_hot or standardize for at least one.")
    guess = table.guess
    order = tuple(table.columns)
    encoder = TableEncoder(rules, spec.target, guess.header, guess.delimiter, guess.decimal, order)
    x = encode_columns(encoder, columns)
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


def guess_task(target: Column) -> str:
    """Whether the values of a column are classes or numbers to predict."""
    if target.numbers is None:
        return "classification"
    distinct = len(target.categories())
    few = target.whole and (distinct == 2 or (distinct <= FEW_VALUES and 2 * distinct <= len(target.numbers)))
    return "classification" if few else "regression"


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
