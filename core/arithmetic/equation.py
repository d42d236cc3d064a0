"""Equation: the arithmetic behind one number, frozen: lines of groups of terms of factors, each with its value.

``z_h1 = w_1·x_1 + w_2·x_2 + b_1`` is a Line with one Group of three Terms; in ``δ_h1 = (w_5·δ_o1 + w_7·δ_o2)·f′(z_h1)``
the group has a factor of its own behind the bracket. Terms hold unrounded numbers: summed, they give the result
within rounding, and the result is what the program computed. Long sums show their ``largest`` terms.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from core.arithmetic.symbols import Format, Ref, Symbol, Words, plain_number, say, spoken
from core.arithmetic.terms import Factor, Term, product, values_of
from core.frozen import dataclass

Kind = Literal["forward", "error", "blame", "gradient", "update"]


@dataclass(frozen=True)
class Group:
    """Terms in a bracket, then factors behind it; ``symbol`` and ``note`` say what the bracket's sum is by itself."""

    terms: Sequence[Term]
    factors: tuple[Factor, ...] = ()
    symbol: Symbol | None = None
    note: str = ""

    @property
    def sum(self) -> float:
        """What the bracket adds up to."""
        return _added(values_of(self.terms))

    @property
    def value(self) -> float:
        """The sum times the factors behind it."""
        return self.sum * product(self.factors)

    def largest(self, count: int) -> "Group":
        """The ``count`` largest terms, in their order, and one term for the sum of the rest."""
        if len(self.terms) <= count + 1:  # a rest of one term would save nothing
            return self
        values = values_of(self.terms)
        ranked = sorted(range(len(values)), key=lambda at: -abs(values[at]))
        kept = tuple(self.terms[at] for at in sorted(ranked[:count]))
        others = _added([values[at] for at in ranked[count:]])
        number = len(values) - count
        name = Symbol(f"… {number:,} more")
        rest = Term((Factor(name, others),), others, note=f"the other {number:,} terms", count=number)
        return replace(self, terms=(*kept, rest))


def _added(values: Sequence[float]) -> float:
    """Summed without rounding on the way, where all are finite."""
    return math.fsum(values) if all(map(math.isfinite, values)) else sum(values)


@dataclass(frozen=True)
class Line:
    """``left`` = the groups added up = ``result``, which is the program's own number."""

    left: Symbol
    groups: tuple[Group, ...]
    result: float
    note: str = ""
    ref: Ref | None = None

    @property
    def terms(self) -> Sequence[Term]:
        """All terms of all groups."""
        if len(self.groups) == 1:
            return self.groups[0].terms
        return tuple(term for group in self.groups for term in group.terms)

    @property
    def value(self) -> float:
        """What the groups add up to; the result, but for rounding."""
        return sum(group.value for group in self.groups)

    def largest(self, count: int) -> "Line":
        """Each group with its largest terms and the sum of the rest."""
        return replace(self, groups=tuple(group.largest(count) for group in self.groups))

    def symbols(self) -> str:
        """The right side in symbols, as plain text."""
        return _sum_of((_group(group, _symbol, " · ", " / ") for group in self.groups), " − ")

    def numbers(self, write: Format = plain_number) -> str:
        """The right side in numbers, as plain text."""
        texts = (_group(group, lambda factor: factor.plain(write), " · ", " / ") for group in self.groups)
        return _sum_of(texts, " − ")

    def plain(self, write: Format = plain_number) -> str:
        """``left = symbols = numbers = result`` as one reads it aloud, without repeating what is the same."""
        parts = [self.left.plain]
        for part in (self.symbols(), self.numbers(write), write(self.result)):
            if part != parts[-1]:
                parts.append(part)
        return spoken(" = ".join(parts))

    def latex(self, write: Format = plain_number) -> str:
        """Rows of an ``aligned`` environment: symbols, numbers, result."""
        rows = []
        for text in (_symbol_latex, lambda factor: factor.latex(write)):
            groups = (_group(group, text, r" \cdot ", " / ", r"\left(", r"\right)") for group in self.groups)
            rows.append(_sum_of(groups, " - "))
        rows.append(write(self.result).replace("−", "-"))
        kept = [row for at, row in enumerate(rows) if at == 0 or row != rows[at - 1]]
        return f"{self.left.latex} &= " + " \\\\\n&= ".join(kept)


