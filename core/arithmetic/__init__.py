"""Arithmetic shown: the frozen types in which every layer, loss and optimizer describes its own numbers.

Stands below the layers, so that each can bring its equations in its own file. Imports numpy only in ``view``.
"""

from core.arithmetic.equation import Equation, Group, Kind, Line
from core.arithmetic.symbols import Format, Index, Pattern, Ref, Symbol, Words, plain_number, say, slope_along, spoken
from core.arithmetic.terms import Factor, LongSum, Term

__all__ = [
    "Equation", "Factor", "Format", "Group", "Index", "Kind", "Line", "LongSum", "Pattern", "Ref", "Symbol", "Term",
    "Words", "plain_number", "say", "slope_along", "spoken",
]
