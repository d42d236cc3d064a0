"""RunList: the present run and the kept ones in lines: shown or hidden, a name to type over, how it was trained.

It may import run_shelf and small widgets. Worked shape: two kept runs are three lines of 30 px, the present one on top
with neither switch nor bin.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.curves import Curves
from core.kept_runs import LONGEST_NAME, KeptRun
from gui import numbers
from gui.plots.header import Caption
from gui.run_shelf import RunShelf
from gui.widgets.buttons import FlatButton, push_button
from gui.widgets.switch import Switch

NAME_WIDTH = 112


def result_of(curves: Curves, epochs: int) -> str:
    """How far a run came: "20 epochs, validation 0.0835"."""
    for name, word in (("validation_loss", "validation"), ("loss", "loss")):
        series = curves.epochs.get(name)
        if series is not None and len(series.x):
            return f"{numbers.counted(epochs, 'epoch')}, {word} {numbers.loss(float(series.mean[-1]))}"
    return numbers.counted(epochs, "epoch")


class RunLine(QWidget):
    """One run."""

    def __init__(self, shelf: RunShelf, run: KeptRun | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = run
        name = run.name if run is not None else shelf.present
        self.switch = Switch(f"Show {name}", run is None or run.shown)
        self.switch.setToolTip("Show or hide this run's curve")
        self.name = QLineEdit(name)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setFixedWidth(NAME_WIDTH)
        self.name.setAccessibleName(f"Name of {name}")
        self.name.setToolTip("The run's name; type another")
        self.words = Caption()
        self.bin = FlatButton("action-trash", f"Forget {name}", 22)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 4, 1)
        row.setSpacing(10)
        row.addWidget(self.switch)
        row.addWidget(self.name)
        row.addWidget(self.words, 1)
        row.addWidget(self.bin)
        parts: tuple[QWidget, ...] = self.switch, self.bin
        for part in parts:
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
            part.setVisible(run is not None)
        self._connect(shelf, run)

    def _connect(self, shelf: RunShelf, run: KeptRun | None) -> None:
        if run is None:
            self.name.editingFinished.connect(lambda: shelf.rename_present(self.name.text()))
            return
        self.name.editingFinished.connect(lambda: shelf.rename(run.run, self.name.text()))
        self.switch.toggled.connect(lambda on: shelf.show(run.run, on))
        self.bin.clicked.connect(lambda: shelf.forget(run.run))
        self.words.say(result_of(run.curves, run.epochs))
        self.setToolTip(run.words)
        self.words.setToolTip(run.words)


class RunList(QScrollArea):
    """All runs of the shelf, the newest first."""

    def __init__(self, shelf: RunShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shelf = shelf
        self.setAccessibleName("Runs")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines: list[RunLine] = []
        self._order: tuple[str, ...] = ()
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 4, 6, 0)
        self._column.setSpacing(0)
        self.forget_all = push_button("Forget all", kind="quiet")
        self.forget_all.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.forget_all.clicked.connect(self._forget_all)
        self._column.addWidget(self.forget_all)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        shelf.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Lines anew where runs came or went; else only what they say."""
        order = tuple(each.run for each in self.shelf.kept)
        if order != self._order or not self.lines:
            self._order = order
            for line in self.lines:
                line.hide()
                line.deleteLater()
            self.lines = [RunLine(self.shelf, run) for run in (None, *reversed(self.shelf.kept))]
            for place, line in enumerate(self.lines):
                self._column.insertWidget(place, line)
                line.show()
        for line, name in zip(self.lines, self._names(), strict=True):
            if not line.name.hasFocus():
                line.name.setText(name)
        self.forget_all.setVisible(len(self.shelf.kept) > 1)

    def say_present(self, text: str) -> None:
        """How far the present run is."""
        if self.lines:
            self.lines[0].words.say(text)

    def _names(self) -> list[str]:
        return [self.shelf.present, *(each.name for each in reversed(self.shelf.kept))]

    def _forget_all(self) -> None:
        for run in self.shelf.kept:
            self.shelf.forget(run.run)