def _symbol(factor: Factor) -> str:
    return factor.symbol.plain


def _symbol_latex(factor: Factor) -> str:
    return factor.symbol.latex


def _product_of(factors: tuple[Factor, ...], text: Callable[[Factor], str], times: str, over: str) -> str:
    """Factors side by side; what follows the first is put in brackets where a sign would be misread."""
    whole = ""
    for factor in factors:
        written = text(factor)
        if factor.divides:
            whole = f"{whole or '1'}{over}{_closed(written)}"
        elif whole:
            whole += times + _closed(written)
        else:
            whole = f"({written})" if len(factors) > 1 and is_sum(written) else written
    return whole


_SIGNS = (" + ", " − ", " - ")


def is_sum(text: str) -> bool:
    """Whether a formula adds or takes away outside all of its brackets."""
    if not any(sign in text for sign in _SIGNS):  # most factors are one symbol or number
        return False
    depth = 0
    for at, each in enumerate(text):
        depth += (each in "({") - (each in ")}")
        if depth == 0 and text[at : at + 3] in _SIGNS:
            return True
    return False


def _closed(text: str) -> str:
    """In brackets where it begins with a sign or is itself a sum."""
    return f"({text})" if text[:1] in "−-" or is_sum(text) else text


def _sum_of(texts: Iterable[str], minus: str) -> str:
    """Texts added up; one that begins with a minus is taken away instead."""
    whole = ""
    for text in texts:
        if not whole:
            whole = text
        elif text[:1] in "−-":
            whole += minus + text[1:]
        else:
            whole += " + " + text
    return whole


def _group(
    group: Group, text: Callable[[Factor], str], times: str, over: str, opening: str = "(", closing: str = ")"
) -> str:
    minus = " − " if opening == "(" else " - "
    inside = _sum_of((_product_of(term.factors, text, times, over) for term in group.terms), minus)
    if not group.factors:
        return inside
    whole = f"{opening}{inside}{closing}" if len(group.terms) > 1 else inside
    for factor in group.factors:
        whole += (over if factor.divides else times) + _closed(text(factor))
    return whole


@dataclass(frozen=True)
class Equation:
    """The arithmetic of one number at one kind of stop. ``lines[0]`` is the number's own; others explain its parts.

    A factor or group whose symbol is the left side of a later line is explained there. ``words`` is the plain sentence.
    """

    kind: Kind
    title: str
    lines: tuple[Line, ...]
    words: Words
    ref: Ref | None = None

    @property
    def left(self) -> Symbol:
        """What is computed."""
        return self.lines[0].left

    @property
    def groups(self) -> tuple[Group, ...]:
        """The main line's groups."""
        return self.lines[0].groups

    @property
    def result(self) -> float:
        """The main line's result."""
        return self.lines[0].result

    def line_of(self, symbol: Symbol) -> Line | None:
        """The line that explains this symbol, if there is one."""
        return next((line for line in self.lines[1:] if line.left == symbol), None)

    def largest(self, count: int) -> "Equation":
        """Every line with its largest terms and the sum of the rest."""
        return replace(self, lines=tuple(line.largest(count) for line in self.lines))

    def sentence(self, write: Format = plain_number) -> str:
        """The plain sentence, numbers written by ``write``."""
        return say(self.words, write)

    def plain(self, write: Format = plain_number) -> str:
        """All lines and the sentence as text."""
        return "\n".join([*(line.plain(write) for line in self.lines), self.sentence(write)])

    def latex(self, write: Format = plain_number) -> str:
        """All lines as one ``aligned`` environment."""
        rows = " \\\\\n".join(line.latex(write) for line in self.lines)
        return f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
