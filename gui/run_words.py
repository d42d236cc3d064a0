"""The words and numbers that describe a run: progress line, read-outs, status sentence. Pure text, no widget.

It may import number formats, core and the run states. Worked shape: step 1665 at 45 steps/s with 63 s to go is
"step 1,665 · 45 steps/s · 1 min 3 s left".
"""

import math

from core.data.dataset import Prepared
from core.locks import locked_in_all
from core.project import ProjectSpec
from core.snapshot import Snapshot
from core.task import Task
from gui import numbers
from gui.panels.data_panel import title_of
from gui.run_state import RunState
from gui.walk import words as walk_words

Shown = tuple[str, bool]
"""A number as text, and whether it is a problem (not finite)."""


def metric_caption(task: Task | None, aside: bool) -> str:
    """What the third read-out is called; without validation rows it is measured on the training rows."""
    what = "R²" if task is not None and task.kind == "regression" else "accuracy"
    return f"{'Validation' if aside else 'Training'} {what}"


def progress(state: RunState, snapshot: Snapshot | None, blocked: str) -> str:
    """The line under the progress bar."""
    if state is RunState.LOADING:
        return "Reading the data…"
    if state in (RunState.BLOCKED, RunState.EMPTY):
        return blocked or "Choose data to train on."
    if snapshot is not None and snapshot.walk is not None:
        return walk_words.progress(snapshot.walk)
    if snapshot is None or (snapshot.step == 0 and snapshot.phase is None):
        return "Ready"
    parts = [f"step {numbers.count(snapshot.step)}"]
    if snapshot.finished:
        parts.append(snapshot.finished)
    elif state is RunState.PLAYING:
        if snapshot.steps_per_second > 0:
            parts.append(numbers.rate(snapshot.steps_per_second))
        if snapshot.seconds_left is not None:
            parts.append(numbers.time_left(snapshot.seconds_left))
    elif state is RunState.PAUSED and snapshot.phase is not None:
        node = snapshot.network.by_id.get(snapshot.phase.layer or 0)
        parts.append(f"after {snapshot.phase.kind.value}{f' of {node.name}' if node else ''}")
    elif state is RunState.PAUSED:
        parts.append("paused")
    return " · ".join(filter(None, parts))


def numbers_of(snapshot: Snapshot | None, task: Task | None) -> tuple[Shown, Shown, Shown]:
    """Training loss, validation loss, metric; empty texts where there is none yet."""
    result = snapshot.result if snapshot is not None else None
    if snapshot is None or snapshot.step == 0:
        return ("", False), ("", False), ("", False)
    # Before the first epoch is over: that of the last minibatch, where these weights have had one.
    training = result.loss if result is not None else None if math.isnan(snapshot.loss) else snapshot.loss
    metrics = result.validation_metrics or result.metrics if result is not None else None
    head = snapshot.network.output
    values = metrics.of_head(head.name if head is not None else "") if metrics is not None else {}
    task = None if task is None or head is None else task.of(head.name)
    if task is not None and task.kind == "regression":
        metric = numbers.fixed(values["r2"], 3) if "r2" in values else ""
    else:
        metric = numbers.percent(values["accuracy"]) if "accuracy" in values else ""
    return _loss(training), _loss(result.validation_loss if result is not None else None), (metric, False)


def _loss(value: float | None) -> Shown:
    if value is None:
        return "", False
    return numbers.loss(value), not math.isfinite(value)


def status(state: RunState, project: ProjectSpec, prepared: Prepared | None, blocked: str) -> str:
    """The sentence at the left of the status bar."""
    if state in (RunState.BLOCKED, RunState.EMPTY) and blocked:
        return blocked
    if prepared is None:
        return "Reading the data…" if state is RunState.LOADING else "Choose data to train on."
    verb = {
        RunState.PLAYING: "Training on", RunState.PAUSED: "Paused. Trains on", RunState.FINISHED: "Trained on",
    }.get(state, "Ready to train on")  # fmt: skip
    kept = len(prepared.validation)
    rows = numbers.counted(len(prepared.train), "row")
    end = f"; {numbers.count(kept)} kept for validation." if kept else "; none kept for validation."
    return f"{verb} {rows} of “{title_of(project.data)}”{end}"


def engine(snapshot: Snapshot | None) -> str:
    """What computes the run: "compiled", "numpy", or "numpy, compiled update"; empty where there is none."""
    identity = snapshot.identity if snapshot is not None else {}
    passes, update = str(identity.get("engine", "")), str(identity.get("update", ""))
    return f"{passes}, {update} update" if passes and update not in ("", passes) else passes


def facts(project: ProjectSpec, snapshot: Snapshot | None = None) -> str:
    """The right of the status bar: "2,410 parameters · float32 · seed 4 · compiled"; locked weights are counted too."""
    parameters = numbers.counted(project.network.parameters(), "parameter")
    locked = locked_in_all(project.network)
    if locked:
        parameters = f"{parameters}, {numbers.count(locked)} locked"
    parts = [parameters, project.training.dtype, f"seed {project.training.seed}", engine(snapshot)]
    return " · ".join(filter(None, parts))
