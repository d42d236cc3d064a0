"""The job of the window where there is no display: train the digits, export them, say where everything is."""

from pathlib import Path

from core.commands.progress import Progress
from core.commands.train import train
from core.errors import FormatError, SpecError
from core.examples import open_example
from core.formats import FORMATS, ProjectFile, export, save_project
from core.session import finished, start

FOLDER = "chainrule-output"


def run() -> int:
    """Train, save and export into ``chainrule-output/`` in the current folder."""
    folder = Path(FOLDER)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise FormatError(f"The folder {FOLDER} cannot be made here: {error.strerror}; go to another one.") from error
    trainer, file = start(ProjectFile(open_example("digits")))
    progress = Progress(0, trainer.target_epochs)
    train(trainer, progress.update)
    progress.close()
    if trainer.divergence is not None:
        raise SpecError(trainer.divergence.text)
    file = finished(file, trainer)
    save_project(folder / "digits.chainrule", file)
    model = file.model()
    held = trainer.prepared.dataset.x[trainer.prepared.validation_index]
    lines = [f"{folder / 'digits.chainrule'}: the project; open it in the window."]
    for each in FORMATS.values():
        path = folder / f"digits.{each.ending}"
        found = export(model, path, held)
        if not found.agrees:
            raise FormatError(f"{path}: {found.text}")
        lines.append(f"{path}: {found.text}")
    assert trainer.validator is not None
    accuracy = trainer.validator.metrics.as_dict()["accuracy"]
    print(f"Validation accuracy {100 * accuracy:.1f} % on {len(held)} digits the network never saw in training.")
    print("\n".join(lines))
    return 0
