"""Walk: a Player with the example one looks at, and the frozen WalkState that the screen gets of it at each stop.

A layer's z and a are there once its forward phase has run, its delta once its blame has; before that their arrays are
empty, so that no number of an earlier step passes for one of this. Blame is that of an example's own loss. Example: on
Mazur's 2-2-2 after stop 6 ``state.layers[2].delta`` is (2, 1): 0.008771 and 0.009954.
"""

from dataclasses import replace

import numpy as np

from core.activations import Array
from core.arithmetic import Equation, Index, Words
from core.checkpoint import copy_of
from core.head import Head
from core.layers.base import Op
from core.network import Node
from core.player import Player
from core.program import Program
from core.snapshot import HeadValues, LayerValues, PhaseKind, Snapshot, Watched
from core.walk_state import MOST_EXAMPLES, HeadState, Question, WalkState, WalkStop

__all__ = ("HeadState", "Question", "Walk", "WalkState", "WalkStop")

SMALL_INPUT = 40
"""The slopes of the error along the inputs are worked out where there are no more of them."""


class Walk:
    """Walks with ``player``; ``state`` is made once for each stop and example."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self._example: int | None = 0
        self._made: tuple[object, WalkState, Watched | None] | None = None
        self._told: tuple[Question, Equation] | None = None
        self._told_at: object = None
        self._edits = 0

    @property
    def example(self) -> int | None:
        """Which example of the minibatch is looked at; None is the mean."""
        n = self.player.trainer.current.n
        return None if self._example is None else min(self._example, n - 1)

    def look_at(self, example: int | None) -> None:
        """Look at this example of the minibatch from now on, or (None) at its mean."""
        self._example = None if example is None else max(0, example)

    def forget(self) -> None:
        """Make the next state anew: weights or settings were changed by hand."""
        self._made = None
        self._edits += 1

    def dress(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with the walked example in place of the watched one, and this step's gradients."""
        state, watched = self._look()
        return replace(snapshot, walk=state, watched=watched, grad=copy_of(self.player.gradient))

    def state(self) -> WalkState:
        """The present stop."""
        return self._look()[0]

    def answer(self, question: Question) -> Equation | None:
        """The equation asked for, or None where its phase has not run in this step; the last one is kept."""
        meant = self._meant(question)
        if meant is None:
            return None
        if self._told is None or self._told[0] != meant or self._told_at != self._moment:
            self._told, self._told_at = (meant, self._explain(meant)), self._moment
        return self._told[1]

    @property
    def _moment(self) -> object:
        """Another value whenever numbers may have changed."""
        return self.player.position, self.player.trainer.program, self._edits

    def _meant(self, question: Question) -> Question | None:
        """The question with its kind and index put in: two that mean the same number have one answer."""
        kind = question.kind or self._latest(question.layer)
        whole = kind in (PhaseKind.ERROR, PhaseKind.UPDATE)
        if kind is None or not self._reached(kind, None if whole else question.layer):
            return None
        if kind is not PhaseKind.ERROR and not question.index:
            return self._strongest(kind, question.layer, question.example)
        return replace(question, kind=kind)

    def _reached(self, kind: PhaseKind, layer: int | None) -> bool:
        """Whether what is asked for is this step's; an input is blamed as soon as all that read it are."""
        at_input = kind is PhaseKind.BLAME and self.player.trainer.current.ops.get(layer or 0) is self._input
        return self._input_blamed(layer or 0) if at_input else self.player.done(kind, layer)

    def _input_blamed(self, key: int) -> bool:
        program = self.player.trainer.current
        return all(self._has(PhaseKind.BLAME, each) for each in program.network.consumers[key] if each in program.ops)

    def _latest(self, layer: int | None) -> PhaseKind | None:
        """The stop's kind where it concerns the layer, else the last that has run for it."""
        stop, heads = self.player.stop, self.player.trainer.network.heads
        if stop is None or stop.kind is PhaseKind.UPDATE:
            return stop.kind if stop is not None else None
        if stop.kind is PhaseKind.ERROR and layer in [head.id for head in heads]:
            return stop.kind
        reached = self.player.plan[: stop.index + 1]
        return next((each.kind for each in reversed(reached) if each.layer == layer and layer is not None), None)

    def _explain(self, question: Question) -> Equation:
        kind, layer, index, example = question.kind, question.layer, question.index, question.example
        explain = self.player.explainer()
        if kind is PhaseKind.ERROR:
            return explain.error(example, index[0] if index else None, layer)
        assert layer is not None
        if kind is PhaseKind.FORWARD:
            return explain.forward(layer, index, example)
        if kind is PhaseKind.BLAME:
            return explain.blame(layer, index, example)
        if kind is PhaseKind.GRADIENT:
            return explain.gradient(layer, question.array, index, example)
        return explain.update(layer, question.array, index)

    # -- looking -----------------------------------------------------------------------------------------------------

    def _look(self) -> tuple[WalkState, Watched | None]:
        player = self.player
        key = (player.position, self.example, player.can_go_back, player.can_go_forward, player.trainer.finished)
        if self._made is None or self._made[0] != key:
            with np.errstate(all="ignore"):
                self._made = (key, self._state(), self._watched())
        return self._made[1], self._made[2]

    def _state(self) -> WalkState:
        player, program = self.player, self.player.trainer.current
        k, erred = min(program.n, MOST_EXAMPLES), self._has(PhaseKind.ERROR)
        plan = tuple(_stop(at.kind, program.network.by_id.get(at.layer or 0), at.index) for at in player.plan)
        return WalkState(
            plan=plan,
            position=player.position,
            can_go_back=player.can_go_back,
            can_go_forward=player.can_go_forward or bool(player.trainer.finished),
            rows=copy_of(player.rows),
            example=self.example,
            layers={key: self._values(key, slice(0, k)) for key in program.ops},
            heads={head.layer: self._head(head, k, erred) for head in program.heads},
            errors=copy_of(np.sum([head.parts.sum(axis=0) for head in program.heads], axis=0)) if erred else _nothing(),
            loss=program.loss if erred else float("nan"),
            done=frozenset((stop.kind, stop.layer) for stop in plan[: player.position.stop + 1]),
            words=self._words(),
        )

    def _head(self, head: Head, k: int, erred: bool) -> HeadState:
        y = copy_of(head.rows[:k]) if self.player.stop is not None else _nothing()
        if not erred:
            return HeadState(y, _nothing(), _nothing(), float("nan"))
        part = head.parts.mean(axis=1) if self.example is None else head.parts[:, self.example]
        return HeadState(y, copy_of(head.parts[:, :k]), copy_of(part), head.value)

    def _has(self, kind: PhaseKind, layer: int | None = None) -> bool:
        entered = kind is PhaseKind.FORWARD and self.player.trainer.current.ops.get(layer or 0) is self._input
        return self.player.stop is not None if entered else self.player.done(kind, layer)

    @property
    def _input(self) -> Op:
        return self.player.trainer.current.input

    def _values(self, key: int, pick: slice | None) -> LayerValues:
        """z, a and delta of the picked examples, or (None) their mean; empty where they are not this step's."""
        program = self.player.trainer.current
        op, forward, blame = program.ops[key], self._has(PhaseKind.FORWARD, key), self._has(PhaseKind.BLAME, key)

        def look(array: Array, there: bool) -> Array:
            if not there:
                return _nothing()
            return copy_of(array[..., pick] if pick else array.mean(axis=-1, keepdims=True))

        scale, sent = op.delta.dtype.type(program.n), self._sent_to(key, op)
        delta = look(op.delta * scale, True) if blame else _nothing()
        da = _nothing() if sent is None else look(sent * scale, True)
        return LayerValues(look(op.z, forward), look(op.a, forward), delta, da)

    def _sent_to(self, key: int, op: Op) -> Array | None:
        """dL/da, where it is this step's; of a small input, what the first layers send back: training needs none."""
        program = self.player.trainer.current
        if op is not self._input:
            head = program.head_of(key)
            formed = head is None or not head.fused  # a matching pair of activation and loss needs no slope
            return op.da if formed and self._has(PhaseKind.BLAME, key) else None
        if not self._input_blamed(key) or len(op.a.reshape(-1, program.n)) > SMALL_INPUT:
            return None
        sent, theta = np.zeros_like(op.a, order="C"), program.theta.copy()
        program.theta[...] = self.player.start.theta  # after the update, the weights it was sent through are gone
        for consumer, index in op.consumers:
            consumer.send_back(index, sent, True)
        program.theta[...] = theta
        return sent

    def _watched(self) -> Watched | None:
        """The chosen example, or the mean (its row is -1), as the canvas shows it."""
        player, program, example = self.player, self.player.trainer.current, self.example
        if player.stop is None:
            return None
        pick = None if example is None else slice(example, example + 1)
        rows = slice(0, program.n) if pick is None else pick
        layers = {key: self._values(key, pick) for key in program.ops}
        erred = self._has(PhaseKind.ERROR)
        heads = {}
        for head in program.heads:
            loss = float(head.parts[:, rows].sum(axis=0).mean()) if erred else float("nan")
            target = copy_of(head.rows[rows].mean(axis=0))
            heads[head.layer] = HeadValues(target, layers[head.layer].a.reshape(-1), loss)
        shape = player.trainer.prepared.dataset.task.input_shape
        x = copy_of(program.x[rows].mean(axis=0).reshape(shape))
        row = -1 if example is None else int(player.rows[example])
        return Watched(row, x, heads, layers)

    def watched_in(self, program: Program) -> Watched | None:
        """The same rows as another program has them after a whole pass, as far as the present stop has come."""
        now = self._watched()
        if now is None:
            return None

        def mean(array: Array, like: Array, scale: int = 1) -> Array:
            return copy_of(array.mean(axis=-1, keepdims=True) * scale) if like.size else _nothing()

        layers = {
            key: LayerValues(mean(op.z, now.layers[key].z), mean(op.a, now.layers[key].a),
                             mean(op.delta, now.layers[key].delta, program.n))
            for key, op in program.ops.items() if op.delta.size or not now.layers[key].delta.size
        }  # fmt: skip
        erred = self._has(PhaseKind.ERROR)
        heads = {
            head.layer: replace(now.heads[head.layer], output=layers[head.layer].a.reshape(-1),
                                loss=float(head.parts.sum(axis=0).mean()) if erred else float("nan"))
            for head in program.heads if head.layer in layers
        }  # fmt: skip
        return replace(now, layers=now.layers | layers, heads=now.heads | heads)

    # -- words -------------------------------------------------------------------------------------------------------

    def _words(self) -> Words:
        """About the strongest number of the stop: one sentence cannot tell of all."""
        stop = self.player.stop
        if stop is None:
            return ("No row is drawn yet. The next stop takes the rows of this step through the first layer.",)
        equation = self.answer(Question(stop.kind, stop.layer, example=self.example))
        if equation is not None:
            return equation.words
        return ("No weight is trained, so nothing changes.",)

    def _strongest(self, kind: PhaseKind, layer: int | None, example: int | None) -> Question | None:
        if kind in (PhaseKind.FORWARD, PhaseKind.BLAME):
            assert layer is not None
            op = self.player.trainer.current.ops[layer]
            values = op.a if kind is PhaseKind.FORWARD else op.delta
            shown = values.mean(axis=-1) if example is None else values[..., example]
            return Question(kind, layer, _largest(shown), example=example)
        program = self.player.trainer.program
        slots = [slot for slot in program.slots if layer is None or slot.layer == layer]
        vector = program.change if kind is PhaseKind.UPDATE else self.player.gradient
        if kind is PhaseKind.GRADIENT and layer is not None and example is not None:
            vector = self.player.gradient_of(layer, example)
        mask = program.vectors.mask
        if mask is not None and any(slot.view(mask).any() for slot in slots):
            vector = vector * mask  # a locked weight has a gradient that nobody follows
        best = max(slots, key=lambda slot: float(np.abs(slot.view(vector)).max(initial=0.0)), default=None)
        if best is None:
            return None
        return Question(kind, best.layer, _largest(best.view(vector)), best.array, example)


def _largest(values: Array) -> Index:
    """Where the number lies that is furthest from 0."""
    at = int(np.argmax(np.abs(values)))
    return tuple(int(each) for each in np.unravel_index(at, values.shape))


def _nothing() -> Array:
    return copy_of(np.zeros(0, np.float32))


def _stop(kind: PhaseKind, node: Node | None, index: int) -> WalkStop:
    """A stop of the plan, with what its layer says of it."""
    if node is None:
        return WalkStop(kind, None, "", index)
    activation = getattr(node.layer, "activation", "linear")
    bent = f", bent by its {activation}" if activation != "linear" else ""
    told = {PhaseKind.FORWARD: node.layer.outcome + bent, PhaseKind.GRADIENT: node.layer.learnt}
    return WalkStop(kind, node.id, node.name, index, told.get(kind, ""))
