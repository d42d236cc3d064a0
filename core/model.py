"""TrainedModel: what every export format writes: a network, its named weights, its preprocessing and names.

Weights carry public names and orders: ``"hidden.weight"`` is (units_out, units_in). ``predict`` takes raw rows,
examples first, and answers in the target's own units. Example: digits in, (n, 8, 8, 1); probabilities out, (n, 10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.activations import Array
from core.data.preprocessing import Preprocessing
from core.errors import DataError, FormatError
from core.metrics import Coding
from core.network import NetworkSpec
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
        return "float64" if self.preprocessing.target_scale else self.dtype

    def program(self, n: int) -> Program:
        """A program for prediction on ``n`` rows at a time that holds these weights."""
        program = compile_network(self.network, batch=n, dtype=self.works_in, training=False)
        fill(program, self.weights)
        return program

    def predict(self, x: ArrayLike) -> Array:
        """Outputs (rows, outputs) for raw rows (rows, *input shape) or flat (rows, features).

        Probabilities for classes; numbers in the target's own units for regression. DataError where shapes differ.
        A float32 network takes float32 rows, as its exported file does, so that both give the same answers.
        """
        rows = self._shaped(np.asarray(x))
        parts = []
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
                parts.append(program.output.T.copy())
        outputs = np.concatenate(parts) if parts else np.zeros((0, self.output_count), self.dtype)
        return self.preprocessing.restore(outputs).astype(self.dtype, copy=False)

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
    def output_count(self) -> int:
        """How many numbers come out for one row."""
        node = self.network.output
        assert node is not None
        return self.network.shapes[node.id][0]

    @property
    def output_names(self) -> tuple[str, ...]:
        """A name for each output: classes, predicted columns, or the class that a single output stands for."""
        if self.task.kind == "regression":
            return self.task.target_names
        return self.task.class_names if self.output_count > 1 else self.task.class_names[1:2]

    def labels(self, outputs: Array) -> list[str]:
        """The predicted class name of each row of ``predict``'s answer; empty for regression."""
        if self.task.kind == "regression":
            return []
        classes = Coding.of(self.network, self.task).classes(outputs.T)
        return [self.task.class_names[int(each)] for each in classes]


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
