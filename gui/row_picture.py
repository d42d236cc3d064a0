"""RowPicture: a picture of many rows of a dataset, of which single ones are pointed at and chosen.

It may import data_pictures and gui.examples. The rows are drawn once into a pixmap; what is pointed at or marked lies
over it. Mouse and keyboard both choose: arrow keys go from row to row, Enter takes one. Worked shape: 24 digits in
three lines; a click on the tenth emits ``chosen`` with 9, and the status bar says "Row 10, target 9. Click to ...".
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QWidget

from core.data.dataset import Dataset
from gui.data_pictures import Spots, draw_spots, spots_of
from gui.examples import Examples
from gui.theme import current_theme
from gui.widgets.painting import rounded

Key = Qt.Key
SEE = "Click to see it in the drawing."


class RowPicture(QWidget):
    """``COLUMNS`` is how many images stand beside each other."""

    chosen = Signal(int)
    """A row of the dataset."""
    COLUMNS = 8

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dataset: Dataset | None = None
        self.row = -1
        """The row that is pointed at, or -1."""
        self.marked = -1
        """The row that the drawing shows, or -1."""
        self._examples: Examples | None = None
        self._spots: Spots | None = None
        self._picture: QPixmap | None = None
        self._drawn_as: object = None
        self._by_key = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Another dataset, or none."""
        self.dataset = dataset
        self._examples = Examples(dataset) if dataset is not None else None
        self.row = self.marked = -1
        self.refresh()

    def mark(self, row: int) -> None:
        """Show which row the drawing shows; tells nobody."""
        if row != self.marked:
            self.marked = row
            self.update()

    def refresh(self) -> None:
        """Draw the rows anew."""
        self._spots = self._picture = None
        self.update()

    # -- what a kind of picture chooses --------------------------------------------------------------------------------

    def place_rows(self, box: QRectF, dataset: Dataset) -> Spots:
        """Where the rows lie."""
        return spots_of(box, dataset, self.COLUMNS)

    def draw_rows(self, painter: QPainter, spots: Spots, dataset: Dataset) -> None:
        """All of them."""
        draw_spots(painter, spots, dataset)

    def meant(self, spots: Spots, place: QPointF) -> int:
        """The row that is meant by a place, or -1."""
        return spots.at(place)

    def closing(self, row: int) -> str:
        """What a click on this row does."""
        return SEE

    def told(self, row: int) -> str:
        """What is said of the row that is pointed at."""
        words = self._examples.told(row) if self._examples is not None else ""
        return f"{words[:1].upper()}{words[1:]}. {self.closing(row)}"

    def spots(self) -> Spots | None:
        """Where the rows lie now."""
        if self._spots is None and self.dataset is not None:
            self._spots = self.place_rows(QRectF(self.rect()).adjusted(2, 2, -2, -2), self.dataset)
        return self._spots

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        spots = self.spots()
        if spots is None or self.dataset is None:
            return
        theme, now = current_theme(), (current_theme().name, self.size(), self.devicePixelRatioF())
        if self._picture is None or self._drawn_as != now:
            self._picture, self._drawn_as = self._draw(spots, self.dataset), now
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._by_key:
            rounded(painter, QRectF(self.rect()), 6, None, theme.ink, 2.0)
        for row, width in ((self.marked, 2.5), (self.row, 1.5)):
            box = spots.box(row)
            if box is None:
                continue
            if spots.half:
                rounded(painter, box.adjusted(-3, -3, 3, 3), 3, None, theme.ink, width)
            else:
                painter.setPen(QPen(theme.ink, width))
                painter.drawEllipse(box.center(), 8.0, 8.0)
        painter.end()

    def _draw(self, spots: Spots, dataset: Dataset) -> QPixmap:
        theme, ratio = current_theme(), self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 6, theme.paper, theme.line)
        painter.setClipRect(self.rect().adjusted(2, 2, -2, -2))
        self.draw_rows(painter, spots, dataset)
        painter.end()
        return made

    def resizeEvent(self, event: QEvent) -> None:
        self.refresh()

    # -- pointing and choosing -----------------------------------------------------------------------------------------

    def point(self, row: int) -> None:
        """Light this row up, or (-1) none; tells nobody."""
        if row != self.row:
            self.row = row
            self.update()

    def _point(self, row: int) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)
        if row != self.row:
            self.point(row)
            QApplication.sendEvent(self, QStatusTipEvent(self.told(row) if row >= 0 else ""))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spots = self.spots()
        self._point(self.meant(spots, event.position()) if spots is not None else -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spots = self.spots()
        row = self.meant(spots, event.position()) if spots is not None else -1
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.chosen.emit(row)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        spots = self.spots()
        self._by_key = event.reason() != Qt.FocusReason.MouseFocusReason
        if self._by_key and spots is not None and len(spots.rows):
            self._point(self.marked if spots.box(self.marked) is not None else int(spots.rows[0]))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._by_key = False
        self._point(-1)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        spots = self.spots()
        if spots is None or not len(spots.rows):
            return super().keyPressEvent(event)
        steps = {Key.Key_Left: -1, Key.Key_Right: 1, Key.Key_Up: -spots.columns, Key.Key_Down: spots.columns}
        last = len(spots.rows) - 1
        ends = {Key.Key_Home: 0, Key.Key_End: last}
        key, at = Key(event.key()), spots.place_of(self.row)
        if key in steps:
            to = at + steps[key] if at >= 0 else 0
            self._point(int(spots.rows[to if 0 <= to <= last else max(0, at)]))
        elif key in ends:
            self._point(int(spots.rows[ends[key]]))
        elif key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space) and self.row >= 0:
            self.chosen.emit(self.row)
        else:
            return super().keyPressEvent(event)
        return None
