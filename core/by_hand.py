"""Weights by hand: which weights get which numbers, as frozen values, and putting them into a run.

A WeightEdit names places of one array by their index in its inner shape; a WeightChange is a step that can be undone:
the edits and their inverse. Numbers are finite and rounded to the run's precision, which is how they are shown.
Example: ``WeightEdit.at(3, "weight", (2, 0), 0.4)`` sets the wire from the first source to the third neuron of layer 3.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from core.activations import Array
from core.arithmetic import Index
from core.checkpoint import copy_of
from core.errors import SpecError
from core.evaluation import Evaluator
from core.frozen import dataclass
from core.layers.base import show_shape
from core.marks import BY_HAND
from core.network import NetworkSpec
from core.program import start
from core.snapshot import Slot
from core.trainer import Trainer

MOST_JUDGED = 2000
"""So many training rows say what the loss is with weights set by hand."""


@dataclass(frozen=True, eq=False)
class WeightEdit:
    """Numbers for places of one array: ``indices`` (k, dimensions), ``values`` (k,) as float64; read-only."""

    layer: int
    array: str
    indices: NDArray[np.intp]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, layer: int, array: str, indices: Sequence[Index] | NDArray[Any], values: ArrayLike) -> "WeightEdit":
        """Places (k indices) and their numbers, or one number for all; SpecError where one is not finite."""
        places = np.array(indices, np.intp).reshape(len(indices), -1)
        numbers = np.array(np.broadcast_to(np.asarray(values, np.float64), (len(places),)))
        if not np.isfinite(numbers).all():
            raise SpecError("A weight must be a finite number.")
        return cls(layer, array, copy_of(places), copy_of(numbers))

    @classmethod
    def at(cls, layer: int, array: str, index: Index, value: float) -> "WeightEdit":
        """One weight."""
        return cls.of(layer, array, [index], value)

    @classmethod
    def whole(cls, layer: int, array: str, values: Array, mask: NDArray[np.bool_] | None = None) -> "WeightEdit":
        """All weights of an array from one of its shape, or those where ``mask`` is True."""
        chosen = np.ones(values.shape, np.bool_) if mask is None else mask
        return cls.of(layer, array, np.argwhere(chosen), values[chosen])

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, eq=False)
class WeightChange:
    """One step made by hand: the edits, and those that would bring back what stood there before."""

    before: tuple[WeightEdit, ...]
    after: tuple[WeightEdit, ...]

    @classmethod
    def make(cls, edits: Sequence[WeightEdit], slots: Sequence[Slot], theta: Array) -> "WeightChange":
        """The change that ``edits`` make to ``theta``, rounded to its precision; SpecError where they do not fit."""
        new = np.array(theta)
        put(edits, slots, new)
        before, after = _at(edits, slots, theta), _at(edits, slots, new)
        return cls(before, after)

    def then(self, later: "WeightChange") -> "WeightChange":
        """Both as one step."""
        if _same_places(self.after, later.after):
            return WeightChange(self.before, later.after)
        return WeightChange(_over(self.before, later.before), _over(later.after, self.after))

    @property
    def is_nothing(self) -> bool:
        """Whether every weight ends where it began."""
        if _same_places(self.before, self.after):
            pairs = zip(self.before, self.after, strict=True)
            return all(np.array_equal(one.values, other.values) for one, other in pairs)
        return _table(self.before) == _table(self.after)

    def __len__(self) -> int:
        return sum(len(edit) for edit in self.after)


def put(edits: Iterable[WeightEdit], slots: Sequence[Slot], theta: Array) -> None:
    """Write edits into a flat vector of this layout; SpecError where one does not fit, and then nothing is written."""
    views = {(slot.layer, slot.array): slot for slot in slots}
    ready: list[tuple[Array, tuple[NDArray[np.intp], ...], Array]] = []
    for edit in edits:
        slot = views.get((edit.layer, edit.array))
        if slot is None:
            raise SpecError("The weights to set belong to a layer that is not there any more.")
        if edit.indices.shape[1:] != (len(slot.shape),) or not _inside(edit.indices, slot.shape):
            raise SpecError(f"A weight to set lies outside '{edit.array}', which is {show_shape(slot.shape)}.")
        with np.errstate(over="ignore"):
            values = edit.values.astype(theta.dtype)
        if not np.isfinite(values).all():
            most = float(np.finfo(theta.dtype).max)
            raise SpecError(f"A weight must be a finite number; {theta.dtype} holds none beyond {most:.3g}.")
        ready.append((slot.view(theta), tuple(edit.indices.T), values))
    for view, places, values in ready:
        view[places] = values


def _inside(indices: NDArray[np.intp], shape: tuple[int, ...]) -> bool:
    return bool((indices >= 0).all() and (indices < np.array(shape)).all())


def _at(edits: Sequence[WeightEdit], slots: Sequence[Slot], theta: Array) -> tuple[WeightEdit, ...]:
    """The same places with the numbers that stand there."""
    views = {(slot.layer, slot.array): slot.view(theta) for slot in slots}
    return tuple(
        replace(edit, values=copy_of(views[edit.layer, edit.array][tuple(edit.indices.T)].astype(np.float64)))
        for edit in edits
    )


def _same_places(one: Sequence[WeightEdit], other: Sequence[WeightEdit]) -> bool:
    """Whether both name the same weights in the same order, as the steps of one drag do."""
    return len(one) == len(other) and all(
        (a.layer, a.array) == (b.layer, b.array) and np.array_equal(a.indices, b.indices)
        for a, b in zip(one, other, strict=True)
    )


def _table(edits: Iterable[WeightEdit]) -> dict[tuple[int, str], dict[Index, float]]:
    found: dict[tuple[int, str], dict[Index, float]] = {}
    for edit in edits:
        places = (tuple(place) for place in edit.indices.tolist())
        found.setdefault((edit.layer, edit.array), {}).update(zip(places, edit.values.tolist(), strict=True))
    return found


def _over(upper: Sequence[WeightEdit], lower: Sequence[WeightEdit]) -> tuple[WeightEdit, ...]:
    """Both, the upper ones where they meet."""
    found = _table((*lower, *upper))
    return tuple(
        WeightEdit.of(layer, array, list(places), list(places.values())) for (layer, array), places in found.items()
    )


# -- numbers to put -------------------------------------------------------------------------------------------------


def fresh(network: NetworkSpec, layer: int, array: str, seed: int, dtype: DTypeLike) -> Array:
    """What an array starts from under ``seed``, in its inner shape: that of the run for the very first weights."""
    shape = next(weight.shape for weight in network.weights(layer) if weight.name == array)
    out = np.zeros(shape, dtype)
    start(network, layer, array, seed, out)
    return out


def refilled(
    network: NetworkSpec, layer: int, chosen: dict[str, NDArray[np.bool_]], make: Callable[[str], Array]
) -> tuple[WeightEdit, ...]:
    """Edits that put what ``make(array)`` gives, (*shape), into the chosen places of a layer's arrays."""
    arrays = [weight.name for weight in network.weights(layer)]
    return tuple(
        WeightEdit.whole(layer, array, make(array), chosen[array])
        for array in arrays
        if array in chosen and chosen[array].any()
    )


# -- a run whose weights are set --------------------------------------------------------------------------------------


def set_weights(trainer: Trainer, edits: Sequence[WeightEdit]) -> None:
    """Put edits into a run, between two steps (one begun is finished first); SpecError where they do not fit.

    Moments, counters and curves stay. The best epoch so far and its weights are forgotten, because they are not these.
    """
    if not trainer.at_step_start:
        trainer.step()
    trainer.settle()
    put(edits, trainer.program.slots, trainer.program.theta)
    trainer.log.mark(trainer.position, BY_HAND)
    trainer.weights_replaced()


def judge(trainer: Trainer) -> None:
    """Make the numbers on show, those of validation and of the last epoch, the numbers of the present weights."""
    trainer.first_evaluation()
    result, validator = trainer.log.result, trainer.validator
    if result is None:
        return
    some = trainer.prepared.train.pick(slice(MOST_JUDGED))
    seen = Evaluator(trainer.program, some, trainer.codings, trainer.prepared)
    with np.errstate(all="ignore"):
        seen.run()
    trainer.log.result = replace(
        result, loss=seen.loss, metrics=seen.metrics,
        validation_loss=None if validator is None else validator.loss,
        validation_metrics=None if validator is None else validator.metrics,
    )  # fmt: skip
