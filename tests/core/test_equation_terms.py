"""Blame and gradient terms of single examples against PyTorch's, from a file that ``make_terms`` writes."""

from pathlib import Path

import numpy as np
import pytest

from core.equations import Basis, Explainer
from core.layers import Dense, Input
from core.optimizers import SGD
from core.program import compile_network
from core.schedules import Constant
from core.updater import Updater
from tests.golden import cases
from tests.helpers.networks import stack

TERMS = Path(cases.__file__).with_name("terms.npz")
NAMES = sorted({key.rpartition("/")[0] for key in np.load(TERMS).files})


def explained(activation: str, loss: str) -> Explainer:
    """The 3-4-3 network of the cases after one pass over its six rows."""
    network = stack(
        Input(shape=(3,)), Dense(units=4, activation=activation), Dense(units=3, activation=activation), loss=loss
    )
    program = compile_network(network, batch=6, dtype=np.float64)
    given = cases.inputs()
    program.theta[:] = cases.theta(given)
    program.load(given["x"], given["y"])
    with np.errstate(all="ignore"):
        program.run()
    updater = Updater(SGD(), Constant(), program.vectors)
    return Explainer(program, Basis(program.theta.copy(), updater.moments, 0, program.grad.copy()), updater, False)


@pytest.mark.parametrize("name", NAMES)
def test_terms_are_those_of_pytorch(name: str) -> None:
    activation, loss = name.split("/")
    golden, explainer = np.load(TERMS), explained(activation, loss)
    close = {"rtol": 1e-9, "atol": 1e-13}
    for example in range(6):
        for unit in range(3):
            blame = explainer.blame(3, unit, example)
            np.testing.assert_allclose(blame.result, golden[f"{name}/output"][example, unit], **close)
            np.testing.assert_allclose(blame.lines[0].value, golden[f"{name}/output"][example, unit], **close)
            for source in range(4):
                line = explainer.gradient(3, "weight", (unit, source), example).lines[0]
                np.testing.assert_allclose(line.value, golden[f"{name}/gradient"][example, unit, source], **close)
        for unit in range(4):
            blame = explainer.blame(2, unit, example)
            np.testing.assert_allclose(blame.result, golden[f"{name}/hidden"][example, unit], **close)
            np.testing.assert_allclose(blame.lines[0].value, golden[f"{name}/hidden"][example, unit], **close)
            if activation != "softmax":  # whose first line has a term for each neighbour
                sent = [term.value for term in blame.lines[0].terms]
                np.testing.assert_allclose(sent, golden[f"{name}/sent"][example, :, unit], **close)
            else:
                (line,) = (each for each in blame.lines if each.left.base == "dE/da")
                np.testing.assert_allclose(
                    [term.value for term in line.terms], golden[f"{name}/sent"][example, :, unit], **close
                )


@pytest.mark.peers
def test_the_file_is_what_pytorch_answers() -> None:
    from tests.golden.make_terms import make

    stored, fresh = np.load(TERMS), make()
    assert sorted(stored.files) == sorted(fresh)
    for key, value in fresh.items():
        np.testing.assert_allclose(stored[key], value, rtol=1e-12, atol=1e-15)
