"""Suggestions for data nobody has drawn a network for yet: a small network and settings that train it in seconds.

Imports data, edit and project. Example: ``suggest_project(find_data("cars.csv", "mpg"))``.
"""

from dataclasses import replace
from pathlib import Path

from core.data import Dataset, load, suggest_from_path
from core.data.sources import Report, silent
from core.data_spec import BUILTIN_NAMES, TOY_NAMES, BuiltinData, DataSpec, ToyData
from core.edit import set_layer
from core.errors import DataError
from core.examples import EXAMPLES, open_example
from core.fitting import suggest_network
from core.layers import Dense, Regularizer
from core.optimizers import Adam
from core.project import ProjectSpec, TrainingSpec
from core.spec import did_you_mean

_STEPS = 4_000
_DECAY = Regularizer(l2=0.001)
"""A little of it keeps a network on a few hundred rows from learning them by heart."""


def find_data(name: str, target: str | None = None) -> DataSpec:
    """The DataSpec of a file, or of a built-in or toy set of that name; the path is the one given."""
    known = [*BUILTIN_NAMES, *TOY_NAMES]
    if Path(name).suffix or Path(name).is_file() or (Path(name).is_dir() and name not in known):
        if not Path(name).exists():
            raise DataError(f"There is no file {name}; check the name and the folder.")
        return suggest_from_path(Path(name), target)
    if target is not None:
        raise DataError(f"'{name}' has its own target; --target is for tables.")
    if name in BUILTIN_NAMES:
        return BuiltinData(name=name)
    if name in TOY_NAMES:
        return ToyData(name=name)
    raise DataError(f"'{name}' is no file and no known data{did_you_mean(name, known)}; known: {', '.join(known)}.")


def suggest_training(rows: int) -> TrainingSpec:
    """About four thousand steps of Adam, in batches that suit the number of rows."""
    batch = 16 if rows < 1_000 else 32 if rows < 20_000 else 128
    epochs = min(200, max(5, round(_STEPS * batch / max(1, rows))))
    return TrainingSpec(optimizer=Adam(learning_rate=0.003), batch_size=batch, epochs=epochs)


def suggest_project(
    data: DataSpec, base: Path | None = None, report: Report = silent
) -> tuple[ProjectSpec, Dataset]:
    """A project for this data, with the guesses about the data written back; and the data itself.

    Data that an example uses gets the example's network and settings, which were tried out on it.
    """
    tried = next((each for each in map(open_example, _EXAMPLES) if _source(each.data) == _source(data)), None)
    if tried is not None and tried.data is not None:
        asked_for = data if data.to_json() != _plain(data) else tried.data
        return replace(tried, data=asked_for), load(asked_for, base)[0]
    dataset, spec = load(data, base, report=report)
    project = ProjectSpec(suggest_network(dataset.task), suggest_training(len(dataset)), spec)
    for node in project.network.nodes:
        if isinstance(node.layer, Dense):
            project = set_layer(project, node.id, kernel_regularizer=_DECAY)
    return project, dataset


_EXAMPLES = tuple(each.name for each in EXAMPLES if each.name != "blank" and not each.wants)


def _source(data: DataSpec | None) -> tuple[str, str] | None:
    """Kind and name of data that comes with the program; None for files."""
    name = getattr(data, "name", None)
    return None if data is None or name is None else (data.kind, name)


def _plain(data: DataSpec) -> dict[str, object]:
    """The JSON of data of which nothing but the name was chosen."""
    return DataSpec.from_json({"kind": data.kind, "name": getattr(data, "name", "")}).to_json()
