"""Every gradient against central differences in float64: layer kinds, activations and losses, weights and inputs."""

import itertools

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.initializers import Constant, Uniform
from core.layers import Activation, Dense, Dropout, Flatten, Input, Layer, Regularizer
from core.layers.base import Build, Param
from core.losses import LOSSES
from core.network import NetworkSpec
from core.program import Program, compile_network
from tests.helpers.networks import stack

N = 5
H = 1e-6
TOLERANCE = 3e-8
KINKED = ("relu", "leaky_relu", "elu", "selu")
SMALL = Uniform(minval=-0.4, maxval=0.4)


def ready(network: NetworkSpec, seed: int) -> Program:
    """A compiled network with rows and targets: one-hot where the loss is for classes."""
    program = compile_network(network, batch=N, dtype=np.float64, seed=seed)
    rng = np.random.default_rng(seed)
    program.x[...] = rng.normal(size=program.x.shape)
    for head in program.heads:
        outputs = len(head.y)
        classes = head.loss.for_classes
        head.rows[...] = np.eye(outputs)[rng.integers(0, outputs, N)] if classes else rng.normal(size=(N, outputs))
    return program


def near_a_kink(program: Program) -> bool:
    """Whether some z lies so close to 0 that the differences would step over it."""
    bent = [op for op in program.ops.values() if op.activation.name in KINKED]
    return any(bool((np.abs(op.z) < 1e-3).any()) for op in bent)


def smooth(network: NetworkSpec) -> Program:
    """The network with weights and rows that keep clear of kinks, its passes done."""
    for seed in range(50):
        program = ready(network, seed)
        program.run()
        if not near_a_kink(program):
            return program
    raise AssertionError("no seed keeps clear of the kinks")


def slopes(program: Program, numbers: np.ndarray) -> np.ndarray:
    """Central differences of the loss along every one of ``numbers``, an array the program reads."""
    found = np.zeros(numbers.shape)
    for at in np.ndindex(numbers.shape):
        kept = numbers[at]
        losses = []
        for moved in (kept + H, kept - H):
            numbers[at] = moved
            program.forward()
            program.error()
            losses.append(program.loss)
        numbers[at] = kept
        found[at] = (losses[0] - losses[1]) / (2 * H)
    return found


def blame_all(program: Program) -> None:
    """All passes, and the blame of layers that no weight lies before, which training leaves out."""
    program.run()
    for key, op in reversed([(key, op) for key, op in program.ops.items() if key > 1]):
        head = program.head_of(key)
        if head is None:
            op.blame()


def check(network: NetworkSpec) -> Program:
    """Assert that the flat gradient is the slope of the loss along every weight."""
    program = smooth(network)
    gradient = program.grad.copy()
    np.testing.assert_allclose(gradient, slopes(program, program.theta), rtol=TOLERANCE, atol=TOLERANCE)
    assert np.abs(gradient).max() > 1e-4
    return program


def output_layers(activation: str) -> list[list[Layer]]:
    """The activation as part of Dense, and as a layer of its own. Outputs lie about 0.5, inside every loss's range."""
    settings = {"units": 3, "kernel_initializer": SMALL, "bias_initializer": Constant(value=0.5)}
    return [
        [Dense(activation=activation, **settings)],
        [Dense(**settings), Activation(activation=activation)],
    ]


@pytest.mark.parametrize(("activation", "loss"), [*itertools.product(ACTIVATIONS, LOSSES)])
def test_output_of_every_activation_under_every_loss(activation: str, loss: str) -> None:
    for ending in output_layers(activation):
        check(stack(Input(shape=(3,)), Dense(units=4, activation="tanh"), *ending, loss=loss))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_hidden_layers_of_every_activation(activation: str) -> None:
    for hidden in ([Dense(units=4, activation=activation)], [Dense(units=4), Activation(activation=activation)]):
        check(stack(Input(shape=(3,)), *hidden, Dense(units=2, activation="sigmoid")))


@pytest.mark.parametrize("shape", [(4,), (2, 3, 1), (2, 2, 3), (3, 2)])
@pytest.mark.parametrize("before", ["nothing", "activation"])
def test_flatten_as_a_view_and_as_a_copy(shape: tuple[int, ...], before: str) -> None:
    layers: list[Layer] = [Activation(activation="tanh")] if before == "activation" else []
    check(stack(Input(shape=shape), *layers, Flatten(), Dense(units=3, activation="tanh"), Dense(units=2)))


