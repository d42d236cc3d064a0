"""BatchNormalization: its moving statistics in files, walks and the best epoch; when they move and when not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.explain import checking
from core.formats import ProjectFile, load_project, save_project
from core.formats.project import misfit
from core.hill import Hill, Plane
from core.layers import BatchNormalization, Dense, Input
from core.player import Player
from core.project import EarlyStopping, ProjectSpec
from core.trainer import Trainer
from tests.core.test_player import arrays, same
from tests.helpers.networks import points, stack, trainer

NETWORK = stack(Input(shape=(3,)), Dense(units=4), BatchNormalization(momentum=0.8), Dense(units=1))
DATA = points(40, classes=0, validation=10)


def begun(steps: int = 0, **settings: object) -> Trainer:
    run = trainer(NETWORK, DATA, **({"batch_size": 8, "epochs": 30} | settings))
    for _ in range(steps):
        run.step()
    return run


def test_looking_and_judging_leave_the_statistics_where_they_are() -> None:
    run = begun()
    assert run.program.state.tolist() == [0.0] * 4 + [1.0] * 4
    run.step()
    moved = run.program.state.copy()
    assert (moved != begun().program.state).all()
    run.first_evaluation()
    np.testing.assert_array_equal(run.program.state, moved)


def test_statistics_follow_the_minibatches() -> None:
    run = begun(1)
    x = run.program.ops[3].x  # type: ignore[attr-defined]
    np.testing.assert_allclose(run.program.state[:4], 0.2 * x.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(run.program.state[4:], 0.8 + 0.2 * x.var(axis=1), rtol=1e-12)


def test_a_project_file_holds_them(tmp_path: Path) -> None:
    run = begun(7)
    checkpoint = run.checkpoint()
    project = ProjectSpec(NETWORK, run.training, None)
    file = ProjectFile(project, checkpoint.weights(), checkpoint, DATA.preprocessing, DATA.dataset.task)
    save_project(tmp_path / "a.chainrule", file)
    back = load_project(tmp_path / "a.chainrule")
    assert back.weights is not None and back.checkpoint is not None
    names = {name.rpartition(".")[2] for name in back.weights}
    assert names == {"weight", "bias", "gamma", "beta", "moving_mean", "moving_variance"}
    other = begun()
    other.restore(back.checkpoint)
    for each in (run, other):
        each.epoch()
    same(arrays(run), arrays(other))
    x = DATA.dataset.x[:5]
    np.testing.assert_allclose(back.model().predict(x)[:, 0], _predicted(checkpoint.weights(), x), rtol=1e-9)
    assert "moving_mean" in misfit(NETWORK, {k: v for k, v in back.weights.items() if "moving_mean" not in k})


def _predicted(weights: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """By hand, with the moving statistics."""
    name = "batchnormalization 3"
    z = x @ weights["dense 2.weight"].T + weights["dense 2.bias"]
    hat = (z - weights[f"{name}.moving_mean"]) / np.sqrt(weights[f"{name}.moving_variance"] + 1e-3)
    z = hat * weights[f"{name}.gamma"] + weights[f"{name}.beta"]
    found: np.ndarray = (z @ weights["dense 4.weight"].T + weights["dense 4.bias"])[:, 0]
    return found


def test_a_walk_back_brings_them_back() -> None:
    run = begun()
    player = Player(run)
    seen = []
    for _ in range(3):
        seen.append(run.program.state.copy())
        player.go(player.position.step + 1)
    for step in (2, 1, 0):
        player.go(step)
        np.testing.assert_array_equal(run.program.state, seen[step])


def test_the_best_epoch_comes_back_with_its_statistics() -> None:
    run = begun(early_stopping=EarlyStopping(patience=2, restore_best=True), epochs=200)
    states = {}
    while not run.finished:
        if run.epoch() is not None:
            states.setdefault(run.log.epoch, run.program.state.copy())
    best = run.log.best_epoch
    assert best is not None and run.finished == "early stopping"
    np.testing.assert_array_equal(run.program.state, states[best])


def test_statistics_survive_an_edit_behind_the_layer() -> None:
    run = begun(5)
    before = run.program.state.copy()
    last = replace(NETWORK.nodes[-1], layer=Dense(units=1, use_bias=False))
    run.follow(replace(NETWORK, nodes=(*NETWORK.nodes[:-1], last)), run.training)
    np.testing.assert_array_equal(run.program.state, before)


@pytest.mark.parametrize("trainable", [True, False])
def test_a_layer_that_is_not_trained_rests(trainable: bool) -> None:
    network = stack(Input(shape=(3,)), BatchNormalization(trainable=trainable), Dense(units=1))
    run = trainer(network, DATA, batch_size=8)
    run.step()
    assert (run.program.state == [0.0] * 3 + [1.0] * 3).all() != trainable


def test_questions_are_asked_of_the_statistics_of_the_run() -> None:
    """Gradient check and hill start from the run's theta and state: the hill's height is the loss on those rows."""
    run = begun(20)
    theta, state = run.program.theta, run.program.state
    level = np.zeros(len(theta))
    hill = Hill(NETWORK, DATA, Plane(theta.copy(), level, level), rows=len(DATA.train), state=state)
    twin = run.program.twin(len(DATA.train), training=False)
    twin.load(DATA.train.x, *run.codings.encode(DATA.train, np.float64))
    twin.forward()
    twin.error()
    assert hill.loss(0.0, 0.0) == pytest.approx(twin.loss, rel=1e-12)
    assert all(each.verdict == "good" for each in [*checking(NETWORK, DATA, theta, state=state)][-1].checks)
