"""Equations: unrounded terms add up to the program's own numbers, for every layer, activation, loss and optimizer."""

import math
import re
import statistics
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.arithmetic import Equation, Line, LongSum
from core.equations import Explainer
from core.layers import Activation, Dense, Dropout, Flatten, Input, Layer, Regularizer
from core.losses import LOSSES
from core.optimizers import SGD, Adagrad, Adam, AdamW, Nadam, Optimizer, RMSprop
from core.player import Player
from core.snapshot import PhaseKind
from core.walk import Question, Walk
from tests.core.test_worked_examples import mazur
from tests.helpers.networks import chain, points, rows, stack, trainer

DTYPES = ("float32", "float64")
PENALTY = Regularizer(l1=0.01, l2=0.02)


def largest_of(line: Line) -> float:
    """The largest number that is added on the way to the result."""
    largest = abs(line.result)
    for group in line.groups:
        inside = group.sum
        scale = abs(group.value / inside) if inside else 1.0
        largest = max(largest, *(abs(term.value) * scale for term in group.terms))
    return largest


def near(found: float, wanted: float, rel: float, room: float) -> bool:
    """As pytest.approx, which takes six times as long: half of all the time these checks took."""
    return found == wanted or abs(found - wanted) <= max(rel * abs(wanted), room)


def adds_up(line: Line, dtype: str, largest: float) -> None:
    """The groups add up to the result within 4 units in the last place for every term, of the largest that is added.

    The unit is that of the largest number on the way, since a sum that cancels keeps the rounding of what was added:
    over a minibatch that may be the number of one example, where the mean over all is small. The factors of a product
    need no room of their own, as each costs half a unit at most: the longest, a gradient clipped twice, has five and
    stays below 3 units. A term that is written as a sum itself, such as the Σ δ·a over the places of a kernel, counts
    as two, the fewest that it can have.
    """
    terms = line.terms
    count = sum(2 if any("Σ" in factor.symbol.base for factor in term.factors) else 1 for term in terms)
    room = 4 * float(np.finfo(dtype).eps) * largest * count
    assert near(line.value, line.result, 0.0, max(room, float(np.finfo(dtype).tiny))), line.plain()
    for term in terms:
        if term.factors[-1].divides or len(term.factors) > 1:
            value = math.prod(1 / f.value if f.divides else f.value for f in term.factors)
            assert near(value, term.value, 1e-12, 1e-300), line.plain()


def as_numbers(text: str) -> float:
    """What a formula with its numbers put in comes to, read as a pupil would type it into a calculator."""
    for sign, meaning in (("−", "-"), ("·", "*"), ("²", "**2"), ("½", "0.5"), ("max z", "top"), ("≤", "<=")):
        text = text.replace(sign, meaning)
    text = re.sub(r"\|(.+?)\|", r"abs(\1)", text)
    text = re.sub(r"e\^(\(|[0-9.e+-]+)", lambda found: f"exp({found[1]})" if found[1] != "(" else "exp(", text)
    text = re.sub(r"√([0-9.e+-]+)", r"sqrt(\1)", text).replace("√(", "sqrt(").replace("^", "**")
    names = {name: getattr(math, name) for name in ("exp", "tanh", "sqrt")} | {"ln": math.log, "max": max, "min": min}
    names |= {"abs": abs, "sign": lambda value: (value > 0) - (value < 0)}
    bell = statistics.NormalDist()
    normal = {"Φ": bell.cdf, "φ": bell.pdf}
    return float(eval(text, {"__builtins__": {}}, names | normal))  # the text is our own


def read_as_numbers(equation: Equation, tolerance: float) -> None:
    """Formulas say what is computed."""
    for line in equation.lines:
        if any(factor.pattern for term in line.terms for factor in term.factors):
            assert near(as_numbers(line.numbers()), line.result, tolerance, tolerance), line.plain()


