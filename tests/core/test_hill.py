"""The hill: heights are losses, slopes are the gradient's, pictures come coarse to fine and in time."""

import time

import numpy as np
import pytest

from core.errors import SpecError
from core.hill import Hill, Surface
from core.locks import locked_in_all, locks_of, with_locks
from core.observe import Observer
from core.optimizers import SGD
from core.planes import main_directions, random_directions, two_weights
from core.player import Player
from core.trail import Trail
from core.trainer import Trainer
from core.weight_at import WeightAt, place_of, symbol_of, weight_at
from tests.helpers.networks import chain, points, trainer


def run() -> Trainer:
    network = chain((3, 4, 3), "tanh", "softmax", "categorical_crossentropy")
    return trainer(network, points(), optimizer=SGD(learning_rate=0.5), batch_size=50, shuffle=False)


def last_of(hill: Hill, grid: int = 5, coarse: int = 3) -> Surface:
    return list(hill.surface(grid, coarse, every=0.0))[-1]


def test_two_weights() -> None:
    trained = run()
    theta = trained.program.theta.copy()
    plane = two_weights(theta, 2, 17, span=1.0)
    hill = Hill(trained.network, trained.prepared, plane)
    surface = last_of(hill)
    trained.step()
    assert surface.heights[2, 2] == pytest.approx(trained.current.loss, rel=1e-14)
    here = hill.stand(0.0, 0.0)
    assert (here.slope_x, here.slope_y) == (trained.program.grad[2], trained.program.grad[17])
    assert here.slope == pytest.approx(np.hypot(trained.program.grad[2], trained.program.grad[17]))
    assert surface.heights[3, 1] == pytest.approx(hill.loss(-0.5, 0.5), rel=1e-14)
    assert surface.at(-0.5, 0.5) == pytest.approx(surface.heights[3, 1])
    assert surface.at(-0.75, 0.5) == pytest.approx(surface.heights[3, :2].mean())
    assert np.isnan(surface.at(1.1, 0.0))
    moved = theta.copy()
    moved[2] -= 0.5
    moved[17] += 0.5
    assert plane.project(moved) == pytest.approx((-0.5, 0.5)) and plane.away(moved) == pytest.approx(0.0)
    moved[0] += 0.25
    assert plane.away(moved) == pytest.approx(0.25)
    assert plane.numbers == (theta[2], theta[17])
    assert two_weights(theta * 100, 2, 17).span >= 1.5 * abs(theta[2] * 100)
    with pytest.raises(SpecError, match="same weight"):
        two_weights(theta, 1, 1)


def test_the_steepest_weights() -> None:
    trained = run()
    theta = trained.program.theta.copy()
    hill = Hill(trained.network, trained.prepared, two_weights(theta, 0, 1))
    first, second = hill.steepest(theta)
    trained.step()
    sizes = np.sort(np.abs(trained.program.grad))
    assert [abs(trained.program.grad[each]) for each in (first, second)] == sizes[:-3:-1].tolist()


def test_a_locked_weight_is_steepest_only_where_no_two_are_free() -> None:
    trained = run()
    theta = trained.program.theta.copy()
    plane = two_weights(theta, 0, 1)
    first, second = Hill(trained.network, trained.prepared, plane).steepest(theta)
    slots = trained.program.slots
    locked = trained.network
    for place in (first, second):
        at = weight_at(slots, place)
        masks = locks_of(locked, at.layer)
        masks[at.array][at.index] = True
        locked = with_locks(locked, at.layer, masks)
    others = Hill(locked, trained.prepared, plane).steepest(theta)
    assert not {first, second} & set(others)
    for key in {slot.layer for slot in slots}:
        locked = with_locks(locked, key, {name: mask | True for name, mask in locks_of(locked, key).items()})
    assert locked_in_all(locked) == len(theta)
    assert Hill(locked, trained.prepared, plane).steepest(theta) == (first, second)


def test_coarse_to_fine() -> None:
    trained = run()
    hill = Hill(trained.network, trained.prepared, two_weights(trained.program.theta, 2, 17))
    seen = list(hill.surface(9, 5, every=0.0))
    assert [each.done for each in seen] == list(range(1, 25 + 81 + 1)) and seen[-1].points == 106
    assert [each.finished for each in seen] == [False] * 105 + [True]
    assert np.isnan(seen[0].heights).sum() == 24 and np.isfinite(seen[0].heights[2]).sum() == 1
    first_fine = seen[25].heights
    assert first_fine.shape == (9, 9) and np.isfinite(first_fine).all()
    np.testing.assert_allclose(first_fine[::2, ::2], seen[24].heights, rtol=1e-12)
    np.testing.assert_allclose(seen[-1].heights[::2, ::2], seen[24].heights, rtol=1e-12)
    assert not (seen[-1].heights[1::2, 1::2] == first_fine[1::2, 1::2]).any()
    assert not seen[0].heights.flags.writeable
    assert len(list(hill.surface(9, 5, every=60.0))) == 2


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
    with pytest.raises(SpecError, match="All weights are 0"):
        random_directions(theta * 0, trained.program.slots)


