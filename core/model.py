"""TrainedModel: what every export format writes: a network, its named weights, its preprocessing and names.

Weights carry public names and orders: ``"hidden.weight"`` is (units_out, units_in). ``predict`` takes raw rows,
examples first, and answers in the target's own units. Example: digits in, (n, 8, 8, 1); probabilities out, (n, 10).
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.activations import Array
from core.data.preprocessing import Preprocessing
from core.errors import DataError, FormatError
from core.frozen import dataclass
from core.metrics import Coding
from core.network import NetworkSpec, Node
from core.program import Program, compile_network, rows_at_once
from core.snapshot import Slot
from core.task import Task


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A network with weights; ``notes`` are free texts such as the run's identity, written where a format can."""

    network: NetworkSpec
    weights: dict[str, Array]
    task: Task
    preprocessing: Preprocessing
    dtype: str = "float32"
    notes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_vector(
        cls, network: NetworkSpec, slots: tuple[Slot, ...], theta: Array, task: Task, preprocessing: Preprocessing,
        states: tuple[Slot, ...] = (), state: Array | None = None,
    ) -> "TrainedModel":  # fmt: skip
        """From flat vectors, such as a snapshot's or a program's ``theta`` and ``state``."""
        names = {node.id: node.name for node in network.nodes}
        weights = {f"{names[slot.layer]}.{slot.array}": np.array(slot.view(theta)) for slot in slots}
        if state is not None:
            weights |= {f"{names[slot.layer]}.{slot.array}": np.array(slot.view(state)) for slot in states}
        return cls(network, weights, task, preprocessing, str(theta.dtype))

    @property
    def works_in(self) -> str:
        """The precision of a prediction: double where the answer is scaled back to the target's own units.

        There the last digit of a float32 output, times a deviation of hundreds, is an error anyone sees near zero.
        """
        return "float64" if self.preprocessing.scales_targets else self.dtype

    def program(self, n: int) -> Program:
        """A program for prediction on ``n`` rows at a time that holds these weights."""
        program = compile_network(self.network, batch=n, dtype=self.works_in, training=False)
        fill(program, self.weights)
        return program

    def predict(self, x: ArrayLike) -> Array:
        """Outputs (rows, outputs) for raw rows (rows, *input shape) or flat (rows, features); of the main head.

        Probabilities for classes; numbers in the target's own units for regression. DataError where shapes differ.
        A float32 network takes float32 rows, as its exported file does, so that both give the same answers.
        """
        return next(iter(self.predict_heads(x).values()))

    def predict_heads(self, x: ArrayLike) -> dict[str, Array]:
        """As ``predict``, for every head: its outputs by its layer's name, the main one first."""
        rows = self._shaped(np.asarray(x))
        parts: list[list[Array]] = [[] for _ in self.head_names]
        programs: dict[int, Program] = {}
        with np.errstate(all="ignore"):
            most = rows_at_once(self.network)
            for start in range(0, len(rows), most):  # not all at once: many pictures are bytes until they are needed
                raw = rows[start : start + most].astype(self.dtype, copy=False)
                part = self.preprocessing.inputs(raw, self.works_in)
                if len(part) not in programs:
                    programs[len(part)] = self.program(len(part))
                program = programs[len(part)]
                program.load(part)
                program.forward()
                for found, head in zip(parts, program.heads, strict=True):
                    found.append(head.op.a.T.copy())
        return {name: self._restored(name, found) for name, found in zip(self.head_names, parts, strict=True)}

    def _restored(self, head: str, parts: list[Array]) -> Array:
        outputs = np.concatenate(parts) if parts else np.zeros((0, self.output_count(head)), self.dtype)
        return self.preprocessing.of(head).restore(outputs).astype(self.dtype, copy=False)

    def predict_side_by_side(self, x: ArrayLike) -> Array:
        """All heads' outputs beside each other, (rows, outputs of all), the main head's first."""
        return np.concatenate(list(self.predict_heads(x).values()), axis=1)

    def _shaped(self, x: NDArray[Any]) -> NDArray[Any]:
        shape = self.task.input_shape
        if x.dtype.kind not in "fiub":
            raise DataError(f"The rows to predict hold {x.dtype}; they need numbers.")
        wanted = " × ".join(str(each) for each in shape)
        if x.ndim == 0 or x.size != len(x) * int(np.prod(shape)):
            got = " × ".join(str(each) for each in x.shape[1:]) or "nothing"
            raise DataError(f"A row holds {got}; the network takes {wanted}.")
        return x.reshape(len(x), *shape)

    @property
    def head_names(self) -> tuple[str, ...]:
        """Names of the layers that a loss judges, the main one first."""
        return tuple(node.name for node in self.network.heads)

    def _head(self, head: str) -> Node:
        return next((node for node in self.network.heads if node.name == head), self.network.heads[0])

    def output_count(self, head: str = "") -> int:
        """How many numbers come out of a head, or of the main one, for one row."""
        return self.network.shapes[self._head(head).id][0]

    def output_names(self, head: str = "") -> tuple[str, ...]:
        """A name for each output: classes, predicted columns, or the class that a single output stands for."""
        task = self.task.of(self._head(head).name)
        if task.kind == "regression":
            return task.target_names
        return task.class_names if self.output_count(head) > 1 else task.class_names[1:2]

    @property
    def all_output_names(self) -> tuple[str, ...]:
        """Names of all heads' outputs; of several heads as ``head.output``."""
        if len(self.head_names) == 1:
            return self.output_names()
        return tuple(f"{head}.{name}" for head in self.head_names for name in self.output_names(head))

    def labels(self, outputs: Array, head: str = "") -> list[str]:
        """The predicted class name of each row of a head's answer, or the main one's; empty for regression."""
        node = self._head(head)
        task = self.task.of(node.name)
        if task.kind == "regression":
            return []
        classes = Coding.of(self.network, self.task, node).classes(outputs.T)
        return [task.class_names[int(each)] for each in classes]


def fill(program: Program, weights: Mapping[str, NDArray[Any]]) -> None:
    """Copy named weights into a program; FormatError names what is missing, strange or not finite."""
    names = {node.id: node.name for node in program.network.nodes}
    places = [(slot, program.theta) for slot in program.slots] + [(slot, program.state) for slot in program.states]
    for slot, vector in places:
        name = f"{names[slot.layer]}.{slot.array}"
        if name not in weights:
            raise FormatError(f"The weights lack '{name}'.")
        array = np.asarray(weights[name])
        if array.shape != slot.shape:
            raise FormatError(f"The weights '{name}' have the shape {array.shape}; the network needs {slot.shape}.")
        if array.dtype.kind != "f" or not np.isfinite(array).all():
            raise FormatError(f"The weights '{name}' hold values that are not finite numbers.")
        slot.view(vector)[...] = array
