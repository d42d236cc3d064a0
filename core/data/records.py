"""Records: the rows of a text table as lists of cells, and the check that they agree in number.

Knows delimiter and quotes, not what cells mean. Example: ``a,"b,c"`` is one record of two cells.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from core.errors import DataError


def read_records(text: str, delimiter: str, quoted: bool, skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """(line number from 1, cells) of every record that is not blank."""
    lines = io.StringIO(text)
    for _ in range(skip):
        next(lines)
    if delimiter == " ":
        pattern = re.compile(r'"([^"]*)"|(\S+)')
        for number, line in enumerate(lines, 1 + skip):
            cells = ["".join(pair) for pair in pattern.findall(line)] if quoted else line.split()
            if cells:
                yield number, cells
        return
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        skipinitialspace=True,
    )
    try:
        for record in reader:
            if record and (len(record) > 1 or record[0].strip()):
                yield reader.line_num + skip, record
    except csv.Error as error:
        raise DataError(
            f"Line {reader.line_num + skip} cannot be read as a row: a quotation mark is opened and not closed, or a "
            "cell is too long; correct that line."
        ) from error


def check_rows(text: str, delimiter: str, quoted: bool, skip: int, header: bool) -> int:
    """The cells of the widest record; DataError names the line of a row that is too short or too long."""
    if not quoted and delimiter != " ":  # the quick way, for large files
        lines = [line for line in text.split("\n")[skip:] if line.strip(delimiter + " ")]
        counts = {line.count(delimiter) + 1 for line in lines}
        filled = len(lines)
    else:
        records = [record for _, record in read_records(text, delimiter, quoted, skip) if any(map(str.strip, record))]
        counts = {len(record) for record in records}
        filled = len(records)
    if filled <= header:
        raise DataError("The file holds only a header; a table needs rows below it.")
    if len(counts) > 1:
        _refuse_ragged(text, delimiter, quoted, skip, header)
    return max(counts)


def _cells(count: int) -> str:
    return f"{count} cell{'s' if count != 1 else ''}"


def _refuse_ragged(text: str, delimiter: str, quoted: bool, skip: int, header: bool) -> None:
    """Rows may differ by empty cells at their end where the header names no column; by nothing else."""
    used: list[tuple[int, int, int]] = []  # line, cells, cells up to the last that is filled
    for line, record in read_records(text, delimiter, quoted, skip):
        last = max((index + 1 for index, cell in enumerate(record) if cell.strip()), default=0)
        if last:
            used.append((line, len(record), last))
    if header:
        wanted = used[0][2]
    else:
        common = Counter(cells for _, cells, _ in used).most_common(1)[0][0]
        wanted = max(last for _, cells, last in used if cells == common)
    for line, cells, last in used:
        if cells < wanted or last > wanted:
            others = "the header has" if header else "others have"
            count = _cells(last if last > wanted else cells)
            raise DataError(
                f"Line {line} has {count} where {others} {wanted}; correct or delete that line, and put cells that "
                "contain the delimiter in quotes."
            )
