"""Following an edited project in the middle of a run: what changes in place, what compiles anew and inherits.

Example: another learning rate or another lock leaves program and counters as they are; another number of units makes
a new program that keeps the weights of every layer whose shapes are the same.
"""

from typing import TYPE_CHECKING

from core import marks
from core.errors import SpecError
from core.locks import alike
from core.network import NetworkSpec
from core.program import compile_network
from core.project import TrainingSpec

if TYPE_CHECKING:
    from core.trainer import Trainer


def follow(trainer: "Trainer", network: NetworkSpec, training: TrainingSpec) -> frozenset[int]:
    """See ``Trainer.follow``."""
    for _, predicate in training.complaints():
        raise SpecError(f"Training {predicate}.")
    before, trainer.training = trainer.training, training
    _mark(trainer, network, before, training)
    trainer.divergence = None
    trainer.keep_good()  # other settings may break what these have reached
    trainer.target_epochs = max(trainer.target_epochs + training.epochs - before.epochs, 1)
    trainer.sampler.shuffle = training.shuffle
    trainer.updater.pace_by(training.schedule)
    trainer.stopping.follow(training)
    if trainer.log.epoch < trainer.target_epochs:
        trainer.finished = ""
    kinds = ("batch_size", "seed", "dtype", "engine")
    same = alike(network, trainer.network) and all(getattr(training, name) == getattr(before, name) for name in kinds)
    if same and trainer.updater.follow(training.optimizer):
        if network != trainer.network:
            _relock(trainer, network)
        if training.class_weight != before.class_weight:
            trainer.weigh_classes()
        return frozenset(slot.layer for slot in trainer.program.slots)
    trainer.sampler.batch = min(training.batch_size, trainer.sampler.rows)
    new = compile_network(network, batch=trainer.sampler.batch, dtype=training.dtype, seed=training.seed)
    afresh = training.seed != before.seed or training.dtype != before.dtype
    kept = frozenset[int]() if afresh else new.inherit(trainer.program)
    trainer.use(new)
    trainer.keep_good(first=True)
    return kept


def _mark(trainer: "Trainer", network: NetworkSpec, before: TrainingSpec, after: TrainingSpec) -> None:
    """Note what is changed here, for whoever reads the curves."""
    for what, was, now in marks.changed(before, after):
        trainer.log.mark(trainer.position, what, was, now)
    if _parts(network) != _parts(trainer.network):  # a new name alone is no change
        trainer.log.mark(trainer.position, marks.LOCKS if alike(network, trainer.network) else marks.DRAWING)


def _parts(network: NetworkSpec) -> tuple[object, ...]:
    return network.loss, *((node.id, node.layer, node.inputs) for node in network.nodes)


def _relock(trainer: "Trainer", network: NetworkSpec) -> None:
    """Other locks: weights, moments and counters stay."""
    trainer.network = network
    trainer.program.vectors.relock(network)
    trainer.updater.relock()
    trainer.keep_locked()
