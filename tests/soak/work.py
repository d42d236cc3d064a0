"""What the soak does: a round of work in the window, how much memory that leaves, and what is left at the very end.

A round opens an example, trains, edits, sets weights, walks, undoes and looks into panels, does one thing more (other
data, saving and opening, dialogs, a second window, full speed), and ends with the first example, fresh. The examples
take turns, so the rounds that are ``ALIKE`` apart do the same.
"""

import gc
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QSettings,
    QThread,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from core import edit
from core.by_hand import WeightEdit
from core.data_spec import ToyData
from core.layers import Dense, Dropout
from gui.app import make_application
from gui.dialogs.about import About
from gui.dialogs.gallery import Gallery
from gui.dialogs.messages import Answer, Unsaved
from gui.garbage import GarbageCollector, collect_what_is_due
from gui.main_window import MainWindow
from gui.theme_manager import ThemeManager
from gui.windows import Windows
from tests.helpers.memory import forget_lookups, in_use, own_pages

EXAMPLES = ("circle", "digits", "iris", "sine", "digits_conv", "questions")
ALIKE = len(EXAMPLES)
Finished = (type(threading.main_thread()), threading._DummyThread)
"""What Python's own list may hold: the main thread, and what it remembers of Qt's threads that have ended."""
ANSWER = 20.0
"""Seconds that anything may take before it counts as stuck."""


class Held(NamedTuple):
    """Bytes: memory pages that are this process's alone, and of them what was asked of the allocator."""

    pages: int
    asked: int

    def __str__(self) -> str:
        return f"{self.pages / 2**20:.2f} MB of pages, {self.asked / 2**20:.2f} MB allocated"


def _bounded_caches() -> Iterator[Any]:
    ours = [vars(module) for name, module in list(sys.modules.items()) if name.split(".")[0] in ("core", "gui")]
    for names in ours:
        for each in list(names.values()):
            if isinstance(each, _lru_cache_wrapper) and each.cache_info().maxsize is not None:
                yield each


