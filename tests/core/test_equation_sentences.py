"""Sentences of layers that weigh nothing: what a pooling keeps, what Dropout silences, what a word looks up."""

import numpy as np
import pytest

from core.arithmetic import say
from core.equations import Basis, Explainer
from core.layers import AveragePooling2D, Dense, Dropout, Flatten, Input, Layer, MaxPooling2D
from core.optimizers import SGD
from core.program import compile_network
from core.schedules import Constant
from core.updater import Updater
from tests.helpers.layer_cases import CASES, compiled, tried
from tests.helpers.networks import stack


def told(layer: Layer, neuron: tuple[int, ...]) -> str:
    """What is said of a cell of this layer behind a picture of 4 x 4 with the numbers 1 to 16."""
    network = stack(Input(shape=(4, 4, 1)), layer, Flatten(), Dense(units=2))
    program = compile_network(network, batch=1, dtype=np.float64)
    program.load(np.arange(1.0, 17.0).reshape(1, 4, 4, 1), np.zeros((1, 2)))
    program.run()
    updater = Updater(SGD(), Constant(), program.vectors)
    basis = Basis(program.theta.copy(), updater.moments, 0, program.grad.copy())
    return say(Explainer(program, basis, updater, False).forward(2, neuron, 0).words)


def test_a_pooling_keeps_the_largest_though_its_first_number_loses() -> None:
    assert told(MaxPooling2D(), (0, 0, 0)).endswith(" keeps 6.0, the largest of 4 numbers.")
    assert told(AveragePooling2D(), (0, 1, 1)).endswith(" passes 13.5 on.")


def test_what_dropout_takes_is_silenced() -> None:
    assert "silenced" in told(Dropout(rate=0.999), (0, 0, 0))


@pytest.mark.parametrize(("kind", "predicate"), [
    ("Embedding", "is looked up in the column of its word"),
    ("BatchNormalization", "is brought to the common mean and spread, then scaled and shifted"),
    ("LayerNormalization", "is brought to the common mean and spread, then scaled and shifted"),
])  # fmt: skip
def test_layers_that_add_up_nothing_say_what_they_do(kind: str, predicate: str) -> None:
    case = next(each for each in CASES if each.layer.kind == kind)
    program = compiled(case, 3)
    program.run()
    updater = Updater(SGD(), Constant(), program.vectors)
    basis = Basis(program.theta.copy(), updater.moments, 0, program.grad.copy())
    key, where = tried(program.network), (0,) * (program.ops[tried(program.network)].z.ndim - 1)
    said = Explainer(program, basis, updater, False).forward(key, where, 0).sentence()
    assert f" {predicate}: " in said and "adds up" not in said
