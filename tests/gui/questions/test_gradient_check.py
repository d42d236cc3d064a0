"""The gradient check's window: rows, verdicts, kinks, the worst weight, estimates, and the sentence in the end."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core import edit
from core.activations import ACTIVATIONS, Activation
from core.explain import Checking, Kinks, LayerCheck, Worst
from core.layers import Dropout
from core.project import ProjectSpec
from gui.questions.check_rows import CheckRow, left_out, share, slopes, tried, verdict_color
from gui.questions.gradient_check import KINK, GradientCheck, conclusion, planned
from gui.theme import DARK, LIGHT
from gui.views import Context
from tests.gui.questions.conftest import project

Contexts = Callable[[ProjectSpec], Context]


def done(qtbot: QtBot, window: GradientCheck) -> Checking:
    window.ask()
    qtbot.waitUntil(lambda: not window.running and window.progress is not None, timeout=20_000)
    assert window.progress is not None
    return window.progress


def test_every_array_is_checked_at_the_present_weights(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(GradientCheck, open_context(project()))
    assert window.empty.isVisible() and not window.axis.isVisible()
    progress = done(qtbot, window)
    assert progress.finished and progress.checked == 4 * 2 + 4 + 4 * 2 + 2 + 2 + 1
    assert [row.check for row in window.rows] == list(progress.checks) and not window.empty.isVisible()
    assert all(each.verdict in ("good", "fine") for each in progress.checks)
    assert window.sentence.isVisible() and "Backpropagation is right" in window.sentence.text
    assert "25 weights tried" in window.footer.sentence.text() and "32 rows" in window.footer.sentence.text()
    window.sentence.copy()
    assert QGuiApplication.clipboard().text() == window.sentence.text
    first = window.rows[0]
    assert first.accessibleName().startswith("hidden 1, weight: all 8, good, largest relative error")
    assert window.grab().width() == window.width()


def test_it_is_about_the_weights_as_they_are(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    context = open_context(project())
    window = show(GradientCheck, context)
    before = done(qtbot, window)
    context.runner.advance_epoch()
    qtbot.waitUntil(lambda: window.stale)
    assert done(qtbot, window).checks != before.checks
    assert not window.stale


def test_a_wrong_slope_is_shown_as_wrong(
    qtbot: QtBot, open_context: Contexts, show: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = type(ACTIVATIONS["tanh"]).backward

    def wrong(self: Activation, z: object, a: object, da: object, delta: np.ndarray, work: object) -> None:
        right(self, z, a, da, delta, work)  # type: ignore[arg-type]
        np.multiply(delta, 0.5, out=delta)

    monkeypatch.setattr(type(ACTIVATIONS["tanh"]), "backward", wrong)
    window = show(GradientCheck, open_context(project()))
    progress = done(qtbot, window)
    assert progress.checks[0].verdict == "wrong" and "disagree" in window.sentence.text
    assert "nearest to the output" in window.sentence.text
    assert window.grab().height() == window.height()


def test_all_or_some_and_what_it_will_take(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(GradientCheck, open_context(project((80,), "relu")))
    assert planned(project((80,)).network, 200) == 160 + 80 + 80 + 1 == planned(project((80,)).network, None)
    wide = project((150,)).network
    assert planned(wide, 200) == 200 + 150 + 150 + 1 and planned(wide, None) == 601
    qtbot.waitUntil(lambda: window.pace > 0)
    assert window.estimate.text().startswith("321 weights, ")  # how long depends on the machine
    window.pace = 0.5
    window.choice.select(1)
    assert window.estimate.text() == "321 weights, about 2 min 40 s" and window.sample is None
    window.pace = 0.001
    window.choice.select(0)
    assert window.estimate.text() == "321 weights, less than a second"
    window.choice.select(1)
    window.pace = 500.0
    window.context.document.edit("Wide", edit.set_layer(window.context.document.project, 2, units=150))
    window.choice.select(0)
    assert window.estimate.text().startswith("501 of 601 weights")
    qtbot.waitUntil(lambda: 0 < window.pace < 500, timeout=60_000)  # measured anew


def test_stopping_keeps_what_is_known(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(GradientCheck, open_context(project((400, 100))))
    window.choice.select(1)
    window.ask()
    assert not window.choice.isEnabled()
    qtbot.waitUntil(lambda: window.progress is not None and window.progress.checks[0].compared > 0)
    window.stop()
    assert window.choice.isEnabled() and not window.progress.finished
    assert "so far" in window.sentence.text and "waits" in window.rows[-1].accessibleName()


def test_dropout_is_said_to_be_off(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    spec = project()
    hidden = spec.network.nodes[1].id
    after = spec.network.consumers[hidden][0]
    spec = edit.insert_layer(spec, Dropout(rate=0.5), source=hidden, target=after)
    window = show(GradientCheck, open_context(spec))
    progress = done(qtbot, window)
    assert progress.notes == ("Dropout is off here: it would silence other neurons in each pass.",)
    assert window.explanation.text() == progress.notes[0] and window.explanation.isVisible()


def test_kinks_are_named_and_explained(qtbot: QtBot, open_context: Contexts, show: Any) -> None:
    window = show(GradientCheck, open_context(project()))
    check = LayerCheck("hidden", "bias", 4, 3, 2e-9, None, (Kinks("hidden", "relu", 2), Kinks("out", "elu", 1)), 4, 4)
    window.take((Checking((check,), 32, 0.1, ()),))
    window.settle()
    assert window.explanation.text() == KINK
    assert left_out(check) == "3 left out: 2 at kinks of relu in hidden, 1 at a kink of elu in out."
    assert "3 left out" in window.rows[0].accessibleDescription()
    only = LayerCheck("hidden", "weight", 4, 4, 0.0, None, (Kinks("hidden", "l1", 4),), 4, 9)
    assert left_out(only) == "4 left out, at the kink of the L1 penalty."
    assert conclusion(Checking((only,), 32, 0.1, ())) == "No weight could be compared: each lies at a kink."
    assert CheckRow(only).accessibleName() == "hidden, weight: 4 of 9, none compared yet"


def test_the_worst_weight_has_both_numbers() -> None:
    check = LayerCheck("h", "weight", 7, 0, 3e-5, Worst("w_h1,x2", (0, 1), 0.123456789, -0.123460123), (), 9, 20)
    assert slopes(check) == "Largest at w_h1,x2: backpropagation 0.12345679, central difference −0.12346012."
    assert tried(check) == "7 of 9"
    assert slopes(LayerCheck("h", "weight", 7, 0, 0.0, Worst("w_1", (0, 0), 1.0, 1.0))) == ""


def test_the_axis_is_logarithmic_and_verdicts_differ_in_colour() -> None:
    assert share(0.0) == share(1e-15) == 0.0 and share(5.0) == 1.0
    assert share(1e-6) == pytest.approx(0.5) and share(1e-3) == pytest.approx(0.75)
    for theme in (LIGHT, DARK):
        assert len({verdict_color(theme, each).name() for each in ("good", "fine", "uneasy", "wrong")}) == 4
