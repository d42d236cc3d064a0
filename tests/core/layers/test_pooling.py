"""Pooling: who wins among equals, and what padding counts for."""

import numpy as np
import pytest

from core.explain import gradient_check
from core.layers import AveragePooling2D, Conv2D, Dense, Flatten, GlobalMaxPooling2D, Input, Layer, MaxPooling2D
from core.program import Program, compile_network
from tests.helpers.networks import rows, stack


def passed(layer: MaxPooling2D | AveragePooling2D, x: np.ndarray) -> Program:
    """The layer over one image of one channel, forward."""
    program = compile_network(stack(Input(shape=(*x.shape, 1)), layer, Flatten()), batch=1, dtype=np.float64)
    program.load(x[None])
    program.forward()
    return program


def sent(program: Program) -> np.ndarray:
    """dL/dx where every delta is 1."""
    program.ops[2].delta[...] = 1.0
    out = np.empty(program.input.a.shape)
    program.ops[2].send_back(0, out, False)
    return out[0, :, :, 0]


def test_the_first_of_equals_takes_the_whole_blame() -> None:
    image = np.array([[0.0, 0.0, 3.0, 1.0], [0.0, 0.0, 3.0, 3.0]])
    program = passed(MaxPooling2D(), image)
    assert program.output[:, 0].tolist() == [0.0, 3.0]
    assert sent(program).tolist() == [[1.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]]


def test_padding_never_wins_and_is_not_counted() -> None:
    image = -np.arange(1.0, 10.0).reshape(3, 3)
    program = passed(MaxPooling2D(padding="same"), image)
    assert program.output[:, 0].tolist() == [-1.0, -3.0, -7.0, -9.0]
    program = passed(AveragePooling2D(padding="same"), image)
    assert program.output[:, 0].tolist() == [-3.0, -4.5, -7.5, -9.0]
    assert sent(program).tolist() == [[0.25, 0.25, 0.5], [0.25, 0.25, 0.5], [0.5, 0.5, 1.0]]


def test_windows_that_overlap_add_up() -> None:
    image = np.array([[1.0, 5.0, 2.0]])
    program = passed(MaxPooling2D(pool_size=(1, 2), strides=(1, 1)), image)
    for _ in range(2):  # again: nothing is left of the first time
        assert sent(program).tolist() == [[0.0, 2.0, 0.0]]


@pytest.mark.parametrize("layer", [MaxPooling2D(), GlobalMaxPooling2D()], ids=lambda layer: layer.kind)
def test_another_winner_is_a_kink_of_the_gradient_check(layer: Layer) -> None:
    """With steps as long as these, weights before the layer change who wins; what can be compared is right."""
    network = stack(
        Input(shape=(5, 5, 1)), Conv2D(filters=3, kernel_size=(2, 2)), layer, Flatten(), Dense(units=1)
    )  # fmt: skip
    rng = np.random.default_rng(0)
    data = rows(rng.normal(size=(20, 5, 5, 1)), rng.normal(size=(20, 1)))
    rough = gradient_check(network, data, h=0.05)[0]
    assert rough.kinks and {(each.layer, each.function) for each in rough.sources} == {(network.nodes[2].name, "max")}
    assert all(each.verdict == "good" and each.compared for each in gradient_check(network, data))
