"""Background work of a dialog: one function run in a thread of its own, its answer brought back to the window's thread.

It imports QtCore only. The newest call counts: answers of earlier ones, or of a closed dialog, are dropped. A
ChainruleError or OSError becomes a sentence; anything else is a defect and goes to the exception hook.
Worked shape: ``work = Background(self); work.done.connect(self._take); work.start(lambda report: read(path))``.
"""

import queue
import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import ChainruleError
from core.frozen import dataclass
from gui.loading import Cancelled

Report = Callable[[float, str], None]
"""``report(share, caption)``: called from the thread; raises Cancelled once nobody waits for the answer."""

LOOK_MS = 15
"""How often the window's thread looks for news."""


class Background(QObject):
    """Runs one function at a time; see the module's header.

    The thread never touches this object's Qt side, which may be deleted at any moment: it puts its news into a queue
    that a timer in the window's thread empties.
    """

    done = Signal(object)
    failed = Signal(str)
    progress = Signal(float, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self.busy = False
        self._thread: threading.Thread | None = None
        self._news: queue.SimpleQueue[_News] = queue.SimpleQueue()
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._empty)

    def start(self, work: Callable[[Report], object]) -> None:
        """Run ``work`` in a thread; what still runs is cancelled."""
        self._number += 1
        self.busy = True
        before, number = self._thread, self._number
        self._thread = threading.Thread(target=self._run, args=(number, work, before), name="dialog", daemon=True)
        self._thread.start()
        self._look.start()

    def cancel(self) -> None:
        """Nobody waits for the answer any more."""
        self._number += 1
        self.busy = False
        self._look.stop()

    def wait(self) -> None:
        """Cancel, and wait until the thread has ended."""
        self.cancel()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def settle(self, seconds: float) -> bool:
        """Wait so long for the end, here and now; whether it came. For work that is nearly always done at once."""
        if self._thread is not None:
            self._thread.join(seconds)
        self._empty()
        return not self.busy

    def _run(self, number: int, work: Callable[[Report], object], before: threading.Thread | None) -> None:
        if before is not None:
            before.join()  # one after the other: two readers of a large file would double its memory

        def report(share: float, caption: str) -> None:
            if number != self._number:
                raise Cancelled
            self._news.put(_Progress(number, share, caption))

        try:
            report(0.0, "")
            self._news.put(_Answer(number, work(report), None))
        except Cancelled:
            return
        except Exception as error:
            self._news.put(_Answer(number, None, error))

    @Slot()
    def _empty(self) -> None:
        """Pass on what the thread has said meanwhile; news of earlier calls are dropped."""
        while not self._news.empty():
            news = self._news.get()
            if news.number != self._number:
                continue
            if isinstance(news, _Progress):
                self.progress.emit(news.share, news.caption)
                continue
            self.busy = False
            self._look.stop()
            if news.error is None:
                self.done.emit(news.result)
            else:
                self.failed.emit(sentence_of(news.error))


@dataclass(frozen=True)
class _Progress:
    number: int
    share: float
    caption: str


@dataclass(frozen=True)
class _Answer:
    number: int
    result: object
    error: Exception | None


_News = _Progress | _Answer


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
