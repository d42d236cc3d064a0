"""Symbols, patterns and references: how a quantity is called, how its formula reads, what on the canvas it is.

Pure text and numbers, no arrays. ``Symbol("δ", "h1")`` is δ_h1 in files and formulas, "δ h1" in a sentence,
``\\delta_{h1}`` in LaTeX, and base and subscript apart for whoever paints it. A Pattern is a formula with places for
its arguments: symbols or numbers.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from core.frozen import dataclass

Index = tuple[int, ...]
Format = Callable[[float], str]
"""How a number is written; the window passes one that knows the digits and the decimal mark the user chose."""
Words = tuple[str | float, ...]
"""A sentence whose numbers are not yet written."""

_TEX = {
    "δ": r"\delta", "η": r"\eta", "β": r"\beta", "ρ": r"\rho", "ε": r"\epsilon", "λ": r"\lambda", "μ": r"\mu",
    "α": r"\alpha", "Δ": r"\Delta", "Σ": r"\sum", "·": r"\cdot", "−": "-", "′": "'", "θ": r"\theta",
    "½": r"\tfrac{1}{2}", "²": "^2", "∂": r"\partial", "…": r"\ldots", "‖": r"\|", "γ": r"\gamma", "x̂": r"\hat{x}",
    "v̂": r"\hat{v}", "Π": r"\prod", "π": r"\pi",
}  # fmt: skip


def plain_number(value: float) -> str:
    """The shortest text that reads back as this number, with the minus of a printed page."""
    return repr(float(value)).replace("-", "−")


def say(words: Words, write: Format = plain_number) -> str:
    """The sentence with its numbers written."""
    return "".join(word if isinstance(word, str) else write(word) for word in words)


_UNDERSCORE = re.compile(r"_(\d?)")


@lru_cache(4096)
def spoken(plain: str) -> str:
    """A symbol or formula in plain text as one reads it aloud: w_5 is "w5", δ_h1 "δ h1", w_o1,h3 "w o1,h3"."""
    return _UNDERSCORE.sub(lambda found: found[1] or " ", plain)


_ROOT = re.compile("√(?:\\(([^()]*)\\)|(v̂|.))")


@lru_cache(4096)
def tex(text: str) -> str:
    """Plain text as LaTeX: the letters and signs the plain symbols use; a root covers a bracket or a letter."""
    text = _ROOT.sub(lambda found: rf"\sqrt{{{found[1] or found[2]}}}", text)
    for sign, command in _TEX.items():
        text = text.replace(sign, f"{command} " if command[-1].isalpha() else command)
    return text.strip()


@dataclass(frozen=True)
class Symbol:
    """A name in parts: ``base``, ``subscript``, ``tail``: f′(z | h1 | ). ``written`` overrides the LaTeX."""

    base: str
    subscript: str = ""
    tail: str = ""
    written: str = ""

    @property
    def plain(self) -> str:
        """For a text file, and for formulas, where an underscore says what is an index."""
        return f"{self.base}_{self.subscript}{self.tail}" if self.subscript else self.base + self.tail

    @property
    def spoken(self) -> str:
        """For a sentence, a tooltip, a screen reader: no underscore."""
        return spoken(self.plain)

    @property
    def latex(self) -> str:
        """For a formula in a paper."""
        if self.written:
            return self.written
        below = f"_{{{_upright(self.subscript)}}}" if self.subscript else ""
        return f"{tex(_words(self.base))}{below}{tex(_words(self.tail))}"


_WORD = re.compile(r"[ \d]*(?<![\\A-Za-z])[A-Za-z]{3,}(?: [a-z]{2,})* ?")
"""Three letters and more that are no command; dE and da are no words."""


@lru_cache(4096)
def _words(formula: str) -> str:
    """Words within a formula are text: their letters are no factors, and their spaces stay."""
    return _WORD.sub(lambda found: rf"\text{{{found[0]}}}", formula)


@lru_cache(4096)
def _upright(text: str) -> str:
    """Names of several letters are words, not products."""
    words = "".join(each if each.isalnum() or each in ",." else r"\_" if each == "_" else " " for each in text)
    return rf"\mathrm{{{words}}}" if any(each.isalpha() for each in words) else words


def slope_along(weight: Symbol) -> Symbol:
    """dE/dw of a weight."""
    return Symbol("dE/d" + weight.base, weight.subscript, written=rf"\frac{{\partial E}}{{\partial {weight.latex}}}")


@dataclass(frozen=True)
class Pattern:
    """A formula with ``%s`` for every argument; ``letters`` say which quantity stands there: z, a, y, K..."""

    plain: str
    latex: str
    letters: str = ""

    def symbol(self, arguments: tuple[Symbol, ...]) -> Symbol:
        """The formula in symbols."""
        plain = self.plain % tuple(each.plain for each in arguments)
        return Symbol(plain, written=self.latex % tuple(each.latex for each in arguments))

    def numbers(self, values: tuple[float, ...], write: Format) -> str:
        """The formula in numbers; negative ones in brackets."""
        return self.plain % tuple(_bracketed(value, write) for value in values)

    def latex_numbers(self, values: tuple[float, ...], write: Format) -> str:
        """The formula in numbers, for LaTeX."""
        return self.latex % tuple(tex(_bracketed(value, write)) for value in values)


def _bracketed(value: float, write: Format) -> str:
    return f"({write(value)})" if value < 0 else write(value)


@dataclass(frozen=True)
class Ref:
    """What a number belongs to: a neuron of ``layer``; with ``source`` a wire; with ``array`` a weight.

    ``neuron`` and ``source_neuron`` are inner indices, (unit,) or (channel, row, column); ``index`` is the place within
    the array. ``example`` is a column of the minibatch, where a term stands for one example.
    """

    layer: int
    neuron: Index = ()
    source: int | None = None
    source_neuron: Index = ()
    array: str = ""
    index: Index = ()
    example: int | None = None
