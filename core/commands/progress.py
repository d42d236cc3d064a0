"""Progress: one line on standard error that is rewritten on a terminal; elsewhere a line now and then on standard
output, so that standard error stays free for the one line that says what went wrong.

``epoch 37/100 ━━━━━━━━━━━╸         loss 0.0835  validation 0.1110  accuracy 98.1 %  44/s  1.4 s left``
"""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from core.data.sources import Report
from core.snapshot import EpochResult, Metrics

_BAR = 20
_ON_TERMINAL = 0.1
"""Seconds between two pictures."""
_SOON = 0.5
"""What is read in less time needs no word."""


class Progress:
    """The bar from epoch ``first`` to ``last``."""

    def __init__(self, first: int, last: int, stream: TextIO | None = None) -> None:
        self.stream = stream or (sys.stderr if sys.stderr.isatty() else sys.stdout)
        self.first, self.last = first, last
        self.terminal = self.stream.isatty()
        self.blocks = ("━", "╸") if "utf" in (self.stream.encoding or "").lower() else ("#", "-")
        self.begun = self.shown = time.monotonic()
        self._tenth = 0

    def update(self, result: EpochResult) -> None:
        """Show the epoch that has just ended, if it is time to."""
        now = time.monotonic()
        tenth = 10 * (result.epoch - self.first) // max(1, self.last - self.first)
        due = now - self.shown >= _ON_TERMINAL if self.terminal else tenth > self._tenth
        if not due and result.epoch < self.last:
            return
        self.shown, self._tenth = now, tenth
        line = self._line(result, now)
        if not self.terminal:
            say(line, self.stream)
            return
        width = shutil.get_terminal_size().columns - 1
        self.stream.write(f"\r{line[:width]}\x1b[K")
        self.stream.flush()

    def close(self) -> None:
        """End the line."""
        if self.terminal and self.shown > self.begun:
            self.stream.write("\n")
            self.stream.flush()

    def _line(self, result: EpochResult, now: float) -> str:
        done, total = result.epoch - self.first, max(1, self.last - self.first)
        full, end = self.blocks
        filled = int(_BAR * done / total)
        bar = (full * filled + (end if filled < _BAR else "")).ljust(_BAR)
        rate = done / max(1e-9, now - self.begun)
        parts = [f"epoch {result.epoch}/{self.last} {bar} loss {result.loss:.4g}"]
        if result.validation_loss is not None:
            parts.append(f"validation {result.validation_loss:.4g}")
        parts.append(headline(result.validation_metrics or result.metrics))
        parts.append(f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.2g}/s")
        parts.append(f"{duration((total - done) / rate)} left")
        return "  ".join(each for each in parts if each)


@contextmanager
def reading() -> Iterator[Report]:
    """Tells on a terminal how far the reading of many files has come, in a line that vanishes at the end."""
    stream, begun = sys.stderr, time.monotonic()
    shown = [begun]

    def report(share: float, sentence: str) -> None:
        now = time.monotonic()
        if stream.isatty() and now - begun > _SOON and now - shown[-1] >= _ON_TERMINAL:
            shown[:] = [begun, now]
            width = shutil.get_terminal_size().columns - 1
            stream.write(f"\r{f'{100 * share:3.0f} %  {sentence}'[:width]}\x1b[K")
            stream.flush()

    try:
        yield report
    finally:
        if len(shown) > 1:
            stream.write("\r\x1b[K")
            stream.flush()


def say(line: str, stream: TextIO | None = None) -> None:
    """Print a line. A reader that has gone away ("| head") must not cost the run: it goes on in silence."""
    try:
        print(line, file=stream, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def headline(metrics: Metrics) -> str:
    """The metric people ask for first: ``accuracy 98.1 %`` or ``R² 0.91``; of several heads one each."""
    told = []
    for name, value in metrics.values:
        head, _, metric = name.rpartition(": ")
        if metric in ("accuracy", "r2"):
            text = f"accuracy {100 * value:.1f} %" if metric == "accuracy" else f"R² {value:.3f}"
            told.append(f"{head}: {text}" if head else text)
    return ", ".join(told)


def duration(seconds: float) -> str:
    """``3.1 s``, ``2 min 5 s``, ``1 h 20 min``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
