"""Chainrule's side: its Trainer as the program runs it, batches drawn, losses and curves kept."""

import sys

import numpy as np

from core.data.dataset import Dataset, Prepared, Rows
from core.data.preprocessing import Preprocessing
from core.engines import cache
from core.layers import Input, Layer
from core.network import NetworkSpec, Node
from core.optimizers import Optimizer
from core.project import TrainingSpec
from core.task import Task
from core.trainer import Trainer
from tests.benchmarks.cases import CASES, Case, rows_of
from tests.benchmarks.contender import serve


def network_of(case: Case) -> NetworkSpec:
    """Input and the case's layers, one behind the other."""
    nodes = [Node(1, "input", Input(shape=case.shape))]
    for key, (kind, settings) in enumerate(case.parts, 2):
        nodes.append(Node(key, f"{kind.lower()} {key}", Layer.from_json({"kind": kind, **settings}), (key - 1,)))
    return NetworkSpec(tuple(nodes), case.loss, len(nodes) + 1)


def trainer_of(case: Case) -> Trainer:
    """A Trainer on all rows of the case, none kept aside."""
    x, y = rows_of(case)
    if case.classes:
        task = Task(x.shape[1:], "classification", tuple(str(each) for each in range(case.classes)), ("class",))
    else:
        task = Task(x.shape[1:], "regression", (), ("y",))
    index = np.arange(len(x))
    rows, none = Rows(x, y), Rows(x[:0], y[:0])
    prepared = Prepared(rows, none, Preprocessing(), Dataset(x, y, task), index, index[:0])
    optimizer = Optimizer.from_json({"kind": case.optimizer, "learning_rate": 0.001})
    training = TrainingSpec(optimizer=optimizer, batch_size=case.batch, epochs=10_000_000)
    return Trainer(network_of(case), training, prepared)


if __name__ == "__main__":
    if cache.installed():
        cache.kernels("float32")  # as after the first start
    serve(trainer_of(CASES[sys.argv[1]]).run, "Chainrule")
