"""Selection: which layers are chosen, shared by canvas, inspector and plots without their knowing each other."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """A set of layer ids."""

    changed = Signal(object)
    """frozenset of layer ids."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: frozenset[int] = frozenset()

    @property
    def only(self) -> int | None:
        """The single chosen layer, or None where none or several are."""
        return next(iter(self.ids)) if len(self.ids) == 1 else None

    def set(self, ids: Iterable[int]) -> None:
        """Choose these layers and no others."""
        chosen = frozenset(ids)
        if chosen != self.ids:
            self.ids = chosen
            self.changed.emit(chosen)
