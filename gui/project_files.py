"""Project files as the window sees them: what is read becomes a project and a run, what runs becomes a file.

It imports core.formats inside its functions, so that the window opens before the formats are loaded. Worked shape:
``read_project(path).checkpoint`` is the run to go on with.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.checkpoint import Checkpoint
from core.frozen import dataclass
from core.project import ProjectSpec
from gui.document import Document
from gui.runner import TrainingRunner

if TYPE_CHECKING:
    from core.formats import ProjectFile
    from core.worked import WorkedExample


@dataclass(frozen=True, eq=False)
class Opened:
    """What a project file gives: the data files it carries by path, the run it can continue, its printed numbers."""

    project: ProjectSpec
    embedded: Mapping[str, bytes]
    checkpoint: Checkpoint | None = None
    worked: "WorkedExample | None" = None
    file: "ProjectFile | None" = None
    """All of it: what has not come to run yet, or cannot as its data is gone, is saved again as it was."""


def read_project(path: Path) -> Opened:
    """Read a project; FormatError says what is wrong."""
    from core.formats import load_project

    return opened_from(load_project(path))


def opened_from(found: "ProjectFile") -> Opened:
    """What the window needs of a project file."""
    return Opened(found.project, found.embedded, found.checkpoint, _worked(found.worked), found)


def read_worked(path: Path) -> "WorkedExample | None":
    """The worked example of a file that says it is one, else None; FormatError where it is one and damaged."""
    from core.formats.atomic import read
    from core.worked import is_worked

    return _worked(content, path.name) if path.suffix.lower() == ".json" and is_worked(content := read(path)) else None


def _worked(content: bytes, name: str = "worked.json") -> "WorkedExample | None":
    from core.worked import parse_example

    return parse_example(content, name) if content else None


def write_project(path: Path, document: Document, runner: TrainingRunner, opened: Opened | None = None) -> int:
    """Write the whole project; gives the step its weights are from. ``opened``: what its file carried along."""
    from core.formats import embed, save_project

    file = project_file(document, runner, opened, runner.checkpoint())
    base = document.path.parent if document.path is not None else None
    carried = dict(opened.embedded) if opened is not None else {}
    # What was carried along is what was trained on.
    save_project(path, replace(file, embedded=embed(document.project.data, base) | carried))
    return step_of(file.checkpoint) if file.checkpoint is not None else 0


def project_file(
    document: Document, runner: TrainingRunner, opened: Opened | None, checkpoint: Checkpoint | None
) -> "ProjectFile":
    """Drawing, weights and run as they go into a file, without the data. ``checkpoint`` is the run as it stands.

    Without one the drawing was never run since it was opened: then it goes back with the run it came with.
    """
    from core.formats import ProjectFile

    worked = opened.worked.content if opened is not None and opened.worked is not None else b""
    runs = runner.shelf.book(run_of(checkpoint) if checkpoint is not None else None)
    if checkpoint is None and opened is not None and opened.file is not None:
        return replace(opened.file, project=document.project, embedded={}, worked=worked, runs=runs)
    prepared = runner.prepared
    return ProjectFile(
        project=document.project,
        weights=checkpoint.weights() if checkpoint is not None and prepared is not None else None,
        checkpoint=checkpoint,
        preprocessing=prepared.preprocessing if prepared is not None else None,
        task=runner.task,
        worked=worked,
        runs=runs,
    )


def step_of(checkpoint: Checkpoint) -> int:
    """The step a run had reached."""
    return int(checkpoint.facts.get("log", {}).get("step", 0))


def run_of(checkpoint: Checkpoint) -> str | None:
    """The mark of its run; files of before have none."""
    run: str | None = checkpoint.facts.get("log", {}).get("run")
    return run
