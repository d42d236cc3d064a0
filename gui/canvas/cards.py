"""Cards: how large a layer's card is and where everything stands on it, in coordinates around the card's centre.

Pure geometry from a node, its shapes and its part in the network; no weights, no colours, no Qt beyond rectangles.
Worked shape: Dense 32 behind an image gives 24 slots in two zigzag columns, a tile "+8" and a card of 138 x 480.
"""

from enum import Enum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from core.frozen import dataclass
from core.network import NetworkSpec, Node
from core.task import Task
from gui.canvas.pills import is_pill, pill_text

Points = npt.NDArray[np.float64]

MOST_FACES = 24
ONE_COLUMN = 12
FEW = 4
WIDEST_READABLE = 64
"""Beyond this many units a layer behind a picture is shown as the heat map of its weights, with ribbons."""
WIDEST_CHOSEN = 256
"""The same for other layers, of which the neurons of largest weight stand for all."""
HEAD = 70.0
FOOT = 19.0
ZIGZAG = 39.0


class Style(Enum):
    """What a card shows of its layer."""

    PILL = "pill"
    IMAGE = "image"
    ROWS = "rows"
    FACES = "faces"
    BARS = "bars"
    FIELD = "field"
    MAP = "map"
    MAPS = "maps"
    WORDS = "words"


class Stepper(NamedTuple):
    """Hit areas of ``- 32 +``."""

    minus: QRectF
    value: QRectF
    plus: QRectF


@dataclass(frozen=True, eq=False)
class Card:
    """Everything that stands on a card; rectangles and slots are relative to the card's centre."""

    style: Style
    width: float
    height: float
    units: int
    shown: tuple[int, ...] = ()
    """The neuron in each slot."""
    slots: Points | None = None
    """Centres of the faces, (slots, 2)."""
    face: float = 0.0
    square: bool = False
    """Faces with pictures are rounded squares, faces with a value circles."""
    more: QRectF | None = None
    picture: QRectF | None = None
    watch: QRectF | None = None
    stepper: Stepper | None = None
    caption: QRectF | None = None
    """Where the parameter count stands."""
    names: float = 0.0
    """Width kept for names beside the faces, in rows and bars."""
    wide: float = 0.0
    """How wide faces are where they are not as wide as high."""
    space: tuple[int, int] = (0, 0)
    """Rows and columns of each map; none where faces are neurons."""
    axis: QRectF | None = None
    """Where the example's words stand under the places of a sequence."""

    @property
    def rect(self) -> QRectF:
        """The card around its centre."""
        return QRectF(-self.width / 2, -self.height / 2, self.width, self.height)

    @property
    def face_width(self) -> float:
        """How wide a face is."""
        return self.wide or self.face

    @property
    def left_out(self) -> int:
        """How many neurons have no slot."""
        return self.units - len(self.shown)


@dataclass(frozen=True)
class Part:
    """What a card needs to know of its surroundings."""

    fields: bool = False
    """One or two inputs and rows enough: faces are curves over the line or fields over the plane."""
    behind_image: bool = False
    """The first weights after an image: faces are pictures of weights."""
    is_output: bool = False
    task: Task | None = None
    shown: tuple[int, ...] = ()
    """Which neurons have a slot where there are too many; empty: the first ones."""


def lay_out(network: NetworkSpec, node: Node, part: Part) -> Card:
    """The card of one layer."""
    kind = node.layer.kind
    shape = network.shapes.get(node.id, ())
    if is_pill(network, node):
        return Card(Style.PILL, _pill_width(network, node), 34.0, int(np.prod(shape)) if shape else 0)
    if kind == "Input":
        return _image() if len(shape) > 1 else _vector(shape[0] if shape else 0, part)
    counted = node.layer.counted
    units = int(getattr(node.layer, counted)) if counted else shape[-1] if shape else 0
    stepped = bool(counted) and not (part.is_output and part.task is not None and _fits_task(units, part.task))
    if units > (WIDEST_READABLE if part.behind_image else WIDEST_CHOSEN):
        return _map(units, stepped)
    if part.is_output and part.fields and units == 1:
        return _field()
    classes = part.is_output and part.task is not None and part.task.kind == "classification"
    if classes and getattr(node.layer, "activation", "") in ("softmax", "sigmoid"):
        return _bars(units, part, stepped)
    return _faces(units, part, stepped)


