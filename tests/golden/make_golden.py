"""Makes ``golden.npz``: the answers of PyTorch and Keras (on PyTorch) to the cases beside this file.

Run with ``KERAS_BACKEND=torch python -m tests.golden.make_golden [FILE]``; needs torch and keras. The test suite reads
only the file; a test marked ``peers`` makes it again and compares.
"""

import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
import torch
from keras.src.backend.common import dtypes

from tests.golden import cases

Answers = dict[str, np.ndarray[Any, Any]]
KERAS_NAMES = {"clip_norm": "clipnorm", "global_clip_norm": "global_clipnorm"}


def keras_model(hidden: str, output: str, penalty: tuple[float, float] = (0.0, 0.0)) -> Any:
    """The 3-4-3 network with the weights of the cases."""

    def decay() -> Any:
        return keras.regularizers.L1L2(*penalty) if any(penalty) else None

    model = keras.Sequential([
        keras.layers.Input((3,)),
        keras.layers.Dense(4, activation=hidden, kernel_regularizer=decay()),
        keras.layers.Dense(3, activation=output, kernel_regularizer=decay()),
    ])  # fmt: skip
    given = cases.inputs()
    model.set_weights([given["w1"].T, given["b1"], given["w2"].T, given["b2"]])
    return model


def keras_loss(name: str, y: Any, a: Any) -> Any:
    """Mean over the batch; the textbook's quadratic cost is no loss of Keras's, so it is written out."""
    if name == "half_squared_error":
        return 0.5 * ((a - y) ** 2).sum(dim=1).mean()
    return getattr(keras.losses, name)(y, a).mean()


def flat(arrays: Any) -> Any:
    """Keras's kernels transposed, all in one vector."""
    return np.concatenate([np.asarray(each.detach()).T.reshape(-1) for each in arrays])


def backward(model: Any, loss: Any) -> list[Any]:
    """Gradients of all variables."""
    parameters = [variable.value for variable in model.trainable_variables]
    return list(torch.autograd.grad(loss, parameters))


def activations_and_losses() -> Answers:
    """Output, loss and gradient for every activation at the output with every loss, and hidden with MSE."""
    given, answers = cases.inputs(), {}
    x, y, values = (torch.from_numpy(given[name]) for name in ("x", "y", "values"))
    for activation in cases.ACTIVATIONS:
        for loss in cases.LOSSES:
            model = keras_model("tanh", activation)
            output = model(x)
            value = keras_loss(loss, y, output)
            key = f"keras/output/{activation}/{loss}"
            answers |= {f"{key}/a": output.detach().numpy(), f"{key}/loss": value.detach().numpy()}
            answers[f"{key}/grad"] = flat(backward(model, value))
        model = keras_model(activation, "linear")
        value = keras_loss("mean_squared_error", values, model(x))
        answers[f"keras/hidden/{activation}/loss"] = value.detach().numpy()
        answers[f"keras/hidden/{activation}/grad"] = flat(backward(model, value))
    return answers


def keras_run(settings: dict[str, Any], penalty: tuple[float, float] = (0.0, 0.0)) -> tuple[Any, Any]:
    """Weights and losses of some full-batch steps on MSE."""
    given = cases.inputs()
    x, values = torch.from_numpy(given["x"]), torch.from_numpy(given["values"])
    model = keras_model("tanh", "linear", penalty)
    options = {KERAS_NAMES.get(name, name): value for name, value in settings.items() if name != "kind"}
    optimizer = getattr(keras.optimizers, settings["kind"])(**options)
    optimizer.build(model.trainable_variables)
    losses = []
    for _ in range(cases.STEPS):
        loss = keras_loss("mean_squared_error", values, model(x)) + sum(model.losses)
        losses.append(float(loss.detach()))
        gradients = backward(model, loss)
        with torch.no_grad():
            optimizer.apply(gradients, model.trainable_variables)
    return flat([variable.value for variable in model.trainable_variables]), np.array(losses)


def optimizers() -> Answers:
    """Every rule of the table, and penalties under SGD and Adam."""
    answers: Answers = {}
    runs = {f"optimizer/{name}": (settings, (0.0, 0.0)) for name, settings in cases.OPTIMIZERS.items()}
    for name, penalty in cases.PENALTIES.items():
        runs |= {f"penalty/{rule}/{name}": (cases.OPTIMIZERS[rule], penalty) for rule in ("sgd", "adam_set")}
    for name, (settings, penalty) in runs.items():
        answers[f"keras/{name}/theta"], answers[f"keras/{name}/losses"] = keras_run(settings, penalty)
    return answers


def torch_run(name: str) -> tuple[Any, Any]:
    """The same steps written with PyTorch alone."""
    given = {key: torch.from_numpy(value) for key, value in cases.inputs().items()}
    weights = [given[key].clone().requires_grad_() for key in ("w1", "b1", "w2", "b2")]
    kind, options = cases.TORCH_OPTIMIZERS[name]
    optimizer = getattr(torch.optim, kind)(weights, **options)
    losses = []
    for _ in range(cases.STEPS):
        optimizer.zero_grad()
        w1, b1, w2, b2 = weights
        loss = torch.nn.functional.mse_loss(torch.tanh(given["x"] @ w1.T + b1) @ w2.T + b2, given["values"])
        losses.append(float(loss.detach()))
        loss.backward()
        optimizer.step()
    return np.concatenate([each.detach().numpy().reshape(-1) for each in weights]), np.array(losses)


def extremes() -> Answers:
    """Cross-entropies from logits so large that probabilities round to 0 or 1, with their gradients."""
    answers: Answers = {}
    for dtype in (torch.float32, torch.float64):
        z = torch.tensor(cases.EXTREME.T, dtype=dtype, requires_grad=True)
        y = torch.nn.functional.one_hot(torch.tensor(cases.EXTREME_CLASSES), 3).to(dtype)
        losses = {
            "categorical_crossentropy": torch.nn.functional.cross_entropy(z, y),
            "binary_crossentropy": torch.nn.functional.binary_cross_entropy_with_logits(z, y),
        }
        for name, loss in losses.items():
            key = f"torch/extreme/{name}/{str(dtype).removeprefix('torch.')}"
            answers[f"{key}/loss"] = loss.detach().numpy()
            answers[f"{key}/delta"] = torch.autograd.grad(loss, z)[0].numpy().T
    return answers


def make() -> Answers:
    """All answers by key."""
    keras.backend.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    dtypes.BIT64_TO_BIT32_DTYPE.pop("float64", None)  # Keras would compute products in 32 bits, as JAX does
    answers = activations_and_losses() | optimizers() | extremes()
    for name in cases.TORCH_OPTIMIZERS:
        answers[f"torch/optimizer/{name}/theta"], answers[f"torch/optimizer/{name}/losses"] = torch_run(name)
    return answers


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else cases.GOLDEN
    np.savez_compressed(target, **make())
