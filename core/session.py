"""Session: what lies between a project file and a run: data made ready, a trainer begun or resumed, the file to save.

Used by the command line and by scripts; the window has its own, live, counterpart. Imports data, trainer and formats.
Example: ``trainer, file = start(load_project(path), base)``; train; ``save_project(path, finished(file, trainer))``.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core.data import load, prepare
from core.data.dataset import Prepared
from core.data.sources import Report, silent
from core.data_spec import DataSpec
from core.errors import DataError, FormatError
from core.formats.project import ProjectFile, embed
from core.identity import identity_of
from core.model import TrainedModel
from core.program import Program
from core.trainer import Trainer


def ready(file: ProjectFile, base: Path | None = None, report: Report = silent) -> tuple[ProjectFile, Prepared]:
    """The project's data, split and preprocessed; and the project with every guess about it written back."""
    if file.project.data is None:
        raise DataError("The project has no data; choose some, on the command line with --data FILE.")
    dataset, spec = load(file.project.data, base, file.embedded, report)
    prepared = prepare(dataset, spec, file.project.training.dtype)
    return replace(file, project=replace(file.project, data=spec)), prepared


def start(
    file: ProjectFile, base: Path | None = None, fresh: bool = False, report: Report = silent
) -> tuple[Trainer, ProjectFile]:
    """A trainer that resumes the project's run, or begins one from its weights, or (``fresh``) from new ones."""
    file, prepared = ready(file, base, report)
    trainer = Trainer(file.network, file.project.training, prepared)
    if fresh:
        return trainer, file
    if file.checkpoint is not None and file.checkpoint.slots == trainer.program.slots:
        try:
            trainer.restore(file.checkpoint)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise FormatError(f"The saved run does not fit its data: {error!s:.80}. Start over with --seed.") from error
    elif file.weights is not None:
        _take_over(trainer.program, file.weights)
        trainer.first_evaluation()
        trainer.keep_good()
    return trainer, file


def _take_over(program: Program, weights: Mapping[str, NDArray[Any]]) -> None:
    """Copy the weights that still fit; layers that were changed start from new ones."""
    names = {node.id: node.name for node in program.network.nodes}
    for slots, vector in ((program.slots, program.theta), (program.states, program.state)):
        for slot in slots:
            kept = weights.get(f"{names[slot.layer]}.{slot.array}")
            if kept is not None and kept.shape == slot.shape:
                slot.view(vector)[...] = kept


def finished(file: ProjectFile, trainer: Trainer, base: Path | None = None) -> ProjectFile:
    """The project with what the run has made: weights, checkpoint, preprocessing, task, and small data inside."""
    checkpoint, prepared = trainer.checkpoint(), trainer.prepared
    path = getattr(file.project.data, "path", "")
    embedded = file.embedded if path in file.embedded else embed(file.project.data, base)
    return replace(
        file, weights=checkpoint.weights(), checkpoint=checkpoint, preprocessing=prepared.preprocessing,
        task=prepared.dataset.task, embedded=embedded,
    )  # fmt: skip


def moved(file: ProjectFile, source: Path, target: Path) -> ProjectFile:
    """The project as it must be written into the folder ``target``: its data path leads from there."""
    path = getattr(file.project.data, "path", "")
    if not path or Path(path).is_absolute() or source.resolve() == target.resolve():
        return file
    new = portable(source / path, target)
    embedded = {new if key == path else key: content for key, content in file.embedded.items()}
    assert file.project.data is not None
    data: DataSpec = replace(file.project.data, path=new)  # type: ignore[call-arg]
    return replace(file, project=replace(file.project, data=data), embedded=embedded)


def portable(path: Path, folder: Path) -> str:
    """``path`` as seen from ``folder``, with forward slashes; absolute where it lies on another drive."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # Windows: no way leads from one drive to another
        return path.resolve().as_posix()


def _identity(file: ProjectFile) -> dict[str, Any]:
    return identity_of(file.network, file.project.training, file.project.training.batch_size)


def trained_model(file: ProjectFile, base: Path | None = None, report: Report = silent) -> TrainedModel:
    """The trained model; where the file does not say how its data is prepared, the data is asked."""
    if file.weights is not None and (file.task is None or file.preprocessing is None):
        file, prepared = ready(file, base, report)
        file = replace(file, task=prepared.dataset.task, preprocessing=prepared.preprocessing)
    model = file.model()
    identity = file.checkpoint.facts["identity"] if file.checkpoint else _identity(file)
    return replace(model, notes={str(key): str(value) for key, value in identity.items()})
