"""Makes ``terms.npz``: PyTorch's blame and gradients of single examples, term by term, for the cases beside this file.

Run with ``python -m tests.golden.make_terms [FILE]``; needs torch. The test suite reads only the file; a test marked
``peers`` makes it again and compares. A 3-4-3 network in float64: every activation hidden and at the output.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tests.golden import cases

TERMS = Path(__file__).with_name("terms.npz")
FUNCTIONS: dict[str, Any] = {
    "linear": lambda z: z, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu,
    "leaky_relu": lambda z: functional.leaky_relu(z, 0.2), "elu": functional.elu, "selu": functional.selu,
    "gelu": functional.gelu,
    "silu": functional.silu, "softplus": functional.softplus, "softmax": lambda z: torch.softmax(z, -1),
}  # fmt: skip
LOSSES: dict[str, Any] = {
    "mean_squared_error": lambda a, y: ((a - y) ** 2).mean(),
    "mean_absolute_error": lambda a, y: (a - y).abs().mean(),
    "huber": lambda a, y: functional.huber_loss(a, y),
    "half_squared_error": lambda a, y: 0.5 * ((a - y) ** 2).sum(),
    "binary_crossentropy": lambda a, y: functional.binary_cross_entropy(a, y),
    "categorical_crossentropy": lambda a, y: -(y * torch.log(a / a.sum())).sum(),
}
CASES = tuple(
    (activation, loss) for activation in cases.ACTIVATIONS for loss in LOSSES
    if activation in ("sigmoid", "softmax") or not loss.endswith("crossentropy")
)  # fmt: skip


def make() -> dict[str, Any]:
    """Per case: delta (6, 4) and (6, 3); what each output sends each hidden, and gradients (6, 3, 4)."""
    given = {name: torch.from_numpy(value) for name, value in cases.inputs().items()}
    answers: dict[str, Any] = {}
    for activation, loss in CASES:
        found: dict[str, list[Any]] = {name: [] for name in ("hidden", "output", "sent", "gradient")}
        for x, y in zip(given["x"], given["y"], strict=True):
            z1 = (given["w1"] @ x + given["b1"]).requires_grad_()
            copies = FUNCTIONS[activation](z1).repeat(3, 1)  # each output has its own copy of what it receives
            copies.retain_grad()
            w2 = given["w2"].clone().requires_grad_()
            z2 = (w2 * copies).sum(dim=1) + given["b2"]
            z2.retain_grad()
            LOSSES[loss](FUNCTIONS[activation](z2), y).backward()
            for name, tensor in (("hidden", z1), ("output", z2), ("sent", copies), ("gradient", w2)):
                found[name].append(tensor.grad.numpy())
        answers |= {f"{activation}/{loss}/{name}": np.stack(values) for name, values in found.items()}
    return answers


if __name__ == "__main__":
    np.savez_compressed(Path(sys.argv[1]) if len(sys.argv) > 1 else TERMS, **make())
