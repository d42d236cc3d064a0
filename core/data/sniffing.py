"""Sniffing: how a text table is written: encoding, delimiter, quotes, decimal mark, header; and whether its rows agree.

Works on bytes and plain texts with the standard library; what the columns mean is found in core.data.tables.
Example: ``sniff(b"a;b\\n1,5;x\\n")`` finds delimiter ``;``, decimal ``,`` and the header ``a, b``.
"""

import re
from collections import Counter
from pathlib import Path

from core.data.cells import bare, is_missing, parse_number
from core.data.records import check_rows, read_records
from core.errors import DataError
from core.frozen import dataclass

SAMPLE = 200  # records looked at for the guesses
DELIMITERS = (",", ";", "\t", "|", " ")  # a space stands for any run of blanks
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "blanks"}
_FOREIGN = {
    b"PK\x03\x04": "a zip or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"\x93NUMPY": "a numpy array",
    b"PAR1": "a Parquet file",
}
_COMMA_DECIMAL = re.compile(r"[+-]?(?:\d+,\d{1,2}|\d+,\d{4,}|0,\d+|,\d+|\d{1,3}(?:\.\d{3})+,\d+|\d+,\d+[eE][+-]?\d+)%?")
_POINT_DECIMAL = re.compile(r"[+-]?(?:\d*\.\d{1,2}|\d*\.\d{4,}|0?\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d+\.\d+[eE][+-]?\d+)%?")
_UNSURE = re.compile(r"[+-]?\d{1,3},\d{3}")


@dataclass(frozen=True)
class TableGuess:
    """How a table is written, its column names, and its first rows as texts."""

    encoding: str
    delimiter: str
    decimal: str
    header: bool
    quoted: bool  # whether quotation marks wrap cells; else they are part of the text
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # the first rows below the header
    width: int  # cells of the widest record
    skip: int = 0  # lines before the table, such as Excel's "sep=;"

    @property
    def delimiter_name(self) -> str:
        """The delimiter in words."""
        return _NAMES.get(self.delimiter, f"'{self.delimiter}'")


def sniff(source: "bytes | str | Path", **known: object) -> TableGuess:
    """Guess how ``source`` (bytes, or a path) is written; ``known`` settings (encoding, ...) are taken as given."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    text, encoding = decode(content, _text_or_none(known.get("encoding")))
    return sniff_text(text, encoding, known)


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text with line ends of ``\\n``, and the encoding that fits it."""
    if not content.strip():
        raise DataError("The file is empty; a table needs a header line and rows below it.")
    for magic, what in _FOREIGN.items():
        if content.startswith(magic):
            raise DataError(f"The file is {what}, not a text table; export it as CSV and open that.")
    encoding = encoding or _encoding(content)
    try:
        text = content.decode(encoding)
    except LookupError as error:
        raise DataError(f"The encoding '{encoding}' is not known; try utf-8 or cp1252.") from error
    except UnicodeError as error:
        raise DataError(f"The file is not written in the encoding {encoding}; try another, such as cp1252.") from error
    if any(ord(each) < 32 and each not in "\t\n\r\f\v\x1a" for each in set(text[:100_000])):
        raise DataError("The file is binary, not a text table; export it as CSV and open that.")
    text = text.lstrip("\ufeff").rstrip("\x1a").replace("\r\n", "\n").replace("\r", "\n")
    return text, encoding


def _encoding(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:4000]
    if head.count(0) > len(head) // 4:  # every other byte of Latin text in UTF-16 is zero
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def sniff_text(text: str, encoding: str, known: dict[str, object]) -> TableGuess:
    """As :func:`sniff`, of a decoded text."""
    skip, announced = _announced(text)
    delimiter = _text_or_none(known.get("delimiter")) or announced or _delimiter(text, skip)
    if len(delimiter) != 1:
        raise DataError(f"The delimiter is {delimiter!r}; it needs to be one character, such as a comma.")
    quoted = '"' in text and not _quotes_are_text(text, delimiter)
    records = []
    for _, record in read_records(text, delimiter, quoted, skip):
        records.append(record)
        if len(records) > SAMPLE:
            break
    if not records:
        raise DataError("The file holds no rows; a table needs a header line and rows below it.")
    decimal = _text_or_none(known.get("decimal")) or _decimal(records, delimiter)
    given = known.get("header")
    header = given if isinstance(given, bool) else _has_header(records, decimal)
    width = check_rows(text, delimiter, quoted, skip, header)
    names = _names(records[0] if header else [], width)
    body = records[1:] if header else records
    rows = tuple(tuple(record + [""] * (width - len(record))) for record in body)
    return TableGuess(encoding, delimiter, decimal, header, quoted, names, rows, width, skip)


