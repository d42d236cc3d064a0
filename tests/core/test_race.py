"""The race: finite differences agree with backpropagation and need two passes a weight."""

import numpy as np
import pytest

from core.errors import SpecError
from core.layers import Activation, Input
from core.race import Progress, extrapolate, race
from tests.helpers.networks import chain, points, rows, stack


def test_both_ways_agree() -> None:
    steps = list(race(chain((3, 8, 3), "tanh", "softmax", "categorical_crossentropy"), points(), every=0.0))
    assert steps[0].done == 0 and np.isnan(steps[0].expected_seconds) and steps[-1].finished
    assert [each.passes for each in steps] == [2 * each.done for each in steps]
    last = steps[-1]
    assert last.weights == 59 and last.difference < 1e-8
    assert last.backward_seconds > 0 and last.ratio > 5 and last.expected_seconds == last.seconds


def test_it_can_be_called_off_and_uses_the_weights_it_is_given() -> None:
    network = chain((3, 60, 3))
    weights = {"dense 2.weight": np.zeros((60, 3)), "dense 2.bias": np.zeros(60)}
    weights |= {"dense 3.weight": np.zeros((3, 60)), "dense 3.bias": np.zeros(3)}
    running = race(network, rows(np.ones((4, 3)), np.zeros((4, 3))), weights, every=1e-4)
    first, second = next(running), next(running)
    assert 0 < second.done < first.weights and second.expected_seconds > second.seconds
    running.close()


def test_larger_networks() -> None:
    (same, larger) = extrapolate(Progress(10, 100, 20, 1.0, 0.5, 0.0), (100, 1000))
    assert (same.differences, same.backward) == (10.0, 0.5)
    assert (larger.differences, larger.backward) == (1000.0, 5.0)


def test_a_network_without_weights() -> None:
    with pytest.raises(SpecError, match="no weights"):
        next(race(stack(Input(shape=(2,)), Activation()), rows(np.ones((3, 2)), np.ones((3, 2)))))
