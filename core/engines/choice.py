"""Choice: which engine a run takes, decided when it begins and kept to its end. Loads nothing heavy.

``auto`` takes the compiled engine where all of the network is compiled, its large products can be had from numpy's own
BLAS (core/engines/blas.py) or there are none, and the kernels are ready; else numpy, with a note that says why.
``compiled`` does without BLAS, too, and waits for the kernels; what is not compiled at all falls back to numpy, with
the same note.
Example: 64-32-10 in batches of 32 multiplies 76,000 pairs of numbers forward: compiled.
"""

from typing import Any

from core.engines import blas, cache
from core.engines.names import KNOWN_ACTIVATIONS, KNOWN_LOSSES, KNOWN_RULES
from core.frozen import dataclass
from core.layers import Activation, Dense, Flatten, Input, Layer
from core.losses import LOSSES
from core.network import NetworkSpec
from core.optimizers import SGD, Optimizer
from core.project import TrainingSpec

LARGE = 3_000_000
"""Multiplications of a step's forward pass from which numpy's matrix products beat the kernels' own (measured)."""
MANY = 20_000
"""Weights from which numpy's networks take the compiled update, which then saves more than a tenth of a step."""
NUMBA_MISSING = "Numba is not installed."
OUT_OF_REACH = "Its products are so large that numpy is faster: the kernels do not find numpy's BLAS here."
NOT_READY = "The compiled engine is being made ready; the next reset uses it."


@dataclass(frozen=True)
class Choice:
    """``engine`` is numpy or compiled, ``update`` likewise; ``note`` says why numpy, where that is not plain."""

    engine: str = "numpy"
    update: str = "numpy"
    note: str = ""


BEGAN_SO = "The run began with numpy and goes on with it; a reset chooses anew."
_preferred, _patient = "auto", True


def prefer(engine: str) -> None:
    """What ``auto`` stands for from now on in this process: itself, or one engine that a user prefers."""
    global _preferred
    _preferred = engine


def never_wait() -> None:
    """From now on kernels that are not ready are never compiled by a run itself: that would stop the window."""
    global _patient
    _patient = False


def choose(network: NetworkSpec, training: TrainingSpec, batch: int) -> Choice:
    """The engine for a run of ``network`` in minibatches of ``batch`` rows."""
    wanted = _preferred if training.engine == "auto" else training.engine
    if wanted == "numpy":
        return Choice()
    if not cache.installed():
        return Choice(note=NUMBA_MISSING)
    waits = wanted == "compiled" and _patient
    reason = not_compiled(network, training.optimizer)
    if wanted == "auto" and not reason and not blas.product(training.dtype):
        reason = OUT_OF_REACH if multiplications(network) * batch >= LARGE else ""
    if not waits and not cache.ready(training.dtype):
        return Choice(note=reason or NOT_READY)
    if not reason:
        return Choice("compiled", "compiled")
    fused = rule_name(training.optimizer) in KNOWN_RULES and network.parameters() >= MANY
    return Choice(update="compiled" if fused else "numpy", note=reason)


def go_on(identity: dict[str, Any], chosen: Choice, dtype: str) -> Choice:
    """The engine for a run that began under ``identity`` and is resumed: its own, where ``chosen`` is another."""
    engine, update = str(identity.get("engine", "numpy")), str(identity.get("update", "numpy"))
    if (engine, update) == (chosen.engine, chosen.update):
        return chosen
    if "compiled" in (engine, update):  # only what would be chosen anyway is known to be compiled
        return chosen if chosen.engine != "compiled" or not cache.ready(dtype) else Choice(engine, update, BEGAN_SO)
    return Choice(note=BEGAN_SO)


def multiplications(network: NetworkSpec) -> int:
    """How many a forward pass makes for one example of a network of Dense layers."""
    shapes = (weight.shape for node in network.running for weight in network.weights(node.id))
    return sum(shape[0] * shape[1] for shape in shapes if len(shape) == 2)


def rule_name(optimizer: Optimizer) -> str:
    """The name of the optimizer's formula in the table of compiled ones."""
    if isinstance(optimizer, SGD) and optimizer.momentum:
        return "SGD with Nesterov momentum" if optimizer.nesterov else "SGD with momentum"
    return optimizer.kind


def not_compiled(network: NetworkSpec, optimizer: Optimizer) -> str:
    """A sentence that says what of this is not compiled; empty where all is."""
    if rule_name(optimizer) not in KNOWN_RULES:
        return f"{optimizer.kind} is computed by numpy."
    if len(network.heads) != 1 or any(len(node.inputs) > 1 for node in network.running):
        return "Networks that branch are computed by numpy."
    for before, node in zip(network.running, network.running[1:], strict=False):
        if node.inputs != (before.id,):
            return "Networks that branch are computed by numpy."
    for node in network.running:
        if not _is_compiled(node.layer, network.shapes[node.id]):
            activation = getattr(node.layer, "activation", "linear")
            known = activation in KNOWN_ACTIVATIONS or len(network.shapes[node.id]) != 1
            return f"{node.layer.kind}{'' if known else f' with {activation}'} is computed by numpy."
    return _end_not_compiled(network)


def _is_compiled(layer: Layer, shape: tuple[int, ...]) -> bool:
    """Only kinds that are known exactly: one that is derived from them may do anything."""
    if type(layer) is Input:
        return True
    if type(layer) not in (Dense, Activation, Flatten) or len(shape) != 1:
        return False
    return getattr(layer, "activation", "linear") in KNOWN_ACTIVATIONS


def _end_not_compiled(network: NetworkSpec) -> str:
    head = network.heads[0]
    if head is not network.running[-1]:
        return "Networks that branch are computed by numpy."
    loss = network.loss_of(head.id)
    matched = LOSSES[loss].fused_with == getattr(head.layer, "activation", "linear")
    if not any(weight for node in network.running for weight in network.weights(node.id)):
        return "A network without weights is computed by numpy."
    return "" if (loss, matched) in KNOWN_LOSSES else f"The loss {loss} is computed by numpy."