def _fits_task(units: int, task: Task) -> bool:
    return units == task.outputs or (units == 1 and task.kind == "classification" and task.outputs == 2)


def _pill_width(network: NetworkSpec, node: Node) -> float:
    return 52.0 + 6.6 * len(pill_text(network, node))


def _image() -> Card:
    width, height = 172.0, 250.0
    picture = QRectF(-73, -height / 2 + 53, 146, 146)
    watch = QRectF(-73, height / 2 - 39, 146, 25)
    return Card(Style.IMAGE, width, height, 0, picture=picture, watch=watch)


def _vector(units: int, part: Part) -> Card:
    if part.fields or (units <= FEW and not (part.task and any(len(name) > 3 for name in part.task.feature_names))):
        face = 36.0 if part.fields else 66.0
        pitch = 80.0 if part.fields else _pitch_of_circles(units)
        # Feature names stand under the faces, so the last slot needs room for one more line.
        return _column(units, part, face, pitch, 124.0 if not part.fields else 128.0, square=part.fields, tail=62.0)
    shown = part.shown or tuple(range(min(units, MOST_FACES)))
    pitch = 34.0 if units <= ONE_COLUMN else 27.0
    face = 26.0 if units <= ONE_COLUMN else 22.0
    longest = max((len(name) for name in part.task.feature_names), default=3) if part.task else 3
    names = min(150.0, max(44.0, 6.4 * longest))
    width = 14 + names + 64 + face + 16
    height = HEAD + pitch * (len(shown) - 1) + 66 + (22 if units > len(shown) else 0)
    top = -height / 2 + HEAD
    slots = np.column_stack(
        (np.full(len(shown), width / 2 - 16 - face / 2), top + pitch * np.arange(len(shown), dtype=np.float64))
    )
    more = None
    if units > len(shown):
        more = QRectF(width / 2 - 16 - face, top + pitch * (len(shown) - 1) + face / 2 + 4, face + 2, 18)
    watch = QRectF(-width / 2 + 13, height / 2 - 39, width - 26, 25)
    return Card(Style.ROWS, width, height, units, shown, slots, face, False, more, watch=watch, names=names)


def _pitch_of_circles(units: int) -> float:
    return 124.0 if units <= 2 else 98.0


def _column(
    units: int, part: Part, face: float, pitch: float, width: float, *, square: bool, tail: float
) -> Card:
    shown = tuple(range(units))
    height = HEAD - 8 + face + pitch * max(0, units - 1) + tail
    top = -height / 2 + HEAD - 8 + face / 2
    slots = np.column_stack((np.zeros(units), top + pitch * np.arange(units, dtype=np.float64)))
    watch = QRectF(-width / 2 + 8, height / 2 - 33, width - 16, 25)
    return Card(Style.FACES, width, height, units, shown, slots, face, square, watch=watch)


def _faces(units: int, part: Part, stepped: bool) -> Card:
    pictures = part.fields or part.behind_image
    width, columns = 118.0, 1
    if pictures and units <= ONE_COLUMN:
        face, pitch = 36.0, 41.5
    elif units <= FEW:
        face, pitch, width = 66.0, _pitch_of_circles(units), 152.0
    elif units <= ONE_COLUMN:
        face, pitch = 26.0, 34.0
    else:
        face, pitch, width, columns = 24.0, 27.4, 138.0, 2
    shown = part.shown or tuple(range(min(units, MOST_FACES)))
    return _stacked(units, shown, face, pitch, width, columns, square=pictures, stepped=stepped)


