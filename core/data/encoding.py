"""Encoding: the columns of a table as features and targets, for the first file and for all later ones.

A TableEncoder says what each column becomes; here cells are turned into its floats, and labels into class indices.
Example: origin ``usa`` under the categories europe, japan, usa becomes 0, 0, 1. pandas only inside functions.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import Column, frame_columns, read_columns
from core.data.encoder import MISSING, ColumnRule, TableEncoder
from core.data.sniffing import TableGuess, decode, sniff, sniff_text
from core.data.sources import LARGEST
from core.errors import DataError
from core.frozen import dataclass
from core.spec import did_you_mean
from core.task import Task

if TYPE_CHECKING:
    from pandas import DataFrame

BIG = 20_000_000  # from so many values on float32 is kept instead of float64
MAX_CLASSES = 1000


@dataclass(frozen=True, eq=False)
class Table:
    guess: TableGuess
    columns: dict[str, Column]


def open_table(content: bytes, known: Mapping[str, object]) -> Table:
    encoding = known.get("encoding")
    text, used = decode(content, encoding if isinstance(encoding, str) else None)
    guess = sniff_text(text, used, dict(known))
    return Table(guess, read_columns(text, guess))


def known_targets(columns: dict[str, Column], target: str) -> tuple[dict[str, Column], list[str]]:
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


def dataset_target(target: Column, task: str) -> tuple[NDArray[Any], tuple[str, ...]]:
    """y and the class names (none for regression) of a target without missing cells."""
    name = target.name
    if target.numbers is not None and (np.abs(target.numbers) > LARGEST).any():
        what = "infinite numbers" if np.isinf(target.numbers).any() else f"numbers above {LARGEST:.0e}"
        raise DataError(f"The target '{name}' holds {what}; correct or remove those rows.")
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
    return class_indices(target, classes), classes


def class_indices(target: Column, classes: tuple[str, ...]) -> NDArray[np.int64]:
    position: dict[str | None, int] = {label: index for index, label in enumerate(classes)}
    unknown = next((label for label in target.labels() if label is not None and label not in position), None)
    if unknown is not None:
        known = ", ".join(classes[:10])
        raise DataError(f"The target '{target.name}' holds '{unknown}', which is none of the known classes: {known}.")
    return np.array([position.get(label, -1) for label in target.labels()], dtype=np.int64)


def rule_of(column: Column, treatment: str) -> ColumnRule:
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
    return encode_columns(encoder, _columns_for(encoder, table, with_target=False))


def labelled(
    encoder: TableEncoder, task: Task, table: "bytes | str | Path | DataFrame"
) -> tuple[NDArray[Any], NDArray[Any]]:
    """x and y of another table with the same columns and a target; rows without a target are left out."""
    columns, _ = known_targets(_columns_for(encoder, table, with_target=True), encoder.target)
    target = columns[encoder.target]
    if task.kind == "classification":
        return encode_columns(encoder, columns), class_indices(target, task.class_names)
    return encode_columns(encoder, columns), dataset_target(target, "regression")[0]


def _columns_for(
    encoder: TableEncoder, table: "bytes | str | Path | DataFrame", with_target: bool
) -> dict[str, Column]:
    needed = [rule.name for rule in encoder.columns] + [encoder.target] * with_target
    if isinstance(table, bytes | str | Path):
        content = table if isinstance(table, bytes) else Path(table).read_bytes()
        columns = open_like(encoder, content, needed)
    else:
        columns = frame_columns(table)
    for name in needed:
        if name not in columns:
            raise DataError(f"The table lacks the column '{name}'{did_you_mean(name, list(columns))}.")
    return columns


def open_like(encoder: TableEncoder, content: bytes, needed: list[str]) -> dict[str, Column]:
    """The columns of a file written more or less as the encoder's first file was."""
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
    columns = open_table(content, known).columns
    if known["header"]:
        return columns
    # Without a header the place decides; a file without the target has one column less.
    order = [name for name in encoder.order if name != encoder.target or len(columns) >= len(encoder.order)]
    return {name: replace(column, name=name) for name, column in zip(order, columns.values(), strict=False)}


def encode_columns(encoder: TableEncoder, columns: dict[str, Column]) -> NDArray[Any]:
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
    large = np.abs(numbers) > LARGEST
    if large.any():
        row = int(np.flatnonzero(large)[0]) + 1
        what = "an infinite number" if np.isinf(numbers[row - 1]) else f"a number above {LARGEST:.0e}"
        raise DataError(
            f"Column '{rule.name}' holds {what} in row {row} below the header; correct or remove that row."
        )
    place[:, 0] = numbers
