"""What is compared with PyTorch and Keras: the numbers that go in, and the rules by their names on both sides.

Plain data that loads neither of them. A 3-4-3 network (tanh where nothing else is said) works on six rows in float64;
weights are given in Chainrule's shapes, (units_out, units_in). ``tests/golden/make_golden.py`` writes the peers'
answers into ``golden.npz`` beside this file, under keys such as ``keras/optimizer/adam/theta``.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

GOLDEN = Path(__file__).with_name("golden.npz")
STEPS = 20
ACTIVATIONS = (
    "linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus",
    "softmax",
)  # fmt: skip
LOSSES = (
    "mean_squared_error", "mean_absolute_error", "huber", "half_squared_error", "binary_crossentropy",
    "categorical_crossentropy",
)  # fmt: skip
Floats = NDArray[np.float64]


def inputs() -> dict[str, Floats]:
    """x (6, 3); y (6, 3) one-hot; values (6, 3) any numbers; weights w1 (4, 3), b1, w2 (3, 4), b2."""
    rng = np.random.default_rng(7)
    shapes = {"x": (6, 3), "values": (6, 3), "w1": (4, 3), "b1": (4,), "w2": (3, 4), "b2": (3,)}
    found: dict[str, Floats] = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    found["b2"] += 1.0  # so that no row of relu outputs is all zero: their share of nothing is not a number
    found["y"] = np.eye(3)[[0, 2, 1, 1, 0, 2]]
    return found


def theta(weights: dict[str, Floats]) -> Floats:
    """The flat vector of w1, b1, w2, b2."""
    return np.concatenate([weights[name].reshape(-1) for name in ("w1", "b1", "w2", "b2")])


OPTIMIZERS: dict[str, dict[str, Any]] = {
    "sgd": {"kind": "SGD", "learning_rate": 0.1},
    "momentum": {"kind": "SGD", "learning_rate": 0.05, "momentum": 0.9},
    "nesterov": {"kind": "SGD", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
    "rmsprop": {"kind": "RMSprop"},
    "rmsprop_set": {"kind": "RMSprop", "learning_rate": 0.02, "rho": 0.7, "epsilon": 1e-3},
    "adam": {"kind": "Adam"},
    "adam_set": {"kind": "Adam", "learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3},
    "adagrad": {"kind": "Adagrad"},
    "adagrad_set": {"kind": "Adagrad", "learning_rate": 0.2, "initial_accumulator_value": 0.03, "epsilon": 1e-3},
    "nadam": {"kind": "Nadam"},
    "nadam_set": {"kind": "Nadam", "learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3},
    "nadam_global_clip": {"kind": "Nadam", "learning_rate": 0.05, "global_clip_norm": 0.2},
    "adamw": {"kind": "AdamW"},
    "adamw_set": {"kind": "AdamW", "learning_rate": 0.05, "weight_decay": 0.1},
    "sgd_clip": {"kind": "SGD", "learning_rate": 0.1, "clip_norm": 0.3},
    "momentum_global_clip": {"kind": "SGD", "learning_rate": 0.1, "momentum": 0.5, "global_clip_norm": 0.25},
    "adam_clip": {"kind": "Adam", "learning_rate": 0.05, "clip_norm": 0.2},
    "adam_global_clip": {"kind": "Adam", "learning_rate": 0.05, "global_clip_norm": 0.2},
    "rmsprop_clip": {"kind": "RMSprop", "learning_rate": 0.01, "clip_norm": 0.2},
    "adamw_global_clip": {"kind": "AdamW", "learning_rate": 0.05, "global_clip_norm": 0.2},
}
PENALTIES: dict[str, tuple[float, float]] = {"l1": (0.01, 0.0), "l2": (0.0, 0.02), "both": (0.003, 0.004)}
"""l1 and l2 of both kernels, trained with SGD and with Adam."""

TORCH_OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {"lr": 0.1}),
    "momentum": ("SGD", {"lr": 0.05, "momentum": 0.9}),
    "nesterov": ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {"lr": 0.01, "alpha": 0.9, "eps": 1e-30}),
    "adam": ("Adam", {"lr": 0.01, "eps": 1e-30}),
    "adamw": ("AdamW", {"lr": 0.01, "weight_decay": 0.1, "eps": 1e-30}),
    "adagrad": ("Adagrad", {"lr": 0.05, "initial_accumulator_value": 0.1, "eps": 1e-30}),
}
"""Rules that both sides can be set to agree on: PyTorch puts epsilon elsewhere, so it is made to vanish."""
SAME_AS_TORCH: dict[str, dict[str, Any]] = {
    "sgd": OPTIMIZERS["sgd"],
    "momentum": OPTIMIZERS["momentum"],
    "nesterov": OPTIMIZERS["nesterov"],
    "rmsprop": {"kind": "RMSprop", "learning_rate": 0.01, "epsilon": 1e-60},
    "adam": {"kind": "Adam", "learning_rate": 0.01, "epsilon": 1e-30},
    "adamw": {"kind": "AdamW", "learning_rate": 0.01, "weight_decay": 0.1, "epsilon": 1e-30},
    "adagrad": {"kind": "Adagrad", "learning_rate": 0.05, "epsilon": 1e-60},
}
EXTREME = np.array([[1000.0, -1000.0, 0.0, 30.0], [40.0, 3.0, -700.0, -30.0], [-5.0, 0.0, 1e-8, 1000.0]])
"""Weighted sums (classes, n) at which a probability rounds to 0 or 1."""
EXTREME_CLASSES = (1, 0, 2, 1)
