"""Who moved this weight: shares of examples, earlier steps and decay add up to gradient and change."""

import numpy as np
import pytest

from core.influence import influence
from core.layers import Dense, Input, Regularizer
from core.optimizers import SGD, Adam, Optimizer
from core.player import Player
from tests.core.test_equations import RULES
from tests.helpers.networks import points, stack, trainer


def walked(rule: Optimizer, stop: int = 99, locked: bool = False) -> Player:
    hidden = Dense(units=4, activation="tanh", kernel_regularizer=Regularizer(l1=0.01, l2=0.05), trainable=not locked)
    network = stack(Input(shape=(3,)), hidden, Dense(units=3, activation="softmax"), loss="categorical_crossentropy")
    player = Player(trainer(network, points(), optimizer=rule, batch_size=8))
    player.go(3, stop)
    return player


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_shares_add_up(rule: Optimizer) -> None:
    player = walked(rule)
    program = player.trainer.program
    for layer, array, index in ((2, "weight", (1, 2)), (3, "weight", (0, 3)), (3, "bias", (2,))):
        found = influence(player, layer, array, index)
        slot = next(slot for slot in program.slots if (slot.layer, slot.array) == (layer, array))
        assert sum(each.gradient for each in found.shares) + found.penalty == pytest.approx(
            slot.view(player.gradient)[index], rel=1e-12
        )
        assert found.earlier_steps is not None and found.decay is not None
        total = sum(each.change or 0.0 for each in found.shares) + found.earlier_steps + found.decay
        assert total == pytest.approx(slot.view(program.change)[index], rel=1e-10) == found.change
        sizes = [abs(each.gradient) for each in found.shares]
        assert sizes == sorted(sizes, reverse=True) and len(sizes) == 8
        assert sorted(each.row for each in found.shares) == sorted(player.rows.tolist())
        assert (found.penalty != 0.0) == (layer == 2) and not found.coupled


def test_an_example_alone_gives_its_share() -> None:
    """What one example adds is what the gradient loses when its loss is left out."""
    player = walked(SGD())
    found = influence(player, 3, "weight", (1, 1))
    program = player.trainer.current
    one = found.shares[0]
    single = program.twin(1)
    single.theta[:] = player.start.theta
    single.load(program.x[one.example : one.example + 1], program.y[one.example : one.example + 1])
    single.run()
    slot = program.slots[2]
    assert slot.view(single.grad)[1, 1] / 8 == pytest.approx(one.gradient, rel=1e-12)


def test_before_the_update_and_where_locked() -> None:
    early = influence(walked(Adam(), stop=6), 2, "weight", (0, 0))
    assert early.change is None and early.shares[0].change is None and early.decay is None
    locked = influence(walked(Adam(), locked=True), 2, "weight", (0, 0))
    assert locked.clipped == 0.0 and locked.change == 0.0 and not np.any([each.change for each in locked.shares])
