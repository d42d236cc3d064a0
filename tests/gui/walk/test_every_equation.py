"""Every equation of a step of several kinds of layer is laid out: readable, finite in size, its texts all there."""

import math
import re

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.arithmetic import Equation
from core.layers import Activation, Dense, Dropout, Flatten, Input, Layer
from core.optimizers import SGD, Adam, Optimizer
from core.player import Player
from gui.numbers import COMMA
from gui.walk.equation_painter import place
from gui.walk.sheet import lay_out, one_term
from gui.walk.writing import Writing
from tests.core.test_equations import everything
from tests.helpers.layer_cases import CASES, Case, network, prepared, tried
from tests.helpers.networks import points, stack, trainer

PLAIN = (
    Input(shape=(3,)), Dense(units=5), Activation(activation="relu"), Dropout(rate=0.5),
    Dense(units=3, activation="softmax"),
)  # fmt: skip
BENT = (Input(shape=(3,)), Dense(units=8, activation="gelu"), Flatten(), Dense(units=3, activation="softmax"))


def sets_as_meant(equation: Equation) -> None:
    """Its LaTeX has nothing that TeX would set as something else: words stand upright, every index is in braces."""
    latex = equation.latex(Writing(6, COMMA).given_latex)
    assert latex.count("{") == latex.count("}") and latex.isascii(), latex
    bare = re.sub(r"\\(text|mathrm|operatorname|begin|end)\{[^{}]*\}|\\[A-Za-z]+", "", latex)
    assert not re.search("[A-Za-z]{3,}", bare) and not re.search(r"[_^]\w\w", bare), latex


@pytest.mark.parametrize(("layers", "rule"), [(PLAIN, Adam(clip_norm=0.01)), (BENT, SGD(momentum=0.9, nesterov=True))])
@pytest.mark.parametrize("example", [None, 1])
def test_every_equation_is_laid_out(
    qtbot: QtBot, layers: tuple[Layer, ...], rule: Optimizer, example: int | None
) -> None:
    run = trainer(stack(*layers, loss="categorical_crossentropy"), points(20, 3, 3), optimizer=rule, batch_size=9)
    player = Player(run)
    while player.stop is None or player.stop.index < len(player.plan) - 1:
        player.forward()
    for equation, _ in everything(player.explainer(), example):
        for unfolded in (False, True):
            sheet = lay_out(equation, Writing(6, COMMA), unfolded)
            places = place(sheet)
            assert 60 < places.width < 20_000 and 60 < places.height < 2_000, equation.title
            assert all(a.right() <= b.left() + 1e-6 for a, b in zip(places.columns, places.columns[1:], strict=False))
            for column in sheet.columns:
                assert column.symbol.text.strip() and all(piece.text for piece in column.numbers), equation.title
                assert column.bar is None or math.isfinite(column.bar)
            assert not any("_" in column.symbol.text or "^" in column.symbol.text for column in sheet.columns)
        for term in equation.lines[0].terms:
            assert place(lay_out(one_term(equation, term), Writing())).width > 60
        sets_as_meant(equation)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_layer_kind_has_its_stops_and_equations(qtbot: QtBot, case: Case) -> None:
    """Forward, blame, gradient and update of a few of its numbers; a layer without weights has no gradient."""
    player = Player(trainer(network(case), prepared(case), batch_size=3, dtype="float64"))
    player.go(0, len(player.plan) - 1)
    key, explainer = tried(player.trainer.network), player.explainer()
    stops = {stop.kind.value for stop in player.plan if stop.layer == key}
    own = [slot for slot in player.trainer.program.slots if slot.layer == key]
    assert "forward" in stops and ("gradient" in stops) == bool(own)
    found = []
    for neuron in list(np.ndindex(player.trainer.program.ops[key].a.shape[:-1]))[:3]:
        found.append(explainer.forward(key, neuron, 1))
        if "blame" in stops:
            found.append(explainer.blame(key, neuron, 1))
    for slot in own:
        at = tuple(0 for _ in slot.shape)
        found += [explainer.gradient(key, slot.array, at, 1), explainer.update(key, slot.array, at)]
    for equation in found:
        sets_as_meant(equation)
        for unfolded in (False, True):
            places = place(lay_out(equation, Writing(6, COMMA), unfolded))
            assert 60 < places.width < 20_000 and 60 < places.height < 2_000, equation.title
