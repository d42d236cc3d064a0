"""Explainer: equations of one program at one stop, each built from what its layer, loss or optimizer brings.

Weights are those the step began with, so that an equation of the backward pass stays true after the update. Indices
are inner ones: a neuron is (unit,) or (channel, row, column), a plain number means (unit,).
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.activations import Array
from core.arithmetic import Equation, Factor, Group, Index, Line, Ref, Symbol, Term, slope_along
from core.arithmetic.change import term
from core.arithmetic.view import Quantity, View, is_nothing
from core.equations import sentences
from core.equations.names import Names
from core.equations.updating import explain_update
from core.errors import SpecError
from core.frozen import dataclass
from core.head import Head
from core.layers.base import Param
from core.program import Program
from core.updater import Updater


@dataclass(frozen=True, eq=False)
class Basis:
    """What the step began with, and its gradient as backpropagation left it."""

    theta: Array
    moments: tuple[Array, ...]
    t: int
    gradient: Array


class Explainer:
    """Explains ``program``, whose arrays are those of the present stop. ``updated``: the update has run.

    ``classes`` by head are what its outputs stand for, where they do: sentences name them.
    """

    def __init__(
        self, program: Program, basis: Basis, updater: Updater, updated: bool,
        classes: Mapping[int, tuple[str, ...]] | None = None,
    ) -> None:  # fmt: skip
        self.program, self.basis, self.updater, self.updated = program, basis, updater, updated
        self.network = program.network
        self.names = Names(program.network, classes)
        self._layers = {id(op): key for key, op in program.ops.items()}
        self._weights = {(slot.layer, slot.array): slot.view(basis.theta) for slot in program.slots}
        self._slots = {(slot.layer, slot.array): slot for slot in program.slots}

    def view(self, example: int | None) -> View:
        """The eyes for one example, or (None) for the mean of the minibatch."""
        if example is not None and not 0 <= example < self.program.n:
            raise SpecError(f"The minibatch has examples 0 to {self.program.n - 1}; received {example}.")
        return View(self.names, self._layers, self._weights, self.program.n, example)

    # -- the four passes ---------------------------------------------------------------------------------------------

    def forward(self, layer: int, neuron: int | Index, example: int | None = None) -> Equation:
        """z of a neuron as a sum, then a = f(z)."""
        at, op, place = self.view(example), self.program.ops[layer], _index(neuron)
        own = "a" if op.a is op.z else "z"
        line = at.line(at.read(own, op, place), op.explain_forward(at, place))
        after = op.activation.explain_value(at, op, place)
        lines = [line, *op.explain_parts(at, place), *after]
        if at.mean:
            lines.append(at.line(at.read(own, op, place), (at.by_example((at.read(own, op, place),)),)))
        name, function = self.names.said(layer, place), op.activation.name
        bent = after[0] if after else None
        if op.says:
            words = sentences.own(name, op.says, line, at.mean)
        elif (layer, "weight") in self._slots:
            words = sentences.forward(name, line, bent, function, at.mean, (layer, "bias") in self._slots)
        else:
            words = sentences.passed(name, line, bent, function, at.mean)
        title = f"{self.names.neuron(layer, place)}, forward"
        return Equation("forward", title, tuple(lines), words, Ref(layer, place))

    def error(self, example: int | None = None, output: int | None = None, layer: int | None = None) -> Equation:
        """The error as the sum of each output's part, over all heads; or (``output``) one part by the loss's formula.

        ``layer`` is the head whose output is meant, the main one where none is given.
        """
        at, heads = self.view(example), self.program.heads
        if output is not None:
            head = self.program.head_of(layer) if layer is not None else heads[0]
            if head is None:
                raise SpecError("This layer has no loss, so it has no part in the error.")
            return self._part(at, head, output)
        parts = [self._line(at, head, each) for head in heads for each in range(len(head.parts))]
        terms = tuple(Term((Factor(line.left, line.result, line.ref),), line.result, line.ref) for line in parts)
        whole = at.mean or self.program.n == 1
        penalties = self._penalties() if whole else ()
        groups = (Group(terms), *(Group((each,), note="penalty") for each in penalties))
        of_example = sum(float(at.values(head.parts.sum(axis=0), ())[0]) for head in heads)
        result = self.program.loss if whole else of_example
        worst = max(parts, key=lambda line: line.result)
        name = self.names.said(worst.ref.layer, worst.ref.neuron) if worst.ref else ""
        parts.sort(key=lambda line: line is not worst)  # the formula that is shown first says most
        told = sentences.error(
            result, (name, worst.result) if len(parts) > 1 else None,
            sum(each.value for each in penalties) if penalties else None, at.mean,
        )  # fmt: skip
        return Equation("error", "error", (Line(at.left(Symbol("E")), groups, result), *parts), told)

    def _line(self, at: View, head: Head, output: int) -> Line:
        return head.loss.explain_part(at, head.op, head.y, head.parts, output, head.counts)

    def _part(self, at: View, head: Head, output: int) -> Equation:
        """One output's part of the error."""
        line, place = self._line(at, head, output), (output,)
        name = self.names.said(head.layer, place)
        said, wanted = at.values(head.op.a, place), at.values(head.y, place)
        words = sentences.part(name, float(said[0]), float(wanted[0]), line.result, at.mean)
        title = f"{self.names.neuron(head.layer, place)}, error"
        return Equation("error", title, (line,), words, Ref(head.layer, place))

    def blame(self, layer: int, neuron: int | Index, example: int | None = None) -> Equation:
        """delta of a neuron: of a head from its loss, of others from what their consumers send back; or from both.

        An input has no z and no slope: what it is sent back is dE/dx itself.
        """
        at, op, place = self.view(example), self.program.ops[layer], _index(neuron)
        if op is self.program.input:
            return self._input_slope(at, layer, place)
        name, head = self.names.said(layer, place), self.program.head_of(layer)
        lines = list(op.explain_blame(at, place) if head is None else self._head_blame(at, head, place))
        if at.mean:
            read = at.read("δ", op, place)
            lines.append(at.line(read, (at.by_example((read,)),)))
        if head is not None:
            words = sentences.output_blame(name, lines[0].result, at.mean)
        else:
            sent = next((line for line in lines[1:] if line.left.base.endswith("dE/da")), lines[0])
            senders = [(self._sender(each, layer), each) for each in sent.terms if not is_nothing(each)]
            slope = lines[0].groups[0].factors[0].value if lines[0].groups[0].factors else None
            words = sentences.blame(name, lines[0], senders, slope, at.mean)
        return Equation("blame", f"{self.names.neuron(layer, place)}, blame", tuple(lines), words, Ref(layer, place))

    def _input_slope(self, at: View, layer: int, place: Index) -> Equation:
        """dE/dx = sum over k of w_k delta_k, from every layer that reads the input."""
        op, name = self.program.ops[layer], self.names.neuron(layer, place)
        sent = [each for consumer, index in op.consumers for each in consumer.explain_sent(at, index, place)]
        group, ref = at.group(sent), Ref(layer, place)
        line = Line(at.left(Symbol("dE/dx", name[1:])), (group,), group.value, ref=ref)
        words = sentences.input_slope(name, group.value, at.mean)
        return Equation("blame", f"{name}, blame", (line,), words, ref)

    def _head_blame(self, at: View, head: Head, place: Index) -> tuple[Line, ...]:
        """From the loss; where the head feeds other layers as well, what they send back comes on top."""
        op, feeds = head.op, bool(head.op.consumers)
        if head.fused:
            lines = head.loss.explain_fused(at, op, head.y, place[0], head.counts)
            if not feeds:
                return lines
            (own,), (back, *rest) = lines, op.explain_blame(at, place)
            note = f"{own.note}; behind it, what is sent back"
            return (replace(own, groups=(*own.groups, *back.groups), note=note), *rest)
        slope = at.read("dE/da", op, place)
        if feeds:
            symbol = at.symbol("dL/da", op, place)
            slope = Quantity(symbol, at.values(head.own_slope(), place, float(self.program.n)), at.ref(op, place))
        sent = [each for consumer, index in op.consumers for each in consumer.explain_sent(at, index, place)]
        lines = op.activation.explain_blame(at, op, place, [((slope,), slope.ref), *sent])
        return (*lines, head.loss.explain_slope(at, op, head.y, place[0], slope, head.counts))

    def _sender(self, sent: Term, layer: int) -> str:
        """Whose blame a term brings."""
        ref = sent.ref
        return self.names.said(ref.layer, ref.neuron) if ref else self.network.by_id[layer].name

    def gradient(self, layer: int, array: str, index: int | Index, example: int | None = None) -> Equation:
        """dE/dw: of one example, or the mean with every example's part and the pull of the penalty."""
        at, op, place = self.view(example), self.program.ops[layer], _index(index)
        product = op.explain_gradient(at, array, place)
        symbol, ref = self.named(layer, array, place)
        left = at.left(slope_along(symbol))
        whole = at.mean or self.program.n == 1
        group = at.by_example(product) if at.mean else at.group([(product, ref)])
        groups = (group, *(self._pull(layer, array, place) if whole else ()))
        slot = self._slots[layer, array]
        result = float(slot.view(self.basis.gradient)[place]) if whole else group.value
        words = sentences.gradient(symbol.spoken, result, at.mean)
        lines = (Line(left, groups, result, "", ref), *op.explain_places(at, array, place))
        return Equation("gradient", f"{symbol.plain}, gradient", lines, words, ref)

    def update(self, layer: int, array: str, index: int | Index) -> Equation:
        """The weight's new value, its change by the optimizer's rule, moments, clipping."""
        if not self.updated:
            raise SpecError("The update of this step has not run yet; walk to the last stop.")
        place = _index(index)
        symbol, ref = self.named(layer, array, place)
        slot = self._slots[layer, array]
        flat = self.place(layer, array, place)
        basis = self.basis
        lines, locked = explain_update(
            self.program.vectors, self.updater, basis.theta, basis.moments, basis.gradient, slot, flat, symbol, ref
        )
        words = sentences.update(symbol.spoken, float(basis.theta[flat]), lines[0].result, locked)
        return Equation("update", f"{symbol.plain}, update", lines, words, ref)

    # -- parts -------------------------------------------------------------------------------------------------------

    def place(self, layer: int, array: str, index: Index) -> int:
        """Where a weight lies in the flat vectors."""
        slot = self._slots[layer, array]
        return slot.start + int(np.ravel_multi_index(index, slot.shape))

    def named(self, layer: int, array: str, index: Index) -> tuple[Symbol, Ref]:
        """What a weight is called, and the wire it sits on."""
        return self.names.wire(layer, array, index)

    def _param(self, layer: int, array: str) -> Param | None:
        """The penalised array of this slot, if it is one."""
        value = self._slots[layer, array].view(self.program.theta)
        same = (each for each in self.program.penalties if np.shares_memory(each.value, value))
        return next(same, None)

    def _pull(self, layer: int, array: str, index: Index) -> tuple[Group, ...]:
        """What the penalty adds to the gradient: 2 l2 w + l1 sign(w)."""
        param = self._param(layer, array)
        if param is None:
            return ()
        symbol, ref = self.named(layer, array, index)
        value, rule = float(self._weights[layer, array][index]), param.regularizer
        weight = Factor(symbol, value, ref)
        pulls = []
        if rule.l2:
            pulls.append(term(Factor(Symbol("2"), 2.0), Factor(Symbol("λ", "2"), rule.l2), weight, note="L2 penalty"))
        if rule.l1:
            name = Symbol("sign(", tail=f"{symbol.plain})", written=rf"\operatorname{{sign}}({symbol.latex})")
            sign = Factor(name, float(np.sign(value)), ref)
            pulls.append(term(Factor(Symbol("λ", "1"), rule.l1), sign, note="L1 penalty"))
        return (Group(tuple(pulls), note="penalty"),)

    def _penalties(self) -> tuple[Term, ...]:
        """What large weights cost, array by array, with the weights the step began with."""
        found = []
        for (layer, array), values in self._weights.items():
            param = self._param(layer, array)
            if param is None:
                continue
            flat, name = values.reshape(-1), self.network.by_id[layer].name
            if param.regularizer.l2:
                squares = Factor(Symbol("Σ w²", name), float(np.dot(flat, flat)), Ref(layer, array=array))
                found.append(term(Factor(Symbol("λ", "2"), param.regularizer.l2), squares, note=f"L2 of {name}"))
            if param.regularizer.l1:
                sizes = Factor(Symbol("Σ |w|", name), float(np.abs(flat).sum()), Ref(layer, array=array))
                found.append(term(Factor(Symbol("λ", "1"), param.regularizer.l1), sizes, note=f"L1 of {name}"))
        return tuple(found)


def _index(index: int | Index) -> Index:
    return (index,) if isinstance(index, int) else tuple(index)
