"""Updated too early: training with a mistake that many hand-written programs make, to show what comes out of it.

The mistake: each layer's weights are changed as soon as their gradient is known, so that the blame of the layer before
flows through weights that are already new. Imports the trainer only. Example: one such step on Mazur's 2-2-2 leaves an
error of 0.29102792390544197, the one he prints; the right one is 0.29102777369359933.
"""

from core.data.dataset import Prepared
from core.data.sources import Report, silent
from core.errors import SpecError
from core.metrics import Codings
from core.network import NetworkSpec
from core.optimizers import SGD
from core.program import Program, compile_network
from core.project import TrainingSpec
from core.snapshot import PhaseKind

EVERY = 200
"""After so many steps the caller is told how far it has come; they take a twentieth of a second."""


def too_early(
    network: NetworkSpec, training: TrainingSpec, prepared: Prepared, steps: int, report: Report = silent
) -> Program:
    """The program after ``steps`` such steps on all rows at once, its forward pass and error run with the weights left.

    What ``report(share, text)`` raises ends it.
    SpecError unless the optimizer is gradient descent without momentum: only there the mistake has one meaning.
    """
    optimizer = training.optimizer
    if not isinstance(optimizer, SGD) or optimizer.momentum:
        raise SpecError("Updating too early is shown for SGD without momentum only.")
    rows = prepared.train
    program = compile_network(network, batch=len(rows), dtype=training.dtype, seed=training.seed)
    targets = Codings.of(network, prepared.dataset.task).encode(rows, program.dtype)
    program.load(rows.x[:], *targets)
    mask = program.vectors.mask
    for step in range(steps):
        if step % EVERY == 0:
            report(step / steps, "")
        for phase, run in program.plan:
            run()
            if phase.kind is not PhaseKind.GRADIENT:
                continue
            for slot in program.slots:
                if slot.layer == phase.layer:
                    here = slice(slot.start, slot.stop)
                    change = optimizer.learning_rate * program.grad[here]
                    program.theta[here] -= change if mask is None else change * mask[here]
    program.forward()
    program.error()
    return program