def _announced(text: str) -> tuple[int, str | None]:
    """Lines before the table, and the delimiter that Excel's ``sep=;`` announces there."""
    lines = text.split("\n", 50)[:50]
    first = lines[0].strip("\"\n ")
    if re.fullmatch(r"sep=[,;|\t]", first):
        return 1, first[4]
    comments = next((index for index, line in enumerate(lines) if not line.startswith("#")), 0)
    table = lines[comments]
    while comments and all(lines[comments - 1].count(each) == table.count(each) for each in ",;\t|"):
        comments -= 1  # a header that begins with #
    return comments, None


def _delimiter(text: str, skip: int) -> str:
    """The delimiter that cuts the first records into the same number of cells, best of all into many."""
    head = "\n".join(text.split("\n", SAMPLE + skip + 1)[: SAMPLE + skip])
    best: tuple[float, bool, float, int] = (0.0, False, 0.0, 0)
    chosen = ""
    for delimiter in DELIMITERS:
        quoted = '"' in head and not _quotes_are_text(head, delimiter)
        try:
            records = [record for _, record in read_records(head, delimiter, quoted, skip)]
        except DataError:
            continue
        widths = Counter(map(len, records))
        width, count = max(widths.items(), key=lambda item: (item[1], item[0])) if widths else (1, 0)
        # Blanks divide almost any text: they count only where nothing else does.
        if width < 2 or (delimiter == " " and (chosen or count < sum(widths.values()))):
            continue
        # A decimal comma also cuts every line alike; the right delimiter fits the header and leaves more numbers.
        score = (round(count / sum(widths.values()), 1), len(records[0]) == width, _numeric_share(records), width)
        if score > best:
            best, chosen = score, delimiter
    if not chosen:
        raise DataError(
            "No columns were found: the lines are not divided by comma, semicolon, tab, vertical bar or blanks. "
            "A table needs at least two columns: something to predict from, and the target."
        )
    return chosen


def _numeric_share(records: list[list[str]]) -> float:
    cells = [cell for record in records for cell in record if cell]
    numbers = sum(parse_number(cell, ".") is not None or parse_number(cell, ",") is not None for cell in cells)
    return round(numbers / max(1, len(cells)), 1)


def _quotes_are_text(text: str, delimiter: str) -> bool:
    """Whether lines have equally many cells when quotes mean nothing, but swallow each other when they wrap cells."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not any(line.count('"') % 2 for line in lines):
        return False
    if len({line.count(delimiter) for line in lines}) != 1 or delimiter not in lines[0]:
        return False
    try:
        records = [record for _, record in read_records(text, delimiter, True)]
    except DataError:
        return True
    return any("\n" in cell and delimiter in cell for record in records for cell in record)


def _decimal(records: list[list[str]], delimiter: str) -> str:
    cells = [bare(cell) for record in records for cell in record if "," in cell or "." in cell]
    comma = sum(bool(_COMMA_DECIMAL.fullmatch(cell)) for cell in cells)
    point = sum(bool(_POINT_DECIMAL.fullmatch(cell)) for cell in cells)
    if comma == point == 0 and delimiter not in ",":
        return "," if any(_UNSURE.fullmatch(cell) for cell in cells) else "."
    return "," if comma > point else "."


def _has_header(records: list[list[str]], decimal: str) -> bool:
    """Names above numbers speak for a header; numbers, or words that come again below, against it."""
    first, body = records[0], records[1:]
    if not body:
        return not any(parse_number(cell, decimal) is not None for cell in first)
    if _counts_up(first, decimal):
        return True
    against = False
    for index, cell in enumerate(first):
        below = [record[index] for record in body if index < len(record) and not is_missing(record[index])]
        if is_missing(cell) or not below:
            continue
        numbers = sum(parse_number(each, decimal) is not None for each in below)
        if parse_number(cell, decimal) is None and numbers >= 0.9 * len(below):
            return True
        against |= parse_number(cell, decimal) is not None or cell.strip() in {each.strip() for each in below}
    return not against and len({cell.strip() for cell in first}) == len(first)


def _counts_up(first: list[str], decimal: str) -> bool:
    """Whether the first line is 0, 1, 2, ... as written for columns without names (the first may be empty)."""
    named = [cell.strip() for cell in first if cell.strip()]
    return len(named) > 2 and len(first) - len(named) < 2 and named in (
        [str(index) for index in range(len(named))],
        [str(index + 1) for index in range(len(named))],
    )


def _names(first: list[str], width: int) -> tuple[str, ...]:
    cells = [cell.strip() for cell in first] + [""] * (width - len(first))
    names = tuple(cell or f"column {index + 1}" for index, cell in enumerate(cells))
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise DataError(f"The column name '{repeated[0]}' occurs more than once; give every column its own name.")
    return names
