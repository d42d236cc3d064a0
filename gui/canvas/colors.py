"""Colours of faces: what each card shows of its neurons in a view, as pixels.

Chooses between a field over the plane, a picture of weights and a fill by one number, as the look asks. Reads Live
and the theme, paints nothing. Worked shape: 8 neurons of a 2-input network in 37 px faces give (8, 37, 37).
"""

import numpy as np
import numpy.typing as npt

from core.activations import Array
from core.frozen import dataclass
from gui.canvas.build import origin_of
from gui.canvas.cards import Style
from gui.canvas.faces import channels, enlarge, smooth, uniform
from gui.canvas.items import LayerItem
from gui.canvas.live import VECTOR, Live
from gui.theme import Pixels, Theme

BOUNDED = ("sigmoid", "tanh", "softmax")
FIELD_STRENGTH = 0.78
"""Fields are large areas: their ends are a little paler than the ends of the scale."""


@dataclass(frozen=True, eq=False)
class Faces:
    """Pixels of the faces (slots, size, size) and the number each stands for, None where it stands for a picture."""

    pixels: Pixels
    values: npt.NDArray[np.floating] | None
    blank: bool = False


def faces_of(item: LayerItem, live: Live, view: str, size: int, theme: Theme) -> Faces:
    """What the faces of a card show."""
    shown = np.array(item.card.shown, dtype=np.intp)
    if item.card.square:
        picture = _field(item, live, view, shown) if item.part.fields else _weights(item, live, view, shown)
        if picture is not None:
            values, interpolate = picture
            if values.shape[1] == 1:
                return Faces(curve_pixels(values[:, 0], size, theme), None)
            if interpolate:
                return Faces(theme.diverging(np.clip(smooth(values, size), -1, 1) * FIELD_STRENGTH), None)
            return Faces(enlarge(theme.diverging(values), size, size), None)
    numbers = neuron_values(item, live, view)
    if item.node.layer.kind == "Input" and view in ("blame", "gradient", "change") and numbers is not None:
        # Nobody blames the data: its values stay, without a tint.
        return Faces(uniform(np.full(len(shown), theme.raised.rgb(), np.uint32), size), numbers[shown])
    if numbers is None or len(numbers) <= int(shown.max(initial=-1)):
        return blank_faces(len(shown), size, theme)
    colors = theme.diverging(numbers[shown] / limit_of(item, live, view, numbers))
    if item.card.style is Style.BARS and view in ("weight", "activation"):
        colors = _tints(numbers[shown], theme)
    return Faces(uniform(colors, size), numbers[shown])


def blank_faces(count: int, size: int, theme: Theme) -> Faces:
    """Faces nothing is known of."""
    return Faces(uniform(np.full(count, theme.raised.rgb(), np.uint32), size), None, blank=True)


def _tints(shares: npt.NDArray[np.floating], theme: Theme) -> Pixels:
    """Probabilities as tints between the card and the positive colour."""
    part = np.nan_to_num(np.clip(shares, 0.0, 1.0)) ** 0.8
    empty, full = channels(theme.raised), channels(theme.positive)
    blue, green, red = (empty[:, None] + (full - empty)[:, None] * part + 0.5).astype(np.uint32)
    pixels: Pixels = (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)
    return pixels


def _field(
    item: LayerItem, live: Live, view: str, shown: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.floating], bool] | None:
    if item.node.layer.kind == "Input":
        ramp = np.linspace(-1.0, 1.0, 24, dtype=np.float32)
        if live.network.shapes.get(item.layer_id) == (1,):
            return ramp[None, None], True
        across = np.broadcast_to(ramp, (24, 24))
        return np.stack((across, -across.T))[: len(shown)], True
    field = live.plane(item.layer_id) if view in ("weight", "activation") else None
    if field is None or len(field) <= int(shown.max(initial=-1)):
        return None
    return centred(item, live, field[shown]), True


def centred(item: LayerItem, live: Live, field: Array) -> Array:
    """Values of a field as -1..1: a sigmoid's middle is 0.5, others are divided by their scale."""
    activation = getattr(item.node.layer, "activation", "linear")
    if activation == "sigmoid":
        return 2.0 * field - 1.0
    if activation in BOUNDED:
        return field
    return field / live.scale(("field", item.layer_id)).follow([field])


def curve_pixels(values: npt.NDArray[np.floating], size: int, theme: Theme) -> Pixels:
    """Curves (n, points) in -1..1 as areas between the curve and zero, blue above and orange below."""
    at = np.linspace(0, values.shape[1] - 1, size)
    heights = np.stack([np.interp(at, np.arange(values.shape[1]), row) for row in values])[:, None, :] * 0.86
    y = np.linspace(1.0, -1.0, size)[None, :, None]
    above, below = (y >= 0) & (y <= heights), (y < 0) & (y >= heights)
    pixels = np.full((len(values), size, size), theme.raised.rgb(), np.uint32)
    pixels[above] = theme.diverging_color(0.62).rgb()
    pixels[below] = theme.diverging_color(-0.62).rgb()
    edge = np.abs(y - heights) < 2.2 / size
    pixels[edge & (heights >= 0)] = theme.positive.rgb()
    pixels[edge & (heights < 0)] = theme.negative.rgb()
    return pixels


def _weights(
    item: LayerItem, live: Live, view: str, shown: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.floating], bool] | None:
    matrix = live.matrix(item.layer_id, view) if view in VECTOR else None
    if matrix is None or not item.node.inputs:
        return None
    origin, _ = origin_of(live.network, item.node.inputs[0])
    shape = live.network.shapes.get(origin, ())
    if len(shape) < 2 or matrix.shape[1] != int(np.prod(shape)) or len(matrix) <= int(shown.max(initial=-1)):
        return None
    pictures = matrix[shown].reshape(len(shown), *shape)
    pictures = pictures.mean(axis=3) if len(shape) == 3 else pictures
    return pictures / live.scale(view).limit, False


def neuron_values(item: LayerItem, live: Live, view: str) -> Array | None:
    """One number for each neuron of the layer: activation, blame, or the gradient or change of its bias."""
    if item.node.layer.kind == "Input":
        return live.entering(item.layer_id)
    if view == "blame":
        return live.values(item.layer_id, "delta")
    if view in ("gradient", "change"):
        return live.bias(item.layer_id, view)
    return live.entering(item.layer_id)


def limit_of(item: LayerItem, live: Live, view: str, values: Array) -> float:
    """The number that gets the full colour in this layer."""
    if view == "blame":
        return live.scale("delta").limit
    if view in ("gradient", "change"):
        return live.scale(view).limit
    if getattr(item.node.layer, "activation", "") in BOUNDED:
        return 1.0
    return live.scale(("activation", item.layer_id)).follow([values])


def field_pixels(item: LayerItem, live: Live, view: str, size: int, theme: Theme) -> Pixels | None:
    """The large field of a single output, (1, size, size), or None where there is none."""
    found = faces_of(item, live, view, size, theme)
    return None if found.blank else found.pixels


def has_sign(item: LayerItem) -> bool:
    """Whether hollow rings mark the negative neurons of a card: only circles have room for one."""
    return not item.card.square and item.card.style in (Style.FACES, Style.ROWS, Style.BARS)
