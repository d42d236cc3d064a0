"""Garbage: Python's collector of cycles, run in the window's thread only.

Python collects wherever it happens to allocate, in the training thread or a dialog's, too; a closed dialog or an old
scene is then destroyed outside the thread it lives in, and Qt ends the process. Imports QtCore only.
"""

import gc
import time

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 500
OLDEST, GROWN = 2, 1.25
"""All objects are looked through, which takes longer than a frame, only once there are a quarter more of old ones."""
_old_ones = 0
QUIET, LONGEST = 1.5, 30.0
"""Seconds without a wish for which looking through all objects waits, and the longest it is put off."""
_held_from = _held_until = 0.0


def hold_back() -> None:
    """Somebody waits for a picture and will want the next: all objects are looked through when that is over."""
    global _held_from, _held_until
    now = time.monotonic()
    if now >= _held_until:
        _held_from = now
    _held_until = now + QUIET


def _is_held() -> bool:
    now = time.monotonic()
    return now < _held_until and now - _held_from < LONGEST


def collect_what_is_due() -> None:
    """Collect those generations that Python itself would have collected by now, by its rule for the oldest, too."""
    global _old_ones
    for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
        if not threshold or count <= threshold:
            continue
        if generation < OLDEST:
            gc.collect(generation)
        elif not _is_held() and len(gc.get_objects(generation=OLDEST)) > GROWN * _old_ones:
            gc.collect()
            _old_ones = len(gc.get_objects(generation=OLDEST))


class GarbageCollector(QObject):
    """Turns the automatic collector off and does its work on a timer, for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._settle)
        self._timer.start()

    @Slot()
    def _settle(self) -> None:
        """The first time, after the window was seen: what is here now stays.

        Looking it through again and again would cost frames.
        """
        gc.collect()
        gc.freeze()
        self._timer.timeout.disconnect(self._settle)
        self._timer.timeout.connect(collect_what_is_due)
