"""Columns: what each column of a table holds and what it should become.

A Column is either numbers (NaN where missing) or texts (None where missing). ``describe`` names its kind and suggests
a treatment with a sentence that says why. pandas is imported inside functions only.
Example: a column of ``$1,200`` and ``-`` is a number; 398 different car names are free text, which is ignored.
"""

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.data.cells import MISSING_NUMBERS, MISSING_TEXTS, canonical, is_boolean, is_date, parse_number
from core.data.records import read_records
from core.data.sniffing import TableGuess
from core.errors import DataError
from core.frozen import dataclass

if TYPE_CHECKING:
    from pandas import DataFrame, Series

MAX_CATEGORIES = 50
_UNIT = re.compile(r"(.*\d)\s*([A-Za-zµ°/²³]{1,8})")
_IDENTIFIERS = ("id", "index", "row", "rowid", "rownumber", "no", "nr", "number", "uuid", "key", "sampleid", "unnamed0")


@dataclass(frozen=True, eq=False)
class Column:
    """The cells of one column: ``numbers`` or ``texts``, never both."""

    name: str
    numbers: NDArray[np.float64] | None
    texts: NDArray[Any] | None = None
    odd: tuple[str, ...] = ()  # texts among numbers that are read as missing
    decimal: str = "."

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Per row, whether the cell is empty."""
        if self.numbers is not None:
            return np.isnan(self.numbers)
        assert self.texts is not None
        return np.array([text is None for text in self.texts], dtype=bool)

    def labels(self) -> NDArray[Any]:
        """Every cell as the text of a category; None where missing."""
        if self.numbers is None:
            assert self.texts is not None
            return self.texts
        distinct, index = np.unique(self.numbers, return_inverse=True)
        texts = [None if np.isnan(value) else canonical(float(value)) for value in distinct]
        return np.array(texts, dtype=object)[index]

    def categories(self) -> tuple[str, ...]:
        """The distinct known values in order."""
        if self.numbers is not None:
            return tuple(canonical(float(each)) for each in np.unique(self.numbers[~np.isnan(self.numbers)]))
        assert self.texts is not None
        return tuple(sorted({text for text in self.texts if text is not None}))

    @property
    def whole(self) -> bool:
        """Whether all known numbers are whole."""
        if self.numbers is None:
            return False
        known = self.numbers[~np.isnan(self.numbers)]
        return len(known) > 0 and bool(np.all(np.isfinite(known)) and np.all(known == np.round(known)))

    def as_numbers(self, missing: tuple[str, ...]) -> NDArray[np.float64]:
        """The cells as numbers even where some are texts; those in ``missing`` mean "no value"."""
        if self.numbers is not None:
            return self.numbers
        assert self.texts is not None
        result = np.full(len(self.texts), np.nan)
        for row, text in enumerate(self.texts):
            if text is None or text in MISSING_NUMBERS or text in missing:
                continue
            value = parse_number(text, self.decimal)
            if value is None:
                raise DataError(f"Column '{self.name}' should hold numbers; row {row + 1} holds '{text:.40}'.")
            result[row] = value
        return result

    def keep(self, rows: NDArray[np.bool_]) -> "Column":
        """The same column with some of its rows."""
        numbers = None if self.numbers is None else self.numbers[rows]
        return Column(self.name, numbers, None if self.texts is None else self.texts[rows], self.odd, self.decimal)


def read_columns(text: str, guess: TableGuess) -> dict[str, Column]:
    """All columns of a table by name; columns without a name and without cells are left out, as are empty rows."""
    import pandas as pd

    # The header is read apart: with it the first record would decide the width, and trailing delimiters shift columns.
    body = _without_header(text, guess) if guess.header else text
    try:
        frame = pd.read_csv(
            io.StringIO(body),
            sep=r"\s+" if guess.delimiter == " " else guess.delimiter,
            header=None,
            names=[f"column {index + 1}" for index in range(guess.width)],
            skiprows=0 if guess.header else guess.skip,
            na_values=sorted(MISSING_TEXTS),
            keep_default_na=False,
            skipinitialspace=True,
            decimal=guess.decimal,
            quoting=csv.QUOTE_MINIMAL if guess.quoted else csv.QUOTE_NONE,
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(f"The table cannot be read: {str(error).strip()}.") from error
    frame = frame.dropna(how="all")
    if len(frame) == 0:
        raise DataError("All rows of the table are empty.")
    named = dict(zip(frame.columns, guess.columns, strict=True))
    return {
        name: column_of(name, frame[key], guess.decimal)
        for key, name in named.items()
        if not (name == key and frame[key].isna().all())
    }


def _without_header(text: str, guess: TableGuess) -> str:
    line, _ = next(read_records(text, guess.delimiter, guess.quoted, guess.skip))
    position = 0
    for _ in range(line):
        position = text.index("\n", position) + 1
    return text[position:]


def frame_columns(frame: "DataFrame", decimal: str = ".") -> dict[str, Column]:
    """The columns of a pandas table."""
    return {str(name): column_of(str(name), frame[name], decimal) for name in frame.columns}


def column_of(name: str, series: "Series[Any]", decimal: str) -> Column:
    """One column, its cells read as numbers where nearly all of them are."""
    if series.dtype.kind in "iuf":
        return Column(name, series.to_numpy(dtype=np.float64, na_value=np.nan))
    absent = series.isna().to_numpy()
    cells = series.to_numpy(dtype=object)
    meaning: dict[object, str | None] = {}
    for cell, gone in zip(cells, absent, strict=True):
        if cell not in meaning:
            text = canonical(cell)
            meaning[cell] = None if gone or text in MISSING_TEXTS else text
    texts = np.array([meaning[cell] for cell in cells], dtype=object)
    if all(text is None for text in meaning.values()):
        return Column(name, np.full(len(texts), np.nan))
    return _as_numbers(name, texts, decimal) or Column(name, None, texts, decimal=decimal)


def _as_numbers(name: str, texts: NDArray[Any], decimal: str) -> Column | None:
    """The column as numbers; up to three words without digits, in up to a tenth of the cells, count as missing."""
    distinct = {text for text in texts if text is not None}
    values = {text: parse_number(text, decimal) for text in distinct}
    if distinct and all(value is None for value in values.values()):
        values = _with_unit(distinct, decimal) or values
    odd = sorted(text for text, value in values.items() if value is None)
    if odd:
        known = sum(text is not None for text in texts)
        count = sum(text is not None and values[text] is None for text in texts)
        marks = set(odd) <= MISSING_NUMBERS and len(odd) < len(distinct)
        words = len(odd) <= 3 and count <= 0.1 * known and not any(each.isdigit() for text in odd for each in text)
        if not marks and not words:
            return None
    found: dict[str | None, float | None] = {None: None, **values}
    numbers = np.array([found[text] for text in texts], dtype=np.float64)
    return Column(name, numbers, odd=tuple(odd))


def _with_unit(distinct: set[str], decimal: str) -> dict[str, float | None] | None:
    """The numbers of texts that all end in the same unit, such as ``12 km``."""
    parts = {text: _UNIT.fullmatch(text) for text in distinct}
    if len({part.group(2) for part in parts.values() if part}) != 1 or not all(parts.values()):
        return None
    return {text: parse_number(part.group(1), decimal) for text, part in parts.items() if part}


@dataclass(frozen=True)
class ColumnPreview:
    """What a dialog shows of a column."""

    name: str
    kind: str  # number, category, boolean, date, identifier, text, constant or empty
    missing: int
    distinct: int
    treatment: str  # standardize, one_hot, as_is or ignore; a preview says target for the column to predict
    sentence: str


def describe(column: Column) -> ColumnPreview:
    """Kind and suggested treatment of a column."""
    missing = int(column.missing.sum())
    rows = len(column.missing)
    distinct = len(column.categories())
    kind, treatment, sentence = _judge(column, rows, missing, distinct)
    if column.odd:
        sentence += " Read as missing: " + ", ".join(f"'{each}'" for each in column.odd) + "."
    if missing and treatment in ("standardize", "one_hot"):
        median = "replaced by the median of the training rows"
        remedy = median if treatment == "standardize" else "a category of their own"
        sentence += f" {missing:,} missing value{'s' * (missing > 1)}: {remedy}."
    return ColumnPreview(column.name, kind, missing, distinct, treatment, sentence)


def _judge(column: Column, rows: int, missing: int, distinct: int) -> tuple[str, str, str]:
    if distinct == 0:
        return "empty", "ignore", "Ignored: it holds no values."
    if distinct == 1 and (missing == 0 or column.numbers is not None):
        return "constant", "ignore", f"Ignored: its only value is {column.categories()[0]}."
    if column.numbers is not None:
        return _judge_numbers(column, rows, missing, distinct)
    texts = column.categories()
    if is_boolean(texts):
        return "boolean", "one_hot", f"Yes or no ({', '.join(texts)}): one input per value."
    if sum(is_date(text) for text in texts) >= 0.9 * distinct:
        return "date", "ignore", "Ignored: it holds dates or times."
    known = rows - missing
    if distinct > MAX_CATEGORIES or (known >= 20 and distinct > 0.5 * known):
        if distinct > 0.5 * known:
            return "text", "ignore", f"Ignored: nearly every row has its own text ({distinct:,} different)."
        return "text", "ignore", f"Ignored: {distinct:,} different texts are more than {MAX_CATEGORIES} categories."
    return "category", "one_hot", f"{distinct} categories: one input each."


def _judge_numbers(column: Column, rows: int, missing: int, distinct: int) -> tuple[str, str, str]:
    assert column.numbers is not None
    name = "".join(each for each in column.name.lower() if each.isalnum())
    if column.whole and missing == 0 and distinct == rows:
        ending = column.name.lower().endswith((" id", "_id", "-id")) or column.name.endswith("Id")
        named = name in _IDENTIFIERS or ending
        unnamed = column.name == "column 1" and bool(np.all(np.diff(column.numbers) == 1))
        if named or unnamed:
            return "identifier", "ignore", "Ignored: it only numbers the rows."
    if column.whole and ("date" in name or "timestamp" in name) and np.nanmin(column.numbers) >= 19_000_101:
        return "date", "ignore", "Ignored: it holds dates written as numbers."
    low, high = np.nanmin(column.numbers), np.nanmax(column.numbers)
    return "number", "standardize", f"Numbers from {low:.6g} to {high:.6g}, brought to mean 0 and deviation 1."
