"""A Checkpoint as two files of a project: ``checkpoint.json`` (drawing, layout, facts) and its arrays.

Facts and arrays that do not hang together are refused here, so that resuming never meets them. NaN is allowed in the
facts only: a run that diverged has such sums. Imports numpy and the core's plain data.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.checkpoint import Checkpoint
from core.errors import FormatError
from core.kept_runs import LONGEST_MARK
from core.layer_log import KINDS, LayerLog
from core.marks import Marks
from core.network import NetworkSpec
from core.run_log import result_from_json
from core.snapshot import Slot
from core.spec import read_value

_COUNTS = ("t", "target_epochs")


def storable(checkpoint: Checkpoint) -> Checkpoint | None:
    """The checkpoint as ``from_parts`` takes it back; None where its weights are broken and there is no run to keep."""
    if not checkpoint.is_finite:
        return None
    arrays = dict(checkpoint.arrays)
    for name in checkpoint.arrays:
        if name.startswith("best_") and not np.isfinite(arrays[name]).all():
            del arrays[name]
        elif name.startswith(("moment.", "change")) and np.isnan(arrays[name]).any():
            arrays[name] = np.nan_to_num(arrays[name], nan=0.0)
    return replace(checkpoint, arrays=arrays)


def to_json(checkpoint: Checkpoint) -> dict[str, object]:
    """Everything but the arrays."""
    raw: dict[str, object] = {
        "network": checkpoint.network.to_json(),
        "slots": _written(checkpoint.slots),
        "facts": checkpoint.facts,
    }
    return raw | {"states": _written(checkpoint.states)} if checkpoint.states else raw


def _written(slots: tuple[Slot, ...]) -> list[object]:
    return [[slot.layer, slot.array, list(slot.shape)] for slot in slots]


def from_parts(raw: Any, arrays: dict[str, NDArray[Any]]) -> Checkpoint:
    """A Checkpoint whose parts fit each other; FormatError otherwise."""
    try:
        network = NetworkSpec.from_json(raw["network"])
        checkpoint = Checkpoint(network, _slots(raw["slots"]), arrays, raw["facts"], _slots(raw.get("states", [])))
        _check_arrays(checkpoint)
        _check_facts(checkpoint.facts, arrays)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise _damaged(f"{type(error).__name__}, {error}") from error
    return checkpoint


def _damaged(reason: str) -> FormatError:
    return FormatError(f"The saved run is damaged ({reason:.120}); use an earlier copy of the project.")


def _slots(raw: list[Any]) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    start = 0
    for layer, array, shape in raw:
        sizes = read_value(tuple[int, ...], shape, "slots")
        if min(sizes, default=1) < 1:
            raise _damaged("an array without numbers")
        stop = start
        count = 1
        for size in sizes:
            count *= size
        stop += count
        slots.append(Slot(read_value(int, layer, "slots"), read_value(str, array, "slots"), start, stop, sizes))
        start = stop
    return tuple(slots)


def _check_arrays(checkpoint: Checkpoint) -> None:
    arrays, names = checkpoint.arrays, {node.id for node in checkpoint.network.nodes}
    if any(slot.layer not in names for slot in (*checkpoint.slots, *checkpoint.states)):
        raise _damaged("weights of a layer that is not in its drawing")
    total = checkpoint.slots[-1].stop if checkpoint.slots else 0
    flat = ["theta", "change", "best_theta", *(name for name in arrays if name.startswith("moment."))]
    for name in flat:
        if name == "best_theta" and name not in arrays:
            continue
        if arrays[name].shape != (total,) or arrays[name].dtype.kind != "f":
            raise _damaged(f"{name} has the wrong size")
        # The mean of squared gradients may have become infinite: such a weight rests, and the run goes on.
        sound = ~np.isnan(arrays[name]) if name.startswith("moment.") else np.isfinite(arrays[name])
        if not sound.all():
            raise _damaged(f"{name} holds values that are not finite numbers")
    held = checkpoint.states[-1].stop if checkpoint.states else 0
    for name in ("state", "best_state"):
        found = arrays.get(name, np.zeros(held if name == "best_state" else 0))
        if found.shape != (held,) or found.dtype.kind != "f" or not np.isfinite(found).all():
            raise _damaged(f"{name} has the wrong size or holds values that are not finite numbers")
    order = arrays["order"]
    if order.dtype.kind not in "iu" or not np.array_equal(np.sort(order), np.arange(len(order))):
        raise _damaged("the order of the rows is none")


def _check_facts(facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    for key in _COUNTS:
        _whole(facts[key], key)
    read_value(str, facts["optimizer"], "optimizer")
    read_value(str, facts.get("finished", ""), "finished")
    _check_pace(facts)
    if _whole(facts["sampler"]["position"], "position") > len(arrays["order"]):
        raise _damaged("the position lies behind the last row")
    for state in (facts["sampler"]["generator"], *facts["generators"].values()):
        np.random.default_rng().bit_generator.state = state
    for key in facts["generators"]:
        int(key)
    _check_log(facts["log"], arrays)
    epoch = facts["epoch"]
    _whole(epoch["loss_rows"], "loss_rows")
    read_value(float, epoch["loss_sum"], "loss_sum")
    np.array(epoch.get("head_losses", []), np.float64)
    for scorer in (epoch["scorer"], *epoch.get("other_scorers", [])):
        _whole(scorer["count"], "count")
        for name in ("confusion", "_sum", "_squares", "_errors"):
            np.array(scorer[name], np.float64)
    if not isinstance(facts["identity"], dict):
        raise _damaged("the run has no identity")


def _check_pace(facts: dict[str, Any]) -> None:
    """What schedule and stop conditions remember; files of before have none of it."""
    paced = facts.get("schedule", {"kind": "", "memory": {}})
    read_value(str, paced["kind"], "schedule")
    for key, value in dict(paced["memory"]).items():
        read_value(float | None, value, f"schedule, {key}")
    stopping = facts.get("stopping", {})
    read_value(tuple[str, ...], stopping.get("passed", []), "stopping")
    read_value(float, stopping.get("from", 0.0), "stopping")


def _check_log(log: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    for key in ("step", "epoch"):
        _whole(log[key], key)
    read_value(float, log["seconds"], "seconds")
    if log["best_epoch"] is not None:
        _whole(log["best_epoch"], "best_epoch")
    if log["best_value"] is not None:
        read_value(float, log["best_value"], "best_value")
    if log.get("result") is not None:
        result_from_json(log["result"])
    for name, counts in log["curves"].items():
        _, width, full, held, cap = (_whole(each, name) for each in counts)
        sound = cap >= 2 and cap % 2 == 0 and full + (held > 0) <= cap and held < width
        if not sound or arrays[f"curve.{name}"].shape != (4, cap):
            raise _damaged(f"the curve {name} has the wrong size")
        kind, _, layer = name.partition(":")
        if kind in ("change", *KINDS):
            int(layer)
        elif kind not in ("batch", "epoch"):
            raise _damaged(f"an unknown curve {name!r:.40}")
    if len(read_value(str, log.get("run", ""), "run")) > LONGEST_MARK:
        raise _damaged("the mark of the run is too long")
    Marks().restore(log.get("marks", ()))
    LayerLog().restore(arrays, log.get("spreads", {}))


def _whole(value: object, name: str) -> int:
    number: int = read_value(int, value, name)
    if number < 0:
        raise _damaged(f"{name} is negative")
    return number
