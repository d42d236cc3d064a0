"""Cells: what the texts in a table mean: numbers in many spellings, missing values, dates, yes and no.

Pure functions on texts, without pandas. Example: ``parse_number("1.234,50 €", ",")`` is 1234.5, ``"(12%)"`` is -12.
"""

import re

# What an empty cell may be written as in any column.
MISSING_TEXTS = frozenset(
    ("", "?", "NA", "N/A", "n/a", "na", "<NA>", "#N/A", "NaN", "nan", "NAN", "-nan", "-NaN", "null", "NULL", "Null")
) | frozenset(("#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?"))
# Further texts that mean "no number" in a column of numbers; elsewhere "None" may well be the name of a class.
MISSING_NUMBERS = frozenset(
    ["-", "--", "---", ".", "..", "...", "*", "x", "X", "unknown", "Unknown", "missing", "None", "none", "NONE"]
)

_CURRENCY = r"(?:[$€£¥₹₽₩¢]|USD|EUR|GBP|CHF|JPY|US\$|Rs\.?)"
_AFFIX = re.compile(rf"^{_CURRENCY}\s*|\s*(?:{_CURRENCY}|%)$")
_SPACED = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009'’](?=\d{3}(?:\D|$))")
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?"),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)[a-zé]*\.?"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?"
_ZONE = r"(?:\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2}))?"
_DATE = re.compile(
    rf"(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|\d{{1,2}}[ -.]+{_MONTH}[ -,]+\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}}"
    rf"|{_MONTH}[ -]\d{{2,4}}|\d{{4}}[ -]?q[1-4]|\d{{4}}-\d{{2}})(?:[T ,]+{_TIME}{_ZONE})?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?|\d{1,2}\.\d{2}\.\d{2}", re.IGNORECASE)
_BOOLEANS = frozenset(["true", "false", "yes", "no", "y", "n", "t", "f", "on", "off", "ja", "nein", "oui", "non"])


def is_missing(text: str) -> bool:
    """Whether the cell means "no value"."""
    return text.strip() in MISSING_TEXTS


def is_date(text: str) -> bool:
    """Whether the cell is a date, a time of day or both."""
    text = text.strip()
    return bool(_DATE.fullmatch(text) or _CLOCK.fullmatch(text))


def is_boolean(texts: "list[str] | tuple[str, ...]") -> bool:
    """Whether these distinct texts say yes and no."""
    return 1 <= len(texts) <= 2 and all(text.lower() in _BOOLEANS for text in texts)


def bare(text: str) -> str:
    """The text without currency and percent signs at its ends."""
    return _AFFIX.sub("", _AFFIX.sub("", text.strip())).strip()


def parse_number(text: str, decimal: str = ".") -> float | None:
    """The number a cell spells, or None: thousands marks, currency, percent (12% is 12), brackets for minus."""
    text = text.strip().replace("\u2212", "-")
    return float(text) if decimal == "." and _PLAIN.fullmatch(text) else _parse_decorated(text, decimal)


def _parse_decorated(text: str, decimal: str) -> float | None:
    if text.startswith("(") and text.endswith(")"):
        inner = _parse_decorated(text[1:-1], decimal)
        return None if inner is None else -inner
    sign = ""
    if text[:1] in ("+", "-"):
        sign, text = text[0], text[1:].lstrip()
    text = _SPACED.sub("", bare(text))
    if sign and text[:1] in ("+", "-"):
        return None
    text = sign + text
    if _INFINITE.fullmatch(text):
        return float(text)
    other = "," if decimal == "." else "."
    if _GROUPED[decimal].fullmatch(text):
        text = text.replace(other, "")
    if decimal == ",":
        text = text.replace(",", ".")
    return float(text) if _PLAIN.fullmatch(text) else None


def canonical(text_or_number: object) -> str:
    """One spelling for a category: whole numbers without a point, True and False with a capital."""
    if isinstance(text_or_number, float):
        short = text_or_number.is_integer() and abs(text_or_number) < 1e16
        return str(int(text_or_number)) if short else repr(text_or_number)
    text = str(text_or_number).strip()
    return text.capitalize() if text.lower() in ("true", "false") else text
