"""Project files as the window sees them: what is read becomes a project and a run, what runs becomes a file.

It imports core.formats inside its functions, so that the window opens before the formats are loaded. Worked shape:
``read_project(path).checkpoint`` is the run to go on with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.checkpoint import Checkpoint
from core.project import ProjectSpec
from gui.document import Document
from gui.runner import TrainingRunner

if TYPE_CHECKING:
    from core.worked import WorkedExample


@dataclass(frozen=True, eq=False)
class Opened:
    """What a project file gives: the data files it carries by path, the run it can continue, its printed numbers."""

    project: ProjectSpec
    embedded: Mapping[str, bytes]
    checkpoint: Checkpoint | None = None
    worked: "WorkedExample | None" = None


def read_project(path: Path) -> Opened:
    """Read a project; FormatError says what is wrong."""
    from core.formats import load_project

    found = load_project(path)
    return Opened(found.project, found.embedded, found.checkpoint, _worked(found.worked))


def read_worked(path: Path) -> "WorkedExample | None":
    """The worked example of a file that says it is one, else None; FormatError where it is one and damaged."""
    from core.formats.atomic import read
    from core.worked import is_worked

    return _worked(content, path.name) if path.suffix.lower() == ".json" and is_worked(content := read(path)) else None


def _worked(content: bytes, name: str = "worked.json") -> "WorkedExample | None":
    from core.worked import parse_example

    return parse_example(content, name) if content else None


def write_project(
    path: Path, document: Document, runner: TrainingRunner, opened: Opened | None = None
) -> int:  # fmt: skip
    """Write the whole project; gives the step its weights are from. ``opened``: what its file carried along."""
    from core.formats import ProjectFile, embed, save_project

    checkpoint, model = runner.checkpoint(), runner.model()
    base = document.path.parent if document.path is not None else None
    carried = dict(opened.embedded) if opened is not None else {}
    worked = opened.worked.content if opened is not None and opened.worked is not None else b""
    save_project(
        path,
        ProjectFile(
            project=document.project,
            weights=model.weights if model is not None else None,
            checkpoint=checkpoint,
            preprocessing=model.preprocessing if model is not None else None,
            task=runner.task,
            embedded=embed(document.project.data, base) | carried,  # what was carried along is what was trained on
            worked=worked,
        ),
    )
    return step_of(checkpoint) if checkpoint is not None else 0


def step_of(checkpoint: Checkpoint) -> int:
    """The step a run had reached."""
    return int(checkpoint.facts.get("log", {}).get("step", 0))
