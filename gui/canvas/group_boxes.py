"""GroupBoxes: the box behind the cards of a group, its name and comment at the top: where it lies, how it looks.

Reads the scene's items and the project's groups, changes nothing. Worked shape: around cards from x 0 to 400 the box
goes from -20 to 420, and 34 px higher than the cards for its name, more for a comment.
"""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from core.frozen import dataclass
from core.groups import Group
from gui import fonts
from gui.canvas.detail import legible
from gui.canvas.items import LayerItem
from gui.theme import Theme
from gui.widgets.painting import rounded
from gui.widgets.writing import elided, face_font, write

PAD, HEAD, LINE, RADIUS = 20.0, 34.0, 16.0, 18.0
MOST_LINES = 3
"""Of the comment; all of it is in the status bar and in its dialog."""


@dataclass(frozen=True)
class GroupBox:
    """One box in scene coordinates; ``lines`` is the comment as it is broken."""

    index: int
    group: Group
    rect: QRectF
    lines: tuple[str, ...]

    @property
    def head(self) -> QRectF:
        """Name and comment: what the box is taken by."""
        return QRectF(self.rect.left(), self.rect.top(), self.rect.width(), HEAD + LINE * len(self.lines))


def boxes_of(groups: Iterable[Group], items: Mapping[int, LayerItem]) -> tuple[GroupBox, ...]:
    """The boxes around the cards as they stand now."""
    found = []
    for index, group in enumerate(groups):
        inner = QRectF()
        for key in group.layers:
            if key in items:
                inner = inner.united(items[key].bounds())
        if inner.isEmpty():
            continue
        lines = _broken(group.comment, inner.width() + 2 * PAD - 28)
        rect = inner.adjusted(-PAD + 8, -HEAD - LINE * len(lines), PAD - 8, PAD - 8)
        found.append(GroupBox(index, group, rect, lines))
    return tuple(found)


def draw_boxes(painter: QPainter, boxes: Iterable[GroupBox], theme: Theme, zoom: float) -> None:
    """All boxes, behind the cards."""
    for box in boxes:
        rounded(painter, box.rect, RADIUS, theme.panel, theme.line2, max(1.0, 1.0 / zoom))
        size = legible(zoom, fonts.BODY, 2.4)
        room = box.rect.width() - 28
        if size:
            line = QRectF(box.rect.left() + 14, box.rect.top() + 8, room, max(20.0, size * 1.5))
            write(painter, line, elided(box.group.name, size, 600, room), theme.ink2, size, 600)
        small = legible(zoom, fonts.SMALL, 1.3)
        for number, text in enumerate(box.lines if small else ()):
            line = QRectF(box.rect.left() + 14, box.rect.top() + 29 + LINE * number, room, LINE)
            write(painter, line, elided(text, small, 400, room), theme.ink3, small)


def _broken(text: str, width: float) -> tuple[str, ...]:
    """The comment in at most three lines; the last one ends in an ellipsis where there is more."""
    metrics = QFontMetricsF(face_font(fonts.SMALL))
    lines: list[str] = []
    for part in text.splitlines():
        line = ""
        for word in part.split():
            longer = f"{line} {word}".strip()
            if line and metrics.horizontalAdvance(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    if len(lines) > MOST_LINES:
        last = f"{lines[MOST_LINES - 1]} …"
        lines = [*lines[: MOST_LINES - 1], metrics.elidedText(last, Qt.TextElideMode.ElideRight, width)]
    return tuple(lines)
