"""Precision, recall and F1 of classes: by hand, and beside scikit-learn."""

import numpy as np
import pytest

from core.class_scores import class_scores


def test_by_hand() -> None:
    scores = class_scores(np.array([[8, 2], [1, 9]]))
    np.testing.assert_allclose(scores.precision, [8 / 9, 9 / 11])
    np.testing.assert_allclose(scores.recall, [0.8, 0.9])
    np.testing.assert_allclose(scores.f1, [16 / 19, 18 / 21])
    assert scores.rows.tolist() == [10, 10]


def test_what_cannot_be_said_is_not_a_number() -> None:
    scores = class_scores(np.array([[3, 0, 0], [1, 0, 0], [0, 0, 0]]))
    assert np.isnan(scores.precision[[1, 2]]).all()
    assert scores.recall[1] == 0
    assert np.isnan(scores.recall[2])
    assert scores.mean()[1] == pytest.approx(0.5)
    assert all(np.isnan(each) for each in class_scores(np.zeros((2, 2), np.int64)).mean())


@pytest.mark.peers
def test_beside_scikit_learn() -> None:
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    rng = np.random.default_rng(3)
    actual, predicted = rng.integers(0, 6, (2, 500))
    ours = class_scores(confusion_matrix(actual, predicted))
    theirs = precision_recall_fscore_support(actual, predicted)
    for mine, other in zip((ours.precision, ours.recall, ours.f1, ours.rows), theirs, strict=True):
        np.testing.assert_allclose(mine, other)
