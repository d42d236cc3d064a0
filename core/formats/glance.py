"""Glance: what a list of files says of a project, without reading its weights: its layers and how well it did.

It imports the archive and the project's plain data. Worked shape: of a trained digits project 80 kB large it reads
two small files and gives (64, 32, 10) and an accuracy of 0.979.
"""

from math import prod
from pathlib import Path

from core.errors import ChainruleError, FormatError
from core.formats import archive, plain
from core.frozen import dataclass
from core.network import NetworkSpec, Node
from core.project import ProjectSpec
from core.run_log import result_from_json

LARGEST_JSON = 8 * 2**20


@dataclass(frozen=True)
class Glance:
    """``score`` is ("accuracy", 0.979), ("r2", 0.91) or None where the project was never trained."""

    network: NetworkSpec
    score: tuple[str, float] | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """Features or channels of each layer that is more than an arrangement, as on the cards: 64, 32, 10."""
        shapes, entry = self.network.shapes, self.network.input
        drawn = [node for node in self.network.running if node.id in shapes and (not node.layer.slim or node is entry)]
        flat = shapes.get(entry.id, ()) if entry is not None else ()
        first = (prod(flat),) if flat and self._meets_dense(drawn) else flat[-1:]
        return (*first, *(shapes[node.id][-1] for node in drawn if node is not entry))

    @staticmethod
    def _meets_dense(drawn: list[Node]) -> bool:
        """Whether the data enters as one row of numbers, as pictures do that are flattened first."""
        return len(drawn) > 1 and drawn[1].layer.kind == "Dense"


def glance(path: Path) -> Glance:
    """Look into a project file, zip or bare JSON; FormatError says what is wrong with it."""
    with_weights = path.suffix.lower() != ".json"
    if with_weights:
        found = archive.peek(path, ("project.json", "checkpoint.json"))
    else:
        found = {"project.json": _read_json(path)}
    if "project.json" not in found:
        raise FormatError(f"{path.name} is not a Chainrule project.")
    project = ProjectSpec.from_json(plain.parse(found["project.json"], path.name))
    return Glance(project.network, _score(project.network, found.get("checkpoint.json", b"")))


def _read_json(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_JSON + 1)
    except OSError as error:
        raise FormatError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    if len(content) > LARGEST_JSON:
        raise FormatError(f"{path.name} is too large for a project.")
    return content.removeprefix(b"\xef\xbb\xbf")


def _score(network: NetworkSpec, checkpoint: bytes) -> tuple[str, float] | None:
    """The metric of the last epoch, on the validation rows where there are some."""
    if not checkpoint:
        return None
    try:
        raw = plain.parse(checkpoint, "checkpoint.json", nan=True)
        result = result_from_json(raw["facts"]["log"]["result"])
    except (ChainruleError, KeyError, TypeError, ValueError):
        return None  # a run that cannot be read is no reason to hide the drawing
    head = network.output
    values = (result.validation_metrics or result.metrics).of_head(head.name if head is not None else "")
    return next(((name, values[name]) for name in ("accuracy", "r2") if name in values), None)
