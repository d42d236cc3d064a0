"""Mistakes: a strip of examples that were taken for another class, as thumbnails; a click watches one.

It may import header and the theme. Worked shape: 7 of 359 digits are wrong, so 7 thumbnails of 30 px with "9→4"
beneath; where more are wrong than fit, the title says how many there are.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from core.data.dataset import Prepared
from core.frozen import dataclass
from core.snapshot import Evaluation
from gui import fonts, numbers
from gui.plots.header import Caption
from gui.theme import current_theme, image_of
from gui.widgets.painting import rounded

SIDE, GAP, TEXT = 30, 6, 15


@dataclass(frozen=True, eq=False)
class Mistake:
    """One example: its row, its picture in 0..1 (height, width, 1 or 3), and the two class names.

    ``watchable`` is False where the row is not one the run can watch.
    """

    row: int
    picture: NDArray[np.floating]
    actual: str
    predicted: str
    watchable: bool = True


def picture_image(picture: NDArray[np.floating]) -> QImage:
    """A picture as an image: grey ones as ink on the raised colour, three channels as they are."""
    theme = current_theme()
    values = np.clip(np.nan_to_num(picture.astype(np.float64)), 0.0, 1.0)
    if values.ndim == 3 and values.shape[2] == 3:
        rgb = np.rint(255 * values).astype(np.uint32)
    else:
        share = values.reshape(values.shape[0], values.shape[1], 1)
        low, high = (np.array([c.red(), c.green(), c.blue()], float) for c in (theme.raised, theme.ink))
        rgb = np.rint(low + (high - low) * share).astype(np.uint32)
    return image_of((0xFF000000 | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]).astype(np.uint32))


class Thumbnail(QAbstractButton):
    """One example as a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mistake: Mistake | None = None
        self._image = QImage()
        self.setFixedSize(SIDE, SIDE + TEXT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", 4)

    def show_mistake(self, mistake: Mistake) -> None:
        """Another example."""
        self.mistake = mistake
        self._image = picture_image(mistake.picture)
        what = f"{numbers.row_name(mistake.row).capitalize()}: {mistake.actual}, taken for {mistake.predicted}."
        self.setEnabled(mistake.watchable)
        self.setAccessibleName(what)
        self.setToolTip(f"{what} Click to watch it in the drawing." if mistake.watchable else what)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.mistake is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        place = QRectF(0, 0, SIDE, SIDE)
        painter.drawImage(place.adjusted(1, 1, -1, -1), self._image)
        lively = self.underMouse() and self.isEnabled()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, place, 3, None, theme.ink if lively else theme.line2)
        painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
        painter.setPen(theme.ink if lively else theme.ink2)
        text = f"{self.mistake.actual}→{self.mistake.predicted}"
        fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, SIDE + GAP - 2)
        painter.drawText(QRectF(-GAP / 2, SIDE + 1, SIDE + GAP, TEXT - 1), int(Qt.AlignmentFlag.AlignCenter), fitting)
        painter.end()


class Mistakes(QWidget):
    """Title and as many thumbnails as fit in a row. ``chosen`` carries the row of the dataset."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Examples it gets wrong")
        self.title = Caption()
        self.thumbnails: list[Thumbnail] = []
        self._mistakes: tuple[Mistake, ...] = ()
        self._total = self._shown = 0
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addLayout(self._row)

    def sizeHint(self) -> QSize:
        return QSize(200, 20 + 2 + SIDE + TEXT)

    @property
    def room(self) -> int:
        """How many fit."""
        return max(1, (self.width() + GAP) // (SIDE + GAP))

    def show_mistakes(self, mistakes: Sequence[Mistake], total: int) -> None:
        """Other examples, the first ones of ``total``."""
        self._mistakes, self._total = tuple(mistakes), total
        self._fill()

    def _fill(self) -> None:
        shown = self._mistakes[: self.room]
        while len(self.thumbnails) < len(shown):
            made = Thumbnail(self)
            made.clicked.connect(self._clicked)
            self._row.insertWidget(len(self.thumbnails), made)
            self.thumbnails.append(made)
        for index, thumbnail in enumerate(self.thumbnails):
            thumbnail.setVisible(index < len(shown))
            if index < len(shown) and thumbnail.mistake is not shown[index]:
                thumbnail.show_mistake(shown[index])
        self._shown = len(shown)
        self.say("")

    def say(self, text: str) -> None:
        """A sentence in place of the title, for as long as something is hovered; empty brings the title back."""
        some = f"{self._shown} of the " if self._shown < self._total else "The "
        title = f"{some}{numbers.count(self._total)} it gets wrong" if self._total else "It gets none wrong"
        self.title.say(text or title)

    def dress(self) -> None:
        """Take the colours of the current theme."""
        for thumbnail in self.thumbnails:
            if thumbnail.mistake is not None:
                thumbnail.show_mistake(thumbnail.mistake)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Thumbnail) and sender.mistake is not None:
            self.chosen.emit(sender.mistake.row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()


def picture_of(prepared: Prepared, row: int) -> np.ndarray:
    """The image of a row in 0..1, (height, width, channels)."""
    data, fixed = prepared.dataset, prepared.dataset.fixed_validation
    picture = fixed.x[row - len(data)] if fixed is not None and row >= len(data) else data.x[row]
    scale = data.pixel_scale or float(np.nanmax(np.abs(picture))) or 1.0
    return np.asarray(picture, np.float64) / scale


def mistakes_of(evaluation: Evaluation, prepared: Prepared, most: int) -> tuple[list[Mistake], int]:
    """The first of the rows that were taken for another class, and how many there are."""
    wrong = np.flatnonzero(evaluation.actual != evaluation.predicted)
    names = prepared.dataset.task.class_names
    found = [
        Mistake(
            int(evaluation.rows[at]),
            picture_of(prepared, int(evaluation.rows[at])),
            names[int(evaluation.actual[at])],
            names[int(evaluation.predicted[at])],
        )
        for at in wrong[:most]
    ]
    return found, len(wrong)
