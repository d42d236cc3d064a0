"""Forward, loss, gradient and twenty steps of every optimizer against numbers from PyTorch and Keras.

The numbers were made by tests/golden/make_golden.py; a test marked ``peers`` makes them again.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.dataset import Prepared
from core.layers import Activation, Dense, Input, Regularizer
from core.network import NetworkSpec
from core.optimizers import Optimizer
from core.program import Program, compile_network
from core.trainer import Trainer
from tests.golden import cases
from tests.helpers.networks import chain, rows, stack, trainer


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    with np.load(cases.GOLDEN) as file:
        return dict(file)


def passed(network: NetworkSpec, target: str) -> Program:
    """All passes of the 3-4-3 network on the rows of the cases."""
    given = cases.inputs()
    program = compile_network(network, batch=6, dtype=np.float64)
    program.theta[:] = cases.theta(given)
    program.load(given["x"], given[target])
    program.run()
    return program


@pytest.mark.parametrize("loss", cases.LOSSES)
@pytest.mark.parametrize("activation", cases.ACTIVATIONS)
def test_output_loss_and_gradient(golden: dict[str, Any], activation: str, loss: str) -> None:
    program = passed(chain((3, 4, 3), "tanh", activation, loss), "y")
    key = f"keras/output/{activation}/{loss}"
    np.testing.assert_allclose(program.output.T, golden[f"{key}/a"], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(program.loss, golden[f"{key}/loss"], rtol=1e-12)
    np.testing.assert_allclose(program.grad, golden[f"{key}/grad"], rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("activation", cases.ACTIVATIONS)
def test_hidden_activation(golden: dict[str, Any], activation: str) -> None:
    program = passed(chain((3, 4, 3), activation), "values")
    np.testing.assert_allclose(program.loss, golden[f"keras/hidden/{activation}/loss"], rtol=1e-12)
    np.testing.assert_allclose(program.grad, golden[f"keras/hidden/{activation}/grad"], rtol=1e-11, atol=1e-14)


def full_batch() -> Prepared:
    """The rows of the cases with any numbers as targets."""
    given = cases.inputs()
    return rows(given["x"], given["values"])


def train(network: NetworkSpec, settings: dict[str, Any]) -> tuple[Trainer, np.ndarray]:
    """Twenty full-batch steps and the loss before each."""
    run = trainer(network, full_batch(), optimizer=Optimizer.from_json(settings), batch_size=6, shuffle=False)
    run.program.theta[:] = cases.theta(cases.inputs())
    losses = []
    for _ in range(cases.STEPS):
        run.step()
        losses.append(run.current.loss)
    return run, np.array(losses)


def agree(run: Trainer, losses: np.ndarray, golden: dict[str, Any], key: str, tolerance: float = 1e-11) -> None:
    np.testing.assert_allclose(losses, golden[f"{key}/losses"], rtol=tolerance)
    np.testing.assert_allclose(run.program.theta, golden[f"{key}/theta"], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", cases.OPTIMIZERS)
def test_optimizer_against_keras(golden: dict[str, Any], name: str) -> None:
    agree(*train(chain((3, 4, 3)), cases.OPTIMIZERS[name]), golden, f"keras/optimizer/{name}")


@pytest.mark.parametrize("rule", ["sgd", "adam_set"])
@pytest.mark.parametrize("name", cases.PENALTIES)
def test_penalty_against_keras(golden: dict[str, Any], name: str, rule: str) -> None:
    l1, l2 = cases.PENALTIES[name]
    network = chain((3, 4, 3), kernel_regularizer=Regularizer(l1=l1, l2=l2))
    agree(*train(network, cases.OPTIMIZERS[rule]), golden, f"keras/penalty/{rule}/{name}")


@pytest.mark.parametrize("name", cases.SAME_AS_TORCH)
def test_optimizer_against_pytorch(golden: dict[str, Any], name: str) -> None:
    agree(*train(chain((3, 4, 3)), cases.SAME_AS_TORCH[name]), golden, f"torch/optimizer/{name}")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("loss", "activation"), [("categorical_crossentropy", "softmax"), ("binary_crossentropy", "sigmoid")]
)
def test_matching_pairs_are_stable_where_probabilities_round(
    golden: dict[str, Any], loss: str, activation: str, dtype: str
) -> None:
    network = stack(Input(shape=(3,)), Dense(units=3), Activation(activation=activation), loss=loss)
    program = compile_network(network, batch=4, dtype=dtype)
    program.theta[:] = np.concatenate([np.eye(3).reshape(-1), np.zeros(3)])
    program.load(cases.EXTREME.T, np.eye(3)[list(cases.EXTREME_CLASSES)])
    with np.errstate(over="ignore", under="ignore"):
        program.run()
    key, digits = f"torch/extreme/{loss}/{dtype}", 1e-6 if dtype == "float32" else 1e-14
    np.testing.assert_allclose(program.loss, golden[f"{key}/loss"], rtol=digits)
    np.testing.assert_allclose(program.ops[3].delta, golden[f"{key}/delta"], rtol=digits, atol=digits * 1e-2)


@pytest.mark.peers
def test_the_numbers_can_be_made_again(golden: dict[str, Any], tmp_path: Path) -> None:
    if not all(importlib.util.find_spec(name) for name in ("torch", "keras")):
        pytest.skip("PyTorch or Keras is not installed; make test-peers installs both")
    environment = os.environ | {"KERAS_BACKEND": "torch"}
    command = [sys.executable, "-m", "tests.golden.make_golden", str(tmp_path / "golden.npz")]
    subprocess.run(command, check=True, env=environment, cwd=Path(__file__).parents[2])
    with np.load(tmp_path / "golden.npz") as made:
        assert set(made) == set(golden)
        for key, expected in golden.items():
            np.testing.assert_allclose(made[key], expected, rtol=1e-10, atol=1e-12, err_msg=key)
