"""EquationView: one Equation with its crumbs, its plain sentence, and how its numbers are to be written.

It may import the sheet, the canvas of it and the widgets. Pointing at a term emits ``term_hovered``, going into it
``term_chosen``: the view then shows that one term. Worked shape: ``view.show_equation(equation, "hidden")`` shows the
crumbs "hidden › neuron h1 › one term", the equation in columns, and "o1 wants h1 lower: ...".
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.arithmetic import Equation, Ref, Symbol, Term
from gui import numbers
from gui.numbers import COMMA, POINT
from gui.walk.crumbs import Crumbs
from gui.walk.equation_canvas import EquationCanvas
from gui.walk.sentence import Sentence
from gui.walk.sheet import LARGEST, Column, Row, can_fold, lay_out, one_term
from gui.walk.writing import FEWEST, MOST, Writing
from gui.widgets.buttons import push_button
from gui.widgets.combo_field import ComboField
from gui.widgets.labels import Label

LAYER, NEURON, TERM = range(3)
NOUNS = {"forward": "neuron", "blame": "neuron", "error": "output"}
SIDES = 48
"""Width of the margins and of the gap between crumbs and tools."""
_KINDS = {"δ": "blame", "dE/da": "blame", "f′(z": "blame", "a": "forward", "z": "forward", "E": "error"}


class EquationView(QWidget):
    """Shows ``equation`` whole, or one of its terms."""

    term_hovered = Signal(object)
    """The Ref of the term pointed at, or None."""
    term_chosen = Signal(object)
    """The Ref of the term gone into."""
    wanted = Signal(object, str)
    """A Ref and the kind of equation it asks for, "" for the present one: another number is to be explained."""
    writing_changed = Signal(object)
    awaited = Signal()
    """Somebody wants the equation of the present stop, which is still to come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.equation: Equation | None = None
        self.term: Term | None = None
        self.layer = ""
        self.writing = Writing()
        self.unfolded = False
        self.late = False
        """Whether what is shown is of the stop before, until ``arrive``."""
        self._copies = False
        self.crumbs, self.canvas, self.sentence = Crumbs(), EquationCanvas(), Sentence()
        self.area = QScrollArea()
        self.area.setWidget(self.canvas)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.viewport().setAutoFillBackground(False)
        self.canvas.setAutoFillBackground(False)  # setWidget had switched it on
        self.area.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self._build()
        self.canvas.hovered.connect(self._hover)
        self.canvas.chosen.connect(self._choose)
        self.canvas.shown.connect(self._scroll_to)
        self.crumbs.chosen.connect(self._climb)

    def _build(self) -> None:
        digits = [(str(each), str(each)) for each in range(FEWEST, MOST + 1)]
        self.digits = ComboField("Digits", digits)
        self.mark = ComboField("Decimal mark", [("point", "point"), ("comma", "comma")])
        self.digits.setFixedWidth(64)
        self.mark.setFixedWidth(92)
        self.digits.setToolTip("How many digits follow the decimal mark")
        self.digits.set_key(str(self.writing.digits))
        self.fold = push_button("", kind="quiet")
        self.latex = push_button("Copy as LaTeX")
        self.latex.setToolTip("Copy the equation, as it is shown, for a LaTeX document")
        self.digits.chosen.connect(self._rewrite)
        self.mark.chosen.connect(self._rewrite)
        self.fold.clicked.connect(self.toggle_fold)
        self.latex.clicked.connect(self.copy_latex)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(8)
        self._tools.addStretch(1)
        for each in (self.fold, Label("Digits", "caption"), self.digits, self.mark, self.latex):
            self._tools.addWidget(each)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(8)
        self._head.addWidget(self.crumbs, 1)
        self._head.addLayout(self._tools)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(self._head)
        column.addWidget(self.area, 1)
        column.addWidget(self.sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._break_head()

    def _break_head(self) -> None:
        """Where crumbs and tools do not fit beside each other, the tools stand below."""
        needed = self.crumbs.whole_width() + self._tools.sizeHint().width() + SIDES
        narrow = needed > self.width()
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._head.direction() is not direction:
            self._head.setDirection(direction)

    # -- what is shown -------------------------------------------------------------------------------------------------

    def show_equation(self, equation: Equation, layer: str = "") -> None:
        """Another equation, whole; ``layer`` is the name of its layer for the crumbs.

        The same number at another moment stays folded, scrolled and gone into as it was.
        """
        same = self.equation is not None and self._place(self.equation) == self._place(equation)
        term = self._same_term(equation) if same else None
        self.equation, self.layer, self.term = equation, layer, term
        if not same:
            self.unfolded = False
            self.area.horizontalScrollBar().setValue(0)
            self.area.verticalScrollBar().setValue(0)
        self._show()

    def arrive(self, copies: bool = True) -> None:
        """What is shown is of the present stop again; who has asked for a copy meanwhile gets it, if there is any."""
        self.late, wanted, self._copies = False, self._copies, False
        if wanted and copies:
            self.copy_latex()

    def show_term(self, term: Term | None) -> None:
        """One term of the equation by itself; None: the whole again."""
        self.term = term
        self.area.horizontalScrollBar().setValue(0)
        self._show()

    def set_writing(self, writing: Writing) -> None:
        """Digits and decimal mark, chosen elsewhere or kept from last time."""
        self.writing = writing
        self.digits.set_key(str(writing.digits))
        self.mark.set_key("comma" if writing.comma else "point")
        self._show()

    def point_at(self, ref: Ref) -> None:
        """Light the term that stands for this wire, where it is shown."""
        self.canvas.point_at(ref)

    def toggle_fold(self) -> None:
        """All terms of a long sum, or its largest."""
        self.unfolded = not self.unfolded
        self._show()

    def dress(self) -> None:
        """Take the colours of the present theme."""
        self._show()

    @property
    def shown(self) -> Equation | None:
        """What is explained now: the equation or one term of it."""
        if self.equation is None or self.term is None:
            return self.equation
        return one_term(self.equation, self.term)

    @property
    def _many(self) -> bool:
        """Whether there is a term to go into."""
        return self.term is None and self.equation is not None and len(self.equation.lines[0].terms) > 1

    @staticmethod
    def _place(equation: Equation) -> tuple[str, Symbol]:
        return equation.title, equation.left

    def _same_term(self, equation: Equation) -> Term | None:
        if self.term is None:
            return None
        symbols = [factor.symbol for factor in self.term.factors]
        terms = equation.lines[0].terms
        return next((each for each in terms if [factor.symbol for factor in each.factors] == symbols), None)

    def _show(self) -> None:
        equation = self.shown
        if equation is None or self.equation is None:
            return
        self.canvas.show_sheet(lay_out(equation, self.writing, self.unfolded))
        foldable = can_fold(equation)
        self.fold.setVisible(foldable)
        terms = len(equation.lines[0].terms)
        more = f"Show all {numbers.count(terms)} terms" if terms > LARGEST + 1 else "Show all lines"
        self.fold.setText("Show the largest" if self.unfolded else more)
        self.sentence.say(equation.sentence(self.writing.brief))
        self.canvas.setAccessibleName(equation.sentence(self.writing.brief))
        short = equation if self.unfolded else equation.largest(LARGEST)
        self.canvas.setAccessibleDescription("\n".join(line.plain(self.writing.given) for line in short.lines))
        self._tell_crumbs(self.equation)

    def _tell_crumbs(self, equation: Equation) -> None:
        name = equation.title.rpartition(", ")[0]
        noun = NOUNS.get(equation.kind, "weight")
        if noun == "weight" and equation.ref is not None and equation.ref.array == "bias":
            noun = "bias"
        second = f"{noun} {_unscored(name)}" if name else "whole error"
        third = "one term" if len(equation.lines[0].terms) > 1 else ""
        self.crumbs.tell(equation.kind, (self.layer, second, third), NEURON if self.term is None else TERM)
        self._break_head()

    # -- copying -------------------------------------------------------------------------------------------------------

    def latex_text(self) -> str:
        """The equation for LaTeX, folded as it is shown."""
        equation = self.shown
        if equation is None:
            return ""
        short = equation if self.unfolded else equation.largest(LARGEST)
        return short.latex(self.writing.given_latex)

    def copy_latex(self) -> None:
        """Put it on the clipboard; where the equation of the present stop is still to come, as soon as it is there."""
        if self.late:
            self._copies = True
            self.awaited.emit()
        else:
            QGuiApplication.clipboard().setText(self.latex_text())

    # -- what the user does --------------------------------------------------------------------------------------------

    def _rewrite(self, _key: str) -> None:
        notation = COMMA if self.mark.key() == "comma" else POINT
        self.writing = Writing(int(self.digits.key()), notation)
        self._show()
        self.writing_changed.emit(self.writing)

    def _hover(self, part: Column | Row | None) -> None:
        self.term_hovered.emit(None if part is None else part.ref)

    def _choose(self, part: Column | Row) -> None:
        if isinstance(part, Column) and part.role == "rest":
            self.toggle_fold()
            return
        if part.ref is None or self.equation is None:
            return
        self.term_chosen.emit(part.ref)
        if isinstance(part, Column) and part.role == "term" and part.term is not None and self._many:
            self.show_term(part.term)
            return
        symbol = part.left if isinstance(part, Row) else part.name
        self.wanted.emit(part.ref, _KINDS.get(symbol.base.removeprefix("mean "), "") if symbol else "")

    def _climb(self, level: int) -> None:
        if level == NEURON:
            self.show_term(None)
        elif level == TERM and self.equation is not None:
            terms = [term for term in self.equation.lines[0].terms if term.ref is not None]
            if terms:
                self.show_term(max(terms, key=lambda term: abs(term.value)))
        elif self.equation is not None and self.equation.ref is not None:
            self.wanted.emit(Ref(self.equation.ref.layer), self.equation.kind)

    def _scrolled(self, _at: int) -> None:
        self.canvas.update()  # captions of wide brackets stay in sight

    def _scroll_to(self, left: float, right: float) -> None:
        bar, room = self.area.horizontalScrollBar(), self.area.viewport().width()
        if left < bar.value():
            bar.setValue(int(left) - 24)
        elif right > bar.value() + room:
            bar.setValue(int(right) - room + 24)


def _unscored(name: str) -> str:
    """``w_5`` as w₅; a button sets no other index."""
    base, _, below = name.partition("_")
    if below.isdecimal():
        return base + below.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return f"{base} {below}".strip()
