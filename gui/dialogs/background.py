"""Background work of a dialog: one function run in a thread of its own, its answer brought back to the window's thread.

It imports QtCore only. The newest call counts: answers of earlier ones, or of a closed dialog, are dropped. A
ChainruleError or OSError becomes a sentence; anything else is a defect and goes to the exception hook.
Worked shape: ``work = Background(self); work.done.connect(self._take); work.start(lambda report: read(path))``.
"""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import ChainruleError

Report = Callable[[float, str], None]
"""``report(share, caption)``: called from the thread; raises Cancelled once nobody waits for the answer."""


class Cancelled(Exception):  # noqa: N818 (not an error: the user's wish)
    """The work was cancelled or replaced by newer work."""


class Background(QObject):
    """Runs one function at a time; see the module's header."""

    done = Signal(object)
    failed = Signal(str)
    progress = Signal(float, str)

    _finished = Signal(int, object, object)
    _reported = Signal(int, float, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self.busy = False
        self._thread: threading.Thread | None = None
        self._finished.connect(self._finish)
        self._reported.connect(self._report)

    def start(self, work: Callable[[Report], object]) -> None:
        """Run ``work`` in a thread; what still runs is cancelled."""
        self._number += 1
        self.busy = True
        before, number = self._thread, self._number
        self._thread = threading.Thread(target=self._run, args=(number, work, before), name="dialog", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Nobody waits for the answer any more."""
        self._number += 1
        self.busy = False

    def wait(self) -> None:
        """Cancel, and wait until the thread has ended."""
        self.cancel()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, number: int, work: Callable[[Report], object], before: threading.Thread | None) -> None:
        if before is not None:
            before.join()  # one after the other: two readers of a large file would double its memory

        def report(share: float, caption: str) -> None:
            if number != self._number:
                raise Cancelled
            self._reported.emit(number, share, caption)

        result: object = None
        error: BaseException | None = None
        try:
            report(0.0, "")
            result = work(report)
        except Cancelled:
            return
        except Exception as raised:
            error = raised
        with suppress(RuntimeError):  # the dialog was deleted between this line and the next: nobody waits
            if number == self._number:
                self._finished.emit(number, result, error)

    @Slot(int, float, str)
    def _report(self, number: int, share: float, caption: str) -> None:
        if number == self._number:
            self.progress.emit(share, caption)

    @Slot(int, object, object)
    def _finish(self, number: int, result: object, error: BaseException | None) -> None:
        if number != self._number:
            return
        self.busy = False
        if error is None:
            self.done.emit(result)
        else:
            self.failed.emit(sentence_of(error))


def sentence_of(error: BaseException) -> str:
    """The sentence for an error; a defect is also passed on to the exception hook."""
    if isinstance(error, ChainruleError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'The file'} cannot be used: {error.strerror or error}."
    if isinstance(error, MemoryError):
        return "The memory is full; use a smaller file, or close other programs."
    sys.excepthook(type(error), error, error.__traceback__)
    return f"An unexpected error stopped this: {type(error).__name__}."
