"""MathText: symbols and short formulas set as in a book: letters italic, words and digits upright, indices small.

It may import core.arithmetic, the fonts and QtGui. A formula is read from its plain text; runs know their size and
height, so that measuring and painting agree. Worked shape: ``of_symbol(Symbol("δ", "h1"))`` has two runs, an italic δ
and an upright h1 at 0.7 of the size and a little lower.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from core.arithmetic import Symbol
from core.frozen import dataclass
from gui import fonts

SMALLER = 0.7
BELOW, ABOVE = 0.24, -0.42  # of the size in pixels
PIXELS = 96 / 72

_DIFFERENTIAL = re.compile(r"[dΔ∂]+[A-Za-zα-ωŷ]")
_TOKEN = re.compile(r"_([^\W_]+(?:[.,][^\W_]+)*)|\^(\()?|[^\W\d_]+|[^\w^]+|\d+|_")


@dataclass(frozen=True)
class Run:
    """A piece in one font: ``scale`` of the formula's size, ``shift`` in sizes, downwards; ``digits``: text face."""

    text: str
    italic: bool
    scale: float = 1.0
    shift: float = 0.0
    digits: bool = False


@cache
def face(size: float, italic: bool, digits: bool = False) -> QFont:
    """The math face at this size in pt; the text face for ``digits``."""
    return fonts.font(size, tabular=True) if digits else fonts.math_font(size, italic)


@cache
def metrics(size: float, italic: bool, digits: bool = False) -> QFontMetricsF:
    """What measures it."""
    return QFontMetricsF(face(size, italic, digits))


@dataclass(frozen=True)
class MathText:
    """A formula in runs, side by side."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """All its letters."""
        return "".join(run.text for run in self.runs)

    @property
    def wordy(self) -> bool:
        """Whether it is a name in the text face: at one size it looks larger than symbols do."""
        return all(run.digits for run in self.runs)

    def width(self, size: float) -> float:
        """Logical pixels at ``size`` pt."""
        return sum(_advance(run, size) for run in self.runs)

    def paint(self, painter: QPainter, at: QPointF, size: float, color: QColor) -> float:
        """Paint with the left end of the base line at ``at``; gives the right end."""
        painter.setPen(color)
        x = at.x()
        for run in self.runs:
            text, font, ascent = _laid(run.text, size * run.scale, run.italic, run.digits)
            painter.setFont(font)
            painter.drawStaticText(QPointF(x, at.y() + run.shift * size * PIXELS - ascent), text)
            x += _advance(run, size)
        return x

    def __add__(self, other: "MathText") -> "MathText":
        return MathText(self.runs + other.runs)


@lru_cache(4096)
def _laid(text: str, size: float, italic: bool, digits: bool) -> tuple[QStaticText, QFont, float]:
    """A text whose glyphs have their places, its font, and how far its top lies above the base line."""
    laid, font = QStaticText(text), face(size, italic, digits)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.prepare(font=font)
    return laid, font, metrics(size, italic, digits).ascent()


def _advance(run: Run, size: float) -> float:
    lean = 0.06 * size if run.italic and run.text[-1:] in "fEVTYdΔ" else 0.0  # they lean over what follows
    return metrics(size * run.scale, run.italic, run.digits).horizontalAdvance(run.text) + lean


@lru_cache(4096)
def of_symbol(symbol: Symbol) -> MathText:
    """Base, subscript and tail."""
    base = of_text(symbol.base).runs
    below = (Run(symbol.subscript, False, SMALLER, BELOW),) if symbol.subscript else ()
    return MathText(base + below + of_text(symbol.tail).runs)


@lru_cache(4096)
def of_text(plain: str, italic: bool = True) -> MathText:
    """A formula from its plain text: ``w_5 · δ_o1``, ``1 / (1 + e^(−z_h1))``."""
    return MathText(tuple(_merged(_runs(plain, 1.0, 0.0, italic))))


def of_words(plain: str) -> MathText:
    """A name that is no symbol, in the text face: ``random direction 1``."""
    return MathText((Run(plain, False, digits=True),))


def of_numbers(plain: str) -> MathText:
    """A formula with its numbers put in, in the face of numbers: ``1 / (1 + e^(−0.3775))``."""
    return MathText(tuple(replace(run, italic=False, digits=True) for run in of_text(plain, italic=False).runs))


def _runs(plain: str, scale: float, shift: float, italic: bool) -> Iterator[Run]:
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None:  # a lone sign the pattern does not know is set as it stands
            yield Run(plain[at], False, scale, shift)
            at += 1
            continue
        text, at = found[0], found.end()
        if found[1]:
            yield Run(found[1], False, scale * SMALLER, shift + BELOW * scale)
        elif text.startswith("^"):
            end = _closing(plain, at) if found[2] else _word_end(plain, at)
            yield from _runs(plain[at:end], scale * SMALLER, shift + ABOVE * scale, italic)
            at = end + bool(found[2])
        else:
            letters = len(text) == 1 or _DIFFERENTIAL.fullmatch(text) is not None
            yield Run(text, italic and text[0].isalpha() and letters, scale, shift)


def _closing(plain: str, start: int) -> int:
    """Where the bracket opened just before ``start`` closes."""
    depth = 1
    for at in range(start, len(plain)):
        depth += {"(": 1, ")": -1}.get(plain[at], 0)
        if depth == 0:
            return at
    return len(plain)


def _word_end(plain: str, start: int) -> int:
    found = re.compile(r"[−-]?[\w.,]+").match(plain, start)
    return found.end() if found else start


def _merged(runs: Iterator[Run]) -> Iterator[Run]:
    """Neighbours in the same font as one run."""
    last: Run | None = None
    for run in runs:
        if last is not None and (last.italic, last.scale, last.shift) == (run.italic, run.scale, run.shift):
            last = Run(last.text + run.text, run.italic, run.scale, run.shift)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last
