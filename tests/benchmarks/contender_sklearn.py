"""scikit-learn's side: MLPClassifier or MLPRegressor, a minibatch drawn by index for each call of partial_fit.

Its regressor's last layer is linear, in its favour.
"""

import sys
import time
from collections.abc import Callable

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from tests.benchmarks.cases import CASES, Case, rows_of
from tests.benchmarks.contender import serve


def runner(case: Case) -> Callable[[float], int]:
    """A function that trains for some seconds and answers how many steps it did."""
    x, y = rows_of(case)
    hidden = tuple(settings["units"] for _, settings in case.parts[:-1])
    kind = MLPClassifier if case.classes else MLPRegressor
    model = kind(
        hidden_layer_sizes=hidden, activation=case.parts[0][1]["activation"], solver=case.optimizer.lower(),
        alpha=0.0, momentum=0.0, batch_size=case.batch, learning_rate_init=0.001, random_state=0,
    )  # fmt: skip
    y = y if case.classes else y[:, 0]
    known = {"classes": np.arange(case.classes)} if case.classes else {}
    rng = np.random.default_rng(0)

    def run(seconds: float) -> int:
        until, steps = time.perf_counter() + seconds, 0
        while True:
            order = rng.permutation(case.rows)
            for begin in range(0, case.rows, case.batch):
                rows = order[begin : begin + case.batch]
                model.partial_fit(x[rows], y[rows], **known)
                steps += 1
                if time.perf_counter() >= until:
                    return steps

    return run


if __name__ == "__main__":
    serve(runner(CASES[sys.argv[1]]), "scikit-learn")
