"""What a decision field is made of: the data's points in raw inputs, and outputs on a grid as signed numbers or pixels.

Numpy and colours, no widget. Grids have row 0 at the bottom, as FieldMaps has. Worked shape: an output of (1, 48, 48)
becomes (48, 48) in -1..1, then (144, 144) by ``finer``, then pixels.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.dataset import Prepared
from core.frozen import dataclass
from core.task import Task
from gui.theme import Pixels, Theme

MOST_POINTS, FINER = 2_000, 3
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Points:
    """Raw places (n, 2), targets (n,) as the network is taught them, rows as ``watch`` counts them, and which are held.

    ``scale`` is the largest target in size, so that field and points share one scale where numbers are predicted.
    """

    places: Floats
    targets: Floats
    rows: NDArray[np.intp]
    held: NDArray[np.bool_]
    scale: float


def points_of(prepared: Prepared) -> Points:
    """The points of a dataset with two inputs, evenly thinned to 2,000; those with a missing number are left out."""
    data, fixed = prepared.dataset, prepared.dataset.fixed_validation
    places = np.concatenate([each.x.reshape(len(each), -1) for each in (data, fixed) if each]).astype(np.float64)
    targets = np.concatenate([prepared.preprocessing.targets(each.y) for each in (data, fixed) if each])
    targets = targets.astype(np.float64).reshape(len(places), -1)[:, 0]
    held = np.zeros(len(places), bool)
    held[prepared.validation_index + (len(data) if fixed else 0)] = True
    rows = np.flatnonzero(np.isfinite(places).all(axis=1))
    rows = rows[:: -(-len(rows) // MOST_POINTS) or 1]
    scale = float(np.abs(targets[rows]).max(initial=0.0)) or 1.0
    return Points(places[rows], targets[rows], rows, held[rows], scale)


def signed_field(outputs: Array, task: Task, tanh: bool = False, scale: float = 1.0) -> Array:
    """(grid, grid) in -1..1: how much the answer leans to class 1, or to a high number."""
    if task.kind == "regression":
        signed = outputs[0] / scale
    elif len(outputs) == 2:
        signed = outputs[1] - outputs[0]
    else:
        signed = outputs[0] if tanh else 2.0 * outputs[0] - 1.0
    return np.asarray(signed)


@cache
def _between(grid: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Lower neighbour and share of the upper one, for the middles of cells three times finer."""
    at = np.clip((np.arange(FINER * grid) + 0.5) / FINER - 0.5, 0, grid - 1)
    lower = np.minimum(at.astype(np.intp), grid - 2)
    return lower, (at - lower).astype(np.float32)


def finer(values: Array) -> Array:
    """(..., grid, grid) -> (..., 3 grid, 3 grid): values between, so that a border is a line and not stairs.

    No matrix product: a BLAS call here would wait for the training thread's.
    """
    lower, share = _between(values.shape[-1])
    tall = values[..., lower, :] * (1 - share[:, None]) + values[..., lower + 1, :] * share[:, None]
    result: Array = tall[..., lower] * (1 - share) + tall[..., lower + 1] * share
    return result


def class_pixels(outputs: Array, theme: Theme) -> Pixels:
    """(classes, grid, grid) -> pixels: the likeliest class's colour, the paler the less sure."""
    colors = [theme.class_style(index, len(outputs))[0] for index in range(len(outputs))]
    table = np.array([[c.red(), c.green(), c.blue()] for c in colors], float)
    paper = np.array([theme.paper.red(), theme.paper.green(), theme.paper.blue()], float)
    best = outputs.argmax(axis=0)
    share = np.clip(outputs.max(axis=0), 0.0, 1.0)[..., None] * theme.field_strength
    rgb = np.rint(paper + (table[best] - paper) * share).astype(np.uint32)
    pixels: Pixels = (0xFF000000 | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]).astype(np.uint32)
    return pixels
