"""Writing: how the numbers of an equation are written: digits after the mark, point or comma, and for LaTeX.

It may import gui.numbers only; no Qt. Sums are shown with the same number of decimals throughout, so that they can be
added up by hand; what would keep fewer than two digits is written with significant ones instead. Worked shape:
``Writing(12)(0.00877135468948)`` is "0.008771354689", ``Writing(4).given(0.4)`` is "0.4".
"""

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from core.frozen import dataclass
from gui.numbers import COMMA, MINUS, POINT, Notation, fixed, significant

FEWEST, MOST, USUAL = 2, 12, 4
LARGE = 1e9
FLOAT_DIGITS = 15  # what a float64 holds; further ones would be noise


@dataclass(frozen=True)
class Writing:
    """``digits`` decimals from 2 to 12, and the decimal mark."""

    digits: int = USUAL
    notation: Notation = POINT

    def __call__(self, value: float) -> str:
        """A computed number, its decimals in full."""
        if not math.isfinite(value) or value == 0.0 or abs(value) >= LARGE:
            return significant(value, self.digits, self.notation)
        exponent = math.floor(math.log10(abs(value)))
        if exponent + self.digits < 1:  # fewer than two digits would be left
            return significant(value, self.digits, self.notation)
        return fixed(value, max(0, min(self.digits, FLOAT_DIGITS - 1 - exponent)), self.notation)

    def given(self, value: float) -> str:
        """A number that goes into a product: as somebody typed it where that is exact, else as computed."""
        text = repr(float(value))
        if math.isfinite(value) and value and "e" not in text and abs(value) < LARGE:
            decimals = len(text.partition(".")[2].rstrip("0"))
            if decimals <= self.digits and sum(each.isdigit() for each in text) <= FLOAT_DIGITS:
                return fixed(value, decimals, self.notation)
        return self(value)

    @property
    def comma(self) -> bool:
        """Whether the decimal mark is a comma."""
        return self.notation == COMMA

    @property
    def finer(self) -> "Writing":
        """One digit more."""
        return replace(self, digits=self.digits + 1)

    @property
    def brief(self) -> "Writing":
        """For a sentence: four digits tell enough there."""
        return replace(self, digits=min(self.digits, USUAL))

    def for_sum(self, terms: Iterable[float], total: float) -> "Writing":
        """How to write these terms: one digit finer where rounding would make their sum look wrong.

        No digit is ever altered; if one digit more does not help either, it stays at that.
        """
        values = list(terms)
        if not all(math.isfinite(value) for value in (*values, total)):
            return self
        shown = sum((self._shown(value) for value in values), Decimal(0))
        return self if shown == self._shown(total) else self.finer

    def _shown(self, value: float) -> Decimal:
        return Decimal(replace(self, notation=Notation(".", ""))(value).replace(MINUS, "-"))

    def latex(self, value: float) -> str:
        """A computed number for LaTeX: a comma in braces, powers of ten, words as text."""
        return self._as_latex(self(value))

    def given_latex(self, value: float) -> str:
        """As ``given``, for LaTeX."""
        return self._as_latex(self.given(value))

    def _as_latex(self, text: str) -> str:
        if any(each.isalpha() and each != "e" for each in text):
            return rf"\text{{{text.replace(MINUS, '-')}}}"
        marks = {self.notation.decimal: "." if not self.comma else "{,}", self.notation.thousands: r"\,"}
        plain = "".join(marks.get(each, each) for each in text)
        return re.sub(rf"e([{MINUS}-]?)(\d+)", lambda found: _power(found[1], found[2]), plain)


def _power(sign: str, digits: str) -> str:
    return rf" \cdot 10^{{{'-' if sign else ''}{int(digits)}}}"
