"""Worked examples from the literature, to twelve digits: Mazur's 2-2-2 network, Nielsen's neuron, and smaller ones."""

import numpy as np
import pytest

from core.activations import ACTIVATIONS, Work
from core.layers import Activation, Dense, Input
from core.optimizers import SGD
from core.program import compile_network
from core.trainer import Trainer
from tests.helpers.networks import chain, rows, stack, trainer

HALF = "half_squared_error"
FIXED = {"trainable": (("bias", False),)}


def exactly(found: object, expected: object) -> None:
    """To the twelve digits that are given."""
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=6e-13)


# -- mattmazur.com, "A step by step backpropagation example" -----------------------------------------------------------


def mazur(biases_trained: bool = False) -> Trainer:
    """Two inputs, two hidden and two output neurons, sigmoid, half the squared error, a rate of 0.5."""
    network = chain((2, 2, 2), "sigmoid", "sigmoid", HALF, **({} if biases_trained else FIXED))
    data = rows(np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]))
    run = trainer(network, data, optimizer=SGD(learning_rate=0.5), batch_size=1, epochs=100_000)
    run.program.theta[:] = 0.15, 0.20, 0.25, 0.30, 0.35, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.60
    return run


def test_mazur_forward_and_backward() -> None:
    run = mazur()
    program, hidden, output = run.program, run.program.ops[2], run.program.ops[3]
    program.load(np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]]))
    program.run()
    exactly(hidden.z[:, 0], [0.3775, 0.3925])
    exactly(hidden.a[:, 0], [0.593269992107, 0.596884378260])
    exactly(output.z[:, 0], [1.105905967060, 1.224921404096])
    exactly(output.a[:, 0], [0.751365069552, 0.772928465321])
    exactly(program.heads[0].parts[:, 0], [0.274811083176, 0.023560025584])
    assert program.loss == pytest.approx(0.2983711087600027, rel=1e-15)
    exactly(output.delta[:, 0], [0.138498561629, -0.038098236517])
    exactly(program.grad[6:10], [0.082167040564, 0.082667627848, -0.022602540477, -0.022740242216])
    exactly(hidden.da[:, 0], [0.036350306393, 0.041370322649])
    exactly(hidden.delta[:, 0], [0.008771354689, 0.009954254705])
    exactly(program.grad[:4], [0.000438567734, 0.000877135469, 0.000497712735, 0.000995425471])


def test_mazur_one_step_and_ten_thousand() -> None:
    run = mazur()
    run.step()
    theta = run.program.theta
    exactly(theta[:4], [0.149780716133, 0.199561432266, 0.249751143632, 0.299502287265])
    exactly(theta[6:10], [0.358916479718, 0.408666186076, 0.511301270239, 0.561370121108])
    run.step()  # its forward pass judges the first update
    exactly(run.current.output[:, 0], [0.742088111191, 0.775284968294])
    assert run.current.loss == pytest.approx(0.29102777369359933, rel=1e-14)
    while run.log.step < 10_000:
        run.step()
    kept = theta.copy()
    np.testing.assert_allclose(kept[:4], [0.378509988, 0.657019977, 0.477300706, 0.754601411], atol=6e-10)
    np.testing.assert_allclose(kept[6:10], [-3.892977199, -3.868416688, 2.861810949, 2.925688967], atol=6e-10)
    assert kept[[4, 5, 10, 11]].tolist() == [0.35, 0.35, 0.60, 0.60]
    run.step()
    assert run.current.loss == pytest.approx(3.510187783e-05, rel=2e-10)
    exactly(run.current.output[:, 0], [0.015913620444, 0.984064273515])


def test_mazur_with_trained_biases() -> None:
    run = mazur(biases_trained=True)
    run.step()
    exactly(run.program.theta[[4, 5, 10, 11]], [0.345614322655, 0.345022872647, 0.530750719186, 0.619049118258])
    run.step()
    assert run.current.loss == pytest.approx(0.28047144679143016, rel=1e-14)
    while run.log.step < 10_001:
        run.step()
    assert run.current.loss == pytest.approx(2.4475622359e-06, rel=1e-10)
    exactly(run.current.output[:, 0], [0.011587527391, 0.988458935026])


