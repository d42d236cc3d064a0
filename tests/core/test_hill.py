"""The hill: heights are losses, slopes are the gradient's, and the pictures come in time."""

import time

import numpy as np
import pytest

from core.errors import SpecError
from core.hill import Hill, Path, main_directions, random_directions, two_weights
from core.optimizers import SGD
from core.trainer import Trainer
from tests.helpers.networks import chain, points, trainer


def run() -> Trainer:
    network = chain((3, 4, 3), "tanh", "softmax", "categorical_crossentropy")
    return trainer(network, points(), optimizer=SGD(learning_rate=0.5), batch_size=50, shuffle=False)


def test_two_weights() -> None:
    trained = run()
    theta = trained.program.theta.copy()
    plane = two_weights(theta, 2, 17)
    hill = Hill(trained.network, trained.prepared, plane)
    rows = list(hill.surface(span=1.0, grid=5))
    assert [row.number for row in rows] == [0, 1, 2, 3, 4] and rows[0].y == -1.0
    trained.step()
    assert rows[2].losses[2] == pytest.approx(trained.current.loss, rel=1e-14)
    here = hill.stand(0.0, 0.0)
    assert (here.slope_x, here.slope_y) == (trained.program.grad[2], trained.program.grad[17])
    assert rows[3].losses[1] == pytest.approx(hill.loss(-0.5, 0.5), rel=1e-14)
    moved = theta.copy()
    moved[2] -= 0.5
    moved[17] += 0.5
    assert plane.project(moved) == pytest.approx((-0.5, 0.5))
    with pytest.raises(SpecError, match="same weight"):
        two_weights(theta, 1, 1)


def test_the_run_goes_on_beside_it() -> None:
    trained = run()
    before = trained.program.theta.copy()
    hill = Hill(trained.network, trained.prepared, random_directions(before, trained.program.slots))
    line = hill.surface()
    next(line)
    line.close()
    assert trained.program.theta.tobytes() == before.tobytes() and hill.plane.origin.tobytes() == before.tobytes()


def test_random_directions_are_as_long_as_each_neuron() -> None:
    trained = run()
    theta = trained.program.theta
    plane = random_directions(theta, trained.program.slots, seed=4)
    for slot in trained.program.slots:
        for direction in (plane.across, plane.up):
            part = slot.view(direction)
            if slot.array == "bias":
                assert not part.any()
            else:
                np.testing.assert_allclose(np.linalg.norm(part, axis=1), np.linalg.norm(slot.view(theta), axis=1))
    assert (random_directions(theta, trained.program.slots, seed=5).across != plane.across).any()


def test_the_path_so_far() -> None:
    trained, path = run(), Path(most=20)
    for _ in range(100):
        path.add(trained.program.theta)
        trained.step()
    assert 8 <= len(path.points) <= 20
    plane = main_directions(path.points)
    products = (plane.across @ plane.across, plane.across @ plane.up)
    assert products == pytest.approx((1.0, 0.0), abs=1e-12)
    assert plane.project(path.points[-1]) == pytest.approx((0.0, 0.0), abs=1e-12)
    walked = [plane.project(each) for each in path.points]
    assert np.abs(walked).max() <= plane.span
    hill = Hill(trained.network, trained.prepared, plane)
    assert hill.loss(*walked[0]) > hill.loss(*walked[-1])
    for wrong in (path.points[:2], [path.points[0]] * 4):
        with pytest.raises(SpecError, match="train a little first"):
            main_directions(wrong)
    with pytest.raises(SpecError, match="one weight only"):
        main_directions([np.array([float(each)]) for each in range(4)])
    with pytest.raises(SpecError, match="another drawing"):
        Hill(chain((3, 5, 3)), trained.prepared, plane)


def test_the_walker_descends() -> None:
    trained = run()
    hill = Hill(trained.network, trained.prepared, two_weights(trained.program.theta, 0, 13))
    steps = list(hill.descend(1.5, -1.0, rate=0.1, steps=50))
    losses = [step.loss for step in steps]
    assert len(steps) == 51 and losses == sorted(losses, reverse=True)
    assert steps[1].x == 1.5 - 0.1 * steps[0].slope_x
    assert len(list(hill.descend(0.0, 0.0, rate=float("inf"), steps=50))) < 5


def test_a_surface_in_time() -> None:
    """51 x 51 points of a 2-8-8-1 net on 250 rows in under 2 s."""
    network = chain((2, 8, 8, 1), "tanh", "sigmoid", "binary_crossentropy")
    trained = trainer(network, points(count=250, features=2, classes=2))
    begun = time.perf_counter()
    hill = Hill(network, trained.prepared, random_directions(trained.program.theta, trained.program.slots))
    rows = [row.losses for row in hill.surface()]
    assert np.shape(rows) == (51, 51) and np.isfinite(rows).all()
    assert time.perf_counter() - begun < 2.0
