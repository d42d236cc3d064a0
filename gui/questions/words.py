"""Words of the questions: spans of time from microseconds to millions of years, factors, errors, named weights.

Pure Python over gui.numbers. Worked shape: ``span(0.00012)`` is "0.12 ms", ``span(8.6e10)`` "2,700 years".
"""

import html
import math
import re

from gui import numbers
from gui.fonts import points

YEAR = 365.25 * 86_400
_INDEX = re.compile(r"(?<=\w)_([^\W_]+(?:[.,][^\W_]+)*)")


def span(seconds: float) -> str:
    """A time as one would say it: "25 µs", "0.34 ms", "2.1 s", "3 min 5 s", "12 days", "2,700 years"."""
    if not math.isfinite(seconds) or seconds < 0:
        return "unknown"
    if seconds < 9.95e-5:
        return f"{numbers.significant(1e6 * seconds, 2)} µs"
    if seconds < 0.995:
        return f"{numbers.significant(1e3 * seconds, 2)} ms"
    if seconds < 59.5:
        return f"{numbers.significant(seconds, 2)} s"
    if seconds < 2 * 86_400:
        return numbers.duration(seconds)
    if seconds < YEAR:
        return f"{round(seconds / 86_400)} days"
    return f"{rounded(seconds / YEAR)} years"


def rounded(value: float) -> str:
    """Two honest digits of a large number: "17", "1,400", "69,000", "2.7 million", "3.1 billion"."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if value >= 0.995 * size:
            return f"{numbers.short(float(f'{value / size:.2g}'))} {name}"
    if value < 9.95:
        return numbers.significant(value, 2)
    return numbers.count(int(round(value, 1 - math.floor(math.log10(value)))))


def error(value: float) -> str:
    """A relative error: two digits, "3.2e−10"."""
    return numbers.significant(value, 2)


def marked(text: str, size_pt: float) -> str:
    """Rich text in which the index of a weight such as w_o1,h3 stands lower."""
    lower = f'<span style="vertical-align:sub; font-size:{points(1.3 * size_pt):.3g}pt">\\1</span>'
    return _INDEX.sub(lower, html.escape(text))
