"""Worked examples: a network, its rows, its weights as printed, and the numbers a book or a page gives for them.

``example`` reads the files, ``printed`` compares, ``table`` lists the numbers of a step, ``early`` makes a well-known
mistake on purpose. Knows no screen. Example: ``read_example(path).printed[0].text`` is "0.3775".
"""

from core.worked.early import too_early
from core.worked.example import FORMAT, WorkedExample, is_worked, parse_example, read_example, titles
from core.worked.printed import Printed, Verdict
from core.worked.table import Address, Number, PhaseNumbers, StepNumbers

__all__ = [
    "FORMAT", "Address", "Number", "PhaseNumbers", "Printed", "StepNumbers", "Verdict", "WorkedExample", "is_worked",
    "parse_example", "read_example", "titles", "too_early",
]