def test_the_path_so_far() -> None:
    trained, trail = run(), Trail(most=20)
    for step in range(100):
        trail.add(step, trained.program.theta)
        trained.step()
    assert 8 <= len(trail.points) <= 20
    plane = main_directions(trail.points)
    products = (plane.across @ plane.across, plane.across @ plane.up, plane.up @ plane.up)
    assert products == pytest.approx((1.0, 0.0, 1.0), abs=1e-12)
    steps = np.stack(trail.points)
    _, _, wanted = np.linalg.svd(steps - steps[-1], full_matrices=False)
    assert abs(wanted[0] @ plane.across) == pytest.approx(1.0) == abs(wanted[1] @ plane.up)
    assert plane.away(trail.points[-1]) == pytest.approx(0.0, abs=1e-9)
    walked = np.array([plane.project(each) for each in trail.points])
    np.testing.assert_allclose(walked.min(axis=0), -walked.max(axis=0), atol=1e-9)
    assert np.abs(walked).max() == pytest.approx(plane.span / 1.5)
    hill = Hill(trained.network, trained.prepared, plane)
    assert hill.loss(*walked[0]) > hill.loss(*walked[-1])
    for wrong in (trail.points[:2], [trail.points[0]] * 4):
        with pytest.raises(SpecError, match="train a little first"):
            main_directions(wrong)
    with pytest.raises(SpecError, match="fewer than two weights"):
        main_directions([np.array([float(each)]) for each in range(4)])
    with pytest.raises(SpecError, match="another drawing"):
        Hill(chain((3, 5, 3)), trained.prepared, plane)


def test_a_straight_path_has_a_second_direction() -> None:
    line = [np.array([1.0, 2.0, 0.0]) * each for each in range(5)]
    plane = main_directions(line)
    basis = np.stack([plane.across, plane.up])
    np.testing.assert_allclose(basis @ basis.T, np.eye(2), atol=1e-12)


def test_a_trail_in_bounded_memory() -> None:
    trail = Trail(limit=8 * 80, most=1000)
    for step in range(200):
        trail.add(step, np.full(10, float(step)))
    assert 4 <= len(trail.points) <= 8 and trail.nbytes <= trail.limit and not trail.too_large
    assert trail.steps[0] == 0 and trail.steps == [int(point[0]) for point in trail.points] == sorted(trail.steps)
    large = Trail(limit=8 * 80)
    large.add(0, np.zeros(11))
    assert large.too_large and not large.points


def test_a_walk_back_shortens_the_trail() -> None:
    trail = Trail()
    for step in (0, 10, 20, 30):
        trail.add(step, np.zeros(3))
    trail.add(15, np.ones(3))
    assert trail.steps == [0, 10, 15] and trail.points[-1].tolist() == [1.0, 1.0, 1.0]


def test_the_observer_notes_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.observe._TRAIL_EVERY", 0.0)
    trained = run()
    observer = Observer(trained)
    for _ in range(5):
        trained.step()
        observer.note_change()
    assert observer.trail.steps == [0, 1, 2, 3, 4, 5]
    assert observer.trail.points[-1].tobytes() == trained.program.theta.tobytes()
    Player(trained).go(2)
    observer.note_change()
    assert observer.trail.steps == [0, 1, 2, 3, 4, 5]  # a player made only now holds nothing earlier
    player = Player(trained)
    player.go(7)
    player.go(5)
    observer.note_change()
    assert observer.trail.steps == [0, 1, 2, 3, 4, 5]


def test_the_walker_descends() -> None:
    trained = run()
    hill = Hill(trained.network, trained.prepared, two_weights(trained.program.theta, 0, 13))
    steps = list(hill.descend(1.5, -1.0, rate=0.1, steps=50))
    losses = [step.loss for step in steps]
    assert len(steps) == 51 and losses == sorted(losses, reverse=True)
    assert steps[1].x == 1.5 - 0.1 * steps[0].slope_x
    assert len(list(hill.descend(0.0, 0.0, rate=float("inf"), steps=50))) < 5


def test_weights_by_name_and_place() -> None:
    trained = run()
    slots, network = trained.program.slots, trained.network
    for place in range(slots[-1].stop):
        assert place_of(slots, weight_at(slots, place)) == place
    assert weight_at(slots, 13) == WeightAt(2, "bias", (1,))
    assert symbol_of(network, WeightAt(3, "weight", (0, 1))).plain == "w_14"
    wide = chain((30, 4, 3))
    assert symbol_of(wide, WeightAt(2, "weight", (1, 4))).plain == "w_d1.2,x5"
    assert symbol_of(wide, WeightAt(3, "bias", (2,))).plain == "b_d2.3"
    for gone in (WeightAt(2, "weight", (4, 0)), WeightAt(9, "bias", (0,)), WeightAt(2, "weight", (1,))):
        with pytest.raises(SpecError, match="no longer has this weight"):
            place_of(slots, gone)


def test_a_surface_in_time() -> None:
    """51 x 51 points of a 2-8-8-1 net on 250 rows in under 2 s."""
    network = chain((2, 8, 8, 1), "tanh", "sigmoid", "binary_crossentropy")
    trained = trainer(network, points(count=250, features=2, classes=2))
    begun = time.perf_counter()
    hill = Hill(network, trained.prepared, random_directions(trained.program.theta, trained.program.slots))
    heights = list(hill.surface())[-1].heights
    assert np.shape(heights) == (51, 51) and np.isfinite(heights).all()
    assert time.perf_counter() - begun < 2.0
