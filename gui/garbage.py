"""Garbage: Python's collector of cycles, run in the window's thread only.

Python collects wherever it happens to allocate, in the training thread or a dialog's, too; a closed dialog or an old
scene is then destroyed outside the thread it lives in, and Qt ends the process. Imports QtCore only.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


def collect_what_is_due() -> None:
    """Collect those generations that Python itself would have collected by now."""
    for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
        if threshold and count > threshold:
            gc.collect(generation)


class GarbageCollector(QObject):
    """Turns the automatic collector off and does its work on a timer, for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()  # what is here now stays: looking it through again and again would cost frames
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(collect_what_is_due)
        self._timer.start()
