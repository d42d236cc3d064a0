"""JAX's side: the same network and rule written in jax.numpy; one compiled function a step, or a compiled epoch.

With ``scan`` a whole epoch, its permutation included, is one call; without, each step is one, its rows drawn by numpy.
Batches that are not full are left out, in JAX's favour: they would be compiled twice.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import Any

THREADS = sys.argv[2] if len(sys.argv) > 2 else "1"
if THREADS == "1":
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["NPROC"] = THREADS

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from tests.benchmarks.cases import CASES, Case, rows_of  # noqa: E402
from tests.benchmarks.contender import serve  # noqa: E402

RATE, BETA_1, BETA_2, EPSILON = 0.001, 0.9, 0.999, 1e-7
ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "softmax": lambda z: z}
"""Softmax is part of the loss."""


def start(case: Case) -> list[Any]:
    """Weights (inputs, units) and biases, uniform after Glorot."""
    rng, width, made = np.random.default_rng(0), case.shape[0], []
    for _, settings in case.parts:
        units = settings["units"]
        bound = np.sqrt(6.0 / (width + units))
        made.append((jnp.asarray(rng.uniform(-bound, bound, (width, units)), jnp.float32), jnp.zeros(units)))
        width = units
    return made


def loss_of(case: Case) -> Callable[..., Any]:
    """(weights, x, y) -> the mean loss of a batch."""
    names = [settings["activation"] for _, settings in case.parts]

    def loss(weights: list[Any], x: Any, y: Any) -> Any:
        for (kernel, bias), name in zip(weights, names, strict=True):
            x = ACTIVATIONS[name](x @ kernel + bias)
        if case.classes:
            return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(x), y[:, None], 1))
        return jnp.mean((x - y) ** 2)

    return loss


def step_of(case: Case) -> Callable[..., Any]:
    """(state, x, y) -> state and loss after one step of the case's rule."""
    slope = jax.value_and_grad(loss_of(case))

    def sgd(state: Any, x: Any, y: Any) -> Any:
        weights, *rest = state
        value, grad = slope(weights, x, y)
        return (jax.tree.map(lambda w, g: w - RATE * g, weights, grad), *rest), value

    def adam(state: Any, x: Any, y: Any) -> Any:
        weights, means, squares, t = state
        value, grad = slope(weights, x, y)
        t = t + 1
        means = jax.tree.map(lambda m, g: m + (g - m) * (1.0 - BETA_1), means, grad)
        squares = jax.tree.map(lambda v, g: v + (g * g - v) * (1.0 - BETA_2), squares, grad)
        pace = RATE * jnp.sqrt(1.0 - BETA_2**t) / (1.0 - BETA_1**t)
        weights = jax.tree.map(lambda w, m, v: w - pace * m / (jnp.sqrt(v) + EPSILON), weights, means, squares)
        return (weights, means, squares, t), value

    return adam if case.optimizer == "Adam" else sgd


def runner(case: Case, scan: bool) -> Callable[[float], int]:
    """A function that trains for some seconds and answers how many steps it did."""
    x, y = (jnp.asarray(each) for each in rows_of(case))
    step, steps = step_of(case), case.rows // case.batch
    weights = start(case)
    nothing = jax.tree.map(jnp.zeros_like, weights)
    state = [(weights, nothing, nothing, jnp.zeros(()))]
    key, rng = [jax.random.key(0)], np.random.default_rng(0)

    @jax.jit
    def epoch(state: Any, key: Any) -> Any:
        key, own = jax.random.split(key)
        order = jax.random.permutation(own, case.rows)[: steps * case.batch].reshape(steps, case.batch)
        return *jax.lax.scan(lambda state, rows: step(state, x[rows], y[rows]), state, order), key

    @jax.jit
    def one(state: Any, rows: Any) -> Any:
        return step(state, x[rows], y[rows])

    def run_epochs(seconds: float) -> int:
        until, done = time.perf_counter() + seconds, 0
        while time.perf_counter() < until:
            state[0], losses, key[0] = epoch(state[0], key[0])
            jax.block_until_ready(losses)
            done += steps
        return done

    def run_steps(seconds: float) -> int:
        until, done = time.perf_counter() + seconds, 0
        while True:
            order = rng.permutation(case.rows).astype(np.int32)
            for begin in range(0, steps * case.batch, case.batch):
                state[0], value = one(state[0], order[begin : begin + case.batch])
                done += 1
                if time.perf_counter() >= until:
                    jax.block_until_ready(value)
                    return done

    return run_epochs if scan else run_steps


def main(scan: bool) -> None:
    """Serve the case named on the command line."""
    serve(runner(CASES[sys.argv[1]], scan), "JAX jit + scan" if scan else "JAX jit a step")


if __name__ == "__main__":
    main(scan=False)
