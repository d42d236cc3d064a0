"""Every layer kind beside Keras's of the same name on PyTorch: shapes, values, and the gradients PyTorch finds."""

import os
from typing import Any

import numpy as np
import pytest

from core.layers import Flatten
from core.layers.base import Op
from core.program import Program
from tests.helpers.layer_cases import CASES, Case, compiled, settings_for_keras, tried

os.environ.setdefault("KERAS_BACKEND", "torch")
CLOSE = {"rtol": 1e-7, "atol": 1e-10}
pytestmark = pytest.mark.peers


def public(array: np.ndarray) -> np.ndarray:
    """(channels, ..., n) as (n, ..., channels)."""
    return np.moveaxis(array, (0, -1), (-1, 0))


def keras_order(name: str, value: np.ndarray) -> np.ndarray:
    """Our (out, in, kernel...) as Keras's (kernel..., in, out); vectors as they are."""
    return np.moveaxis(value, (0, 1), (-1, -2)) if name == "weight" and value.ndim > 1 else value


def keras_layer(case: Case, inputs: list[np.ndarray], weights: dict[str, np.ndarray]) -> Any:
    """Keras's layer with our settings and weights, in double."""
    import keras
    from keras.src.backend.common import dtypes

    dtypes.BIT64_TO_BIT32_DTYPE.pop("float64", None)  # Keras would compute products in 32 bits, as JAX does
    layer = getattr(keras.layers, case.layer.kind)(**settings_for_keras(case.layer), dtype="float64")
    shapes = [array.shape for array in inputs]
    layer.build(shapes if len(shapes) > 1 else shapes[0])
    layer.set_weights([keras_order(name, value) for name, value in weights.items()])
    return layer


def arrays_of(program: Program, key: int) -> dict[str, np.ndarray]:
    """The layer's weights by name, then what follows no gradient."""
    places = [(slot, program.theta) for slot in program.slots] + [(slot, program.state) for slot in program.states]
    return {slot.array: slot.view(vector).copy() for slot, vector in places if slot.layer == key}


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("case", [case for case in CASES if case.keras], ids=str)
def test_values_and_gradients_are_theirs(case: Case, training: bool) -> None:
    torch, _ = pytest.importorskip("torch"), pytest.importorskip("keras")
    if case.random and training:
        pytest.skip("draws its own numbers")
    program = compiled(case, 5, training=training)
    key = tried(program.network)
    op: Op = program.ops[key]
    weights = arrays_of(program, key)
    for each in program.ops.values():  # up to the layer's sources
        if each is op:
            break
        each.forward()
    inputs = [public(source.a).copy() for source in op.sources]
    layer = keras_layer(case, inputs, weights)
    entering = [torch.tensor(array, requires_grad=case.blames) for array in inputs]
    answer = layer(entering if len(entering) > 1 else entering[0], training=training)
    op.forward()
    np.testing.assert_allclose(public(op.a), answer.detach().numpy(), **CLOSE)
    flat = program.ops.get(key + 1)
    if flat is not None and isinstance(program.network.by_id[key + 1].layer, Flatten):
        import keras

        flat.forward()
        np.testing.assert_allclose(flat.a.T, keras.layers.Flatten()(answer).detach().numpy(), **CLOSE)
    held = [variable.value.detach().numpy() for variable in layer.variables if "seed" not in variable.name]
    for (name, value), other in zip(arrays_of(program, key).items(), held, strict=True):
        np.testing.assert_allclose(keras_order(name, value), other, err_msg=name, **CLOSE)  # moving statistics, too
    upstream = np.random.default_rng(4).normal(size=answer.shape)
    (answer * torch.tensor(upstream)).sum().backward()
    op.da[...] = np.moveaxis(upstream, (0, -1), (-1, 0))
    op.slope()
    op.gradient()
    for index, (source, tensor) in enumerate(zip(op.sources, entering, strict=True) if case.blames else ()):
        found = np.full(source.a.shape, np.nan)
        op.send_back(index, found, False)
        np.testing.assert_allclose(public(found), tensor.grad.numpy(), **CLOSE)
    theirs = [variable.value.grad.numpy() for variable in layer.trainable_weights]
    ours = [slot for slot in program.slots if slot.layer == key]
    penalties = {param.grad.ctypes.data for param in program.penalties}
    for slot, their in zip(ours, theirs, strict=True) if theirs else ():
        if slot.view(program.grad).ctypes.data not in penalties:
            np.testing.assert_allclose(keras_order(slot.array, slot.view(program.grad)), their, **CLOSE)
