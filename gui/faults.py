"""Faults: what happens to the unexpected. A log file, Qt's messages in it, and a dialog instead of a crash.

It imports QtCore and the message dialog. Worked shape: an exception in a slot is written to the log, and the window
says one sentence with "Copy details"; a second one while the dialog is open goes to the log only.
"""

import logging
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QStandardPaths, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

log = logging.getLogger("chainrule")
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR, QtMsgType.QtFatalMsg: logging.CRITICAL,
}  # fmt: skip
SENTENCE = "Something went wrong inside Chainrule."
REMEDY = "The drawing and its weights are still here; save them. What happened stands in the log at {}."


def log_folder() -> Path:
    """Where the system keeps an application's log files."""
    kind = QStandardPaths.StandardLocation
    place = QStandardPaths.writableLocation(getattr(kind, "StateLocation", kind.AppLocalDataLocation))
    return Path(place)


def start_log() -> Path | None:
    """Write the log to a file of at most 1 MB; None where the folder cannot be written."""
    path = log_folder() / "chainrule.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    except OSError as error:
        log.warning("No log file at %s: %s", path, error)
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    return path


def _qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    log.log(LEVELS.get(kind, logging.WARNING), "Qt: %s", text)


class Faults(QObject):
    """Catches what nobody caught, in any thread, and tells of it in the window's thread."""

    _told = Signal(str)

    def __init__(self, log_path: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_path = log_path
        self._telling = False
        self._told.connect(self._tell)

    def install(self) -> None:
        """Take over the hooks of Python and Qt."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        qInstallMessageHandler(_qt_message)

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app = QApplication.instance()
            if app is not None:
                app.quit()
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error("%s", details)
        self._told.emit(details)

    def _caught_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._caught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _tell(self, details: str) -> None:
        if self._telling:
            return
        from gui.dialogs.messages import ErrorMessage

        self._telling = True
        try:
            where = str(self._log_path) if self._log_path is not None else "no file, as its folder cannot be written"
            ErrorMessage.ask(SENTENCE, REMEDY.format(where), details, QApplication.activeWindow())
        finally:
            self._telling = False
