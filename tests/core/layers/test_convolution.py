"""Convolutions beyond what every layer is checked for: tiles of every size, three channels through Flatten."""

import numpy as np
import pytest

from core.errors import FormatError
from core.layers import (
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    Input,
    Layer,
    MaxPooling2D,
    Reshape,
    ZeroPadding2D,
    correlation,
)
from core.program import Program, compile_network
from tests.helpers.networks import stack


def result(layer: Layer, shape: tuple[int, ...], n: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """z, the gradient and what is sent back, for random rows and blame."""
    program = compile_network(stack(Input(shape=shape), layer, Flatten(), Dense(units=1)), batch=n, dtype=np.float64)
    rng = np.random.default_rng(0)
    program.load(rng.normal(size=(n, *shape)))
    op = program.ops[2]
    op.forward()
    op.delta[...] = rng.normal(size=op.delta.shape)
    op.gradient()
    out = np.empty(op.sources[0].a.shape)
    op.send_back(0, out, False)
    return op.z.copy(), program.grad.copy(), out


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Conv2D(filters=4, kernel_size=(3, 2), padding="same"), (7, 9, 2)),
        (Conv2D(filters=2, kernel_size=(3, 3)), (8, 7, 4)),
        (Conv2D(filters=4, kernel_size=(2, 2), strides=(2, 3), groups=2), (8, 9, 4)),
        (Conv1D(filters=3, kernel_size=4), (40, 2)),
    ],
)
@pytest.mark.parametrize("places", [1, 4, 12])
def test_tiles_of_any_size_give_the_same(
    layer: Layer, shape: tuple[int, ...], places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = result(layer, shape)
    depth = {2: 4 * shape[-1], 3: 9 * shape[-1]}[len(shape)]
    monkeypatch.setattr(correlation, "TILE", places * depth * 3 * 8)
    monkeypatch.setattr(correlation, "LONG", 1)
    for one, other in zip(result(layer, shape), whole, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def test_three_channels_through_flatten_are_height_width_channels() -> None:
    x = np.arange(2 * 2 * 3, dtype=float).reshape(1, 2, 2, 3)
    program = compile_network(
        stack(Input(shape=(2, 2, 3)), MaxPooling2D(pool_size=(1, 1)), Flatten()), batch=1, dtype=np.float64
    )
    program.load(x)
    program.forward()
    assert program.output[:, 0].tolist() == list(range(12))


@pytest.mark.peers
def test_lenet_gives_what_pytorch_gives() -> None:
    """Two convolutions of 3 channels in, flattened channels last, and Dense: outputs and every gradient."""
    torch = pytest.importorskip("torch")
    program = network_of_images()
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(4, 9, 8, 3)), rng.normal(size=(4, 2))
    program.load(x, y)
    program.run()
    arrays = {
        (slot.layer, slot.array): torch.tensor(slot.view(program.theta).copy(), requires_grad=True)
        for slot in program.slots
    }
    functional = torch.nn.functional
    a = torch.tanh(functional.conv2d(torch.tensor(x).movedim(-1, 1), arrays[2, "weight"], arrays[2, "bias"], padding=1))
    a = functional.max_pool2d(a, 2)
    a = torch.relu(functional.conv2d(a, arrays[4, "weight"], arrays[4, "bias"], stride=(1, 2)))
    a = functional.linear(a.movedim(1, -1).flatten(1), arrays[6, "weight"], arrays[6, "bias"])
    loss = ((a - torch.tensor(y)) ** 2).mean()
    loss.backward()
    assert program.loss == pytest.approx(loss.item(), rel=1e-12)
    for slot in program.slots:
        np.testing.assert_allclose(
            slot.view(program.grad), arrays[slot.layer, slot.array].grad.numpy(), rtol=1e-9, atol=1e-13
        )


def network_of_images() -> Program:
    layers = (
        Input(shape=(9, 8, 3)), Conv2D(filters=4, padding="same", activation="tanh"), MaxPooling2D(),
        Conv2D(filters=5, kernel_size=(2, 2), strides=(1, 2), activation="relu"), Flatten(), Dense(units=2),
    )  # fmt: skip
    return compile_network(stack(*layers), batch=4, dtype=np.float64, seed=3)


def problems(layer: Layer, shape: tuple[int, ...]) -> list[str]:
    found = stack(Input(shape=shape), layer, Flatten(), Dense(units=1)).problems()
    return [each.text for each in found if each.blocking]


@pytest.mark.parametrize(
    ("layer", "shape", "text"),
    [
        (Conv2D(), (8,), "Conv2D 'conv2d 2' needs an image (height × width × channels); it receives 8."),
        (Conv1D(), (8, 8, 1), "needs a sequence (length × channels); it receives 8 × 8 × 1."),
        (Conv2D(kernel_size=(5, 5)), (4, 9, 1), "has windows of 5 × 5; what enters is 4 × 9. Use padding same."),
        (Conv2D(kernel_size=(3,)), (8, 8, 1), "has 1 numbers for its kernel size; it needs 2."),
        (Conv2D(filters=3, groups=2), (8, 8, 2), "has 3 filters in 2 groups; they need to be a multiple."),
        (Conv2D(filters=4, groups=2), (8, 8, 3), "has 2 groups; the 3 channels that enter cannot be parted so."),
        (Conv2D(strides=(2, 2), dilation_rate=(2, 2)), (8, 8, 1), "strides and a dilation rate above 1"),
        (Reshape(target_shape=(3, -1)), (8,), "makes 3 × ?; the 8 numbers that enter cannot be arranged so."),
        (Embedding(), (4, 2), "needs a row of words; it receives 4 × 2."),
    ],
)
def test_what_does_not_fit_is_said(layer: Layer, shape: tuple[int, ...], text: str) -> None:
    assert any(text in each for each in problems(layer, shape)), problems(layer, shape)


def test_one_number_stands_for_both_axes_in_a_file() -> None:
    read = Layer.from_json({"kind": "Conv2D", "filters": 4, "kernel_size": 5, "strides": 2})
    assert read == Conv2D(filters=4, kernel_size=(5, 5), strides=(2, 2))
    assert Layer.from_json({"kind": "MaxPooling2D", "pool_size": 3}) == MaxPooling2D(pool_size=(3, 3))
    nested = {"kind": "ZeroPadding2D", "padding": [[1, 2], [3, 4]]}
    assert Layer.from_json(nested) == ZeroPadding2D(padding=(1, 2, 3, 4))
    with pytest.raises(FormatError):
        Layer.from_json({"kind": "Conv2D", "kernel_size": "large"})
