"""How often XOR with two hidden neurons is learnt: the worked example, seed after seed.

``python -m tests.helpers.xor_rate 500`` prints the share of seeds that solve it within 6,000 epochs (all four answers
within 0.1 of their targets), the median of epochs, the first seeds of either kind. Worked shape: ``epochs_of(0)`` is
the epoch at which seed 0 was through, or None.
"""

import statistics
import sys
from dataclasses import replace

import numpy as np

from core.trainer import Trainer
from core.worked import WorkedExample, read_example, titles

CAP = 6000
NEAR = 0.1


def example() -> WorkedExample:
    """The worked example, either of the two; they differ in the seed."""
    return next(read_example(path) for path, title in titles() if title.startswith("XOR"))


def epochs_of(seed: int, of: WorkedExample, cap: int = CAP) -> int | None:
    """After how many epochs all four answers are near their targets; None where they never are."""
    prepared = of.prepared()
    trainer = Trainer(of.project.network, replace(of.project.training, seed=seed, epochs=cap + 1), prepared)
    target = prepared.train.y.T
    for epoch in range(cap + 1):
        trainer.step()  # its forward pass judges the weights that the epochs before have left
        if np.abs(trainer.current.output - target).max() < NEAR:
            return epoch
    return None


def main() -> None:
    """Print what was measured."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    found = [epochs_of(seed, example()) for seed in range(count)]
    solved = [each for each in found if each is not None]
    share, middle = len(solved) / count, statistics.median(solved)
    print(f"{len(solved)} of {count} seeds solve it ({share:.1%}), half of them within {middle:.0f} epochs")
    print("solved:", [(seed, each) for seed, each in enumerate(found) if each is not None][:8])
    print("stuck:", [seed for seed, each in enumerate(found) if each is None][:8])


if __name__ == "__main__":
    main()