def _stacked(
    units: int, shown: tuple[int, ...], face: float, pitch: float, width: float, columns: int, *,
    square: bool, stepped: bool,
) -> Card:  # fmt: skip
    count = len(shown)
    rows = np.arange(count) // columns
    column = np.arange(count) % columns
    x = (column - (columns - 1) / 2) * ZIGZAG
    y = rows * pitch + column * pitch / 2
    first = 62 + max(face / 2, 8.0)
    bottom = first + (float(y[-1]) if count else 24.0) + face / 2
    more = None
    if units > count:
        more_y = first + (float(rows[-1]) + 1) * pitch
        more = QRectF(-ZIGZAG / 2 - 12, more_y - 9, 24, 18)
        bottom = max(bottom, more_y + 9)
    if face > 60:
        bottom += 22  # the caption under a value
    middle = bottom + 32 if stepped else bottom + 4
    height = middle + (31 if stepped else 18) + FOOT
    top = -height / 2
    slots = np.column_stack((x, top + first + y)) if count else np.zeros((0, 2))
    if more is not None:
        more.translate(0, top)
    caption = QRectF(-width / 2 + 6, height / 2 - FOOT - 11, width - 12, 18)
    stepper = make_stepper(0.0, top + middle) if stepped else None
    return Card(
        Style.FACES, width, height, units, shown, slots, face, square, more, stepper=stepper, caption=caption
    )


def make_stepper(x: float, y: float, width: float = 92.0) -> Stepper:
    """``- 32 +`` around a point."""
    side, height = 30.0, 26.0
    left, top = x - width / 2, y - height / 2
    return Stepper(
        QRectF(left, top, side, height),
        QRectF(left + side, top, width - 2 * side, height),
        QRectF(left + width - side, top, side, height),
    )


def _bars(units: int, part: Part, stepped: bool) -> Card:
    names = part.task.class_names if part.task else ()
    shown = part.shown or tuple(range(min(units, MOST_FACES)))
    longest = max((len(name) for name in names), default=1)
    written = 0.0 if longest <= 2 else min(110.0, 12 + 6.6 * longest)
    pitch = 38.0 if len(shown) <= ONE_COLUMN else 27.4
    face = 29.0 if len(shown) <= ONE_COLUMN else 22.0
    width = 282.0 if written == 0 else 234.0 + written
    extra = 34.0 if stepped else 0.0
    height = 80 + pitch * max(0, len(shown) - 1) + 58 + extra + (18 if units > len(shown) else 0)
    y = -height / 2 + 80 + pitch * np.arange(len(shown), dtype=np.float64)
    x = -width / 2 + 34
    more = QRectF(x - 15, float(y[-1]) + face / 2 + 4, 30, 18) if units > len(shown) else None
    stepper = make_stepper(-width / 2 + 60, height / 2 - FOOT - 34) if stepped else None
    caption = QRectF(-width / 2 + 14, height / 2 - FOOT - 9, width - 28, 18)
    slots = np.column_stack((np.full(len(shown), x), y))
    return Card(
        Style.BARS, width, height, units, shown, slots, face, False, more,
        stepper=stepper, caption=caption, names=written,
    )  # fmt: skip


def _field() -> Card:
    width, height = 189.0, 232.0
    picture = QRectF(-60.5, -height / 2 + 65, 121, 121)
    caption = QRectF(-width / 2 + 6, height / 2 - 29, width - 12, 18)
    slots = np.array([[0.0, picture.center().y()]])
    return Card(Style.FIELD, width, height, 1, (0,), slots, 121.0, True, picture=picture, caption=caption)


def _map(units: int, stepped: bool) -> Card:
    width, side = 196.0, 168.0
    height = 62 + side + 24 + (32 if stepped else 0) + 20
    picture = QRectF(-side / 2, -height / 2 + 58, side, side)
    stepper = make_stepper(0.0, height / 2 - FOOT - 34) if stepped else None
    caption = QRectF(-width / 2 + 6, height / 2 - FOOT - 10, width - 12, 18)
    return Card(Style.MAP, width, height, units, picture=picture, stepper=stepper, caption=caption)
