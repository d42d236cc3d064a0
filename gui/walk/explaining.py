"""Explaining: asks the training thread for the arithmetic of each stop and of whatever one points at, and shows it.

It joins the runner, the panel of equations and the drawing. Without a choice of the user's the strongest number of the
stop is explained, the one its sentence tells of. Worked shape: a click on a term δ_o1 becomes the Question "blame of
layer 3, neuron (0,)", and its answer is shown unless another question was asked meanwhile.
"""

from typing import Any

from PySide6.QtCore import QObject

from core.arithmetic import Equation, Index, Ref
from core.snapshot import PhaseKind
from core.walk import Question, WalkState
from gui.walk.arithmetic import ArithmeticPanel


class Explaining(QObject):
    """The EquationSource of the window."""

    def __init__(self, runner: Any, panel: ArithmeticPanel, drawing: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._panel, self._drawing = runner, panel, drawing
        self._walk: WalkState | None = None
        self._asked: Question | None = None
        panel.feed(self)
        runner.snapshot_ready.connect(self._follow)
        runner.walk_changed.connect(self._follow)
        runner.equation_ready.connect(self._answered)
        if drawing is not None:
            panel.term_hovered.connect(self._light)

    def ask(self, ref: Ref, kind: str) -> None:
        """Explain a neuron, a wire or a weight; an empty kind is that of the stop."""
        walk = self._walk
        if walk is None:
            return
        what = PhaseKind(kind) if kind else None
        array, index = ref.array, ref.index or ref.neuron
        if what in (PhaseKind.GRADIENT, PhaseKind.UPDATE) and not array:
            array, index = _weight_of(ref)
        example = walk.example if ref.example is None else ref.example
        self._put(Question(what, ref.layer, index, array, example))

    def explain(self, question: Question) -> None:
        """Explain this number from now on."""
        self._put(question)

    def asks(self, question: Question) -> bool:
        """Whether this is the question whose answer is shown."""
        return question == self._asked

    def _put(self, question: Question) -> None:
        self._asked = question
        self._runner.ask(question)

    def _follow(self, _news: object) -> None:
        """At another stop, another question; the same stop keeps what is shown."""
        walk: WalkState | None = self._runner.walk
        if walk is self._walk:
            return
        self._walk = walk
        if walk is None or walk.stop is None:
            self._asked = None
            self._panel.show_equation(None)
        else:
            self._put(Question(walk.stop.kind, walk.stop.layer, example=walk.example))

    def _answered(self, question: Question, equation: Equation | None) -> None:
        if question == self._asked and equation is not None:
            self._panel.show_equation(equation)

    def _light(self, ref: Ref | None) -> None:
        """The neuron or the wire that a term comes from."""
        drawing = self._drawing
        if ref is None or len(ref.neuron) != 1:
            drawing.clear_hover()
            return
        link = drawing.links.get((ref.source, ref.layer))
        if link is not None and len(ref.source_neuron) == 1:
            drawing.hover_link(link, (ref.source_neuron[0], ref.neuron[0]))
        else:
            drawing.hover_face(ref.layer, ref.neuron[0])


def _weight_of(ref: Ref) -> tuple[str, Index]:
    """The weight on a wire between flat layers; of a neuron, whichever weight says most."""
    if len(ref.neuron) == 1 and len(ref.source_neuron) == 1:
        return "weight", (*ref.neuron, *ref.source_neuron)
    return "", ()
