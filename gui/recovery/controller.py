"""RecoveryController: a window's part in losing nothing: it saves aside, offers what was rescued, and says of a copy.

It talks to Document, TrainingRunner and FileController, and lays its notes over the canvas. Worked shape: after a crash
``offer`` shows "A drawing was rescued", and the gallery begins with its card; either brings it back as unsaved changes,
and its file goes once the window has saved its own.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from gui.document import Document
from gui.files import FileController
from gui.preferences import Preferences
from gui.recovery.autosave import Autosave
from gui.recovery.folder import Place, Rescued, recovery_folder, rescued
from gui.recovery.notices import PlainNotice, RescueNotice
from gui.runner import TrainingRunner

if TYPE_CHECKING:
    from gui.dialogs.gallery_cards import Entry


class RecoveryController(QObject):
    """For one window; see the module's header."""

    def __init__(
        self, document: Document, runner: TrainingRunner, files: FileController, preferences: Preferences,
        over: QWidget,
        folder: Path | None = None,
    ) -> None:
        super().__init__(files)
        self._files = files
        self._folder = folder or recovery_folder()
        self.autosave = Autosave(document, runner, files, preferences, Place(self._folder))
        self.found: list[Rescued] = []
        self.another: Callable[[], RecoveryController] | None = None
        """Opens another window and gives its part; set by whoever has the windows."""
        self._opened: Rescued | None = None
        self.notice = RescueNotice(over)
        self.copy = PlainNotice(over, "action-copy", "ink2")
        self.trouble = PlainNotice(over, "action-problem", "error")
        self.autosave.failed.connect(self.trouble.say)
        self.autosave.written.connect(self.trouble.hide)
        self.autosave.written.connect(self._forget_opened)
        files.more_cards = self.cards
        self.notice.wanted.connect(self._open)
        self.notice.unwanted.connect(self._throw_away)
        document.opened.connect(self.copy.hide)
        files.copied.connect(self.copy.say)
        files.saved.connect(self.copy.hide)
        files.saved.connect(self._forget_opened)

    @Slot()
    def offer(self) -> None:
        """Look for what crashed windows left, and ask what to do with it."""
        self.found += rescued(self._folder)
        self._show_next()

    def _show_next(self) -> None:
        if self.found:
            self.notice.offer(self.found[0].note, len(self.found) - 1)
        else:
            self.notice.hide()

    def cards(self) -> "list[tuple[Entry, Callable[[], object]]]":
        """A card of the gallery for each, and what opens it."""
        from gui.recovery.card import card_of

        return [(card_of(each), partial(self._take, each)) for each in self.found]

    @Slot()
    def _open(self) -> None:
        self._take(self.found[0])

    def _take(self, chosen: Rescued) -> None:
        """Here, or in a window of its own where this one holds something that is not saved."""
        elsewhere = self.another() if self.another is not None and self._files.at_risk else self
        if elsewhere.bring_back(chosen):
            self.found.remove(chosen)
        self._show_next()

    def bring_back(self, chosen: Rescued) -> bool:
        """Show what was rescued; False where that was not possible or not wanted."""
        if not self._files.open_rescued(chosen.place.path):
            return False
        self._forget_opened()
        self._opened = chosen
        self.autosave.save()  # the rescued file goes when this window has its own
        return True

    @Slot()
    def _throw_away(self) -> None:
        self.found.pop(0).place.discard()
        self._show_next()

    @Slot()
    def _forget_opened(self) -> None:
        if self._opened is not None:
            self._opened.place.discard()
            self._opened = None

    def close(self) -> None:
        """The window closes in order; what was offered and not answered is offered again at the next start."""
        self.autosave.close()
        self._forget_opened()
        for each in self.found:
            each.place.leave()
        self.found = []
        self._files.lock.leave()
