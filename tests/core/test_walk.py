"""Walk: a state, a sentence and an answer at every stop, whatever the layers, for one example and for the mean."""

import numpy as np
import pytest

from core.arithmetic import say
from core.layers import Activation, Dense, Dropout, Flatten, Input
from core.player import Player
from core.snapshot import PhaseKind
from core.trainer import Trainer
from core.walk import Question, Walk
from tests.helpers.networks import rows, stack, trainer


def images() -> Trainer:
    """A little of everything on small pictures."""
    layers = (
        Input(shape=(2, 2, 3)), Dropout(rate=0.3), Activation(activation="tanh"), Flatten(),
        Dense(units=4, activation="gelu"), Activation(activation="softmax"), Dense(units=3, activation="softmax"),
    )  # fmt: skip
    rng = np.random.default_rng(5)
    prepared = rows(rng.normal(size=(30, 2, 2, 3)), rng.integers(0, 3, 30))
    return trainer(stack(*layers, loss="categorical_crossentropy"), prepared, batch_size=6)


@pytest.mark.parametrize("example", [0, 5, None])
def test_every_stop_of_every_kind_of_layer(example: int | None) -> None:
    walk = Walk(Player(images()))
    walk.look_at(example)
    while walk.state().stop is None or walk.state().position.stop < len(walk.state().plan) - 1:
        walk.player.forward()
        state = walk.state()
        assert say(state.words).endswith(".") and "None" not in say(state.words)
        asked = Question(None, state.stop.layer if state.stop else None, example=example)
        equation = walk.answer(asked)
        assert equation is None or np.isfinite(equation.lines[0].result)
        for values in state.layers.values():
            for array in (values.z, values.a, values.delta):
                assert not array.size or (array.shape[-1] == 6 and not array.flags.writeable)
    assert walk.state().has(PhaseKind.UPDATE) and len(walk.state().rows) == 6