def indices(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return iter(np.ndindex(shape))


def everything(explainer: Explainer, example: int | None) -> Iterator[tuple[Equation, float]]:
    """Every equation of a step, and the program's own number for it."""
    program = explainer.program

    def own(array: Any, scale: float = 1.0) -> float:
        return float(array.mean() if example is None else array[example]) * scale

    for key, op in program.ops.items():
        for neuron in indices(op.a.shape[:-1]):
            yield explainer.forward(key, neuron, example), own(op.z[neuron])
            if op.delta.size and any(slot.layer <= key for slot in program.slots):
                yield explainer.blame(key, neuron, example), own(op.delta[neuron], program.n)
    whole = sum(own(head.parts.sum(axis=0)) for head in program.heads)
    yield explainer.error(example), program.loss if example is None else whole
    for head in program.heads:
        for output in range(len(head.parts)):
            yield explainer.error(example, output, head.layer), own(head.parts[output])
    for slot in program.slots:
        for index in indices(slot.shape):
            gradient = float(slot.view(explainer.basis.gradient)[index])
            found = explainer.gradient(slot.layer, slot.array, index, example)
            yield found, gradient if example is None else found.result
            yield explainer.update(slot.layer, slot.array, index), float(slot.view(program.theta)[index])


def check_step(player: Player, dtype: str) -> None:
    """Every equation of the step that has just been walked, for the mean and for one example."""
    explainer = player.explainer()
    tolerance = 2e-5 if dtype == "float32" else 1e-12
    for example in (None, 1):
        for equation, number in everything(explainer, example):
            assert near(equation.result, number, tolerance, tolerance * 1e-3), equation.title
            largest = [(line.left, largest_of(line)) for line in equation.lines]
            for line in equation.lines:
                adds_up(line, dtype, max(each for left, each in largest if left == line.left))
            read_as_numbers(equation, 10 * tolerance)
            assert equation.sentence(lambda value: f"{value:.4f}").endswith(".")
            latex = equation.latex()
            assert latex.count(r"\begin") == 1 and "%" not in latex


def walked(layers: list[Layer], loss: str, dtype: str, optimizer: Optimizer | None = None, **data: Any) -> Player:
    """A player at the last stop of the third step."""
    classes = loss in ("categorical_crossentropy", "binary_crossentropy")
    prepared = points(count=9, classes=3 if classes else 0, **data)
    if not classes:
        prepared = rows(prepared.dataset.x, np.random.default_rng(1).normal(size=(9, 3)))
    settings = {"optimizer": optimizer or SGD(learning_rate=0.05), "batch_size": 3, "dtype": dtype, "epochs": 9}
    player = Player(trainer(stack(*layers, loss=loss), prepared, **settings))
    player.go(2, 99)
    assert player.stop and player.stop.kind is PhaseKind.UPDATE
    return player


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_under_every_loss(activation: str, loss: str, dtype: str) -> None:
    if loss.endswith("crossentropy") and activation not in ("sigmoid", "softmax", "softplus"):
        output: str = "sigmoid"  # other outputs are no probabilities; the activation is tried hidden
    else:
        output = activation
    hidden = Dense(units=4, activation=activation, kernel_regularizer=PENALTY)
    check_step(walked([Input(shape=(3,)), hidden, Dense(units=3, activation=output)], loss, dtype), dtype)


RULES: tuple[Optimizer, ...] = (
    SGD(learning_rate=0.1), SGD(learning_rate=0.1, momentum=0.9), SGD(momentum=0.5, nesterov=True), RMSprop(), Adam(),
    AdamW(learning_rate=0.01, weight_decay=0.1), SGD(clip_norm=0.05), Adam(global_clip_norm=0.01),
    AdamW(clip_norm=0.1, global_clip_norm=0.05), Adagrad(learning_rate=0.1), Nadam(learning_rate=0.02),
)  # fmt: skip


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_every_optimizer(rule: Optimizer, dtype: str) -> None:
    locked = Dense(units=3, activation="tanh", trainable=(("bias", False),), kernel_regularizer=PENALTY)
    layers: list[Layer] = [Input(shape=(3,)), locked, Dense(units=3)]
    player = walked(layers, "mean_squared_error", dtype, rule)
    check_step(player, dtype)
    assert player.explainer().update(2, "bias", 0).sentence().endswith("is locked: it stays 0.0.")


@pytest.mark.parametrize("dtype", DTYPES)
def test_layers_of_every_shape(dtype: str) -> None:
    kinds: list[Layer] = [
        Input(shape=(3,)), Dense(units=5), Activation(activation="relu"), Dropout(rate=0.5),
        Activation(activation="softmax"), Dense(units=3, activation="softmax", use_bias=False),
    ]  # fmt: skip
    check_step(walked(kinds, "categorical_crossentropy", dtype), dtype)
    image = [Input(shape=(2, 2, 3)), Dropout(rate=0.3), Activation(activation="tanh"), Flatten(), Dense(units=3)]
    rng = np.random.default_rng(5)
    prepared = rows(rng.normal(size=(6, 2, 2, 3)), rng.normal(size=(6, 3)))
    player = Player(trainer(stack(*image), prepared, batch_size=3, dtype=dtype))
    player.go(1, 99)
    check_step(player, dtype)


def test_mazur_in_symbols_numbers_and_words() -> None:
    run = mazur()
    player = Player(run)
    player.go(0, 7)
    blame = player.explainer().blame(2, 0)
    assert blame.lines[0].symbols() == "(w_5 · δ_d2.1 + w_7 · δ_d2.2) · f′(z_d1.1)"
    (group,) = blame.groups
    assert [round(term.value, 12) for term in group.terms] == [0.055399424651, -0.019049118258]
    assert round(group.sum, 12) == 0.036350306393 and round(group.factors[0].value, 12) == 0.241300708572
    assert round(blame.result, 12) == 0.008771354689
    assert group.terms[0].ref and (group.terms[0].ref.layer, group.terms[0].ref.source) == (3, 2)
    assert blame.sentence(lambda value: f"{value:.4f}") == (
        "d2.1 wants d1.1 lower: raising it would add 0.0554 to the error. d2.2 wants it higher: that would take 0.0190 "
        "away. The slope of d1.1 lets 24 % of that, 0.0364, through. Its blame is 0.0088."
    )
    slope = blame.line_of(group.factors[0].symbol)
    assert slope and slope.symbols() == "a_d1.1 · (1 − a_d1.1)"
    assert r"\delta_{\mathrm{d1.1}} &= \left(w_{5} \cdot \delta" in blame.latex()


def test_long_sums_show_their_largest_terms() -> None:
    player = Player(trainer(chain((30, 5, 2)), points(features=30, classes=2), batch_size=4))
    player.go(0, 0)
    equation = player.explainer().forward(2, 3, 1)
    short = equation.largest(6)
    assert len(equation.lines[0].terms) == 31 and len(short.lines[0].terms) == 7
    rest = short.lines[0].terms[-1]
    assert rest.count == 25 and rest.factors[0].symbol.plain == "… 25 more"
    assert short.lines[0].value == pytest.approx(equation.result, rel=1e-14)
    kept = {term.ref for term in short.lines[0].terms[:-1]}
    assert min(abs(t.value) for t in equation.lines[0].terms if t.ref in kept) >= max(
        abs(t.value) for t in equation.lines[0].terms if t.ref not in kept
    )
    assert equation.largest(30) == equation


@pytest.mark.parametrize("example", [1, None])
def test_of_a_long_sum_only_what_is_looked_at_is_written_and_it_stays_what_it_was(example: int | None) -> None:
    player = Player(trainer(chain((30, 5, 2)), points(features=30, classes=2), batch_size=4))
    player.go(0, 0)
    equation, same = (player.explainer().forward(2, 3, example) for _ in range(2))
    sum_ = equation.lines[0].terms
    assert isinstance(sum_, LongSum) and len(sum_) == 31
    short = equation.largest(6)
    assert len(sum_._written) == 6 and len(equation.lines[0].plain()) > 400 and len(sum_._written) == 31
    before = [*sum_]
    assert sum_[-1] is before[-1] and sum_[2:4] == (before[2], before[3]) and short.lines[0].terms[0] in before
    player.go(3, 0)  # other weights, other rows, in the buffers of before
    assert same == equation and hash(same) == hash(equation) and [*same.lines[0].terms] == before
    assert player.explainer().forward(2, 3, example) != equation


def test_a_sentence_names_the_class_an_output_stands_for() -> None:
    x, y = np.random.default_rng(0).normal(size=(6, 2)), np.array([0, 1, 2, 0, 1, 2])
    network = chain((2, 3, 3), "tanh", "softmax", "categorical_crossentropy")
    player = Player(trainer(network, rows(x, y), batch_size=6, dtype="float64"))
    player.go(0, 5)
    explain, output, hidden = player.explainer(), 3, 2
    told = [explain.forward(output, 1, 0), explain.error(0, 1), explain.blame(output, 1, 0)]
    assert all("d2.2 (“class 1”)" in each.sentence() for each in told) and told[0].left.plain == "z_d2.2"
    assert "(“class " in explain.blame(hidden, 0, 0).sentence()
    assert "(“" not in explain.forward(hidden, 0, 0).sentence()


def test_the_one_sender_left_is_told_of_as_one() -> None:
    def told(outputs: int) -> str:
        data = rows(np.random.default_rng(0).normal(size=(4, 2)), np.random.default_rng(1).normal(size=(4, outputs)))
        network = stack(
            Input(shape=(2,)), Dense(units=2, activation="tanh"), Dense(units=outputs), loss="mean_squared_error"
        )
        player = Player(trainer(network, data, batch_size=2))
        player.go(0, 99)
        hidden = network.running[1].id
        return player.explainer().blame(hidden, 0, 0).sentence(lambda value: f"{value:.4f}")

    assert " The one other sends back " in told(3) and " The other 2 together send back " in told(4)


def test_the_slope_along_an_input_is_what_all_that_read_it_send_back() -> None:
    layers: list[Layer] = [Input(shape=(3,)), Dense(units=4, activation="tanh"), Dense(units=3)]
    player = walked(layers, "mean_squared_error", "float64")
    walk, key = Walk(player), player.trainer.network.running[0].id
    for example in (0, None):
        for at in range(2):
            equation = walk.answer(Question(PhaseKind.BLAME, key, (at,), example=example))
            assert equation is not None and len(equation.lines[0].terms) == 4
            sent = walk.state().layers[key].da[at]
            assert equation.result == pytest.approx(sent[0] if example == 0 else sent.mean(), rel=1e-9)
            assert equation.title == f"x{at + 1}, blame"
            assert equation.sentence().endswith(" for each unit.")
    player.back()
    player.back()
    question = Question(PhaseKind.BLAME, key, (0,), example=0)
    assert player.stop is not None and player.stop.kind is PhaseKind.BLAME and walk.answer(question) is not None
    player.back()
    assert walk.answer(question) is None
