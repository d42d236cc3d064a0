"""What all views of a run have in common: they follow snapshots at a humane rate and know which numbers are stale.

``SnapshotView`` calls ``refresh`` at most 18 times a second, by elapsed time, less often where that is slow, never two
views in one frame, and not at all while hidden. It may import core and the theme. Worked shape: 60 snapshots in a
second lead to 18 calls of ``refresh``, the last of them with the last snapshot.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.network import NetworkSpec
from core.snapshot import Snapshot
from gui import fonts
from gui.accessible import TEXT
from gui.document import Document
from gui.run_state import RunState
from gui.theme import Theme, current_theme
from gui.theme_manager import ThemeManager

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

PACE, SLOWEST = 55, 220  # ms between two refreshes of one view; more where one takes long, at most the second
SPOKEN = 500  # ms between two descriptions for a screen reader while a network trains
SHARE = 20  # a refresh may take this part of the time: one held up by the training thread is repeated later
APART = 18  # ms between refreshes of any two: all in one frame would hold the window up for as long as all take
_last_of_any = QElapsedTimer()


def stale_layers(shown: NetworkSpec, drawn: NetworkSpec) -> frozenset[int]:
    """Ids of layers whose numbers in ``shown`` no longer hold for the drawing; a new name alone changes no number."""
    if shown is drawn:
        return frozenset()
    return frozenset(node.id for node in shown.nodes if not _same(shown, drawn, node.id))


def _same(shown: NetworkSpec, drawn: NetworkSpec, key: int) -> bool:
    now, then = drawn.by_id.get(key), shown.by_id[key]
    if now is None or now.layer != then.layer or now.inputs != then.inputs:
        return False
    return shown.input_shapes(key) == drawn.input_shapes(key)


class SnapshotView(QWidget):
    """A widget that shows snapshots of a run; ``refresh`` paints it anew, ``dress`` takes colours that are cached."""

    def __init__(
        self, document: Document, runner: TrainingRunner, theme: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self.runner, self.theme = document, runner, theme
        self.stale: frozenset[int] = frozenset()
        self._compared: tuple[NetworkSpec, NetworkSpec] | None = None
        self._since, self._told = QElapsedTimer(), QElapsedTimer()
        self._described: object = None
        self._pace = PACE
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._refresh_in_turn)
        runner.snapshot_ready.connect(self._wanted)
        runner.state_changed.connect(self._wanted)
        runner.prepared_changed.connect(self._wanted)
        document.changed.connect(self._wanted)
        theme.changed.connect(self._theme_changed)

    @property
    def snapshot(self) -> Snapshot | None:
        """The newest snapshot of the run."""
        newest: Snapshot | None = self.runner.snapshot
        return newest

    def refresh(self) -> None:
        """Show ``self.snapshot``; called at most 18 times a second and only while visible."""
        self.update()

    def dress(self, theme: Theme) -> None:
        """Take the colours of ``theme``; what paints with ``current_theme()`` needs nothing here."""

    def describe(self, widget: QWidget, what: str, words: Callable[[], str]) -> None:
        """Tell a screen reader what ``widget`` shows; while a run plays and ``what`` is the same, twice a second at
        most."""
        playing = self.runner.state is RunState.PLAYING and self.snapshot is not None
        about = (what, self.snapshot.revision if self.snapshot is not None else None, self.stale)
        if playing and about == self._described and self._told.isValid() and self._told.elapsed() < SPOKEN:
            return
        self._described = about
        self._told.restart()
        widget.setAccessibleDescription(words())

    def name_of(self, layer: int) -> str:
        """The layer's name now, or the one it had when the numbers were made."""
        node = self.document.network.by_id.get(layer)
        if node is None and self.snapshot is not None:
            node = self.snapshot.network.by_id.get(layer)
        return node.name if node is not None else ""

    def _wanted(self, *_: object) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._refresh_in_turn()

    def _refresh_in_turn(self) -> None:
        own = self._pace - self._since.elapsed() if self._since.isValid() else 0
        others = APART - _last_of_any.elapsed() if _last_of_any.isValid() else 0
        if max(own, others) > 0:
            self._timer.start(max(own, others))
        else:
            self._refresh_now()

    def _refresh_now(self) -> None:
        self._timer.stop()
        self._since.restart()
        self._compare()
        self.refresh()
        self._pace = min(SLOWEST, max(PACE, SHARE * self._since.elapsed()))
        _last_of_any.restart()

    def _compare(self) -> None:
        if self.snapshot is None:
            self.stale, self._compared = frozenset(), None
            return
        pair = self.snapshot.network, self.document.network
        if self._compared is None or pair[0] is not self._compared[0] or pair[1] is not self._compared[1]:
            self._compared = pair
            self.stale = stale_layers(*pair)

    def _theme_changed(self, theme: object) -> None:
        if isinstance(theme, Theme):
            self.dress(theme)
            self._wanted()
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark
            self._wanted()
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_now()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


class EmptyNote(QWidget):
    """One sentence in the middle of an empty view."""

    accessible_role = TEXT

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self.say(text)

    def say(self, text: str) -> None:
        """Show another sentence."""
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setFont(fonts.font(fonts.SMALL))
        painter.setPen(current_theme().ink3)
        box = QRectF(self.rect()).adjusted(12, 4, -12, -4)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.text)
        painter.end()


class Stage(QStackedWidget):
    """Either the view or the sentence that stands in for it."""

    def __init__(self, view: QWidget, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view, self.note = view, EmptyNote(text)
        self.addWidget(view)
        self.addWidget(self.note)

    def say(self, text: str = "") -> None:
        """Show the sentence, or the view where there is none."""
        if text:
            self.note.say(text)
        self.setCurrentWidget(self.note if text else self.view)
