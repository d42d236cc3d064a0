"""How often XOR with two hidden neurons is learnt: the worked example, seed after seed.

``python -m tests.helpers.xor_rate 500`` prints the share of seeds that solve it within 6,000 epochs (all four answers
within 0.1 of their targets), the median of epochs, the first seeds of either kind. Worked shape: ``epochs_of(0)`` is
the epoch at which seed 0 was through, or None; ``epochs_of_all((0, 1))`` holds the same for both, in one go of arrays.
"""

import statistics
import sys
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.activations import Array
from core.trainer import Trainer
from core.worked import WorkedExample, read_example, titles

CAP = 6000
NEAR = 0.1


def example() -> WorkedExample:
    """The worked example, either of the two; they differ in the seed."""
    return next(read_example(path) for path, title in titles() if title.startswith("XOR"))


def _trainer(seed: int, of: WorkedExample, cap: int) -> Trainer:
    training = replace(of.project.training, seed=seed, epochs=cap + 1)
    return Trainer(of.project.network, training, of.prepared())


def epochs_of(seed: int, of: WorkedExample, cap: int = CAP) -> int | None:
    """After how many epochs all four answers are near their targets; None where they never are."""
    trainer = _trainer(seed, of, cap)
    target = trainer.prepared.train.y.T
    for epoch in range(cap + 1):
        trainer.step()  # its forward pass judges the weights that the epochs before have left
        if np.abs(trainer.current.output - target).max() < NEAR:
            return epoch
    return None


def epochs_of_all(seeds: Iterable[int], of: WorkedExample, cap: int = CAP) -> list[int | None]:
    """The same for many seeds side by side: the networks' weights in one (seeds, 9), computed apart from the core."""
    trainers = [_trainer(seed, of, cap) for seed in seeds]
    x, target = trainers[0].prepared.train.x.T, trainers[0].prepared.train.y.T
    theta = np.array([each.program.theta for each in trainers])
    rule, moved = of.project.training.optimizer, np.zeros_like(theta)
    found: list[int | None] = [None] * len(theta)
    for epoch in range(cap + 1):
        output, slopes = _outputs_and_slopes(theta, x, target)
        for at in np.flatnonzero(np.abs(output - target).max(axis=(1, 2)) < NEAR):
            found[at] = epoch if found[at] is None else found[at]
        if None not in found:
            break
        moved = rule.momentum * moved - rule.learning_rate * slopes
        theta = theta + moved
    return found


def _outputs_and_slopes(theta: Array, x: Array, target: Array) -> tuple[Array, Array]:
    """a of the output (seeds, 1, 4) and dE/dtheta (seeds, 9); all are sigmoids, E is the mean."""
    w1, b1, w2, b2 = theta[:, :4].reshape(-1, 2, 2), theta[:, 4:6, None], theta[:, None, 6:8], theta[:, 8:, None]
    hidden = 1 / (1 + np.exp(-(w1 @ x + b1)))
    output = 1 / (1 + np.exp(-(w2 @ hidden + b2)))
    last = (output - target) * output * (1 - output) / x.shape[1]
    first = w2.swapaxes(1, 2) * last * hidden * (1 - hidden)
    parts = (first @ x.T, first.sum(2), last @ hidden.swapaxes(1, 2), last.sum(2))
    return output, np.concatenate([part.reshape(len(theta), -1) for part in parts], axis=1)


def main() -> None:
    """Print what was measured."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    found = epochs_of_all(range(count), example())
    solved = [each for each in found if each is not None]
    share, middle = len(solved) / count, statistics.median(solved)
    print(f"{len(solved)} of {count} seeds solve it ({share:.1%}), half of them within {middle:.0f} epochs")
    print("solved:", [(seed, each) for seed, each in enumerate(found) if each is not None][:8])
    print("stuck:", [seed for seed, each in enumerate(found) if each is None][:8])


if __name__ == "__main__":
    main()
