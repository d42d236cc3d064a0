"""ProjectSpec: everything a project file holds but the weights: network, training, data, places of the cards.

All frozen, comparable plain data with a JSON round trip (design section 6). ``places`` are canvas positions outside
the network: moving a card never recompiles. Example: ``ProjectSpec.from_json({"format": "chainrule/1", ...})``.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from core import groups as grouped
from core.data_spec import BuiltinData, DataSpec
from core.errors import FormatError
from core.frozen import dataclass
from core.groups import Group
from core.network import NetworkSpec
from core.optimizers import Adam, Optimizer
from core.schedules import Constant, Schedule
from core.spec import Spec, did_you_mean, option

FORMAT = "chainrule/1"
Place = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class EarlyStopping(Spec):
    """Stops when the watched number has not improved for ``patience`` epochs."""

    noun = "early stopping"

    monitor: str = option(
        "validation_loss", choices=("validation_loss", "loss"), label="Watches", help="The number that must improve."
    )
    patience: int = option(10, low=1, help="Epochs without improvement before it stops.", unit="epochs", live=True)
    restore_best: bool = option(True, label="Keep the best", help="End with the weights of the best epoch.", live=True)


@dataclass(frozen=True, kw_only=True)
class StopConditions(Spec):
    """Stops a run as soon as one of these is reached; judged by the validation rows, where some are kept."""

    noun = "stop condition"

    loss: float | None = option(
        None, low=0.0, start=0.1, label="At a loss of", help="Stop when the loss is this small or smaller.", live=True
    )
    accuracy: float | None = option(
        None, above=0.0, high=1.0, start=0.95, label="At an accuracy of", live=True,
        help="Stop when this share is right: 0.98 is 98 %.",
    )  # fmt: skip
    seconds: float | None = option(
        None, above=0.0, start=60.0, label="After a time of", unit="s", live=True,
        help="Stop after so many seconds of training.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ClassWeight(Spec):
    """How much an example counts by its class, while training (Keras's class_weight)."""

    noun = "class weight"

    weights: tuple[float, ...] = option(
        (), low=0.0, several=True, absent="balanced", label="Classes count", live=True,
        help="One number for each class, in their order. Balanced: the rarer a class, the more each of its examples "
        "counts, so that all classes weigh the same.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class TrainingSpec(Spec):
    """How the network is trained."""

    noun = "training"

    optimizer: Optimizer = option(Adam(), help="The rule that turns gradients into changes.")
    schedule: Schedule = option(Constant(), help="How the learning rate moves over the run.", live=True)
    batch_size: int = option(
        32, low=1, high=1_000_000, label="Batch size", help="Examples per update.", unit="rows", live=True
    )
    epochs: int = option(
        20, low=1, high=10_000_000, label="Epochs", help="Passes over the training rows.", unit="epochs", live=True
    )
    shuffle: bool = option(True, label="Shuffle", help="Draw the rows in a new order each epoch.", live=True)
    seed: int = option(0, low=0, label="Seed", help="The same seed gives the same starting weights and the same run.")
    dtype: str = option(
        "float32", choices=("float32", "float64"), label="Precision", help="float64 has 16 digits and half the speed."
    )
    engine: str = option(
        "auto", choices=("auto", "numpy", "compiled"), label="Engine",
        help="What computes the passes: the fastest for this network, numpy, or compiled loops where they exist.",
    )  # fmt: skip
    early_stopping: EarlyStopping | None = option(
        None, label="Early stopping", help="Stop when the validation loss no longer improves.", live=True
    )
    stop_when: StopConditions | None = option(
        None, label="Stop when", help="Stop at a loss, at an accuracy or after a time.", live=True
    )
    class_weight: ClassWeight | None = option(
        None, label="Class weights", help="Let examples of rare classes count more while training.", live=True
    )


@dataclass(frozen=True)
class ProjectSpec:
    """What the undo stack, the file and the worker share."""

    network: NetworkSpec = field(default_factory=NetworkSpec)
    training: TrainingSpec = field(default_factory=TrainingSpec)
    data: DataSpec | None = field(default_factory=BuiltinData)
    places: tuple[tuple[int, Place], ...] = ()
    groups: tuple[Group, ...] = ()
    """Boxes around layers, with a name and a comment; an optional key of the file."""

    @property
    def place(self) -> dict[int, Place]:
        """Canvas positions by layer id."""
        return dict(self.places)

    def to_json(self) -> dict[str, object]:
        """The project file's JSON."""
        return {
            "format": FORMAT,
            "network": self.network.to_json(),
            "training": self.training.to_json(),
            "data": self.data.to_json() if self.data else None,
            "places": {str(key): list(place) for key, place in self.places},
        } | ({"groups": grouped.write(self.groups)} if self.groups else {})

    @classmethod
    def from_json(cls, raw: object) -> "ProjectSpec":
        """Read a project; FormatError says what is wrong and where."""
        if not isinstance(raw, dict) or "format" not in raw:
            raise FormatError("This is not a Chainrule project: it has no 'format'.")
        _check_format(raw["format"])
        for key in raw:
            if key not in _KEYS:
                raise FormatError(f"The project has an unknown key '{key}'{did_you_mean(key, _KEYS)}.")
        network = NetworkSpec.from_json(raw.get("network", {"layers": []}))
        training = TrainingSpec.from_json(raw.get("training", {}), "training")
        data_raw = raw.get("data", {"kind": "builtin"})
        data = None if data_raw is None else DataSpec.from_json(data_raw, "data")
        for where, spec in (("Training", training), ("Data", data)):
            for _, predicate in spec.complaints() if spec else ():
                raise FormatError(f"{where} {predicate}.")
        places = read_places(raw.get("places", {}), network)
        return cls(network, training, data, places, grouped.read(raw.get("groups", []), network.by_id))


_KEYS = ["format", "network", "training", "data", "places", "groups"]


def _check_format(value: object) -> None:
    if value == FORMAT:
        return
    name, _, number = str(value).partition("/")
    if name == "chainrule" and number.isdigit() and int(number) > 1:
        newer = f"This project was saved by a newer Chainrule (format {value})"
        raise FormatError(f"{newer}; this one reads {FORMAT}. Update it to open the project.")
    raise FormatError(f"This is not a Chainrule project: its format is {value!r:.40}, not '{FORMAT}'.")


def read_places(raw: Any, network: NetworkSpec) -> tuple[tuple[int, Place], ...]:
    """Where the cards of a network stand, by the ids of their layers; FormatError says what is wrong."""
    if not isinstance(raw, Mapping):
        raise FormatError("The key 'places' should be an object of layer id to [x, y].")
    places = []
    for key, place in raw.items():
        numbers = isinstance(place, list) and len(place) == 2 and all(type(each) in (int, float) for each in place)
        if not str(key).isdigit() or not numbers or not all(abs(each) < 1e9 for each in place):
            raise FormatError(f"The place of layer '{key!s:.20}' should be [x, y]; received {place!r:.60}.")
        if int(key) in network.by_id:
            places.append((int(key), (float(place[0]), float(place[1]))))
    return tuple(places)
