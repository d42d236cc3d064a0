"""Labels: plain text in one of the look's roles, titles, and text that shortens itself.

It may import fonts, icons and the theme. A role sets size, weight and colour: title, label, caption, problem.
Worked shape: ``Label("Units", "label")`` beside a field, ``SectionTitle("Takes effect at once", "action-check")``.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui import fonts
from gui.icons import draw_icon
from gui.theme import current_theme

# role -> size, weight; the stylesheet gives each role its colour
ROLES = {
    "page": (fonts.PAGE, 600), "section": (fonts.SECTION, 600), "title": (fonts.PANEL, 600), "body": (fonts.BODY, 400),
    "label": (fonts.FORM, 400), "caption": (fonts.SMALL, 400), "problem": (fonts.SMALL, 400),
}  # fmt: skip


class Label(QLabel):
    """Plain text in a role; never read as markup, because names come from users."""

    def __init__(self, text: str = "", role: str = "label", wrap: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        size, weight = ROLES[role]
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fonts.font(size, weight))
        self.setProperty("role", role)
        self.setWordWrap(wrap)


class IconMark(QWidget):
    """One icon in a token's colour, drawn, not clicked."""

    def __init__(self, name: str, token: str = "ink2", size: int = 17, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._token = name, token
        self.setFixedSize(size, size)

    def set_icon(self, name: str, token: str | None = None) -> None:
        """Show another icon."""
        self._name, self._token = name, token or self._token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_icon(painter, self._name, self.rect(), self._token if self.isEnabled() else "off")
        painter.end()


class SectionTitle(QWidget):
    """The title of a group of settings: 9/600 in ink3, an icon before it where there is one."""

    def __init__(self, text: str, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        if icon_name:
            row.addWidget(IconMark(icon_name, "ink3", 15))
        self.label = Label(text, "title")
        self.label.setProperty("role", "caption")
        row.addWidget(self.label, 1)


class ElidedLabel(Label):
    """One line that ends in an ellipsis where it does not fit; the whole text is then its tooltip."""

    def __init__(
        self,
        text: str = "",
        role: str = "label",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role, parent=parent)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(text)
        self.setAccessibleName(text)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def shown_text(self) -> str:
        """What fits."""
        return QFontMetricsF(self.font()).elidedText(self.text(), self._mode, self.contentsRect().width() + 0.5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        self.setToolTip("" if self.shown_text() == self.text() else self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        tokens = {"caption": "ink3", "label": "ink2", "problem": "error"}
        role = str(self.property("role"))
        painter.setPen(current_theme().color(tokens.get(role, "ink") if self.isEnabled() else "off"))
        painter.drawText(QRectF(self.contentsRect()), int(self.alignment()), self.shown_text())
        painter.end()
