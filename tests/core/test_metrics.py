"""Coding of targets and the sums behind accuracy, R² and RMSE, against plain formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.preprocessing import Preprocessing
from core.errors import DataError
from core.metrics import Coding, Scorer
from core.task import Task
from tests.helpers.networks import chain, points, trainer

TWO = Task((2,), "classification", ("no", "yes"), ("answer",))
THREE = Task((2,), "classification", ("a", "b", "c"), ("letter",))
NUMBERS = Task((2,), "regression", (), ("u", "v"))


def test_classes_become_one_hot_or_one_number() -> None:
    y = np.array([2, 0])
    assert Coding(THREE, 3).encode(y, np.float32).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert Coding(TWO, 1).encode(np.array([1, 0]), np.float64).tolist() == [[1], [0]]
    assert Coding(TWO, 1, low=-1.0).encode(np.array([1, 0]), np.float64).tolist() == [[1], [-1]]
    assert Coding(NUMBERS, 2).encode(np.ones((3, 2)), np.float32).dtype == np.float32
    with pytest.raises(DataError, match="class 3; the network has 3 outputs"):
        Coding(THREE, 3).encode(np.array([3]), np.float64)


@pytest.mark.parametrize(
    ("output", "loss", "low"),
    [
        ("tanh", "mean_squared_error", -1.0),
        ("tanh", "binary_crossentropy", 0.0),
        ("sigmoid", "mean_squared_error", 0.0),
    ],
)
def test_targets_follow_the_outputs_range(output: str, loss: str, low: float) -> None:
    assert Coding.of(chain((2, 1), "tanh", output, loss), TWO).low == low


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60), st.integers(1, 60))
def test_confusion_and_accuracy(pairs: list[tuple[int, int]], cut: int) -> None:
    actual, predicted = (np.array(each) for each in zip(*pairs, strict=True))
    scorer, coding = Scorer(Coding(THREE, 3)), Coding(THREE, 3)
    outputs, targets = (coding.encode(each, np.float64).T for each in (predicted, actual))
    for at in (slice(None, cut), slice(cut, None)):
        scorer.add(outputs[:, at], targets[:, at])
    expected = [[int(((actual == i) & (predicted == j)).sum()) for j in range(3)] for i in range(3)]
    assert scorer.confusion.tolist() == expected
    assert scorer.metrics().as_dict() == {"accuracy": float(np.mean(actual == predicted))}


@given(st.integers(0, 10_000), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_r2_and_rmse_and_no_cut_changes_a_bit(seed: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(3.0, 2.0, (2, 30))
    a = y + rng.normal(size=y.shape)
    scale = Preprocessing(target_mean=(0.0, 0.0), target_scale=(2.0, 5.0))
    whole, cut = Scorer(Coding(NUMBERS, 2), scale), Scorer(Coding(NUMBERS, 2), scale)
    whole.add(a, y)
    start = 0
    while start < 30:
        stop = start + cuts[start % len(cuts)]
        cut.add(a[:, start:stop], y[:, start:stop])
        again = Scorer(Coding(NUMBERS, 2), scale)
        again.restore(cut.state())
        cut, start = again, stop
    assert whole.metrics() == cut.metrics()
    found = whole.metrics().as_dict()
    spread = ((y - y.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    assert found["r2"] == pytest.approx(float(np.mean(1 - ((a - y) ** 2).sum(axis=1) / spread)), rel=1e-9)
    assert found["rmse"] == pytest.approx(float(np.sqrt(((a - y) ** 2 * [[4.0], [25.0]]).mean())))


def test_nothing_scored_and_targets_all_alike() -> None:
    scorer = Scorer(Coding(NUMBERS, 2))
    assert scorer.metrics().values == ()
    scorer.add(np.array([[1.0, 1.0], [2.0, 3.0]]), np.array([[1.0, 1.0], [2.0, 2.0]]))
    assert scorer.metrics().as_dict()["r2"] == 0.5  # met exactly: 1; missed, and nothing to explain: 0


def test_validation_in_chunks_is_validation_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for chunk in (1024, 7):
        monkeypatch.setattr("core.program.MOST_ROWS", chunk)
        run = trainer(chain((3, 4, 3), "tanh", "softmax", "categorical_crossentropy"), points(60, validation=30))
        run.epoch()
        assert run.validator is not None
        found.append(run.validator)
    assert found[0].metrics == found[1].metrics
    assert found[0].loss == pytest.approx(found[1].loss, rel=1e-12)
    np.testing.assert_allclose(found[0].outputs, found[1].outputs, rtol=1e-12)


def test_the_losses_of_single_rows_average_to_the_loss() -> None:
    import core
    from core.observe import Observer

    trainer, _ = core.start(core.load(core.example_path("iris")))
    trainer.epoch()
    found = Observer(trainer).snapshot(1).evaluation
    assert found is not None
    assert found.losses.shape == found.rows.shape
    assert trainer.program.penalty() + found.losses.mean() == pytest.approx(found.loss, rel=1e-5)
    kept = trainer.validator.judgement()
    trainer.epoch()
    trainer.validator.recall(kept)
    np.testing.assert_array_equal(trainer.validator.losses[0], found.losses)
