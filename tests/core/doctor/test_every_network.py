"""The doctor on every kind of layer, on several heads and on networks with hardly anything in them."""

import numpy as np
import pytest

from core import edit
from core.doctor import Doctor
from core.layers import Activation, Dense, Flatten, Input
from core.project import ProjectSpec
from tests.helpers.layer_cases import CASES, Case, network
from tests.helpers.networks import chain, points, rows, stack, trainer


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_layer_kind_can_be_examined(case: Case) -> None:
    drawn = network(case)
    assert drawn.input is not None
    shape, rng = drawn.shapes[drawn.input.id], np.random.default_rng(0)
    outputs = drawn.shapes[drawn.heads[0].id][0]
    x = rng.integers(0, 2, (12, *shape)).astype(float)
    run = trainer(drawn, rows(x, rng.normal(size=(12, outputs))), batch_size=4)
    doctor = Doctor(run)
    doctor.examine()
    for _ in range(3):
        run.step()
        doctor.examine()
    for finding in doctor.findings:
        assert finding.text.endswith(".") and finding.since


def test_several_heads_and_no_weights() -> None:
    made = ProjectSpec(chain((3, 5, 3), "relu", "softmax", "categorical_crossentropy"))
    made = edit.add_layer(made, Dense(units=3, activation="softmax"), inputs=(2,), name="second")
    made = edit.give_loss(made, made.network.next_id - 1, "categorical_crossentropy")
    bare = stack(Input(shape=(3,)), Flatten(), Activation(activation="softmax"), loss="categorical_crossentropy")
    for drawn in (made.network, bare):
        run = trainer(drawn, points(40, validation=10), batch_size=10, epochs=9)
        doctor = Doctor(run)
        for _ in range(5):
            run.epoch()
            doctor.examine()
        assert {each.illness for each in doctor.findings} <= {"chance"}


def test_one_row_and_rows_that_are_all_alike() -> None:
    for prepared in (points(1), rows(np.zeros((8, 3)), np.zeros(8, int), classes=3)):
        run = trainer(chain((3, 5, 3), "tanh", "softmax", "categorical_crossentropy"), prepared, epochs=9)
        doctor = Doctor(run)
        for _ in range(3):
            run.epoch()
            doctor.examine()
        assert not [each for each in doctor.findings if "nan" in each.evidence]
