"""Activations: each is a small object in the table ``ACTIVATIONS``; names and meaning are Keras's.

Example: ``ACTIVATIONS["relu"].forward(z, a, work)`` fills a (units, n) from z (units, n) and allocates nothing.
"""

from core.activations.base import Activation, Array, Work
from core.activations.rectifiers import Elu, Gelu, LeakyRelu, Relu, Selu, Silu, Softplus
from core.activations.softmax import Softmax
from core.activations.squashing import Sigmoid, Tanh

ACTIVATIONS: dict[str, Activation] = {
    each.name: each
    for each in (
        Activation(), Sigmoid(), Tanh(), Relu(), LeakyRelu(), Elu(), Selu(), Gelu(), Silu(), Softplus(), Softmax(),
    )
}  # fmt: skip

__all__ = [
    "ACTIVATIONS", "Activation", "Array", "Elu", "Gelu", "LeakyRelu", "Relu", "Selu", "Sigmoid", "Silu", "Softmax",
    "Softplus", "Tanh", "Work",
]  # fmt: skip
