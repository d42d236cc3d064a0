"""Residuals: how far each prediction is off, over what was predicted, as a chart for the Prediction view.

It may import prediction. Points above the line were predicted too high. Worked shape: 88 held-out rows are 88 points
about a level line at 0; "half within ±38, on average 2.1 too high" says how they lie.
"""

import numpy as np

from core.data.dataset import Prepared
from core.snapshot import Evaluation
from gui import numbers
from gui.plots.picked import Picked
from gui.plots.prediction import MOST, Chart, Floats, roomy


def pairs_of(evaluation: Evaluation, target: int) -> tuple[Floats, Floats]:
    """Actual and predicted values (n,) of one of the predicted numbers."""
    actual, predicted = (
        np.asarray(each, np.float64).reshape(len(evaluation.rows), -1)[:, target]
        for each in (evaluation.actual, evaluation.predicted)
    )
    return actual, predicted


def residual_chart(evaluation: Evaluation, prepared: Prepared, target: int) -> Chart:
    """Predicted minus actual over predicted; the level line is at 0, which lies in the middle."""
    task = prepared.dataset.task
    name = task.target_names[target] if target < len(task.target_names) else "value"
    actual, predicted = pairs_of(evaluation, target)
    off = predicted - actual
    far = float(np.abs(off[np.isfinite(off)]).max(initial=0.0)) * 1.08 or 1.0
    keep = slice(None, None, -(-len(off) // MOST) or 1)
    left, right = roomy(predicted)
    level = np.array([[left, 0.0], [right, 0.0]])
    points = np.stack([predicted, off], axis=1)[keep]
    rows = evaluation.rows[keep]
    return Chart(f"predicted {name}", "predicted − actual", points, rows, (left, right), (-far, far), curve=level)


def residual_words(evaluation: Evaluation, target: int) -> str:
    """How the residuals lie, in the target's own units."""
    actual, predicted = pairs_of(evaluation, target)
    off = predicted - actual
    off = off[np.isfinite(off)]
    if not len(off):
        return ""
    half, mean = float(np.median(np.abs(off))), float(off.mean())
    words = f"half within ±{numbers.significant(half, 2)}"
    if abs(mean) < 1e-12 * max(1.0, half):
        return words
    return f"{words}, on average {numbers.significant(abs(mean), 2)} too {'high' if mean > 0 else 'low'}"


def off_by(picked: Picked) -> Picked:
    """The same rings where a residual is drawn."""
    if picked.place is None:
        return picked
    actual, predicted = picked.place
    return Picked(picked.rows, picked.row, (predicted, predicted - actual))
