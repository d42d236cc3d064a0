"""NaN and infinity: which layer, in which phase, at which step, which rows brought it. The run notices it itself."""

from core.doctor.finding import Finding, use_rate
from core.network import NetworkSpec
from core.snapshot import Divergence, PhaseKind

NAME, TITLE = "not_finite", "Numbers out of range"
MOST_ROWS = 8
_PHASES = {
    PhaseKind.FORWARD: "the forward pass", PhaseKind.ERROR: "the error", PhaseKind.BLAME: "the blame",
    PhaseKind.GRADIENT: "the gradient", PhaseKind.UPDATE: "the update",
}  # fmt: skip


def found(divergence: Divergence, network: NetworkSpec, epoch: int) -> Finding:
    """What a run that broke off tells; its last good weights are back already."""
    node = network.by_id.get(divergence.layer) if divergence.layer is not None else None
    phase = f"in {_PHASES[divergence.phase.kind]}" if divergence.phase is not None else "in the rows themselves"
    evidence = f"It was first seen {phase}{f' of {node.name!r}' if node else ''} at step {divergence.step:,}."
    rows, count = divergence.rows[:MOST_ROWS], len(divergence.rows)
    if count:
        named = ", ".join(f"{row + 1:,}" for row in rows) + (f" and {count - len(rows):,} more" if count > 8 else "")
        evidence += f" Brought by row{'s' * (count != 1)} {named} of the data."
    elif divergence.phase is not None:
        evidence += " Every row of the minibatch was hit: it comes from the weights."
    rate = divergence.learning_rate
    if rate is None:
        advice = "Replace the values that are not finite numbers, or leave out those rows, in the Data tab."
    else:
        advice = "The last good weights are back. A smaller learning rate takes shorter steps from there."
    sentence = divergence.text.partition(". ")[0] + "."
    remedies = (use_rate(rate),) if rate is not None else ()
    return Finding(
        NAME, divergence.layer, sentence, evidence, advice, remedies, rows=divergence.rows, step=divergence.step,
        epoch=epoch,
    )  # fmt: skip
