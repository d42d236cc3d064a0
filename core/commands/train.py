"""``chainrule train``: trains a project with a progress bar or one JSON line an epoch, and saves it."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

from core import edit, fitting
from core.commands import INTERRUPTED, settings
from core.commands.progress import Progress, duration, headline, reading, say
from core.data import suggest_from_path
from core.doctor import Doctor, Finding
from core.doctor.not_finite import NAME as NOT_FINITE
from core.errors import FormatError, SpecError
from core.formats import ENDING, ProjectFile, atomic, load_project, save_project
from core.session import finished, moved, portable, ready, start
from core.snapshot import EpochResult, Metrics
from core.trainer import Trainer

_SLICE = 0.1
"""Seconds of training between two looks for Ctrl+C."""


def run(arguments: argparse.Namespace) -> int:
    """Train as asked; the exit status."""
    path = Path(arguments.project)
    target = target_of(path, arguments.output)
    old = load_project(path)
    file = _asked(old, arguments, path.parent)
    fresh = arguments.seed is not None or _identity(file) != _identity(old)
    with reading() as report:
        trainer, file = start(file, path.parent, fresh, report)
    _extend(trainer, arguments.epochs)
    atomic.check(target)
    tell = _lines if arguments.json else _bar(trainer)
    doctor = Doctor(trainer, every=0.0)
    with _interruptible() as stopped:
        train(trainer, tell, lambda: stopped.called, doctor.examine_if_due)
    if isinstance(tell, _Bar):
        tell.progress.close()
    findings = _examined(trainer, doctor)
    if not arguments.json:
        _say_findings(findings)
    if trainer.divergence is not None:
        if arguments.json:
            _done(trainer, "diverged", None, findings)
        raise SpecError(f"{trainer.divergence.text} Nothing was written.")
    result = moved(finished(file, trainer, path.parent), path.parent, target.parent)
    save_project(target, result)
    reason = trainer.finished or "interrupted"
    if arguments.json:
        _done(trainer, reason, target, findings)
    else:
        say(summary(trainer, reason, target))
    return 0 if trainer.finished else INTERRUPTED


def _identity(file: ProjectFile) -> tuple[object, object]:
    """What makes a run another run: its seed, and its data (rows kept for validation must never have been learnt)."""
    return file.project.training.seed, file.project.data


def target_of(path: Path, output: str | None) -> Path:
    """Where the trained project is written; FormatError where that could not hold weights."""
    if output is None:
        return path.with_suffix(ENDING) if path.suffix.lower() == ".json" else path
    target = Path(output)
    if target.suffix.lower() in (".json", ".onnx", ".npz", ".safetensors"):
        raise FormatError(f"-o {output} cannot hold a trained project; name it {target.with_suffix(ENDING).name}.")
    return target


def _asked(file: ProjectFile, arguments: argparse.Namespace, base: Path) -> ProjectFile:
    """The project with what the command line changes."""
    project = file.project
    if arguments.epochs is not None:
        project = edit.set_training(project, epochs=arguments.epochs)
    if arguments.seed is not None:
        project = settings.apply(project, f"training.seed={arguments.seed}")
    if arguments.data is not None:
        data = suggest_from_path(Path(arguments.data), arguments.target).keeping(project.data)
        project = edit.set_data(project, replace(data, path=portable(Path(arguments.data), base)))  # type: ignore[call-arg]
    elif arguments.target is not None:
        if not hasattr(project.data, "target"):
            raise SpecError("--target names a column of a table; this project's data is none. Add --data FILE.")
        project = settings.apply(project, f"data.target={json.dumps(arguments.target)}")
        project = edit.set_data(project, replace(project.data, columns=None, task=None))  # type: ignore[type-var]
    for assignment in arguments.set:
        project = settings.apply(project, assignment)
    file = replace(file, project=project)
    other = arguments.data or arguments.target or any(each.strip().startswith("data.") for each in arguments.set)
    return _fitted(file, base) if other else file


def _fitted(file: ProjectFile, base: Path) -> ProjectFile:
    """Input and output of the network as other data needs them; hidden layers stay."""
    with reading() as report:
        file, prepared = ready(file, base, report)
    task = prepared.dataset.task
    if not file.network.nodes:
        return replace(file, project=replace(file.project, network=fitting.suggest_network(task)))
    if any(problem.blocking for problem in file.network.problems(task)):
        file = replace(file, project=fitting.fit_to_task(file.project, task))
        print("Input and output of the network were fitted to the data.", file=sys.stderr)
    return file


def _extend(trainer: Trainer, epochs: int | None) -> None:
    """Where a resumed run shall end; see ``chainrule train --help``."""
    if trainer.finished:
        trainer.extend()
    if epochs is not None:
        trainer.target_epochs = trainer.log.epoch + epochs


def train(
    trainer: Trainer, report: Callable[[EpochResult], None], stop: Callable[[], bool] = lambda: False,
    look: Callable[[], object] = lambda: None,
) -> None:  # fmt: skip
    """Run to the end, telling ``report`` of every epoch; ``stop`` and ``look`` are called ten times a second."""
    while not trainer.finished and trainer.divergence is None and not stop():
        sampler, before = trainer.sampler, trainer.log.epoch
        left = sampler.rows - (0 if sampler.at_epoch_end else sampler.position)
        trainer.run(_SLICE, max(1, -(-left // sampler.batch)))  # never past the end of an epoch
        if trainer.log.epoch != before and trainer.log.result is not None and trainer.divergence is None:
            report(trainer.log.result)
        look()


def _examined(trainer: Trainer, doctor: Doctor) -> tuple[Finding, ...]:
    """What is wrong with the run as it ends."""
    if trainer.divergence is not None:
        doctor.note_divergence(trainer.divergence)
    else:
        doctor.examine_if_moved()
    return doctor.findings


def _say_findings(findings: Sequence[Finding]) -> None:
    """One line each, beside what the command answers."""
    for finding in findings:
        if finding.illness != NOT_FINITE:  # the error says it
            print(f"{finding.text} {finding.advice}", file=sys.stderr)


@dataclass
class _Stop:
    """Whether Ctrl+C was pressed."""

    called: bool = False


@contextmanager
def _interruptible() -> Iterator[_Stop]:
    """Ctrl+C asks for an end between two steps instead of tearing one apart; a second one ends at once."""
    stop = _Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.called:
            raise KeyboardInterrupt
        stop.called = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


class _Bar:
    """Reports epochs to a progress bar."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress

    def __call__(self, result: EpochResult) -> None:
        self.progress.update(result)