def test_dropout_with_its_mask_held() -> None:
    network = stack(Input(shape=(3,)), Dense(units=6, activation="tanh"), Dropout(rate=0.4), Dense(units=2))
    program = ready(network, 0)
    program.run()
    mask, gradient = program.ops[3].mask, program.grad.copy()  # type: ignore[attr-defined]
    assert 0 < np.count_nonzero(mask) < mask.size

    def held() -> None:
        np.multiply(program.ops[2].a, mask, out=program.ops[3].z)

    program._forwards = tuple(held if run == program.ops[3].forward else run for run in program._forwards)
    np.testing.assert_allclose(gradient, slopes(program, program.theta), rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize(("l1", "l2"), [(0.1, 0.0), (0.0, 0.1), (0.05, 0.2)])
def test_penalties_are_part_of_loss_and_gradient(l1: float, l2: float) -> None:
    decay = Regularizer(l1=l1, l2=l2)
    plain = stack(Input(shape=(3,)), Dense(units=4, activation="tanh"), Dense(units=2))
    network = stack(Input(shape=(3,)), Dense(units=4, activation="tanh", kernel_regularizer=decay), Dense(units=2))
    program, without = check(network), ready(plain, 0)
    without.run()
    program.theta[:] = without.theta
    program.load(without.x, without.y)
    program.run()
    w = program.theta[:12]
    assert program.loss == pytest.approx(without.loss + l1 * np.abs(w).sum() + l2 * (w * w).sum(), rel=1e-14)


def test_layers_without_bias() -> None:
    program = check(stack(Input(shape=(3,)), Dense(units=4, activation="tanh", use_bias=False), Dense(units=2)))
    assert [slot.array for slot in program.slots] == ["weight", "weight", "bias"]


@pytest.mark.parametrize(
    "layer",
    [Dense(units=4, activation="tanh"), Activation(activation="softplus"), Dropout(rate=0.3), Flatten()],
    ids=lambda layer: layer.kind,
)
def test_send_back_writes_and_adds_the_slope_along_the_input(layer: Layer) -> None:
    network = stack(Input(shape=(2, 3)), Activation(activation="linear"), Flatten(), layer, Dense(units=2))
    program = ready(network, 3)
    blame_all(program)
    op = program.ops[4]
    source = program.ops[3]
    if isinstance(layer, Dropout):
        expected = op.delta * op.mask  # type: ignore[attr-defined]
    else:
        expected = slopes(program, program.x).reshape(N, 2, 3).transpose(1, 2, 0).reshape(6, N)
        blame_all(program)
    out = np.full_like(source.da, np.nan)
    op.send_back(0, out, False)
    np.testing.assert_allclose(out, expected, rtol=TOLERANCE, atol=TOLERANCE)
    once = out.copy()
    for _ in range(2):  # twice: the second time scratch made by the first is used again
        out[...] = 2.0
        op.send_back(0, out, True)
        np.testing.assert_allclose(out, once + 2.0, rtol=1e-14)


def test_flatten_sends_back_to_images() -> None:
    network = stack(Input(shape=(2, 3, 3)), Activation(activation="tanh"), Flatten(), Dense(units=2))
    program = ready(network, 1)
    numeric = slopes(program, program.x).reshape(N, 2, 3, 3)
    blame_all(program)
    np.testing.assert_allclose(np.moveaxis(program.ops[2].delta, (0, -1), (-1, 0)), numeric, rtol=1e-6, atol=TOLERANCE)


def test_blame_sums_over_all_that_draw_from_a_layer() -> None:
    program = ready(stack(Input(shape=(3,)), Dense(units=4, activation="tanh"), Dense(units=2)), 0)
    program.run()
    hidden, rng = program.ops[2], np.random.default_rng(5)
    extra: list[np.ndarray] = []
    for units in (3, 5):
        weight = Param(rng.normal(size=(units, 4)), np.zeros((units, 4)), Regularizer())
        build = Build((hidden,), ((4,),), (units,), N, np.dtype(np.float64), {"weight": weight}, rng, True)
        other = Dense(units=units, use_bias=False).op(build)
        other.delta[...] = rng.normal(size=other.delta.shape)
        extra.append(weight.value.T @ other.delta)
    hidden.blame()
    first = program.theta[program.slots[2].start : program.slots[2].stop].reshape(2, 4).T @ program.ops[3].delta
    np.testing.assert_allclose(hidden.delta, (first + sum(extra)) * (1 - hidden.a**2), rtol=1e-13)


def test_each_activation_at_large_values_stays_finite_and_right() -> None:
    z = np.array([[-800.0, -30.0, -1e-9, 0.0, 1e-9, 30.0, 800.0]] * 2)
    limits = {
        "sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, 800.0), "leaky_relu": (-160.0, 800.0),
        "elu": (-1.0, 800.0), "gelu": (0.0, 800.0), "silu": (0.0, 800.0), "softplus": (0.0, 800.0),
        "selu": (-1.7580993408473766, 840.5607898843902), "softmax": (0.5, 0.5), "linear": (-800.0, 800.0),
    }  # fmt: skip
    for name, activation in ACTIVATIONS.items():
        network = stack(Input(shape=(2,)), Activation(activation=name))
        program = compile_network(network, batch=7, dtype=np.float64)
        program.load(z.T)
        with np.errstate(over="ignore", under="ignore"):
            program.forward()
            slope = np.zeros_like(z)
            op = program.ops[2]
            activation.backward(op.z, op.a, np.ones_like(z), slope, op.work)
        assert np.isfinite(slope).all(), name
        np.testing.assert_allclose(program.output[0, [0, -1]], limits[name], atol=1e-300, err_msg=name)
