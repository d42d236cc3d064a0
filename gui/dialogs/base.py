"""Dialog: what all dialogs share: margins, a footer with a sentence and buttons, Esc, one ink button.

It may import widgets and the theme. A dialog is built whole in its constructor and shown by ``exec`` in ``ask`` only,
so a test builds it, presses its buttons and reads its result. Worked shape: ``footer.primary`` is the default button.
"""

import itertools
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.data_spec import DataSpec
from core.project import ProjectSpec
from gui.theme import current_theme
from gui.widgets.buttons import push_button
from gui.widgets.labels import IconMark, Label
from gui.widgets.number_field import NumberField

PAD = 24


class MakesProject(Protocol):
    """A dialog whose answer is a project."""

    def exec(self) -> int: ...

    def result_project(self) -> ProjectSpec | None: ...

    def deleteLater(self) -> None: ...  # noqa: N802


def project_of_dialog(dialog: MakesProject) -> ProjectSpec | DataSpec | None:
    """Show it; its project, or None where the user cancels.

    Where it has an attribute ``instead`` and that is set, the same file is to be read as that data.
    """
    accepted = dialog.exec()
    project = dialog.result_project() if accepted else None
    dialog.deleteLater()
    return project or getattr(dialog, "instead", None)


class Line(QWidget):
    """A divider over the whole width, 1 px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thin()

    def _thin(self) -> None:
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().line)
        painter.end()


class Rule(Line):
    """The same over the whole height."""

    def _thin(self) -> None:
        self.setFixedWidth(1)


def plain_button(text: str, icon_name: str = "", kind: str = "secondary") -> QPushButton:
    """A push button that Enter never presses by accident: only the primary button is the default."""
    made = push_button(text, icon_name, kind)
    made.setAutoDefault(False)
    return made


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


class Footer(QWidget):
    """A sentence at the left, buttons at the right; the last one is the default and filled with ink."""

    def __init__(self, primary: str, secondary: str = "Cancel", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 14, PAD, 16)
        row.setSpacing(8)
        self._mark = IconMark("action-problem", "error", 17)
        self._mark.hide()
        self.sentence = Label("", "label", wrap=True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._mark)
        row.addWidget(self.sentence, 1)
        row.addSpacing(8)
        self.secondary: QPushButton | None = plain_button(secondary) if secondary else None
        if self.secondary is not None:
            row.addWidget(self.secondary)
        self.primary = push_button(primary, kind="primary")
        self.primary.setDefault(True)
        row.addWidget(self.primary)
        self._row = row

    def add_left(self, button: QPushButton) -> None:
        """A further button, left of the others."""
        self._row.insertWidget(3, button)

    def buttons(self) -> list[QPushButton]:
        """The buttons from left to right."""
        items = [self._row.itemAt(index) for index in range(self._row.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [each for each in widgets if isinstance(each, QPushButton)]

    def say(self, text: str, problem: bool = False) -> None:
        """A sentence; a problem is written in the error colour behind its icon."""
        self._mark.setVisible(problem and bool(text))
        self.sentence.setText(text)
        self.sentence.setProperty("role", "problem" if problem else "label")
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)

    def block(self, reason: str) -> None:
        """Disable the primary button and say why; an empty reason enables it."""
        self.primary.setEnabled(not reason)
        self.primary.setToolTip(reason)
        self.say(reason, problem=bool(reason))


class Dialog(QDialog):
    """A window of its own over its parent: a body, a divider, a footer."""

    def __init__(self, title: str, footer: Footer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.footer = footer
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(PAD, PAD - 2, PAD, 16)
        self.body.setSpacing(12)
        column.addLayout(self.body, 1)
        column.addWidget(Line())
        column.addWidget(footer)
        if footer.secondary is not None:
            footer.secondary.clicked.connect(self.reject)

    def resize_within(self, width: int, height: int) -> None:
        """This size, or what a small screen has room for."""
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(width, screen.width() - 40), min(height, screen.height() - 60))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line around it: not every screen gives a window a frame or a shadow."""
        painter = QPainter(self)
        painter.setPen(current_theme().line2)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Tab goes through the body first and then through the footer, although the footer was made first."""
        super().showEvent(event)
        chain, each = [], self.nextInFocusChain()
        while each is not None and each is not self:
            chain.append(each)
            each = each.nextInFocusChain()
        body = [each for each in chain if not self.footer.isAncestorOf(each) and each is not self.footer]
        order = [*body[-1:], *self.footer.buttons()]
        for before, after in itertools.pairwise(order):
            self.setTabOrder(before, after)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in a number field takes the number; that it also pressed the default button would surprise.
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self.focusWidget(), QLineEdit):
            event.accept()
            # Qt forgets the default button once the focus has been on it and left it: it is pressed by name.
            if not isinstance(_owner(self.focusWidget()), NumberField):
                self.footer.primary.click()
            return
        super().keyPressEvent(event)

    def add_head(self, title: str, caption: str) -> Label:
        """The page's title with a caption close below it; gives the caption."""
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(Label(title, "page"))
        made = Label(caption, "caption")
        column.addWidget(made)
        self.body.addLayout(column)
        return made


def _owner(widget: QWidget | None) -> QWidget | None:
    return widget.parentWidget() if widget is not None else None
