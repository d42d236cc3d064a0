"""The Observer of a run that flies by: what views renew less often may be a little old, and at rest nothing is."""

import numpy as np
import pytest

import core
from core import observe
from core.observe import Observer
from core.trainer import Trainer


@pytest.fixture
def run() -> Trainer:
    trainer, _ = core.start(core.load(core.example_path("circle")))
    return trainer


def test_in_flight_weights_are_of_this_moment_and_the_rest_a_little_older(
    run: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(observe, "AGE", 1000.0)
    monkeypatch.setattr(observe, "_PLANE_AGE", 1000.0)
    observer = Observer(run)
    run.epoch()
    first = observer.snapshot(1, 1.0, True)
    run.epoch()
    later = observer.snapshot(1, 1.0, True)
    assert later.epoch == 2 and later.curves is first.curves
    assert later.plane is first.plane and later.evaluation is first.evaluation
    np.testing.assert_array_equal(later.theta, run.program.theta)
    assert first.watched is not None and later.watched is not None
    assert not np.array_equal(first.watched.output, later.watched.output)
    at_rest = observer.snapshot(1)
    assert len(at_rest.curves.batch_loss.x) > len(first.curves.batch_loss.x)
    drawn = observer.look_again()[1]
    assert at_rest.plane is not None and drawn is not None
    for layer, each in drawn.layers.items():
        np.testing.assert_array_equal(at_rest.plane.layers[layer], each)
    assert at_rest.evaluation is not None and first.evaluation is not None
    assert at_rest.evaluation.loss != first.evaluation.loss


def test_in_flight_it_is_renewed_when_it_is_old_enough(run: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AGE", "_PLANE_AGE"):
        monkeypatch.setattr(observe, name, 0.0)
    observer = Observer(run)
    monkeypatch.setattr(observe, "_SHARE", 1e9)
    run.epoch()
    first = observer.snapshot(1, 1.0, True)
    run.epoch()
    later = observer.snapshot(1, 1.0, True)
    assert later.curves is not first.curves and later.plane is not first.plane
    assert later.evaluation is not first.evaluation


def test_other_weights_put_into_a_flying_run_show_at_once(run: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observe, "AGE", 1000.0)
    monkeypatch.setattr(observe, "_PLANE_AGE", 1000.0)
    observer = Observer(run)
    run.epoch()
    first = observer.snapshot(1, 1.0, True)
    run.program.theta[:] = 0.0
    run.weights_replaced()
    observer.forget()
    later = observer.snapshot(1, 1.0, True)
    assert later.curves is not first.curves and later.plane is not first.plane
    assert later.evaluation is not first.evaluation


def test_sizes_of_updates_are_noted_now_and_then_in_flight_and_at_each_step_else(
    run: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(observe, "AGE", 1000.0)
    observer = Observer(run)
    layer = run.program.slots[0].layer
    for flying, noted in ((True, 1), (True, 1), (False, 2), (False, 3), (True, 3)):
        run.step()
        observer.note_change(flying)
        assert len(run.log.curves().weight_change[layer].x) == noted
