"""Constant output: the network gives the same answer to every row, whatever it is shown."""

from collections.abc import Iterator

from core.doctor.chart import Chart
from core.doctor.finding import Finding, short
from core.initializers import Constant, Initializer, Zeros
from core.network import Remedy

NAME, TITLE = "constant_output", "The same answer to everything"
SHARE = 1e-3


def look(chart: Chart) -> Iterator[Finding]:
    """Each head whose answers do not differ where the targets do."""
    if not chart.updates:
        return
    for head in chart.program.heads:
        wanted = float(head.y.std(axis=1).max())
        given = float(head.a.std(axis=1).max())
        if wanted <= 0.0 or not given < SHARE * wanted:
            continue
        remedies, advice = _mend(chart)
        yield Finding(
            NAME, head.layer, f"'{chart.name(head.layer)}' gives the same answer to every row.",
            f"On {chart.program.n:,} training rows its answers spread by {short(given)}, the targets by "
            f"{short(wanted)}.",
            advice, remedies, goes_back=True,
        )  # fmt: skip


def _mend(chart: Chart) -> tuple[tuple[Remedy, ...], str]:
    """Weights that all started the same are the usual cause, dead neurons the other one."""
    alike = tuple(
        node.id for node in chart.network.running
        if _alike(getattr(node.layer, "kernel_initializer", None))
    )  # fmt: skip
    if alike:
        return (
            (Remedy("Start from glorot_uniform", "start_afresh", (("ids", alike), ("initializer", "glorot_uniform"))),),
            "Weights that start all the same get all the same gradient. Start them from different numbers.",
        )
    seed = chart.trainer.training.seed + 1
    return (
        (Remedy("Start over from other weights", "set_training", (("seed", seed),)),),
        "Look for dead or saturated layers first; start over from other weights, with a smaller learning rate.",
    )


def _alike(initializer: Initializer | None) -> bool:
    return isinstance(initializer, Zeros | Constant)
