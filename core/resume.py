"""Capturing a trainer into a Checkpoint and putting it back: weights, moments, counters, generators, curves."""

from typing import TYPE_CHECKING, Any

import numpy as np

from core.checkpoint import Checkpoint, copy_of
from core.errors import FormatError

if TYPE_CHECKING:
    from core.run_parts import RunParts


def capture(trainer: "RunParts", curves: bool = True) -> Checkpoint:
    """A frozen copy of everything a resumed run needs."""
    program, sampler, updater = trainer.program, trainer.sampler.state(), trainer.updater
    arrays: dict[str, Any] = {"theta": copy_of(program.theta), "change": copy_of(program.change)}
    names = updater.optimizer.moment_names()
    arrays |= {f"moment.{name}": copy_of(each) for name, each in zip(names, updater.moments, strict=True)}
    arrays["order"] = sampler["order"]
    if program.states:
        arrays["state"] = copy_of(program.state)
    if trainer.best_theta is not None:
        arrays["best_theta"] = copy_of(trainer.best_theta)
    if trainer.best_state is not None and program.states:
        arrays["best_state"] = copy_of(trainer.best_state)
    log_arrays, log_facts = trainer.log.state(curves)
    arrays |= log_arrays
    facts = {
        "t": updater.t,
        "optimizer": updater.optimizer.kind,
        "schedule": {"kind": updater.schedule.kind, "memory": dict(updater.memory)},
        "target_epochs": trainer.target_epochs,
        "finished": trainer.finished,
        "stopping": trainer.stopping.state(),
        "sampler": {"position": sampler["position"], "generator": sampler["generator"]},
        "generators": {str(key): rng.bit_generator.state for key, rng in program.vectors.rngs.items()},
        "log": log_facts,
        "epoch": trainer.tally.state(),
        "identity": trainer.identity,
    }
    return Checkpoint(program.network, program.slots, arrays, facts, program.states)


def reinstate(trainer: "RunParts", checkpoint: Checkpoint, curves: bool = True) -> None:
    """Put a checkpoint back; FormatError where it belongs to another network. Nothing is changed then."""
    arrays, facts, program = checkpoint.arrays, checkpoint.facts, trainer.program
    layout = [(slot.layer, slot.array, slot.shape) for slot in program.slots]
    if [(slot.layer, slot.array, slot.shape) for slot in checkpoint.slots] != layout:
        raise FormatError("The saved run belongs to another drawing; its weights do not fit this one.")
    np.copyto(program.theta, arrays["theta"])
    np.copyto(program.change, arrays["change"])
    if program.states:
        np.copyto(program.state, arrays["state"])
    updater = trainer.updater
    if facts["optimizer"] == updater.optimizer.kind:
        paced = facts.get("schedule", {})
        known = paced.get("kind") == updater.schedule.kind
        updater.stand_at(int(facts["t"]), paced["memory"] if known else updater.schedule.begin())
        for name, moment in zip(updater.optimizer.moment_names(), updater.moments, strict=True):
            if f"moment.{name}" in arrays:
                np.copyto(moment, arrays[f"moment.{name}"])
    if len(arrays["order"]) == trainer.sampler.rows:
        trainer.sampler.restore(facts["sampler"] | {"order": arrays["order"]})
    for key, state in facts["generators"].items():
        if int(key) in program.vectors.rngs:
            program.vectors.rngs[int(key)].bit_generator.state = state
    best, best_state = arrays.get("best_theta"), arrays.get("best_state")
    trainer.best_theta = None if best is None else np.array(best)
    trainer.best_state = None if best_state is None else np.array(best_state)
    trainer.target_epochs = int(facts["target_epochs"])
    trainer.stopping.restore(facts.get("stopping", {}))
    trainer.tally.restore(facts["epoch"])
    trainer.log.restore(arrays, facts["log"], curves)
