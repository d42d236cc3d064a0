"""Explaining: asks the training thread for the arithmetic of each stop and of whatever one points at, and shows it.

It joins the runner, the panel of equations and the drawing. Without a choice of the user's the strongest number of the
stop is explained, the one its sentence tells of; a choice holds while one stays at the stop, for other examples and
minibatches too. Worked shape: a click on a term δ_o1 becomes the Question "blame of layer 3, neuron (0,)", and its
answer is shown, with a ring around o1, unless another question was asked meanwhile.
"""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.arithmetic import Equation, Index, Ref, say
from core.snapshot import PhaseKind
from core.walk import Question, WalkState
from gui.canvas.window import planar
from gui.walk.arithmetic import ArithmeticPanel

OF_VIEW = {
    "activation": PhaseKind.FORWARD, "weight": PhaseKind.FORWARD, "blame": PhaseKind.BLAME,
    "gradient": PhaseKind.GRADIENT, "change": PhaseKind.UPDATE,
}  # fmt: skip
"""Which equation a click on the drawing asks for, by the view that is shown."""


class Explaining(QObject):
    """The EquationSource of the window."""

    said = Signal(str)
    """A sentence for the status bar, where there is nothing to show yet."""

    def __init__(
        self, runner: Any, panel: ArithmeticPanel, drawing: Any, parent: QObject, afterwards: Any, asking: Any = None
    ) -> None:
        super().__init__(parent)
        self._runner, self._panel, self._drawing, self._asking = runner, panel, drawing, asking
        self._walk: WalkState | None = None
        self._asked: Question | None = None
        self._chosen = False
        self._wire: Ref | None = None
        self._held = self._missed = False
        panel.feed(self)
        afterwards.add(self._follow)
        afterwards.came.connect(panel.pale)
        runner.stop_wanted.connect(self._hold)
        runner.equation_ready.connect(self._answered)
        if drawing is not None:
            panel.term_hovered.connect(self._light)
        if asking is not None:
            panel.term_chosen.connect(self._gone_into)
            asking.asked.connect(self.point)
            asking.cleared.connect(self._as_at_first)

    # -- asking --------------------------------------------------------------------------------------------------------

    def ask(self, ref: Ref, kind: str) -> None:
        """Explain a neuron, a wire or a weight; an empty kind is that of the stop."""
        walk = self._present()
        if walk is None:
            return
        what = PhaseKind(kind) if kind else None
        array, index = ref.array, ref.index or ref.neuron
        if what in (PhaseKind.GRADIENT, PhaseKind.UPDATE) and not array:
            array, index = _weight_of(ref)
        example = walk.example if ref.example is None else ref.example
        self._choose(Question(what, ref.layer, index, array, example), None)

    def point(self, ref: Ref, view: str) -> None:
        """Explain the neuron or the wire that was pointed at on the drawing while it showed this view."""
        walk = self._present()
        if walk is None:
            return
        question = self._pointed(walk, ref, OF_VIEW[view])
        if question is None:
            self.said.emit("This number is not known yet in this step: the walk has not come here.")
            return
        self._choose(replace(question, example=walk.example), ref if ref.source is not None else None)

    def _pointed(self, walk: WalkState, ref: Ref, kind: PhaseKind) -> Question | None:
        """The question that fits what is seen; where its phase has not run, that of the forward pass."""
        stop = walk.stop
        if stop is not None and stop.kind is PhaseKind.ERROR and ref.layer in walk.heads and ref.source is None:
            return Question(PhaseKind.ERROR, ref.layer, ref.neuron)
        sent_back = kind is PhaseKind.BLAME and ref.source is not None
        if sent_back and walk.has(PhaseKind.BLAME, ref.source):
            return Question(PhaseKind.BLAME, ref.source, ref.source_neuron)
        if not sent_back and walk.has(kind, None if kind is PhaseKind.UPDATE else ref.layer):
            array, index = ("", ref.neuron) if kind in (PhaseKind.FORWARD, PhaseKind.BLAME) else _weight_or_bias(ref)
            if array in ("", *self._arrays(ref.layer)):
                return Question(kind, ref.layer, index, array)
        return Question(PhaseKind.FORWARD, ref.layer, ref.neuron) if walk.has(PhaseKind.FORWARD, ref.layer) else None

    def _arrays(self, layer: int) -> tuple[str, ...]:
        snapshot = self._runner.snapshot
        return tuple(snapshot.slots_of(layer)) if snapshot is not None else ()

    def _choose(self, question: Question, wire: Ref | None) -> None:
        self._chosen, self._wire = True, wire
        self._put(question)

    def explain(self, question: Question) -> None:
        """Explain this number from now on."""
        self._put(question)

    def asks(self, question: Question) -> bool:
        """Whether this is the question whose answer is shown."""
        return question == self._asked

    def _put(self, question: Question) -> None:
        self._asked = question
        self._runner.ask(question)

    def _as_at_first(self) -> None:
        """What the stop's sentence tells of."""
        self._chosen, self._wire = False, None
        walk = self._walk
        if walk is not None and walk.stop is not None:
            self._put(Question(walk.stop.kind, walk.stop.layer, example=walk.example))

    def _present(self) -> WalkState | None:
        """The walk as the drawing shows it, also where its turn here is still to come."""
        if self._runner.walk is not self._walk:
            self._follow()
        return self._walk

    def hasten(self) -> None:
        """Ask now, before its turn."""
        self._present()

    def _hold(self) -> None:
        """Another stop is on its way: an answer that comes before it would delay its picture."""
        self._held = True

    def _follow(self) -> None:
        """At another stop, another question; the same stop keeps what was asked for."""
        walk: WalkState | None = self._runner.walk
        missed, self._held, self._missed = self._missed, False, False
        if walk is self._walk:
            if missed and self._asked is not None:
                self._put(self._asked)
            return
        before, self._walk = self._walk, walk
        if walk is None or walk.stop is None:
            self._asked, self._chosen, self._wire = None, False, None
            self._panel.show_equation(None)
            self._mark(None)
        elif self._chosen and self._asked is not None and before is not None and before.stop == walk.stop:
            self._put(replace(self._asked, example=walk.example))
        else:
            self.said.emit("")  # what was said of a neuron at another stop
            self._as_at_first()

    # -- showing -------------------------------------------------------------------------------------------------------

    def _answered(self, question: Question, equation: Equation | None) -> None:
        if self._held:
            self._missed = True
            return
        if question != self._asked:
            return
        if equation is None:
            self._nothing()
            return
        self._panel.show_equation(equation)
        self._mark(equation.ref if self._chosen else None)
        if self._wire is not None:
            self._panel.view.point_at(self._wire)

    def _nothing(self) -> None:
        """There is no such number: at this stop there is none at all, or what was chosen at another has not come."""
        walk = self._walk
        if self._chosen:
            if self._panel.veil.laid:
                self._as_at_first()
        elif walk is not None:
            self._panel.show_equation(None, say(walk.words))
            self._mark(None)

    def _mark(self, ref: Ref | None) -> None:
        """Ring the neuron that is explained and outline the wire, on the drawing."""
        if self._asking is not None:
            wire = self._wire
            if wire is None and ref is not None and ref.source is not None:
                wire = ref
            self._asking.mark(ref, wire)

    def _gone_into(self, ref: Ref) -> None:
        """A term of the equation that stands for a wire: that wire is marked beside the neuron."""
        equation = self._panel.equation
        if ref.source is not None and equation is not None:
            self._chosen, self._wire = True, ref
            self._mark(equation.ref)

    def _light(self, ref: Ref | None) -> None:
        """The neuron or the wire that a term comes from."""
        drawing = self._drawing
        if ref is not None and ref.source is not None and len(ref.source_neuron) > 1:
            map_, *place = ref.source_neuron
            drawing.hover_cell(ref.source, map_, planar(tuple(place)))
            return
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


def _weight_or_bias(ref: Ref) -> tuple[str, Index]:
    """What the drawing shows there: on a wire its weight, in a neuron its bias; all cells of a map share one."""
    return _weight_of(ref) if ref.source_neuron else ("bias", ref.neuron[:1])
