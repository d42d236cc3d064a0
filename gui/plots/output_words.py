"""What the output panel's views are called, which of them a task offers, and how the result is written.

It may import core's plain data and numbers. Worked shape: digits offer "Confusion", "Classes" and "Hardest", and the
result is "352 of 359 right".
"""

import numpy as np

from core.snapshot import Evaluation
from core.task import Task
from gui import numbers
from gui.plots.metric_words import metric_text
from gui.plots.saving import Cell, Table

FIELD, CONFUSION, CLASSES, HARDEST = "Decision field", "Confusion", "Classes", "Hardest"
PREDICTION, RESIDUALS = "Prediction", "Residuals"
SHORT = {FIELD: "Field"}
"""Where there are many tabs."""
TIPS = {
    FIELD: "What the network answers over the plane of its two inputs.",
    CONFUSION: "How often each class was taken for which. Click a cell to see its rows.",
    CLASSES: "Precision, recall and F1 of each class.",
    HARDEST: "The judged rows with the largest loss, the worst first.",
    PREDICTION: "What is predicted over what it should be.",
    RESIDUALS: "How far each prediction is off.",
}


def offered(task: Task, evaluation: Evaluation | None, has_plane: bool) -> list[str]:
    """The views that this task and these numbers allow, the most telling first."""
    names = [FIELD] if has_plane and task.input_shape == (2,) else []
    if evaluation is None:
        return names
    if task.kind == "classification" and evaluation.confusion is not None:
        names += [CONFUSION, CLASSES]
    if task.kind == "regression":
        names += [PREDICTION, RESIDUALS]
    return [*names, HARDEST] if len(evaluation.losses) else names


def result_of(evaluation: Evaluation, shown: str) -> str:
    """How well it does, in the words of the view."""
    values = evaluation.metrics.as_dict()
    if evaluation.confusion is not None and shown != FIELD:
        right = int(np.trace(evaluation.confusion))
        return f"{numbers.count(right)} of {numbers.count(int(evaluation.confusion.sum()))} right"
    if "accuracy" in values:
        return f"{metric_text('accuracy', values['accuracy'])} right"
    return f"R² {metric_text('r2', values['r2'])}" if "r2" in values else ""


def measured_on(evaluation: Evaluation) -> str:
    """Which rows were judged, and when."""
    whose = "kept for validation" if evaluation.split == "validation" else "of training"
    rows = numbers.counted(len(evaluation.rows), "row")
    return f"Measured on {rows} {whose}, at the end of the last epoch."


def counts_table(evaluation: Evaluation | None, names: tuple[str, ...]) -> Table:
    """The confusion matrix as lines."""
    heads = ("actual", "predicted", "rows")
    if evaluation is None or evaluation.confusion is None:
        return Table(heads, ())
    return Table(heads, [(names[a], names[p], int(count)) for (a, p), count in np.ndenumerate(evaluation.confusion)])


def rows_table(evaluation: Evaluation | None, task: Task | None) -> Table:
    """Every judged row: what it is, what it was taken for, its loss."""
    if evaluation is None or task is None:
        return Table(("row",), ())
    names, known = task.class_names, len(evaluation.losses) == len(evaluation.rows)
    losses = evaluation.losses.tolist() if known else [""] * len(evaluation.rows)
    rows: list[tuple[Cell, ...]] = []
    for row, actual, predicted, loss in zip(
        evaluation.rows.tolist(), evaluation.actual, evaluation.predicted, losses, strict=True
    ):
        if task.kind == "classification":
            rows.append((row + 1, names[int(actual)], names[int(predicted)], loss))
        else:
            rows.append((row + 1, *np.atleast_1d(actual).tolist(), *np.atleast_1d(predicted).tolist(), loss))
    if task.kind == "classification":
        return Table(("row", "actual", "predicted", "loss"), rows)
    targets = task.target_names or tuple(f"y{index + 1}" for index in range(task.outputs))
    return Table(("row", *targets, *(f"predicted {name}" for name in targets), "loss"), rows)
