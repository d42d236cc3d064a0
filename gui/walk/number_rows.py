"""Rows of the Numbers tab, made of what core.worked finds in a snapshot and of what an example prints.

No widget. Worked shape: ``Rows(example, numbers).phases(snapshot, found, early)`` of Mazur's sixth stop begins with
"Forward, stops 1 and 2" and four rows; ``next_words(walk)`` says what the seventh does.
"""

from collections.abc import Mapping

from core.equations.names import NUMBERED
from core.frozen import dataclass
from core.snapshot import PhaseKind, Snapshot
from core.walk import WalkState
from core.worked import Number, PhaseNumbers, Printed, StepNumbers, Verdict, WorkedExample
from gui import numbers as written
from gui.walk import words
from gui.walk.number_list import NumberRow, PhaseRows

Found = Mapping[tuple[str, int], float]
"""Numbers by (symbol, after how many steps)."""
NOT_AS_PRINTED = "The present weights or settings are not the printed ones."
EARLY = "updated too early"


@dataclass(frozen=True, eq=False)
class Rows:
    """Makes the rows; without an example nothing is printed beside them."""

    numbers: StepNumbers
    example: WorkedExample | None = None

    def phases(self, snapshot: Snapshot, found: Found, early: Found) -> list[PhaseRows]:
        """All phases of the present step, then what is printed for later steps, as far as it was found."""
        walk = snapshot.walk
        if walk is None:
            return []
        printed = self._printed(walk)
        also = [self.example.address(each) for each in printed.values()] if self.example is not None else []
        made = [self._phase(each, walk, printed, early) for each in self.numbers.phases(snapshot, also)]
        return made + self._later(walk, found, early)

    def _printed(self, walk: WalkState) -> dict[str, Printed]:
        """What is printed for the step walked through; numbers of neurons belong to the first row."""
        if self.example is None:
            return {}
        first = walk.example == 0 or len(walk.rows) == 1
        whole = ("w_", "b_", "dE/dw", "dE/db")
        return {
            each.number: each
            for each in self.example.printed
            if each.after == walk.position.step and (first or each.number.startswith(whole))
        }

    def _phase(
        self, phase: PhaseNumbers, walk: WalkState, printed: Mapping[str, Printed], early: Found
    ) -> PhaseRows:  # fmt: skip
        stop = walk.stop
        here = stop is not None and stop.kind is phase.kind
        rows = []
        for each in phase.numbers:
            mine = stop is not None and (stop.layer is None or each.address.layer == stop.layer)
            present = here and mine and each.value is not None
            rows.append(row_of(each, walk.example, present, printed.get(each.symbol.plain), early))
        return PhaseRows(phase.kind.value, words.TITLES[phase.kind], tuple(rows), _stops(phase, walk), phase.reached)

    def _later(self, walk: WalkState, found: Found, early: Found) -> list[PhaseRows]:
        if self.example is None:
            return []
        made = []
        for after in self.example.later:
            if after == walk.position.step:
                continue
            rows = []
            for printed in self.example.printed:
                if printed.after == after:
                    at = self.example.address(printed)
                    symbol, _ = self.numbers.named(at)
                    number = Number(at, symbol, found.get((printed.number, after)))
                    rows.append(row_of(number, None, False, printed, early, asked=False))
            steps = written.counted(after, "step")
            made.append(PhaseRows("error", f"After {steps}", tuple(rows), f"in step {written.count(after + 1)}"))
        return made


def row_of(
    number: Number, example: int | None, present: bool, printed: Printed | None, early: Found, asked: bool = True
) -> NumberRow:
    """One row, with what is printed for it."""
    question = number.question(example) if asked else None
    if printed is None:
        return NumberRow(number.symbol, number.value, number.ref, question, present)
    text = printed.text.replace("-", "−") + (f" for −{number.symbol.base}" if printed.minus else "")
    verdict = printed.verdict(number.value) if number.value is not None else Verdict.ROUNDED
    other, note = None, ""
    if not verdict.agrees:
        wrong = early.get((printed.number, printed.after)) if printed.early else None
        other = (EARLY, wrong, printed.verdict(wrong).agrees) if wrong is not None else None
        note = printed.differs or NOT_AS_PRINTED
    said = verdict.value if verdict is Verdict.CUT_OFF else ""
    return NumberRow(
        number.symbol, number.value, number.ref, question, present, text, verdict.agrees, said, other, note,
        printed.called,
    )  # fmt: skip


def _stops(phase: PhaseNumbers, walk: WalkState) -> str:
    """``stops 4 and 6``, ``output: stop 5`` where only some layers are done; how many of many are listed."""
    mean = phase.kind is PhaseKind.GRADIENT and phase.reached and len(walk.rows) > 1
    return f"{'mean, ' if mean else ''}{_where(phase, walk)}"


def _where(phase: PhaseNumbers, walk: WalkState) -> str:
    if phase.reached and phase.total > NUMBERED:
        return f"{len(phase.numbers)} largest of {written.count(phase.total)}"
    done = [at for at in phase.stops if at <= walk.position.stop]
    if len(done) == 1 < len(phase.stops) and walk.plan[done[0]].name:
        return f"{walk.plan[done[0]].name}: stop {done[0] + 1}"
    return _numbered(done if done else list(phase.stops))


def _numbered(stops: list[int]) -> str:
    shown = [str(at + 1) for at in stops]
    if len(shown) < 3:
        return f"stop{'s' if len(shown) > 1 else ''} {' and '.join(shown)}"
    return f"stops {', '.join(shown[:-1])} and {shown[-1]}" if len(shown) < 5 else f"{len(shown)} stops"


_NEXT = {
    PhaseKind.FORWARD: "Next: the outputs of {}, {}.",
    PhaseKind.ERROR: "Next: the error, outputs held against targets.",
    PhaseKind.BLAME: "Next: the blame of {}, sent back by what reads it.",
    PhaseKind.GRADIENT: "Next: the gradient of each weight of {}, {}.",
    PhaseKind.UPDATE: "Next: the update, each weight moves against its gradient.",
}


def next_words(walk: WalkState) -> str:
    """What the next stop does."""
    if not walk.can_go_forward:
        return "The run is done."
    at = walk.position.stop + 1
    if at == len(walk.plan):
        return f"Next: step {written.count(walk.position.step + 2)}, with the new weights."
    stop = walk.plan[at]
    if stop.kind is PhaseKind.BLAME and walk.plan[at - 1].kind is PhaseKind.ERROR:
        return f"Next: the blame of {stop.name}, straight from the error."
    return _NEXT[stop.kind].format(stop.name, stop.what)
