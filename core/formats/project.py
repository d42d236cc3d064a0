"""Project files: the ``*.chainrule`` zip, or a bare project.json, to and from a ProjectFile. Never an unpickler.

Entries: project.json, task.json, preprocessing.json, weights.safetensors, checkpoint.json, checkpoint.safetensors,
runs.json and runs.safetensors, data/<name> for small data and worked.json; every one but the first may be missing. What
belongs together is checked on reading, so that a file either opens whole or is refused with a sentence. Imports the
core's plain data and numpy.
"""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.checkpoint import Checkpoint
from core.data.preprocessing import Preprocessing
from core.data_spec import DataSpec
from core.errors import FormatError
from core.formats import archive, atomic, checkpoints, plain, runs, tensors
from core.frozen import dataclass
from core.kept_runs import RunBook
from core.model import TrainedModel
from core.network import NetworkSpec
from core.project import ProjectSpec
from core.task import Task

ENDING = ".chainrule"
MAX_EMBEDDED = 10_000_000
"""Data files up to so many bytes travel inside the project."""
_JSON_STARTS = (b"{", b"[", b"\xef\xbb\xbf")


@dataclass(frozen=True, eq=False)
class ProjectFile:
    """What a project file holds. ``weights`` by "<layer name>.<array>"; ``embedded`` by the path the data names."""

    project: ProjectSpec
    weights: dict[str, NDArray[Any]] | None = None
    checkpoint: Checkpoint | None = None
    preprocessing: Preprocessing | None = None
    task: Task | None = None
    embedded: dict[str, bytes] = field(default_factory=dict)
    worked: bytes = b""
    """The file of the worked example this project began as, with its printed numbers; or empty."""
    runs: RunBook = field(default_factory=RunBook)
    """The runs before the present one, and the names that runs were given."""

    @property
    def network(self) -> NetworkSpec:
        """The drawing."""
        return self.project.network

    def model(self) -> TrainedModel:
        """The trained model, ready to predict and to export; FormatError where the project was never trained."""
        if self.weights is None or self.task is None or self.preprocessing is None:
            raise FormatError("The project has no trained weights yet; train it first.")
        self.network.require_runnable(self.task)
        return TrainedModel(
            self.network, self.weights, self.task, self.preprocessing, self.project.training.dtype
        )  # fmt: skip


def load_project(path: Path | str) -> ProjectFile:
    """Read a project, zip or bare JSON; FormatError says what is wrong with it."""
    content = atomic.read(path)
    name = Path(path).name
    if not content:
        raise FormatError(f"{name} is empty; use an earlier copy.")
    if content.lstrip()[:3].startswith(_JSON_STARTS):
        return ProjectFile(ProjectSpec.from_json(plain.parse(content.removeprefix(b"\xef\xbb\xbf"), name)))
    return from_entries(archive.unpack(content, name), name)


def save_project(path: Path | str, file: ProjectFile) -> None:
    """Write a project as a zip, or as bare JSON where the name ends in .json; see ``atomic.write``."""
    if Path(path).suffix == ".json":
        atomic.write(path, plain.render(file.project.to_json()))
    else:
        atomic.write(path, archive.pack(to_entries(file)))


def to_entries(file: ProjectFile) -> dict[str, bytes]:
    """The files within the zip, by name."""
    entries = {"project.json": plain.render(file.project.to_json())}
    if file.task is not None:
        entries["task.json"] = plain.render(plain.task_to_json(file.task))
    if file.preprocessing is not None:
        entries["preprocessing.json"] = plain.render(file.preprocessing.to_json())
    # A drawing edited since its training may no longer fit its weights; the checkpoint keeps them with their own.
    if file.weights is not None and not misfit(file.network, file.weights):
        entries["weights.safetensors"] = tensors.pack(file.weights)
    checkpoint = checkpoints.storable(file.checkpoint) if file.checkpoint is not None else None
    if checkpoint is not None:
        entries["checkpoint.json"] = plain.render(checkpoints.to_json(checkpoint))
        entries["checkpoint.safetensors"] = tensors.pack(checkpoint.arrays)
    entries |= runs.to_entries(file.runs)
    for path, content in file.embedded.items():
        if path == getattr(file.project.data, "path", None) and len(content) <= MAX_EMBEDDED:
            entries[f"data/{_name_of(path)}"] = content
    if file.worked:
        entries["worked.json"] = file.worked
    return entries


def from_entries(entries: Mapping[str, bytes], name: str) -> ProjectFile:
    """The project of the files in its zip; ``name`` is what errors call it."""
    if "project.json" not in entries:
        raise FormatError(f"{name} is a zip archive but not a Chainrule project: it has no project.json.")
    project = ProjectSpec.from_json(plain.parse(entries["project.json"], "project.json"))
    task = preprocessing = weights = checkpoint = None
    if "task.json" in entries:
        task = plain.task_from_json(plain.parse(entries["task.json"], "task.json"))
    if "preprocessing.json" in entries:
        raw = plain.parse(entries["preprocessing.json"], "preprocessing.json")
        preprocessing = plain.preprocessing_from_json(raw, task)
    if "weights.safetensors" in entries:
        weights = tensors.unpack(entries["weights.safetensors"], "weights.safetensors")
        if reason := misfit(project.network, weights):
            raise FormatError(reason)
    if "checkpoint.json" in entries and "checkpoint.safetensors" in entries:
        arrays = tensors.unpack(entries["checkpoint.safetensors"], "checkpoint.safetensors")
        raw = plain.parse(entries["checkpoint.json"], "checkpoint.json", nan=True)
        checkpoint = checkpoints.from_parts(raw, arrays)
    embedded, worked = _embedded(entries, project.data), entries.get("worked.json", b"")
    return ProjectFile(
        project, weights, checkpoint, preprocessing, task, embedded, worked, runs.from_entries(entries)
    )


def misfit(network: NetworkSpec, weights: Mapping[str, NDArray[Any]]) -> str:
    """A sentence naming the first array that is missing, too many, of another shape or not finite; or nothing."""
    wanted = {
        f"{node.name}.{weight.name}": weight.shape
        for node in network.running
        for weight in (*network.weights(node.id), *network.states(node.id))
    }
    for name, array in weights.items():
        if name not in wanted:
            return f"The weights '{name:.80}' belong to no layer of the network."
        if array.shape != wanted[name]:
            return f"The weights '{name}' have the shape {array.shape}; the network needs {wanted[name]}."
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            return f"The weights '{name}' hold values that are not finite numbers."
    missing = next((name for name in wanted if name not in weights), None)
    return f"The weights lack '{missing}'." if missing is not None else ""


def _embedded(entries: Mapping[str, bytes], data: DataSpec | None) -> dict[str, bytes]:
    path = getattr(data, "path", "")
    content = entries.get(f"data/{_name_of(path)}") if path else None
    return {} if content is None else {path: content}


def _name_of(path: str) -> str:
    """The last part of a path written on any system."""
    return PurePosixPath(PureWindowsPath(path).as_posix()).name or "data"


def embed(data: DataSpec | None, base: Path | None = None) -> dict[str, bytes]:
    """The file that ``data`` names, where it is small enough to travel inside the project; several become a zip."""
    path = getattr(data, "path", "")
    from core.data import copies  # with the readers of all data

    files = copies(data, base, MAX_EMBEDDED)
    if not path or not files:
        return {}
    single = list(files) == [_name_of(path)]
    content = files[_name_of(path)] if single else archive.pack(files)
    return {path: content} if len(content) <= MAX_EMBEDDED else {}
