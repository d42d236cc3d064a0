"""Map cards: where the feature maps of a layer stand on its card, for images as tiles, for sequences as strips.

Pure geometry beside gui/canvas/cards.py. All cards of a drawing keep their maps around the card's middle at one pitch,
so that map 3 of a convolution and of the pooling behind it are level. Worked shape: Conv2D with 16 maps of 10 x 10
gives two columns of eight tiles of 40 px; Conv1D with 8 channels of length 200 eight strips of 132 x 17.
"""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF

from core.layers import Layer
from core.network import NetworkSpec, Node
from core.task import Shape
from gui.canvas import cards, word_cards
from gui.canvas.cards import Card, Part, Style, make_stepper
from gui.canvas.pills import is_pill

MOST_MAPS = 16
TWO_COLUMNS_FROM = 8
MOST_ROWS = 32
"""Numbers of a word that an embedding shows, each a thin row of one picture."""
HEAD, FOOT = 56.0, 62.0
STRIP = 132.0
UNKNOWN = (1, 1)
"""The space of maps whose shape is not known yet."""


class Grid(NamedTuple):
    """How large tiles are and how far apart."""

    wide: float
    high: float
    pitch: float
    columns: int
    most: int


def card_of(network: NetworkSpec, node: Node, part: Part) -> Card:
    """The card of one layer, with maps where it makes them."""
    if word_cards.reads_words(network, node, part):
        return word_cards.card_of(network.shapes[node.id][0])
    if is_pill(network, node) or not makes_maps(network, node):
        return cards.lay_out(network, node, part)
    shape = network.shapes.get(node.id)
    grid = grid_of(node.layer, shape, channels_of(node.layer, shape))
    return _card(node, shape, grid, part)


def makes_maps(network: NetworkSpec, node: Node) -> bool:
    """Whether what comes out has places: an image or a sequence with channels."""
    shape = network.shapes.get(node.id)
    if node.layer.inputs[1] == 0:
        return shape is not None and len(shape) == 2
    # What does not fit yet still looks like what it will be.
    return len(shape) > 1 if shape is not None else node.layer.counted == "filters"


def space_of(shape: Shape | None) -> tuple[int, int]:
    """Rows and columns of a map; a sequence has one row."""
    if shape is None or len(shape) < 2:
        return UNKNOWN
    return (shape[0], shape[1]) if len(shape) == 3 else (1, shape[0])


def channels_of(layer: Layer, shape: Shape | None) -> int:
    """How many maps there are."""
    return shape[-1] if shape else int(getattr(layer, layer.counted, 0)) if layer.counted else 0


def most_shown(layer: Layer, shape: Shape | None) -> int:
    """How many of its numbers or maps a layer shows at most."""
    if shape is None or len(shape) < 2:
        return cards.MOST_FACES
    return grid_of(layer, shape, shape[-1]).most


def grid_of(layer: Layer, shape: Shape | None, channels: int) -> Grid:
    """The tiles of a layer: as large as their places and their number ask for."""
    if shape is not None and len(shape) == 2:
        # The numbers of a word belong together; a channel of a convolution is a picture of its own.
        if layer.counted == "output_dim" or layer.inputs[1] == 0:
            high = 8.0 if channels > 12 else 12.0
            return Grid(STRIP, high, high, 1, MOST_ROWS)
        return Grid(STRIP, 17.0, 24.0, 1, MOST_MAPS)
    columns = 2 if channels >= TWO_COLUMNS_FROM else 1
    rows, across = space_of(shape)
    largest = max(rows, across)
    side, pitch = (40.0, 46.0) if columns == 2 else (52.0, 58.0)
    side *= 1.0 if largest >= 20 or shape is None else 0.92 if largest >= 8 else 0.8
    wide, high = side * min(1.0, across / rows), side * min(1.0, rows / across)
    return Grid(max(wide, 10.0), max(high, 10.0), pitch, columns, MOST_MAPS)


def _card(node: Node, shape: Shape | None, grid: Grid, part: Part) -> Card:
    units = channels_of(node.layer, shape)
    shown = part.shown if len(part.shown) == min(units, grid.most) else _first(node.layer, units, grid.most)
    axis = word_cards.axis_of(shape, part)
    grid = grid._replace(wide=axis.width()) if axis is not None else grid
    below = axis.height() if axis is not None else 0.0
    count, columns = len(shown), grid.columns
    rows = -(-count // columns)
    at = np.arange(count)
    x = (at % columns - (columns - 1) / 2) * (grid.wide + 6)
    y = (at // columns - (rows - 1) / 2) * grid.pitch
    half = max(rows, 1) * grid.pitch / 2
    enters = node.layer.inputs[1] != 0
    tall = 18.0 if units > count else 0.0
    foot = FOOT if node.layer.counted else 44.0 if not enters else 34.0
    # The maps stay around the middle of the card, whatever stands below them.
    height = 2 * (half + max(HEAD, foot + tall + below))
    width = max(132.0, columns * (grid.wide + 6) + 26)
    bottom = height / 2
    more = QRectF(-14, half + below + 2, 28, 16) if tall else None
    stepper = make_stepper(0.0, bottom - 43) if node.layer.counted else None
    caption = QRectF(-width / 2 + 6, bottom - 28, width - 12, 18)
    watch = None if enters else QRectF(-width / 2 + 13, bottom - 37, width - 26, 25)
    return Card(
        Style.MAPS, width, height, units, shown, np.column_stack((x, y)), grid.high, True, more,
        stepper=stepper, caption=caption if enters else None, watch=watch, wide=grid.wide, space=space_of(shape),
        axis=axis.translated(0, half - (grid.pitch - grid.high) / 2) if axis is not None else None,
    )  # fmt: skip


def _first(layer: Layer, units: int, most: int) -> tuple[int, ...]:
    """The first maps; of several sources side by side some of each."""
    if units > most and layer.inputs[1] is None:
        return tuple(int(each) for each in np.linspace(0, units - 1, most).round())
    return tuple(range(min(units, most)))