# -- M. Nielsen, "Neural Networks and Deep Learning", chapter 3 --------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "first", "last", "end"),
    [
        ((0.6, 0.9), 0.8175744762, 0.0939556949, (-1.2831324334, -0.9831324334)),
        ((2.0, 2.0), 0.9820137900, 0.2028484243, (-0.6842929110, -0.6842929110)),
    ],
)
def test_nielsens_single_neuron(
    start: tuple[float, float], first: float, last: float, end: tuple[float, float]
) -> None:
    data = rows(np.array([[1.0]]), np.array([[0.0]]))
    run = trainer(chain((1, 1), "tanh", "sigmoid", HALF), data, optimizer=SGD(learning_rate=0.15), epochs=1000)
    run.program.theta[:] = start
    w, b = start
    for epoch in range(300):
        run.step()
        a = 1.0 / (1.0 + np.exp(-(w + b)))
        if epoch == 0:
            assert float(run.current.output[0, 0]) == pytest.approx(first, abs=6e-11)
        w, b = w - 0.15 * a * a * (1 - a), b - 0.15 * a * a * (1 - a)
    np.testing.assert_allclose(run.program.theta, end, atol=6e-11)
    np.testing.assert_allclose(run.program.theta, (w, b), rtol=1e-12)  # the same by hand, to twelve digits
    run.step()
    assert float(run.current.output[0, 0]) == pytest.approx(last, abs=6e-11)


# -- smaller ones ------------------------------------------------------------------------------------------------------


def test_han_and_kamber() -> None:
    data = rows(np.array([[1.0, 0.0, 1.0]]), np.array([[1.0]]))
    run = trainer(chain((3, 2, 1), "sigmoid", "sigmoid", HALF), data, optimizer=SGD(learning_rate=0.9))
    run.program.theta[:] = 0.2, 0.4, -0.5, -0.3, 0.1, 0.2, -0.4, 0.2, -0.3, -0.2, 0.1
    run.step()
    hidden, output = run.program.ops[2], run.program.ops[3]
    exactly([*hidden.a[:, 0], *output.a[:, 0]], [0.331812227832, 0.524979187479, 0.473888898824])
    exactly([*output.delta[:, 0], *hidden.delta[:, 0]], [-0.131169078214, 0.008724561965, 0.006542085064])
    exactly(run.program.theta, [
        0.192147894231, 0.4, -0.507852105769, -0.305887876558, 0.1, 0.194112123442, -0.407852105769, 0.194112123442,
        -0.260828846342, -0.138025067507, 0.218052170393,
    ])  # fmt: skip


def test_softmax_of_cs231n() -> None:
    network = stack(Input(shape=(3,)), Activation(activation="softmax"), loss="categorical_crossentropy")
    program = compile_network(network, batch=1, dtype=np.float64)
    program.load(np.log([[0.2, 0.3, 0.5]]), np.array([[0.0, 1.0, 0.0]]))
    program.forward()
    program.error()
    program.heads[0].blame()
    exactly(program.ops[2].delta[:, 0], [0.2, -0.7, 0.5])
    assert program.loss == pytest.approx(1.2039728043, abs=1e-10)


def test_neurons_of_cs231n_and_micrograd() -> None:
    for w, b, x, activation, output, slope in (
        ((2.0, -3.0), -3.0, (-1.0, -2.0), "sigmoid", 0.7310585786, 0.1966119332),
        ((-3.0, 1.0), 6.8813735870195432, (2.0, 0.0), "tanh", 0.7071067812, 0.5),
    ):
        network = stack(Input(shape=(2,)), Dense(units=1, activation=activation))
        program = compile_network(network, batch=1, dtype=np.float64)
        program.theta[:] = *w, b
        program.load(np.array([x]))
        program.forward()
        op = program.ops[2]
        ACTIVATIONS[activation].backward(op.z, op.a, np.ones((1, 1)), op.delta, Work(op.z))
        op.gradient()
        assert float(op.a[0, 0]) == pytest.approx(output, abs=1e-10)
        np.testing.assert_allclose(program.grad, [slope * x[0], slope * x[1], slope], atol=1e-10)


def test_a_first_lesson() -> None:
    run = trainer(chain((1, 1)), rows(np.array([[2.0]]), np.array([[9.0]])), optimizer=SGD(learning_rate=0.05))
    run.program.theta[:] = 3.0, 1.0
    run.step()
    assert (run.current.loss, run.program.grad.tolist()) == (4.0, [-8.0, -4.0])
    exactly(run.program.theta, [3.4, 1.2])
    run.step()
    assert run.current.loss == pytest.approx(1.0)
