"""Suggestions for data nobody has drawn a network for yet: a small network and settings that train it in seconds.

Imports data, edit and project. Example: ``suggest_project(find_data("cars.csv", "mpg"))``.
"""

from pathlib import Path

from core.data import Dataset, load, suggest_from_path
from core.data_spec import BUILTIN_NAMES, TOY_NAMES, BuiltinData, DataSpec, ToyData
from core.edit import suggest_network
from core.errors import DataError
from core.optimizers import Adam
from core.project import ProjectSpec, TrainingSpec
from core.spec import did_you_mean

_STEPS = 5_000


def find_data(name: str, target: str | None = None) -> DataSpec:
    """The DataSpec of a file, or of a built-in or toy set of that name; the path is the one given."""
    if Path(name).suffix or Path(name).is_file():
        if not Path(name).is_file():
            raise DataError(f"There is no file {name}; check the name and the folder.")
        return suggest_from_path(Path(name), target)
    if target is not None:
        raise DataError(f"'{name}' has its own target; --target is for tables.")
    if name in BUILTIN_NAMES:
        return BuiltinData(name=name)
    if name in TOY_NAMES:
        return ToyData(name=name)
    known = [*BUILTIN_NAMES, *TOY_NAMES]
    raise DataError(f"'{name}' is no file and no known data{did_you_mean(name, known)}; known: {', '.join(known)}.")


def suggest_training(rows: int) -> TrainingSpec:
    """About five thousand steps of Adam, in batches that suit the number of rows."""
    batch = 16 if rows < 1_000 else 32 if rows < 20_000 else 128
    epochs = min(200, max(5, round(_STEPS * batch / max(1, rows))))
    return TrainingSpec(optimizer=Adam(learning_rate=0.003), batch_size=batch, epochs=epochs)


def suggest_project(data: DataSpec, base: Path | None = None) -> tuple[ProjectSpec, Dataset]:
    """A project for this data, with the guesses about the data written back; and the data itself."""
    dataset, spec = load(data, base)
    return ProjectSpec(suggest_network(dataset.task), suggest_training(len(dataset)), spec), dataset
