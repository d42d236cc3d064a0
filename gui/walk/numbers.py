"""NumbersController: feeds the Numbers tab while a walk is open, and opens the walk of a worked example.

It joins the runner, the open files, the arithmetic and the panel, and works only where the stop, the example looked at
or the weights have changed. Worked shape: at Mazur's second stop the tab shows four outputs, each beside the printed
one; "Train to step 10,000" walks there and keeps what it finds for the section "After 10,000 steps".
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core import edit
from core.arithmetic import Equation, Ref
from core.data.dataset import Prepared
from core.snapshot import PhaseKind, Snapshot
from core.walk import WalkState
from gui import numbers
from gui.dialogs.background import Background, Report
from gui.walk import words
from gui.walk.number_list import NumberRow
from gui.walk.numbers_panel import NumbersPanel
from gui.walk.writing import MOST

if TYPE_CHECKING:
    from core.worked import WorkedExample
    from gui.walk.number_rows import Rows

Values = dict[tuple[str, int], float]


class NumbersController(QObject):
    """``tab``: who shows and hides the panel; ``explaining``: who explains what a row asks for."""

    def __init__(
        self, document: Any, runner: Any, arithmetic: Any, explaining: Any, tab: Any, afterwards: Any, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._runner, self._explaining, self._tab = document, runner, explaining, tab
        self._arithmetic = arithmetic
        self.panel = NumbersPanel(parent if isinstance(parent, QWidget) else None)  # it goes with the window
        self.panel.hide()
        self.example: WorkedExample | None = None
        self._rows: Rows | None = None
        self._shown: tuple[object, ...] = ()
        self._found: Values = {}
        self._early: Values = {}
        self._waits = ""
        self._busy: int | None = None
        self._work = Background(self)
        self._work.done.connect(self._take_early)
        afterwards.add(self._follow)
        afterwards.came.connect(self.panel.veil.lay)
        self._connect()

    def _connect(self) -> None:
        runner, panel, arithmetic = self._runner, self.panel, self._arithmetic
        runner.walk_changed.connect(self._opened)
        runner.prepared_changed.connect(self._prepared)
        runner.state_changed.connect(self._ready)
        runner.equation_ready.connect(self._explained)
        self._document.changed.connect(self._edited)
        self._document.weights_edited.connect(self._forget)
        arithmetic.writing_changed.connect(panel.set_writing)
        panel.set_writing(arithmetic.writing)
        panel.row_hovered.connect(arithmetic.term_hovered)
        panel.row_chosen.connect(self._choose)
        panel.next_wanted.connect(self._next)
        panel.later_wanted.connect(self._train_to)
        panel.seed_wanted.connect(self._other_seed)

    # -- a worked example is opened --------------------------------------------------------------------------------

    def show_example(self, example: "WorkedExample | None", walk: bool) -> None:
        """Its printed numbers belong to what is open now; ``walk``: begin to walk as soon as the run can."""
        self.example, self._rows, self._busy = example, None, None
        self._forget()
        self._early = {}
        self._work.cancel()
        self._waits = "data" if walk else ""
        if example is not None and any(each.early for each in example.printed):
            self._work.start(lambda report: _early(example, report))
        if example is not None and walk:
            self._write_as(example)
        self._refresh()

    def _write_as(self, example: "WorkedExample") -> None:
        """A few digits more than are printed, so that one can see how well they agree."""
        writing = self._arithmetic.writing
        decimals = max((len(each.text.partition(".")[2]) for each in example.printed), default=0)
        finer = replace(writing, digits=min(MOST, max(writing.digits, decimals + 3)))
        self._arithmetic.view.set_writing(finer)
        self.panel.set_writing(finer)

    def _prepared(self, prepared: Prepared | None) -> None:
        """Its rows are read; news of the project before may still come in."""
        if self._waits and prepared is not None and self.example is not None and self.example.trains_on(prepared):
            self._waits = "run"

    def _ready(self, _state: object) -> None:
        if self._waits == "run" and self._runner.can_run:
            self._waits = ""
            self._runner.open_walk(True)

    def _take_early(self, values: Values) -> None:
        self._early = values
        self._refresh()

    def close(self) -> None:
        """The window closes: nothing goes on in the background."""
        self._work.wait()
        if self.panel.parent() is None:  # it stands in the inspector only during a walk
            self.panel.deleteLater()

    # -- following the walk ----------------------------------------------------------------------------------------

    def _opened(self, walking: bool) -> None:
        if walking:
            self._tab.show_in_walk(self.panel, "Numbers", front=True)
        else:
            self._tab.leave_walk(self.panel)
            self._busy = None
        self._refresh()

    def _edited(self, before: Any, after: Any) -> None:
        if (before.network, before.training) != (after.network, after.training):
            self._rows = None
            self._forget()

    def _forget(self, *_news: object) -> None:
        """Numbers of other weights or settings."""
        self._found = {}
        self._shown = ()

    def _refresh(self) -> None:
        self._shown = ()
        self._follow()

    def _follow(self) -> None:
        """Another stop; the same stop keeps what is shown."""
        snapshot: Snapshot | None = self._runner.snapshot
        self.panel.veil.lift()
        walk = snapshot.walk if snapshot is not None and self._runner.walking else None
        if snapshot is None or walk is None:
            return
        now = (walk, snapshot.revision)
        if self._shown and self._shown[0] is walk and self._shown[1] == snapshot.revision:
            return
        self._shown = now
        if self._rows is None or self._rows.numbers.network != snapshot.network:
            from core.worked import StepNumbers  # the window opens sooner without
            from gui.walk.number_rows import Rows

            self._rows = Rows(StepNumbers(snapshot.network), self._valid(snapshot))
            self._head(walk)
        elif self.example is None:
            self._head(walk)
        self._remember(snapshot, walk)
        self.panel.show_phases(self._rows.phases(snapshot, self._found, self._early))
        self._foot(walk)
        if walk.stop is not None:
            self.panel.reveal(walk.stop.kind.value)

    def _valid(self, snapshot: Snapshot) -> "WorkedExample | None":
        """The example, while the project is as printed."""
        example = self.example
        if example is None or snapshot.network != example.project.network:
            return None
        return example if example.fits(self._document.project) else None

    def _head(self, walk: WalkState) -> None:
        example, project = self.example, self._document.project
        if example is None:
            looked = words.example(walk)
            step = f"**Step {numbers.count(walk.position.step + 1)}**"
            parts = [each for each in (step, words.rows(walk), looked) if each]
            self.panel.show_head(f"{', '.join(parts)}.", (), False)
            return
        seeds = example.other_seeds and self._rows is not None and self._rows.example is not None
        told = example.summary
        if self._rows is not None and self._rows.example is None:
            told = "It was edited: the printed numbers return when it is as printed."
        elif project.training.seed != example.project.training.seed:
            told = f"Now with seed {project.training.seed}."
        story = example.story + ((f"Source: {example.source}.",) if example.source else ())
        self.panel.show_head(f"**{example.title}**, worked example. {told}", story, seeds)

    def _foot(self, walk: WalkState) -> None:
        from gui.walk.number_rows import next_words

        self.panel.show_next(next_words(walk), walk.can_go_forward)
        if self._busy is not None and (walk.position.step >= self._busy or not self._runner.walking):
            self._busy = None
        self.panel.show_later(self._unseen(walk), walk.position.step, self._busy)

    def _unseen(self, walk: WalkState) -> list[int]:
        """After how many steps there are printed numbers whose computed ones have not been seen."""
        example = self._rows.example if self._rows is not None else None
        if example is None:
            return []
        unseen = {each.after for each in example.printed if (each.number, each.after) not in self._found}
        return [each for each in example.later if each in unseen and each != walk.position.step]

    def _remember(self, snapshot: Snapshot, walk: WalkState) -> None:
        """Keep what is printed for this step: it is shown from every other step."""
        if self._rows is None or self._rows.example is None:
            return
        for each in self._rows.example.printed:
            if each.after == walk.position.step and each.after:
                value = self._rows.numbers.number(snapshot, self._rows.example.address(each)).value
                if value is not None:
                    self._found[each.number, each.after] = value

    # -- what the user asks ----------------------------------------------------------------------------------------

    def _choose(self, row: NumberRow) -> None:
        if row.question is not None:
            self._explaining.explain(row.question)

    def _explained(self, question: Any, equation: Equation | None) -> None:
        walk: WalkState | None = self._runner.walk
        if equation is None or walk is None or not self._explaining.asks(question):
            return
        if equation.kind == "gradient" and question.example is not None and len(walk.rows) > 1:
            self.panel.set_current(None)  # the part of one example; the list has the gradient of all
        else:
            ref = equation.ref
            if ref is not None and equation.kind not in ("gradient", "update"):
                ref = Ref(ref.layer, ref.neuron)
            self.panel.set_current(equation.kind, ref)

    def _next(self) -> None:
        self._runner.walk_by("forward")

    def _train_to(self, after: int) -> None:
        """To the end of that many steps and on until the printed numbers are known; a run that ends goes on."""
        walk: WalkState | None = self._runner.walk
        if walk is None:
            return
        self._busy = after if walk.position.step < after else None
        self.panel.show_later(self._unseen(walk), walk.position.step, self._busy)
        self._runner.walk_to(after - 1, len(walk.plan) - 1)
        for stop in walk.plan:
            self._runner.walk_by("forward")
            if stop.kind is PhaseKind.ERROR:
                break

    def _other_seed(self) -> None:
        project = self._document.project
        seed = project.training.seed + 1
        self._document.edit(f"Seed {seed}", edit.set_training(project, seed=seed))


def _early(example: "WorkedExample", report: Report) -> Values:
    """What comes out for each number when weights are updated too early; runs aside, it may be 10,000 steps."""
    from core.worked import too_early

    found: Values = {}
    prepared, project = example.prepared(), example.project
    wanted = [each for each in example.printed if each.early]
    for after in sorted({each.after for each in wanted}):
        program = too_early(project.network, project.training, prepared, after, report)
        for each in wanted:
            at = example.address(each)
            if each.after != after:
                continue
            if at.layer is None:
                found[each.number, after] = program.loss
            elif at.what == "a":
                found[each.number, after] = float(program.ops[at.layer].a[at.index][0])
    return found
