"""Project files as the window sees them: what is read becomes a project and a run, what runs becomes a file.

It imports core.formats inside its functions, so that the window opens before the formats are loaded. Worked shape:
``project, embedded, checkpoint = read_project(path)``.
"""

from pathlib import Path

from core.checkpoint import Checkpoint
from core.project import ProjectSpec
from gui.document import Document
from gui.runner import TrainingRunner


def read_project(path: Path) -> tuple[ProjectSpec, dict[str, bytes], Checkpoint | None]:
    """(project, data files it carries by path, the run it can continue); FormatError says what is wrong."""
    from core.formats import load_project

    found = load_project(path)
    return found.project, found.embedded, found.checkpoint


def write_project(path: Path, document: Document, runner: TrainingRunner) -> int:
    """Write the whole project; gives the step its weights are from."""
    from core.formats import ProjectFile, embed, save_project

    checkpoint, model = runner.checkpoint(), runner.model()
    base = document.path.parent if document.path is not None else None
    save_project(
        path,
        ProjectFile(
            project=document.project,
            weights=model.weights if model is not None else None,
            checkpoint=checkpoint,
            preprocessing=model.preprocessing if model is not None else None,
            task=runner.task,
            embedded=embed(document.project.data, base),
        ),
    )
    return step_of(checkpoint) if checkpoint is not None else 0


def step_of(checkpoint: Checkpoint) -> int:
    """The step a run had reached."""
    return int(checkpoint.facts.get("log", {}).get("step", 0))
