"""PyTorch's side: eager mode, batches drawn by index as quickly as PyTorch can, in its fastest variant here.

Tried are the plain and the fused optimizer, and channels last for images. No loss is read back, no curve kept: whatever
is left out here is left out in PyTorch's favour.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import torch

from tests.benchmarks.cases import CASES, Case, rows_of
from tests.benchmarks.contender import WARM_UP, serve, timed

ACTIVATIONS = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
LOSSES = {
    "mean_squared_error": torch.nn.MSELoss,
    "binary_crossentropy": torch.nn.BCEWithLogitsLoss,
    "categorical_crossentropy": torch.nn.CrossEntropyLoss,
}


class ChannelsSecond(torch.nn.Module):
    """(n, length, channels) as PyTorch wants sequences."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.transpose(1, 2)


def convolution(settings: dict[str, Any], channels: int) -> torch.nn.Module:
    """Conv1d or Conv2d, by the kernel's size."""
    kernel, padding = settings["kernel_size"], settings.get("padding", "valid")
    if isinstance(kernel, int):
        return torch.nn.Conv1d(channels, settings["filters"], kernel, padding=padding)
    return torch.nn.Conv2d(channels, settings["filters"], kernel, padding=padding)


def module_of(kind: str, settings: dict[str, Any], entering: torch.Size) -> torch.nn.Module:
    """PyTorch's layer; ``entering`` is the shape of what enters, channels first."""
    made: dict[str, Callable[[], torch.nn.Module]] = {
        "Dense": lambda: torch.nn.Linear(entering[1], settings["units"]),
        "Conv1D": lambda: convolution(settings, entering[1]),
        "Conv2D": lambda: convolution(settings, entering[1]),
        "AveragePooling2D": lambda: torch.nn.AvgPool2d(settings["pool_size"]),
        "MaxPooling2D": lambda: torch.nn.MaxPool2d(settings["pool_size"]),
        "GlobalMaxPooling1D": lambda: torch.nn.Sequential(torch.nn.AdaptiveMaxPool1d(1), torch.nn.Flatten()),
        "Flatten": torch.nn.Flatten,
        "Embedding": lambda: torch.nn.Sequential(
            torch.nn.Embedding(settings["input_dim"], settings["output_dim"]), ChannelsSecond()
        ),
    }
    return made[kind]()


def model_of(case: Case, sample: torch.Tensor) -> torch.nn.Sequential:
    """The case's layers; the output's sigmoid or softmax is part of PyTorch's losses."""
    model = torch.nn.Sequential()
    for number, (kind, settings) in enumerate(case.parts, 1):
        model.append(module_of(kind, settings, model(sample).shape))
        last = number == len(case.parts)
        if settings.get("activation") in ACTIVATIONS and (not last or case.loss == "mean_squared_error"):
            model.append(ACTIVATIONS[settings["activation"]]())
    return model


def inputs_of(case: Case) -> torch.Tensor:
    """All rows, channels first, whole numbers where they are embedded: made so once, outside the time."""
    x = torch.from_numpy(rows_of(case)[0])
    if case.parts[0][0] == "Embedding":
        return x.to(torch.int64)
    return x.movedim(-1, 1).contiguous() if x.ndim > 2 else x


def runner(case: Case, fused: bool, channels_last: bool = False) -> Callable[[float], int]:
    """A function that trains for some seconds and answers how many steps it did."""
    torch.manual_seed(0)
    x, y = inputs_of(case), torch.from_numpy(rows_of(case)[1])
    if case.loss == "binary_crossentropy":
        y = y.to(torch.float32)[:, None]
    model, loss = model_of(case, x[:1]), LOSSES[case.loss]()
    if channels_last:
        x = x.contiguous(memory_format=torch.channels_last)
        model = model.to(memory_format=torch.channels_last)
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
    """Plain or fused optimizer, images channels first or last: whichever is fastest here."""
    runs = {"PyTorch": runner(case, False), "PyTorch fused": runner(case, True)}
    if len(case.shape) == 3:
        runs["PyTorch, channels last"] = runner(case, True, channels_last=True)
    times: dict[str, float] = {}
    for name, run in runs.items():
        run(WARM_UP)
        times[name] = timed(run, WARM_UP)
    best = min(times, key=lambda name: times[name])
    return runs[best], best


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[2]))
    serve(*fastest(CASES[sys.argv[1]]))