class Bench:
    """The application with one window, and the hands that work in it."""

    def __init__(self, folder: Path, seed: int, heard: list[str]) -> None:
        self.folder, self.seed, self.rng, self.heard = folder, seed, random.Random(seed), heard
        self.app = make_application(["soak"])
        qInstallMessageHandler(self._qt_said)
        Unsaved.ask = classmethod(lambda cls, name, parent=None: Answer.DISCARD)  # type: ignore[method-assign,assignment]
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.theme = ThemeManager(settings, self.app)
        self.windows = Windows(settings, self.theme, self.app)
        self.window = self.windows.open()
        self.collector = GarbageCollector(self.app)
        self.rounds = 0

    def _qt_said(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith("This plugin does not support "):
            self.heard.append(f"Qt: {text}")

    # -- a round -----------------------------------------------------------------------------------------------------

    def round(self) -> None:
        """The next example and the next thing more, the same each time: what is kept of words is soon complete."""
        self.rng.seed(self.seed)
        turn, self.rounds = self.rounds % ALIKE, self.rounds + 1
        self.window.files.open_example(EXAMPLES[turn])
        self.settle(self.window)
        for work in (self.train, self.edit, self.by_hand, self.walk, self.undo, self.look):
            work(self.window)
        more = (self.dialogs, self.second_window, self.other_data, self.save_and_open, self.play, self.walk)
        more[turn](self.window)
        self.window.files.open_example(EXAMPLES[0])
        self.settle(self.window)

    def wait(self, seconds: float) -> None:
        """Let the program run, in a loop as it has it itself: else nothing that asked for it is deleted meanwhile.

        The bindings never forget the name of one of Qt's own methods that was connected, "quit"; of ours they do.
        """
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), lambda: loop.quit())
        loop.exec()

    def rest(self, window: MainWindow) -> None:
        """All that was asked for is answered and painted, however busy the machine is, and what that asks for, too.

        Without it what a round makes for the first time, pictures of a walk for instance, comes now or rounds later.
        """
        for _ in range(2):
            window.runner.checkpoint()  # answered after all that was asked before
            self.wait(0.12)

    def until(self, seen: Callable[[], bool], what: str) -> None:
        """Let it run until this is seen."""
        end = time.monotonic() + ANSWER
        while not seen():
            if time.monotonic() > end:
                self.heard.append(f"Stuck: {what}")
                return
            self.wait(0.02)

    def settle(self, window: MainWindow) -> None:
        """The data is read and a picture of the run is there."""
        runner = window.runner
        self.until(lambda: runner.prepared is not None and runner.snapshot is not None, "opening")

    def train(self, window: MainWindow) -> None:
        """An epoch, to the same weights in each round."""
        if window.runner.can_run:
            window.runner.advance_epoch()
            window.runner.checkpoint()
            self.wait(0.1)

    def play(self, window: MainWindow) -> None:
        """A moment of full speed."""
        window.runner.play()
        self.wait(0.3)
        window.runner.pause()
        window.runner.checkpoint()

    def edit(self, window: MainWindow) -> None:
        """Insert, widen, rename, delete."""
        document = window.document
        nodes = document.network.nodes
        last = document.network.output
        dense = next((node for node in nodes if node.layer.kind == "Dense" and node is not last), last)
        if dense is None:
            return
        document.edit("Units", edit.set_layer(document.project, dense.id, units=self.rng.randint(3, 8)))
        self.wait(0.05)
        for layer in (Dense(units=8), Dropout(rate=0.3)):
            document.edit("Add", edit.append_layer(document.project, layer, after=dense.id))
            self.wait(0.03)
        document.edit("Rename", edit.rename(document.project, dense.id, f"layer{self.rng.randint(0, 9)}"))
        document.edit("Remove", edit.remove_layers(document.project, [document.network.nodes[-1].id]))
        self.wait(0.05)
        self.train(window)

    def by_hand(self, window: MainWindow) -> None:
        """A dozen numbers, as a drag sets them."""
        shot = window.runner.snapshot
        if window.runner.why_no_weights or shot is None or shot.network != window.document.network:
            return
        slot = self.rng.choice(shot.slots)
        for step in range(12):
            place = (0,) * len(slot.shape)
            window.runner.set_weights("Nudge", [WeightEdit.at(slot.layer, slot.array, place, step / 8)], merge="drag")
            self.wait(0.01)
        window.document.seal()

    def walk(self, window: MainWindow) -> None:
        """A few stops forwards and back."""
        runner = window.runner
        if not runner.can_run:
            return
        runner.open_walk(True)
        for how in ("forward", "next_step", "back"):
            runner.walk_by(how)
            self.rest(window)
        runner.open_walk(False)
        self.wait(0.05)

    def undo(self, window: MainWindow) -> None:
        """All of it, back and forth and back."""
        stack = window.document.stack
        for move, possible in ((stack.undo, stack.canUndo), (stack.redo, stack.canRedo), (stack.undo, stack.canUndo)):
            while possible():
                move()
                self.wait(0.01)

    def look(self, window: MainWindow) -> None:
        """Select layers, change the picture, open what can be opened beside the drawing."""
        for node in window.document.network.nodes:
            window.selection.set([node.id])
            self.wait(0.02)
        for name in ("layer.inside", "layer.inside", "layer.weights"):
            window.actions_[name].trigger()
            self.rest(window)
        window.weights.close_all()

    def other_data(self, window: MainWindow) -> None:
        """The same drawing on other points."""
        window.files.open_example("circle")
        self.settle(window)
        for name in ("moons", "xor", "circle"):
            window.document.edit("Data", edit.set_data(window.document.project, ToyData(name=name, samples=300)))
            self.wait(0.1)
            self.train(window)

    def save_and_open(self, window: MainWindow) -> None:
        """A file written, left and read again."""
        path = self.folder / "soak.chainrule"
        window.files.save_to(path)
        window.files.open_example("xor")
        self.wait(0.1)
        window.files.open_path(path)
        self.settle(window)

    def dialogs(self, window: MainWindow) -> None:
        """Some that open and close."""
        for kind in (Gallery, About):
            dialog = kind(window)
            dialog.show()
            self.wait(0.1)
            dialog.close()
            dialog.deleteLater()

    def second_window(self, _window: MainWindow) -> None:
        """Another one opened, trained in, closed."""
        other = self.windows.open()
        self.settle(other)
        self.play(other)
        other.close()
        self.wait(0.1)

    # -- what is left ------------------------------------------------------------------------------------------------

    def memory(self) -> Held:
        """What is held when all is at rest.

        Pictures that Qt keeps for a while, at most 10 MB, do not count, nor does what our own bounded caches hold and
        Python's of attributes: how soon they are full depends on which numbers were seen. Caches without a bound count.
        """
        self.wait(0.3)
        self._collect()
        return Held(own_pages() or 0, in_use() or 0)

    def _collect(self) -> None:
        for _ in range(2):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
        self.app.processEvents()
        QPixmapCache.clear()
        forget_lookups()
        for cache in _bounded_caches():
            cache.cache_clear()

    def census(self) -> str:
        """What there is of that which leaks."""
        timers = sum(1 for each in gc.get_objects() if type(each) is QTimer and isValid(each))
        widgets, threads = len(QApplication.allWidgets()), threading.active_count()
        return f"{len(gc.get_objects())} objects, {widgets} widgets, {timers} timers, {threads} threads"

    def end(self) -> list[str]:
        """Close everything; what is still there."""
        self.windows.quit()
        self.wait(0.3)
        self._collect()
        collect_what_is_due()
        self.collector.deleteLater()
        self._collect()
        left = [f"window {type(each).__name__}" for each in QApplication.topLevelWidgets() if each.isVisible()]
        for thing in gc.get_objects():
            kind = type(thing)
            if not issubclass(kind, QThread | QTimer) or not isValid(thing):
                continue
            if issubclass(kind, QThread) and thing.isRunning() and thing != self.app.thread():
                left.append(f"thread {thing.objectName()}")
            if issubclass(kind, QTimer) and thing.isActive():
                left.append(f"timer of {type(thing.parent()).__name__}")
        left += [f"thread {each.name}" for each in threading.enumerate() if not isinstance(each, Finished)]
        return left + [f"file {each.name}" for each in (self.folder / "chainrule").rglob("recovery/*")]
