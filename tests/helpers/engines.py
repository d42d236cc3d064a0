"""The same run under both engines, and what of two runs must be alike."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.data.dataset import Prepared
from core.network import NetworkSpec
from core.trainer import Trainer
from tests.helpers.networks import trainer


def pair(network: NetworkSpec, prepared: Prepared, **training: Any) -> tuple[Trainer, Trainer]:
    """The same run under both engines."""
    plain, compiled = (trainer(network, prepared, engine=engine, **training) for engine in ("numpy", "compiled"))
    assert (plain.engine.engine, compiled.engine.engine) == ("numpy", "compiled"), compiled.engine.note
    return plain, compiled


def buffers(run: Trainer) -> list[np.ndarray[Any, Any]]:
    """What the window may look at after a step."""
    program = run.current
    shown = [program.theta, program.grad, program.change, program.x, program.y, program.heads[0].parts]
    for key, op in list(program.ops.items())[1:]:
        shown += [op.z, op.a]
        if any(phase.layer == key and phase.kind.value == "blame" for phase, _ in program.plan):
            shown.append(op.delta)
    return [np.array(each) for each in shown]


def agree(plain: Trainer, compiled: Trainer, slack: float) -> None:
    assert compiled.current.n == plain.current.n
    assert compiled.current.loss == pytest.approx(plain.current.loss, rel=slack, abs=slack)
    for one, other in zip(buffers(plain), buffers(compiled), strict=True):
        np.testing.assert_allclose(other, one, rtol=slack, atol=slack * max(1.0, np.abs(one).max()))


def everything(run: Trainer) -> list[Any]:
    """All that must not differ by a bit, the log's loss curve to rounding apart."""
    result = run.log.result
    return [
        [each.tobytes() for each in buffers(run)], [moment.tobytes() for moment in run.updater.moments],
        run.sampler.state()["generator"], run.sampler.order.tolist(), run.sampler.position, run.log.step, run.log.epoch,
        run.updater.t, run.current.loss, run.log.best_epoch, run.log.best_value, run.finished,
        None if run.best_theta is None else run.best_theta.tobytes(),
        run.current.heads[0].value, run.tally.state(), None if result is None else replace(result, seconds=0.0),
    ]  # fmt: skip


def curves(run: Trainer) -> dict[str, list[list[float]]]:
    """The numbers of every epoch, bit for bit."""
    return {name: [each.tolist() for each in vars(series).values()] for name, series in run.log.curves().epochs.items()}


def by_steps(run: Trainer) -> None:
    """To the end, minibatch by minibatch and phase by phase in turn."""
    while not run.finished and run.divergence is None:
        for _ in run.plan:
            run.advance()
        if not run.finished and run.divergence is None:
            run.step()
