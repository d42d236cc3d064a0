"""PyTorch's side: eager mode, batches drawn by index as quickly as PyTorch can, the fused optimizer where it is faster.

No loss is read back, no curve kept: whatever is left out here is left out in PyTorch's favour.
"""

import sys
import time
from collections.abc import Callable

import torch

from tests.benchmarks.cases import CASES, Case, rows_of
from tests.benchmarks.contender import WARM_UP, serve, timed

ACTIVATIONS = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
LOSSES = {
    "mean_squared_error": torch.nn.MSELoss,
    "binary_crossentropy": torch.nn.BCEWithLogitsLoss,
    "categorical_crossentropy": torch.nn.CrossEntropyLoss,
}


def model_of(case: Case) -> torch.nn.Sequential:
    """Linear layers; the output's sigmoid or softmax is part of PyTorch's losses."""
    parts: list[torch.nn.Module] = []
    for entering, leaving in zip(case.sizes, case.sizes[1:], strict=False):
        parts += [torch.nn.Linear(entering, leaving), ACTIVATIONS[case.activation]()]
    if case.output != case.activation:
        parts.pop()
    return torch.nn.Sequential(*parts)


def runner(case: Case, fused: bool) -> Callable[[float], int]:
    """A function that trains for some seconds and answers how many steps it did."""
    torch.manual_seed(0)
    rows, targets = rows_of(case)
    x, y = torch.from_numpy(rows), torch.from_numpy(targets)
    if case.loss == "binary_crossentropy":
        y = y.to(torch.float32)[:, None]
    model, loss = model_of(case), LOSSES[case.loss]()
    optimizer = getattr(torch.optim, case.optimizer)(model.parameters(), lr=0.001, fused=fused)

    def run(seconds: float) -> int:
        until, steps = time.perf_counter() + seconds, 0
        while True:
            for index in torch.randperm(case.rows).split(case.batch):
                optimizer.zero_grad(set_to_none=True)
                loss(model(x.index_select(0, index)), y.index_select(0, index)).backward()
                optimizer.step()
                steps += 1
                if time.perf_counter() >= until:
                    return steps

    return run


def fastest(case: Case) -> tuple[Callable[[float], int], str]:
    """Plain or fused optimizer, whichever is faster here."""
    runs = {"PyTorch": runner(case, False), "PyTorch fused": runner(case, True)}
    times: dict[str, float] = {}
    for name, run in runs.items():
        run(WARM_UP)
        times[name] = timed(run, WARM_UP)
    best = min(times, key=lambda name: times[name])
    return runs[best], best


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[2]))
    serve(*fastest(CASES[sys.argv[1]]))
