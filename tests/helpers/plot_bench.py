"""What the tests of the plots share: networks trained once, and a bench that puts a view on the screen."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.data import builtin, toy
from gui.document import Document
from gui.plots.view import SnapshotView
from gui.run_shelf import RunShelf
from gui.selection import Selection
from gui.theme_manager import ThemeManager
from tests.helpers.plot_doubles import FakeRunner, Trained, network

V = TypeVar("V", bound=QWidget)


@cache
def trained(name: str) -> Trained:
    """A few epochs of a bundled or toy dataset."""
    if name == "digits":
        return Trained(network((8, 8, 1), 32, 10), builtin.load("digits"), rate=0.002).epochs(2)
    if name == "circle":
        net = network((2,), 4, 3, 1, activation="tanh", last="sigmoid")
        return Trained(net, toy.make("circle", 120, 0.05), rate=0.02).epochs(4)
    if name == "sine":
        return Trained(network((1,), 8, 1, activation="tanh", last="linear"), toy.make("sine", 100, 0.1)).epochs(3)
    return Trained(network((10,), 4, 1, last="linear"), builtin.load("diabetes"), rate=0.003).epochs(2)


class Bench:
    """Document, runner, theme and selection of one test; ``show`` puts a view on the screen."""

    def __init__(self, qtbot: QtBot, theme: ThemeManager) -> None:
        self.qtbot, self.theme = qtbot, theme
        self.document, self.runner, self.selection = Document(), FakeRunner(), Selection()
        self.runner.shelf = RunShelf(self.document, self.runner)  # type: ignore[arg-type]

    def show(self, make: Callable[..., V], width: int = 340, height: int = 204, chosen: bool = False) -> V:
        extra = (self.selection,) if chosen else ()
        view = make(self.document, self.runner, self.theme, *extra)
        # qtbot keeps only a weak reference: the closure keeps the view for as long as the test runs.
        self.qtbot.addWidget(view, before_close_func=lambda _closing: view)
        view.resize(width, height)
        view.show()
        self.qtbot.waitUntil(view.isVisible)
        return view

    def load(self, name: str) -> Trained:
        """Make this network the drawing, its data the data, and tell its snapshot."""
        work = trained(name)
        self.document.project = type(self.document.project)(network=work.spec)
        self.runner.prepare(work.prepared)
        self.runner.tell(work.snapshot())
        self.settle()
        return work

    def settle(self) -> None:
        """Wait until no view waits for its turn."""
        views = [view for view in QApplication.allWidgets() if isinstance(view, SnapshotView)]
        self.qtbot.wait(5)
        self.qtbot.waitUntil(lambda: not any(view._timer.isActive() for view in views))
