"""EngineRoom: has the compiled engine made ready by a process of its own, soon after the first window is seen.

Compiling holds Python's lock for seconds, which would stop the window; kept from an earlier start, the kernels are
ready at once. Either way the runs are told, and those that have not begun take the engine. Imports QtCore only.
"""

import os
import sys

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from core.engines import cache

AFTER_MS = 1500
"""The window is seen and painted before anything is loaded beside it."""
PRECISIONS = ("float32", "float64")


class EngineRoom(QObject):
    """``begin`` once; ``ready`` for each precision whose kernels can be taken."""

    ready = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[str] = []
        self._process = QProcess(self)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._failed)

    def begin(self) -> None:
        """Look what is ready, and have the rest made, the usual precision first."""
        if cache.installed():
            self._waiting = list(PRECISIONS)
            QTimer.singleShot(AFTER_MS, self, self._next)

    @property
    def busy(self) -> bool:
        """Whether something waits or is being made."""
        return bool(self._waiting)

    @Slot()
    def _next(self) -> None:
        while self._waiting:
            if not cache.ready(self._waiting[0]):
                self._start(self._waiting[0])
                return
            self.ready.emit(self._waiting.pop(0))

    @Slot(int, QProcess.ExitStatus)
    def _ended(self, _code: int, _status: QProcess.ExitStatus) -> None:
        """One is made; where that has failed, numpy goes on."""
        if self._waiting and not cache.ready(self._waiting[0]):
            self._waiting.pop(0)
        self._next()

    def _start(self, dtype: str) -> None:
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
        self._process.setProcessEnvironment(environment)
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.start(sys.executable, ["-m", "core.engines.warm", dtype])

    @Slot(QProcess.ProcessError)
    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._waiting.clear()

    def end(self) -> None:
        """Stop; what is not ready is begun anew next time."""
        self._waiting.clear()
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(1000)
