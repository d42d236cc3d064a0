"""Printed: one number of a book or a page, and how it stands to the computed one.

A printed number agrees where the computed one, rounded to the printed digits, is the printed one; some books cut the
digits off instead, which is told. Plain decimals, no arrays. Example: 0.131169 is printed as 0.1311 by Han and Kamber:
cut off, where rounding would give 0.1312.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum

from core.frozen import dataclass


class Verdict(Enum):
    """How a printed number stands to the computed one."""

    ROUNDED = "agrees"
    CUT_OFF = "agrees, cut off"
    DIFFERS = "differs"

    @property
    def agrees(self) -> bool:
        """Whether the printed digits are those of the computed number."""
        return self is not Verdict.DIFFERS


@dataclass(frozen=True)
class Printed:
    """``number`` is the symbol in plain text, ``text`` as printed, ``after`` how many steps were trained before.

    ``called`` is the source's own name; ``minus``: the source counts the other way round. ``differs`` explains why the
    printed number is another one; ``early``: the mistake "updated too early" gives the printed one.
    """

    number: str
    text: str
    after: int = 0
    called: str = ""
    minus: bool = False
    differs: str = ""
    early: bool = False

    def verdict(self, value: float) -> Verdict:
        """Of the computed ``value``."""
        return judge(self.text, -value if self.minus else value)


def decimal_of(text: str) -> Decimal | None:
    """The number a text prints, with either minus and with or without the 0 before the point; None where it is none."""
    try:
        found = Decimal(text.replace("−", "-").replace(" ", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def judge(text: str, value: float) -> Verdict:
    """Whether ``value`` rounds (or is cut off) to the printed digits."""
    printed, exact = decimal_of(text), Decimal(value)
    if printed is None or not exact.is_finite():
        return Verdict.DIFFERS
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int)
    unit = Decimal(1).scaleb(exponent)
    for way, verdict in ((ROUND_HALF_UP, Verdict.ROUNDED), (ROUND_DOWN, Verdict.CUT_OFF)):
        try:
            if exact.quantize(unit, way) == printed:
                return verdict
        except InvalidOperation:  # far more digits than printed
            return Verdict.DIFFERS
    return Verdict.DIFFERS
