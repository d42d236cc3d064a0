"""ArithmeticPanel: the arithmetic of the present stop below the canvas, or a sentence that says how to get some.

It may import the document, the theme, the selection and EquationView. Whoever walks feeds it: ``show_equation`` with
what is to be explained, None outside a walk; it asks an EquationSource for other numbers. Worked shape: a click on a
layer of the drawing leads to ``source.ask(Ref(2), "")`` and, when the worker has answered, to ``show_equation``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.arithmetic import Equation, Ref
from gui import fonts
from gui.document import Document
from gui.selection import Selection
from gui.theme import current_theme
from gui.theme_manager import ThemeManager
from gui.walk.writing import Writing
from gui.walk.writing_choice import WritingChoice
from gui.widgets.later import Later
from gui.widgets.veil import Veil

if TYPE_CHECKING:
    from gui.runner import TrainingRunner
    from gui.walk.equation_view import EquationView

EMPTY = "Walk through a step to see its arithmetic."


class EquationSource(Protocol):
    """Who can explain the numbers of the present stop; the answer comes back through ``show_equation``."""

    def ask(self, ref: Ref, kind: str) -> None:
        """Explain this neuron, wire or weight; ``kind`` is forward, error, blame, gradient or update.

        An empty ``kind`` means that of the stop. A Ref with a layer only: whichever neuron of it says most.
        """

    def hasten(self) -> None:
        """Ask now for the equation of the present stop, where that is still to be done."""


class _Empty(QWidget):
    """The sentence in the middle of the empty panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = ""
        self.say(EMPTY)

    def say(self, sentence: str) -> None:
        """Why there is no equation."""
        self._sentence = sentence
        self.setAccessibleName(sentence)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(fonts.font(fonts.BODY))
        painter.setPen(current_theme().ink3)
        room = QRectF(self.rect()).adjusted(12, 4, -12, -4)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._sentence)
        painter.end()


class ArithmeticPanel(QWidget):
    """The equation, or the empty sentence."""

    term_hovered = Signal(object)
    """Ref | None: to be lit on the canvas."""
    term_chosen = Signal(object)
    """Ref: the user went into this term."""
    writing_changed = Signal(object)
    """Writing: digits and decimal mark, for the numbers beside it."""

    def __init__(
        self,
        document: Document,
        runner: TrainingRunner,
        theme: ThemeManager,
        selection: Selection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.runner, self.selection = document, runner, selection
        self.source: EquationSource | None = None
        self.setAccessibleName("Arithmetic")
        self._writing = Writing()
        self._choice: WritingChoice | None = None
        self._pages = QStackedWidget(self)
        self.empty = _Empty(self._pages)
        self._place = Later(self._make_view, parent=self._pages)  # nobody walks when the window is first seen
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.veil = Veil(self)
        selection.changed.connect(self._selected)
        document.changed.connect(self._renamed)
        theme.changed.connect(self._dress)

    def _make_view(self) -> EquationView:
        from gui.walk.equation_view import EquationView

        view = EquationView(self._place)
        view.set_writing(self._writing)
        view.term_hovered.connect(self.term_hovered)
        view.term_chosen.connect(self.term_chosen)
        view.writing_changed.connect(self.writing_changed)
        view.wanted.connect(self._ask)
        view.awaited.connect(self._hasten)
        if self._choice is not None:
            view.writing_changed.connect(self._choice.choose)
        return view

    @property
    def view(self) -> EquationView:
        """What shows an equation."""
        view: EquationView = self._place.panel
        return view

    @property
    def equation(self) -> Equation | None:
        """What is explained; None: nothing."""
        return self.view.equation if self._pages.currentWidget() is self._place else None

    @property
    def writing(self) -> Writing:
        """Digits and decimal mark."""
        return self.view.writing if self._place.made else self._writing

    def write_as(self, choice: WritingChoice) -> None:
        """Share digits and decimal mark with the other views; before any of them is shown."""
        self._writing, self._choice = choice.writing, choice
        choice.changed.connect(self._write)

    def _write(self, writing: Writing) -> None:
        if writing != self.writing:
            self._writing = writing
            if self._place.made:
                self.view.set_writing(writing)
            self.writing_changed.emit(writing)

    def feed(self, source: EquationSource | None) -> None:
        """Ask ``source`` from now on."""
        self.source = source

    def pale(self) -> None:
        """Another stop is on show; its equation comes in a moment."""
        self.veil.lay()
        if self._place.made:
            self.view.late = True

    def show_equation(self, equation: Equation | None, why: str = EMPTY) -> None:
        """Explain this number; None where nobody walks, or where ``why`` says that there is nothing to explain."""
        self.veil.lift()
        if equation is None:
            self.empty.say(why)
            if self._place.made:
                self.view.arrive(copies=False)
            if self._pages.currentWidget() is self._place:
                self.term_hovered.emit(None)
            self._pages.setCurrentWidget(self.empty)
            return
        self.view.show_equation(equation, self._layer(equation))
        self.view.arrive()
        self._pages.setCurrentWidget(self._place)

    def _layer(self, equation: Equation) -> str:
        node = self.document.network.by_id.get(equation.ref.layer) if equation.ref else None
        return node.name if node else ""

    def _ask(self, ref: Ref, kind: str) -> None:
        if self.source is not None:
            self.source.ask(ref, kind)

    def _hasten(self) -> None:
        if self.source is not None:
            self.source.hasten()

    def _selected(self, _ids: object) -> None:
        layer = self.selection.only
        if layer is not None and self.equation is not None:
            self._ask(Ref(layer), "")

    def _renamed(self, *_: object) -> None:
        if self.equation is not None:
            self.view.show_equation(self.equation, self._layer(self.equation))

    def _dress(self, _theme: object) -> None:
        if self._place.made:
            self.view.dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        painter.fillRect(self.rect(), theme.panel if theme.dark else theme.raised)
        painter.setPen(theme.line)
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()
