"""Overfitting: the training rows are still learnt better while the rows kept aside are judged worse and worse."""

from collections.abc import Iterator

from core.doctor.chart import Chart
from core.doctor.finding import Finding, short
from core.network import Remedy

NAME, TITLE = "overfitting", "Overfitting"
WORSE, GAP, PATIENCE = 1.15, 0.8, 5


def look(chart: Chart) -> Iterator[Finding]:
    """The run, where validation has been getting worse for a while and training has not."""
    result, log = chart.result, chart.trainer.log
    rule = chart.trainer.training.early_stopping
    if result is None or result.validation_loss is None or log.best_epoch is None:
        return
    if rule is not None and rule.monitor == "loss":
        return
    past = result.epoch - log.best_epoch
    worse = result.validation_loss > WORSE * log.best_value and result.loss < GAP * result.validation_loss
    if not worse or past < max(PATIENCE, 0.1 * log.best_epoch):
        return
    early = {"monitor": "validation_loss", "patience": max(PATIENCE, min(past, 20)), "restore_best": True}
    yield Finding(
        NAME, None, "The network learns its training rows by heart.",
        f"The validation loss was best at epoch {log.best_epoch:,} with {short(log.best_value)} and is "
        f"{short(result.validation_loss)} now; on the training rows it is {short(result.loss)}.",
        "Stop at the best epoch, use Dropout, an L2 penalty or fewer neurons, or find more rows.",
        (Remedy("Stop early", "stop_early", tuple(early.items())),), goes_back=True,
    )  # fmt: skip
