"""Every equation of a step of several kinds of layer is laid out: readable, finite in size, its texts all there."""

import math

import pytest
from pytestqt.qtbot import QtBot

from core.layers import Activation, Dense, Dropout, Flatten, Input, Layer
from core.optimizers import SGD, Adam, Optimizer
from core.player import Player
from gui.numbers import COMMA
from gui.walk.equation_painter import place
from gui.walk.sheet import lay_out, one_term
from gui.walk.writing import Writing
from tests.core.test_equations import everything
from tests.helpers.networks import points, stack, trainer

PLAIN = (
    Input(shape=(3,)), Dense(units=5), Activation(activation="relu"), Dropout(rate=0.5),
    Dense(units=3, activation="softmax"),
)  # fmt: skip
BENT = (Input(shape=(3,)), Dense(units=8, activation="gelu"), Flatten(), Dense(units=3, activation="softmax"))


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
        latex = equation.latex(Writing(6, COMMA).given_latex)
        assert latex.count("{") == latex.count("}") and "−" not in latex
