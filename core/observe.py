"""Observer: makes Snapshots of a trainer: the watched example, the plane of a two-input network, weight change.

Works on twins of one or a few thousand columns that share the trained weights and have their own buffers, so looking
never disturbs a step. What is costly is renewed less often: looking takes at most a tenth of the time.
"""

import time
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.activations import Array
from core.checkpoint import copy_of
from core.evaluation import Evaluator
from core.program import Program
from core.snapshot import Curves, Evaluation, FieldMaps, HeadValues, LayerValues, PhaseKind, Snapshot, Watched
from core.survey import Survey
from core.trail import Trail

if TYPE_CHECKING:
    from core.data.dataset import Prepared, Rows
    from core.trainer import Trainer

GRID = 48
"""Points along each side of the plane."""
_SHARE = 0.1
AGE = 0.05
"""Seconds that curves, judged rows and sizes of updates may be old while a run flies by; views renew no more often."""
_PLANE_AGE = 0.03
"""Likewise the planes."""
_TRAIL_EVERY = 0.05
"""Seconds between two points of the run's path, so that noting it costs a run nothing worth measuring."""
_MOST_JUDGED = 2000


class Observer:
    """Looks at ``trainer``; make a new one when the trainer compiles anew."""

    def __init__(self, trainer: "Trainer", row: int = 0) -> None:
        self.trainer = trainer
        self.program = trainer.program
        self.prepared = trainer.prepared
        self._single = self.program.twin(1, training=False)
        looks = (PhaseKind.FORWARD, PhaseKind.ERROR, PhaseKind.BLAME)
        self._look = tuple(run for phase, run in self._single.plan if phase.kind in looks)
        self._plane = Plane(self.program, self.prepared)
        self._judged: tuple[int, Evaluation | None] = (-1, None)
        self._drawn: Curves | None = None
        self._judged_at = self._drawn_at = self._noted_at = 0.0
        self._training_judge: Evaluator | None = None
        self.trail = Trail()
        self.survey = Survey(trainer)
        self._trailed_at = 0.0
        self._note_place()
        self._since = trainer.log.step
        self.row = -1
        self.watch(row)

    def watch(self, row: int) -> None:
        """Look at this row of the dataset from now on; see ``core.observe.locate``."""
        rows, index = locate(self.prepared, row)
        self.row = row
        one = rows.pick(slice(index, index + 1))
        self._single.load(one.x[:], *self.trainer.codings.encode(one, self.program.dtype))

    def forget(self) -> None:
        """Other weights were put into the run: judge the rows and draw the plane anew; path and loss begin here."""
        self._since = self.trainer.log.step
        self._judged, self._drawn = (-1, None), None
        self.trail = Trail()
        self._note_place()
        self._plane.forget()

    def note_change(self, flying: bool = False) -> None:
        """Record how large the last update was, beside the weights, for every layer; now and then where it flies by."""
        now = time.perf_counter()
        if flying and now - self._noted_at < AGE:
            if self.survey.under_way:
                self.survey.look(flying)
            return
        self._noted_at = now
        program = self.program
        ratios: dict[int, float] = {}
        for layer in {slot.layer: None for slot in program.slots}:
            slots = [slot for slot in program.slots if slot.layer == layer]
            at = slice(slots[0].start, slots[-1].stop)
            weights = float(np.linalg.norm(program.theta[at]))
            ratios[layer] = float(np.linalg.norm(program.change[at])) / weights if weights else float("nan")
        if self.trainer.log.step:
            self.trainer.log.add_change(self.trainer.position, ratios)
            self.survey.look(flying)
        if time.perf_counter() - self._trailed_at >= _TRAIL_EVERY:
            self._note_place()

    def _note_place(self) -> None:
        """Record where the run is among all weights it could have."""
        self.trail.add(self.trainer.log.step, self.program.theta)
        self._trailed_at = time.perf_counter()

    def snapshot(self, revision: int, rate: float = 0.0, flying: bool = False) -> Snapshot:
        """The state of the run now; ``rate`` is its speed in steps a second, measured by the caller.

        ``flying``: it trains at full speed, and what views renew less often than the drawing may be a little older.
        """
        trainer, program, log = self.trainer, self.program, self.trainer.log
        with np.errstate(all="ignore"):
            watched, plane, evaluation = self._watched(), self._plane.look(log.step, flying), self._evaluation(flying)
        left = (trainer.target_epochs - trainer.position) * trainer.sampler.batches_per_epoch
        return Snapshot(
            revision=revision,
            network=trainer.network,
            slots=program.slots,
            theta=copy_of(program.theta),
            grad=copy_of(program.grad),
            change=copy_of(program.change),
            step=log.step,
            epoch=log.epoch,
            position=trainer.position,
            total_epochs=trainer.target_epochs,
            phase=trainer.phase,
            # A loss of before this observer was made, or told of other weights, is not theirs.
            loss=trainer.current.loss if log.step > self._since else float("nan"),
            result=log.result,
            evaluation=evaluation,
            watched=watched,
            curves=self._curves(flying),
            plane=plane,
            steps_per_second=rate,
            seconds_left=left / rate if rate > 0 else None,
            finished=trainer.finished,
            best_epoch=log.best_epoch,
            learning_rate=trainer.updater.learning_rate,
            identity=trainer.identity,
            engine_note=trainer.engine.note,
            states=program.states,
            state=copy_of(program.state),
        )

    def look_again(self) -> tuple[Watched, FieldMaps | None]:
        """The example on show and the plane with the weights as they are this moment; nothing is remembered of it."""
        return self._watched(), self._plane.draw()

    def _watched(self) -> Watched:
        single = self._single
        for run in self._look:
            run()
        layers = {
            key: LayerValues(copy_of(op.z), copy_of(op.a), copy_of(op.delta)) for key, op in single.ops.items()
        }
        x = copy_of(single.x[0].reshape(self.prepared.dataset.task.input_shape))
        heads = {
            head.layer: HeadValues(copy_of(head.rows[0]), copy_of(head.op.a[:, 0]), head.value) for head in single.heads
        }
        return Watched(self.row, x, heads, layers)

    def _curves(self, flying: bool) -> Curves:
        now = time.perf_counter()
        if self._drawn is None or not flying or now - self._drawn_at >= AGE:
            self._drawn, self._drawn_at = self.trainer.log.curves(), now
        return self._drawn

    def _evaluation(self, flying: bool) -> Evaluation | None:
        """Of the validation rows; where none are kept aside, of the first training rows."""
        trainer, prepared = self.trainer, self.prepared
        moment, now = trainer.log.epoch, time.perf_counter()
        if trainer.ending:  # an epoch that has just ended is judged in turns; until then it is the last one's
            return self._judged[1]
        if self._judged[1] is not None and (self._judged[0] == moment or (flying and now - self._judged_at < AGE)):
            return self._judged[1]
        self._judged_at = now
        split: Literal["validation", "training"] = "validation"
        if trainer.validator is not None:
            judge = trainer.validator
            index = prepared.validation_index + (len(prepared.dataset) if prepared.dataset.fixed_validation else 0)
        else:
            judge, split, index = self._judge_training(), "training", prepared.train_index[:_MOST_JUDGED]
        self._judged = (moment, judge.evaluation(split, prepared, index))
        return self._judged[1]

    def _judge_training(self) -> Evaluator:
        if self._training_judge is None:
            some = self.prepared.train.pick(slice(_MOST_JUDGED))
            self._training_judge = Evaluator(self.program, some, self.trainer.codings, self.prepared)
        self._training_judge.run()
        return self._training_judge