def _bar(trainer: Trainer) -> _Bar:
    return _Bar(Progress(trainer.log.epoch, trainer.target_epochs))


def _lines(result: EpochResult) -> None:
    def values(metrics: Metrics | None) -> dict[str, float] | None:
        return None if metrics is None else metrics.as_dict()

    line: dict[str, Any] = {
        "epoch": result.epoch,
        "step": result.step,
        "loss": result.loss,
        "validation_loss": result.validation_loss,
        "metrics": values(result.metrics),
        "validation_metrics": values(result.validation_metrics),
        "seconds": round(result.seconds, 6),
    }
    say(json.dumps(line))


def _done(trainer: Trainer, reason: str, target: Path | None, findings: Sequence[Finding]) -> None:
    names = {node.id: node.name for node in trainer.network.nodes}
    line = {
        "done": True,
        "reason": reason,
        "best_epoch": trainer.log.best_epoch,
        "output": None if target is None else str(target),
        "findings": [
            {"illness": each.illness, "layer": names.get(each.layer or 0), "epoch": each.epoch, "step": each.step,
             "text": each.text, "evidence": each.evidence, "advice": each.advice}
            for each in findings
        ],
    }  # fmt: skip
    say(json.dumps(line))


def summary(trainer: Trainer, reason: str, target: Path) -> str:
    """What a person wants to read at the end."""
    validator, result = trainer.validator, trainer.log.result
    judged = ""
    if validator is not None:
        judged = f" Validation loss {validator.loss:.4g}, {headline(validator.metrics)}."
    elif result is not None:
        judged = f" Loss {result.loss:.4g}, {headline(result.metrics)}."
    epochs = f"{trainer.log.epoch} epoch{'s' * (trainer.log.epoch != 1)}"
    return f"{reason.capitalize()} after {epochs} ({duration(trainer.log.seconds)}).{judged} Saved as {target}."
