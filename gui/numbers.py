"""How numbers are written and read: pure Python, no Qt, the same on every machine.

Minus is U+2212, an exact zero is "0", NaN and infinity are words, and the number of digits does not jump while a
value moves. ``Notation`` chooses the decimal mark: the one that is given, else the one the program writes with
(``write_with``, the user's preference); the functions never ask the system's locale. Worked shape:
``loss(0.083512)`` is "0.0835", ``percent(0.9779)`` "97.8 %", ``significant(-0.97431)`` "−0.9743".
"""

import math
import re
from functools import lru_cache

from core.frozen import dataclass

MINUS = "\u2212"
NARROW = "\u202f"  # narrow no-break space, before a percent sign


@dataclass(frozen=True)
class Notation:
    """The decimal mark and what parts the thousands."""

    decimal: str = "."
    thousands: str = ","


POINT = Notation()
COMMA = Notation(",", NARROW)
_present = POINT


def write_with(notation: Notation) -> None:
    """From now on numbers are written and read so wherever no notation is given."""
    global _present
    _present = notation


def present() -> Notation:
    """The notation the program writes with."""
    return _present


def _words(value: float) -> str | None:
    """The word for what has no digits: not a number, an infinity, or exactly nothing."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "infinite" if value > 0 else f"{MINUS}infinite"
    return "0" if value == 0 else None


def _dress(plain: str, notation: Notation | None) -> str:
    """Python's own format (comma for thousands, point, hyphen) in our characters; no sign before a bare zero."""
    return _dressed(plain, notation or _present)


@lru_cache(maxsize=4096)
def _dressed(plain: str, notation: Notation) -> str:
    """Kept, because the same few percentages and counts are written in every frame."""
    if not re.search(r"[1-9]", plain):
        plain = plain.lstrip("-+")
    marks = {",": notation.thousands, ".": notation.decimal, "-": MINUS}
    return "".join(marks.get(character, character) for character in plain)


def loss(value: float, notation: Notation | None = None) -> str:
    """A loss: four decimals; below 0.001 and from 100,000 on as 3.2e−05."""
    fixed = 0.001 <= abs(value) < 100_000
    return _words(value) or _dress(f"{value:,.4f}" if fixed else f"{value:.1e}", notation)


def percent(share: float, notation: Notation | None = None, decimals: int = 1) -> str:
    """A share of 1 as a percentage with one decimal and a narrow space: 0.978 is "97.8 %"."""
    if not math.isfinite(share):
        return _words(share) or ""
    return _dress(f"{100 * share:,.{decimals}f}", notation) + NARROW + "%"


def significant(value: float, digits: int = 4, notation: Notation | None = None) -> str:
    """``digits`` significant digits, zeros at the end kept; very small and very large with an exponent."""
    word = _words(value)
    if word is not None:
        return word
    scientific = f"{value:.{digits - 1}e}"
    exponent = int(scientific.split("e")[1])  # of the rounded value: 0.99996 has the exponent of 1.000
    if -5 < exponent < max(digits, 6):
        return _dress(f"{value:,.{max(0, digits - 1 - exponent)}f}", notation)
    return _dress(scientific, notation)


def signed(value: float, digits: int = 4, notation: Notation | None = None) -> str:
    """As ``significant`` with a plus sign: for sums, chips and kernels only."""
    return ("+" if value > 0 else "") + significant(value, digits, notation)


def fixed(value: float, decimals: int, notation: Notation | None = None) -> str:
    """A fixed number of decimals, for columns; exact zeros are "0" all the same."""
    return _words(value) or _dress(f"{value:,.{decimals}f}", notation)


def short(value: float, notation: Notation | None = None) -> str:
    """A setting as one would type it: no zeros at the end, at most 10 digits, 0.001 not 1e−03, 1e9 in short."""
    word = _words(value)
    if word is not None:
        return word
    mantissa, exponent = f"{value:.9e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    # Seven zeros in a row are not counted at a glance, and a narrow field would cut them off.
    round_and_large = abs(value) >= 1e7 and len(mantissa.lstrip("-")) <= 4
    if 1e-5 <= abs(value) < 1e10 and not round_and_large:
        return _dress(f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.10g}", notation)
    return _dress(f"{mantissa}e{int(exponent)}", notation)


_POINTED = re.compile(r"(?<=\d)\.(?=\d)")


def quoted(text: str, notation: Notation | None = None) -> str:
    """Numbers as they are printed elsewhere, or words with numbers in them: digit by digit, with our decimal mark."""
    return _POINTED.sub((notation or _present).decimal, text)


