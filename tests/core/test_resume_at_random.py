"""Resuming is bit-equal: any rule, layer and interruption, through a file and in another process.

A run that is stopped and continued, within an epoch and in the middle of a step, ends with the bits of one that was
not. What the checkpoint must carry for that is shown by leaving out each part: then the bits differ.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import optimizers, schedules
from core.checkpoint import Checkpoint
from core.data_spec import ToyData
from core.formats import ProjectFile, load_project, save_project
from core.layers import BatchNormalization, Dense, Dropout, GaussianNoise, Input
from core.network import NetworkSpec
from core.optimizers import SGD, Adam, Optimizer
from core.project import EarlyStopping, ProjectSpec, TrainingSpec
from core.session import finished, start
from core.trainer import Trainer
from tests.helpers.networks import stack

ROOT = Path(__file__).parents[2]
RULES: list[Optimizer] = [
    *(kind() for kind in optimizers.Optimizer.kinds.values()),
    SGD(learning_rate=0.05, momentum=0.9), SGD(learning_rate=0.05, momentum=0.9, nesterov=True),
    Adam(global_clip_norm=0.5),
]  # fmt: skip
DATA = ToyData(name="circle", samples=53)


def network(dropout: float, noise: bool, normalized: bool) -> NetworkSpec:
    """Two hidden layers with what draws numbers and what keeps a state."""
    layers: list[Any] = [Input(shape=(2,)), Dense(units=6, activation="tanh"), Dropout(rate=dropout)]
    layers += [GaussianNoise(stddev=0.1)] * noise + [BatchNormalization()] * normalized
    return stack(*layers, Dense(units=1, activation="sigmoid"), loss="binary_crossentropy")


@st.composite
def projects(draw: st.DrawFn) -> ProjectFile:
    training = TrainingSpec(
        optimizer=draw(st.sampled_from(RULES)),
        schedule=draw(st.sampled_from(list(schedules.Schedule.kinds.values())))(),
        batch_size=draw(st.sampled_from([1, 5, 8, 64])),
        epochs=draw(st.integers(2, 4)),
        shuffle=draw(st.booleans()),
        seed=draw(st.integers(0, 9)),
        dtype=draw(st.sampled_from(["float32", "float64"])),
        early_stopping=draw(st.sampled_from([None, EarlyStopping(patience=1), EarlyStopping(monitor="loss")])),
    )
    drawing = network(draw(st.sampled_from([0.0, 0.4])), draw(st.booleans()), draw(st.booleans()))
    return ProjectFile(ProjectSpec(drawing, training, DATA))


def bits(run: Trainer) -> dict[str, Any]:
    """All that must be the same: not the time it took, nor the name by which the run is told from others."""
    held = run.checkpoint()
    facts = dict(held.facts)
    facts["log"] = {key: each for key, each in facts["log"].items() if key not in ("seconds", "result", "run")}
    result = run.log.result
    facts["result"] = None if result is None else replace(result, seconds=0.0)
    return facts | {name: array.tobytes() for name, array in held.arrays.items()}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]


def again(run: Trainer, file: ProjectFile, path: Path) -> Trainer:
    """Saved, and opened as after a restart."""
    save_project(path, finished(file, run))
    return start(load_project(path))[0]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=projects(), stops=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), min_size=1, max_size=3))
def test_an_interrupted_run_ends_with_the_same_bits(
    tmp_path: Path, file: ProjectFile, stops: list[tuple[int, int]]
) -> None:
    straight = start(file)[0]
    resumed = start(file)[0]
    for steps, phases in stops:
        for run in (straight, resumed):
            if not run.finished:
                run.run(60.0, steps=steps or 1)
        for _ in range(phases):
            resumed.advance()
            straight.advance()
        resumed = again(resumed, file, tmp_path / "a.chainrule")  # a step begun is ended for the file
        if not straight.at_step_start:
            straight.step()
        assert not differences(bits(straight), bits(resumed))
    for run in (straight, resumed):
        run.run(60.0)
    assert straight.finished and not differences(bits(straight), bits(resumed))


GO_ON = """
import sys
from core.formats import load_project, save_project
from core.session import finished, start
run, file = start(load_project(sys.argv[1]))
run.run(60.0)
save_project(sys.argv[1], finished(file, run))
"""


def test_the_same_bits_in_another_process(tmp_path: Path) -> None:
    training = TrainingSpec(optimizer=SGD(learning_rate=0.05, momentum=0.9), epochs=4, batch_size=5)
    file = ProjectFile(ProjectSpec(network(0.4, True, True), training, DATA))
    path, straight = tmp_path / "a.chainrule", start(file)[0]
    straight.run(60.0, steps=13)  # within the second epoch
    save_project(path, finished(file, straight))
    subprocess.run([sys.executable, "-c", GO_ON, str(path)], cwd=ROOT, check=True)
    straight.run(60.0)
    assert not differences(bits(straight), bits(start(load_project(path))[0]))


def _without(key: str) -> Callable[[Checkpoint, Checkpoint], Checkpoint]:
    """The checkpoint with this part as a fresh run has it."""

    def change(held: Checkpoint, fresh: Checkpoint) -> Checkpoint:
        names = [name for name in held.arrays if name.startswith(key)]
        if names:
            return replace(held, arrays=held.arrays | {name: np.zeros_like(held.arrays[name]) for name in names})
        return replace(held, facts=held.facts | {key: fresh.facts[key]})

    return change


def _another_order(held: Checkpoint, fresh: Checkpoint) -> Checkpoint:
    return replace(held, arrays=held.arrays | {"order": held.arrays["order"][::-1].copy()})


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (_without("moment."), SGD(learning_rate=0.05, momentum=0.9)), (_without("moment."), Adam()),
        (_without("t"), Adam()), (_without("generators"), SGD()), (_without("state"), SGD()),
        (_without("sampler"), SGD()), (_another_order, SGD()), (_without("epoch"), SGD()),
    ],
    ids=["momentum", "moments of Adam", "count of updates", "generators", "moving mean", "sampler", "order", "sums"],
)  # fmt: skip
def test_each_part_of_a_checkpoint_is_needed(
    change: Callable[[Checkpoint, Checkpoint], Checkpoint], rule: Optimizer
) -> None:
    """The negative control: these tests would see it if a part were lost."""
    training = TrainingSpec(optimizer=rule, epochs=3, batch_size=5)
    file = ProjectFile(ProjectSpec(network(0.4, True, True), training, DATA))
    straight, resumed = start(file)[0], start(file)[0]
    fresh = resumed.checkpoint()
    straight.run(60.0, steps=13)
    resumed.restore(change(straight.checkpoint(), fresh))
    for run in (straight, resumed):
        run.run(60.0)
    assert differences(bits(straight), bits(resumed))
