"""Seeing inside layers: what a cell saw, where its blame came from, winners, spreads, neighbours, telling words.

Numbers are read from the arrays of the passes themselves. Imports programs and datasets, knows no screen.
Example: ``window_of(Example.of(snapshot), 2, (3, 22, 15))`` is the 5 x 5 window, kernel and products behind one cell.
"""

from core.inside.backward import Blamed, Looker, Salience, Share
from core.inside.example import Example
from core.inside.grams import Gram, Grams, telling
from core.inside.pooling import Pool, keeps, pool_of, winners
from core.inside.reach import reach
from core.inside.slide import Slide, slide
from core.inside.spread import Spread, spread_ahead, spread_of
from core.inside.vocabulary import Projection, nearest, project
from core.inside.window import Window, window_of

__all__ = [
    "Blamed", "Example", "Gram", "Grams", "Looker", "Pool", "Projection", "Salience", "Share", "Slide", "Spread",
    "Window", "keeps", "nearest", "pool_of", "project", "reach", "slide", "spread_ahead", "spread_of", "telling",
    "window_of", "winners",
]  # fmt: skip