_WRITTEN = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,])|(?<![\w.,])\d+\.\d+(?![.,]?\d)")


def told(text: str, notation: Notation | None = None) -> str:
    """A sentence of the core, which writes 1,234.5, with our marks; names such as h2.1 stay as they are."""
    return _WRITTEN.sub(lambda found: _dress(found[0], notation), text)


def count(value: int, notation: Notation | None = None) -> str:
    """A whole number with its thousands parted."""
    return _dress(f"{value:,d}", notation)


def counted(value: int, one: str, many: str | None = None, notation: Notation | None = None) -> str:
    """A number with its noun: "1 parameter", "2,080 parameters"."""
    return f"{count(value, notation)} {one if value == 1 else many or one + 's'}"


def row_number(index: int, notation: Notation | None = None) -> str:
    """The number of a row of the dataset: people count from 1, so index 0 is "1"."""
    return count(index + 1, notation)


def row_name(index: int, notation: Notation | None = None) -> str:
    """A row of the dataset in a sentence: index 0 is "row 1", index 1,499 "row 1,500"."""
    return f"row {row_number(index, notation)}"


def rate(per_second: float, noun: str = "steps", notation: Notation | None = None) -> str:
    """A speed with two or more honest digits: "45 steps/s", "1,300 steps/s", "0.4 steps/s"."""
    if not math.isfinite(per_second) or per_second < 0:
        return f"{MINUS} {noun}/s"
    if per_second < 10:
        return _dress(f"{per_second:.1f}", notation) + f" {noun}/s"
    rounded = round(per_second, 1 - math.floor(math.log10(per_second)))
    return f"{count(int(rounded), notation)} {noun}/s"


def duration(seconds: float) -> str:
    """A time span: "less than 1 s", "3 s", "1 min 3 s", "2 h 5 min"; days beyond."""
    if not math.isfinite(seconds) or seconds < 0:
        return "unknown"
    if seconds < 1:
        return "less than 1 s"
    whole = round(seconds)
    for large, small, size, unit in (("day", "h", 86_400, 3_600), ("h", "min", 3_600, 60), ("min", "s", 60, 1)):
        if whole >= size:
            big, rest = whole // size, whole % size // unit
            name = "days" if large == "day" and big > 1 else large
            return f"{count(big)} {name} {rest} {small}" if rest else f"{count(big)} {name}"
    return f"{whole} s"


def time_left(seconds: float) -> str:
    """``duration`` as the end of a progress line; empty while it is unknown."""
    return f"{duration(seconds)} left" if math.isfinite(seconds) and seconds >= 0 else ""


def symmetric_limit(largest: float) -> float:
    """The round number (1, 2, 3, 4, 5, 6 or 8 times a power of ten) at or above ``largest``, for a scale's ends."""
    if not math.isfinite(largest) or largest <= 0:
        return 1.0
    exponent = math.floor(math.log10(largest))
    for step in (1, 2, 3, 4, 5, 6, 8, 10):
        limit = float(f"{step}e{exponent}")
        if limit >= largest:
            return limit
    return float(f"1e{exponent + 1}")


def rewritten(text: str) -> str:
    """A text that was written with commas between thousands, in the notation of the program."""
    return re.sub(r"(?<=\d),(?=\d{3}\b)", _present.thousands, text)


def unbroken(text: str) -> str:
    """A sentence whose sizes, such as "8 × 8 × 1", are not broken at the end of a line."""
    return text.replace(" × ", "\u00a0×\u00a0")


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?")


def parse(text: str, notation: Notation | None = None) -> float:
    """The number somebody typed: point or comma, "1e-3", a typographic minus, blanks between thousands.

    Raises ValueError with a sentence that says what to type instead.
    """
    plain = re.sub(r"\s", "", text).replace(MINUS, "-").lower()
    if not plain:
        raise ValueError("Type a number.")
    if plain.count(",") == 1 and "." not in plain:
        # With a decimal comma on the screen a comma is one; else "1,500" has two readings, and we do not guess.
        if (notation or _present).decimal != "," and re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", plain):
            whole, part = plain.split(",")
            raise ValueError(f"“{text.strip()}” could be {whole}{part} or {whole}.{part}; type one of them.")
        plain = plain.replace(",", ".")
    elif "," in plain and "." in plain and plain.rindex(",") > plain.rindex("."):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?(e[+-]?\d+)?", plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"“{text.strip()}” is not a number; type one such as 0.01 or 1e-3.")
    value = float(plain)
    if math.isinf(value):
        raise ValueError(f"“{text.strip()}” is too large to calculate with.")
    return value