def locate(prepared: "Prepared", row: int) -> tuple["Rows", int]:
    """The prepared rows that hold dataset row ``row``, and its place there.

    Rows of a validation set that the file brought along are counted on behind the dataset's own.
    """
    beyond = row - len(prepared.dataset)
    if beyond >= 0 and prepared.dataset.fixed_validation is not None:
        return prepared.validation, min(beyond, len(prepared.validation) - 1)
    for rows, index in ((prepared.train, prepared.train_index), (prepared.validation, prepared.validation_index)):
        at = int(np.searchsorted(index, row))
        if at < len(index) and index[at] == row:
            return rows, at
    return prepared.train, 0


class Plane:
    """What each neuron of a network with one or two inputs answers over the range of the data."""

    def __init__(self, program: Program, prepared: "Prepared") -> None:
        self.program = program
        self._twin: Program | None = None
        self._maps: FieldMaps | None = None
        self._cost, self._seen, self._step = 0.0, 0.0, -1
        shape = prepared.dataset.task.input_shape
        if shape in ((1,), (2,)):
            self._prepare(prepared, shape[0])

    def _prepare(self, prepared: "Prepared", inputs: int) -> None:
        x = prepared.dataset.x
        lows, highs = np.nanmin(x, axis=0).astype(float), np.nanmax(x, axis=0).astype(float)
        margin = np.where(highs > lows, 0.06 * (highs - lows), 1.0)
        lows, highs = lows - margin, highs + margin
        across = np.linspace(lows[0], highs[0], GRID)
        if inputs == 1:
            grid, self._rows = across[:, None], 1
            self._extent = (float(lows[0]), float(highs[0]), 0.0, 0.0)
        else:
            up = np.linspace(lows[1], highs[1], GRID)
            grid, self._rows = np.stack([each.ravel() for each in np.meshgrid(across, up)], axis=1), GRID
            self._extent = (float(lows[0]), float(highs[0]), float(lows[1]), float(highs[1]))
        self._twin = self.program.twin(len(grid), training=False)
        self._twin.load(prepared.preprocessing.inputs(grid, self.program.dtype))

    def forget(self) -> None:
        """Draw the maps anew at the next look, however dear that is."""
        self._maps = None

    def look(self, step: int, flying: bool = False) -> FieldMaps | None:
        """Maps of every flat layer before this step, (units, grid, grid), row 0 at the lowest second input.

        Of a run that is ``flying`` they are renewed as time allows.
        """
        now = time.perf_counter()
        fresh = flying and now - self._seen < max(_PLANE_AGE, self._cost / _SHARE)
        if self._maps is None or (step != self._step and not fresh):
            self._maps, self._step = self.draw(), step
            self._seen = time.perf_counter()
            self._cost = self._seen - now
        return self._maps

    def draw(self) -> FieldMaps | None:
        """The same, made now."""
        twin = self._twin
        if twin is None:
            return None
        twin.forward()
        layers: dict[int, Array] = {}
        for key, op in twin.ops.items():
            if op.a.ndim == 2 and (len(op.a) <= 64 or twin.head_of(key) is not None):
                layers[key] = copy_of(op.a.reshape(len(op.a), self._rows, GRID))
        return FieldMaps(self._extent, layers)
