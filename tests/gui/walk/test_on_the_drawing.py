"""What the drawing shows at each stop and how one asks from it: targets, rings, keys, rows and their steps."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QBoxLayout
from pytestqt.qtbot import QtBot

from core.arithmetic import Ref
from core.player import BEFORE, Player
from core.snapshot import PhaseKind
from core.task import Task
from core.trainer import Trainer
from core.walk import Walk
from gui.canvas.marks import Asked
from gui.canvas.target_words import entries, formula
from gui.canvas.targets import column_rect
from gui.main_window import MainWindow
from gui.numbers import COMMA
from gui.preferences import Preferences
from gui.walk.pace_slider import SPEEDS, PaceSlider, in_words
from gui.walk.writing import Writing
from gui.walk.writing_choice import WritingChoice
from tests.core.test_worked_examples import mazur
from tests.helpers.networks import chain as network
from tests.helpers.networks import points, rows, trainer
from tests.helpers.walks import Open, walked

Key, Mod = Qt.Key, Qt.KeyboardModifier
pytestmark = pytest.mark.usefixtures("moving")
NUMBERS = Task((2,), "regression", (), ("y0", "y1"))


# -- targets -----------------------------------------------------------------------------------------------------------


def told(walk: Walk, stops: int, task: Task) -> list[tuple[str, ...]]:
    for _ in range(stops):
        walk.player.forward()
    program = walk.player.trainer.current
    end = program.network.output
    assert end is not None
    _, watched = walk._look()
    activation = str(getattr(end.layer, "activation", ""))
    return [each.lines for each in entries(walk.state(), watched, end.id, activation, task, ())]


def test_mazurs_targets_come_with_the_forward_pass_and_errors_with_the_error() -> None:
    walk = Walk(Player(mazur()))
    assert told(walk, 1, NUMBERS) == []
    assert told(walk, 1, NUMBERS) == [("target 0.01",), ("target 0.99",)]
    assert told(walk, 1, NUMBERS) == [
        ("target 0.01", "output 0.7514, too high", "error 0.274811"),
        ("target 0.99", "output 0.7729, too low", "error 0.023560"),
    ]
    assert told(walk, 4, NUMBERS)[0][2] == "error 0.274811"  # until the step ends
    assert formula(mazur().program.network, 2) == "½ (target − output)²"


def test_the_wanted_class_its_probability_and_its_part_of_the_loss() -> None:
    net = network((3, 4, 3), "tanh", "softmax", "categorical_crossentropy")
    walk = Walk(Player(trainer(net, points(count=12, seed=2), batch_size=4)))
    task = Task((3,), "classification", ("a", "b", "c"))
    (lines,) = told(walk, 3, task)
    state = walk.state()
    wanted = int(np.argmax(state.y[0]))
    p = float(walk.player.trainer.current.output[wanted, 0])
    assert lines[0] == f"wanted: {'abc'[wanted]}" and lines[1].startswith(f"p {100 * p:.1f}")
    assert float(lines[2].split()[1]) == pytest.approx(-np.log(p), abs=1e-6)
    walk.look_at(None)
    shares = told(walk, 0, task)
    assert len(shares) == 3 and all(each[0].startswith("target ") and "%" in each[0] for each in shares)
    np.testing.assert_allclose(walk.state().part, walk.player.trainer.current.heads[0].parts.mean(axis=1))


def test_one_output_of_two_classes_wants_class_0_with_the_rest() -> None:
    net = network((2, 3, 1), "tanh", "sigmoid", "binary_crossentropy")
    prepared = rows(np.array([[0.5, -1.0], [1.0, 2.0]]), np.array([0, 0]), classes=2)
    walk = Walk(Player(trainer(net, prepared, batch_size=2)))
    (lines,) = told(walk, 3, Task((2,), "classification", ("no", "yes")))
    said = float(walk.player.trainer.current.output[0, 0])
    assert lines[0] == "wanted: no" and lines[1].startswith(f"p {100 * (1 - said):.1f}")
    assert formula(net, 1) == "−ln p of what is wanted"


def test_the_column_of_targets_belongs_to_the_drawing_and_covers_no_card(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("iris")
    canvas, scene = window.views.canvas, window.views.canvas.drawing
    assert column_rect(scene).isEmpty()
    window.runner.open_walk(True)
    walked(qtbot, window, 0, BEFORE)
    column = column_rect(scene)
    assert scene.content_rect().contains(column)
    output = scene.document.network.output
    assert output is not None
    assert not any(item.bounds().intersects(column) for item in scene.layers.values() if item.layer_id != output.id)
    assert canvas.camera.fitted
    seen = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
    assert seen.right() >= column.right()
    other = next(item for item in scene.layers.values() if item.layer_id != output.id)
    scene.move_layers({other.layer_id: (column.center().x(), column.center().y())})
    assert not other.bounds().intersects(column_rect(scene))
    window.runner.open_walk(False)
    qtbot.waitUntil(lambda: column_rect(scene).isEmpty())


# -- what is reached ---------------------------------------------------------------------------------------------------


def test_links_show_only_what_has_come_along_them_in_this_step(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    scene, runner = window.views.canvas.drawing, window.runner
    runner.open_walk(True)
    runner.walk_to(1, 0)
    walk = walked(qtbot, window, 1, 0)
    hidden, output = walk.plan[0].layer, walk.plan[1].layer
    assert hidden is not None and output is not None
    live, entry = scene.painter.live, scene.document.network.by_id[hidden].inputs[0]

    def known(target: int, source: int, view: str) -> bool:
        live.use(runner.snapshot, scene.document.network)
        return live.link_values(target, source, view) is not None

    assert known(hidden, entry, "activation") and not known(output, hidden, "activation")
    runner.walk_to(1, 3)
    walked(qtbot, window, 1, 3)
    assert known(output, hidden, "activation") and not known(output, hidden, "blame")
    runner.walk_to(1, 5)
    walked(qtbot, window, 1, 5)
    assert known(output, hidden, "blame") and not known(hidden, entry, "blame")


# -- asking ------------------------------------------------------------------------------------------------------------


def at_blame(qtbot: QtBot, window: MainWindow) -> tuple[int, int]:
    """Walk to the blame of the hidden layer; the ids of the hidden layer and the output."""
    window.runner.open_walk(True)
    window.runner.walk_to(0, 5)
    walk = walked(qtbot, window, 0, 5)
    hidden, output = walk.plan[0].layer, walk.plan[1].layer
    assert hidden is not None and output is not None
    return hidden, output


def explained(qtbot: QtBot, window: MainWindow, ref: Ref, kind: str) -> None:
    panel = window.arithmetic
    qtbot.waitUntil(lambda: panel.equation is not None and (panel.equation.kind, panel.equation.ref) == (kind, ref))


def click(window: MainWindow, at: QPointF) -> None:
    canvas = window.views.canvas
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.mapFromScene(at))


def test_a_click_on_a_neuron_explains_it_and_moves_nothing(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    canvas, scene = window.views.canvas, window.views.canvas.drawing
    hidden, output = at_blame(qtbot, window)
    window.selection.set(())
    click(window, scene.layers[hidden].face_rect(1).center())
    explained(qtbot, window, Ref(hidden, (1,)), "blame")
    assert scene.asked == Asked(neuron=(hidden, 1)) and window.selection.ids == frozenset()
    face = canvas.mapFromScene(scene.layers[hidden].face_rect(2).center())
    project = window.document.project
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=face)
    QTest.mouseMove(canvas.viewport(), face + QPoint(40, 30))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=face + QPoint(40, 30))
    assert window.document.project is project and scene.asked == Asked(neuron=(hidden, 1))
    click(window, scene.layers[output].card_rect().topLeft() + QPointF(24, 18))
    assert window.selection.ids == {output}


def test_a_click_on_a_wire_explains_what_it_sends_back(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    scene = window.views.canvas.drawing
    hidden, output = at_blame(qtbot, window)
    QApplication.processEvents()
    pieces = scene.painter.bundles[hidden, output].curve(1)[0]
    click(window, QPointF(*pieces[len(pieces) // 3][:2]))
    explained(qtbot, window, Ref(hidden, (1,)), "blame")
    qtbot.waitUntil(lambda: scene.asked == Asked((hidden, 1), (hidden, output), (1, 0)))
    pointed = window.arithmetic.view.canvas.pointed
    assert pointed is not None and pointed.ref is not None
    assert (pointed.ref.layer, pointed.ref.source_neuron) == (output, (1,))
    window.views.canvas.drawing.set_view("gradient")
    window.views.canvas.asking.wire(scene.links[hidden, output], (1, 0))
    qtbot.waitUntil(lambda: window.arithmetic.equation is not None and window.arithmetic.equation.kind == "gradient")
    assert scene.asked.weight == (1, 0)


def test_the_choice_holds_at_its_stop_and_ends_with_it(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    scene = window.views.canvas.drawing
    hidden, _ = at_blame(qtbot, window)
    window.views.canvas.asking.neuron(hidden, 0)
    explained(qtbot, window, Ref(hidden, (0,)), "blame")
    window.runner.look_at(3)
    qtbot.waitUntil(lambda: window.runner.walk is not None and window.runner.walk.example == 3)
    explained(qtbot, window, Ref(hidden, (0,)), "blame")
    assert scene.asked == Asked(neuron=(hidden, 0))
    window.runner.walk_by("forward")
    walked(qtbot, window, 0, 6)
    qtbot.waitUntil(lambda: not scene.asked)


def test_what_is_not_known_yet_says_so(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    window.runner.open_walk(True)
    window.runner.walk_to(0, 0)
    walk = walked(qtbot, window, 0, 0)
    output = walk.plan[1].layer
    assert output is not None
    window.views.canvas.asking.neuron(output, 0)
    assert "not known yet" in window.status.currentMessage()


def test_arrows_go_from_neuron_to_neuron_and_shift_to_wires(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    canvas, scene = window.views.canvas, window.views.canvas.drawing
    hidden, output = at_blame(qtbot, window)
    canvas.setFocus()
    places = scene.places()
    qtbot.keyClick(canvas, Key.Key_Down)
    assert scene.asked == Asked(neuron=(hidden, 0))
    qtbot.keyClick(canvas, Key.Key_Down)
    assert scene.asked == Asked(neuron=(hidden, 1))
    qtbot.keyClick(canvas, Key.Key_Up)
    qtbot.keyClick(canvas, Key.Key_Right)
    assert scene.asked == Asked(neuron=(output, 0))
    qtbot.keyClick(canvas, Key.Key_Down, Mod.ShiftModifier)
    assert (scene.asked.link, scene.asked.weight) == ((hidden, output), (0, 0))
    qtbot.keyClick(canvas, Key.Key_Down, Mod.ShiftModifier)
    assert scene.asked.weight == (1, 0)
    qtbot.keyClick(canvas, Key.Key_Escape)
    assert not scene.asked and scene.places() == places and window.runner.walking
    window.runner.open_walk(False)
    qtbot.waitUntil(lambda: not scene.walking)
    window.selection.set({hidden})
    qtbot.keyClick(canvas, Key.Key_Right)  # outside a walk arrows go from layer to layer, and Ctrl moves cards
    assert window.selection.ids == {output} and scene.places() == places
    qtbot.keyClick(canvas, Key.Key_Right, Mod.ControlModifier)
    assert scene.places() != places and not scene.asked


def test_the_ring_is_painted(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    canvas, scene = window.views.canvas, window.views.canvas.drawing
    hidden, _ = at_blame(qtbot, window)
    qtbot.waitUntil(lambda: not scene.motion.running)

    def picture() -> QImage:
        return canvas.viewport().grab().toImage()

    def dark(image: QImage) -> int:
        rect = scene.layers[hidden].face_rect(1).adjusted(-5, -5, 5, 5)
        y = canvas.mapFromScene(QPointF(rect.center().x(), rect.top() + 1)).y()
        x = canvas.mapFromScene(rect.center()).x()
        return min(QColor(image.pixel(x, y + dy)).lightness() for dy in range(-2, 3))

    before = dark(picture())
    scene.mark_asked(Asked(neuron=(hidden, 1)))
    assert dark(picture()) < before - 80


# -- rows, speed, digits -----------------------------------------------------------------------------------------------


def test_a_row_elsewhere_is_offered_and_walked_to_bit_for_bit(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    runner = window.runner
    runner.open_walk(True)
    runner.walk_to(0, 1)
    walk = walked(qtbot, window, 0, 1)
    assert runner.prepared is not None
    row = next(int(each) for each in runner.prepared.train_index if each not in walk.rows)
    runner.watch(int(walk.rows[4]))
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.example == 4)
    runner.watch(row)
    qtbot.waitUntil(window.offer.isVisible)
    assert f"Row {row + 1} is not in this minibatch" in window.offer.sentence.text()
    window.offer.go.click()
    qtbot.waitUntil(lambda: runner.walk is not None and row in runner.walk.rows)
    walk = runner.walk
    assert walk is not None and walk.example is not None and int(walk.rows[walk.example]) == row
    assert walk.position.stop == 1 and window.offer.isHidden()
    shot, project = runner.snapshot, window.document.project
    assert shot is not None and walk.position.step > 0
    straight = Trainer(project.network, project.training, runner.prepared)
    for _ in range(walk.position.step):
        straight.step()
    assert np.array_equal(shot.theta, straight.program.theta)
    for _ in range(walk.position.stop + 1):
        straight.advance()
    assert np.array_equal(walk.layers[project.network.running[1].id].a, straight.current.ops[
        project.network.running[1].id].a[..., : len(walk.rows)])  # fmt: skip
    aside = int(runner.prepared.validation_index[0])
    runner.watch(aside)
    qtbot.waitUntil(window.offer.isVisible)
    assert "kept for validation" in window.offer.sentence.text() and window.offer.go.isHidden()


def test_the_step_of_a_row_is_the_step_that_draws_it() -> None:
    player = Player(trainer(network((3, 4, 3), "tanh", "softmax", "categorical_crossentropy"),
                            points(count=23, seed=3), batch_size=5))  # fmt: skip
    for stop in (BEFORE, 0, len(player.plan) - 1):
        player.go(0, stop)
        if stop == BEFORE:
            continue
        for row in range(23):
            step = player.step_of(row)
            assert step is not None
            other = Player(trainer(network((3, 4, 3), "tanh", "softmax", "categorical_crossentropy"),
                                   points(count=23, seed=3), batch_size=5))  # fmt: skip
            other.go(step, 0)
            assert row in other.rows
    player.go(3, 2)
    assert {player.step_of(int(row)) for row in player.rows} == {3}
    assert player.step_of(1000) is None


def test_points_of_the_minibatch_are_ringed(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    window.runner.open_walk(True)
    window.runner.walk_to(0, 0)
    walk = walked(qtbot, window, 0, 0)
    window.docks[2].show()  # in a walk it gives way, but View > Panels brings it back
    field = window.views.output.panel.field  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: np.array_equal(field._walked, walk.rows))
    assert field._looked_at == int(walk.rows[0])
    window.runner.open_walk(False)
    qtbot.waitUntil(lambda: not len(field._walked))


def test_the_speed_of_the_walk_is_a_slider_that_says_its_value(qtbot: QtBot) -> None:
    slider = PaceSlider(1.0)
    qtbot.addWidget(slider)
    found: list[float] = []
    slider.chosen.connect(found.append)
    assert slider.label.text() == "1 stop a second" and min(SPEEDS) == 0.25 and max(SPEEDS) == 10.0
    qtbot.keyClick(slider.slider, Key.Key_End)
    qtbot.keyClick(slider.slider, Key.Key_Home)
    qtbot.keyClick(slider.slider, Key.Key_Right)
    assert found == [10.0, 0.25, 1 / 3]
    assert slider.slider.accessibleName() == "Speed of the walk: 1 stop in 3 seconds"
    slider.set_speed(2.0)
    assert found[-1] == 1 / 3 and slider.label.text() == in_words(2.0) == "2 stops a second"


def test_the_toolbar_sets_the_speed(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    assert not window.bar.pace.isVisible()
    window.runner.open_walk(True)
    walked(qtbot, window, 0, BEFORE)
    assert window.bar.pace.isVisible()
    qtbot.keyClick(window.bar.pace.slider, Key.Key_End)
    assert window.runner.walk_pace == 10.0


def test_digits_and_mark_are_kept_and_shared(qtbot: QtBot, open_window: Open, tmp_path: object) -> None:
    window = open_window("xor")
    heard: list[Writing] = []
    window.writing.changed.connect(heard.append)
    window.arithmetic.view.digits.chosen.emit("")  # the same again: nobody needs to hear of it
    assert heard == []
    window.arithmetic.view.digits.set_key("12")
    window.arithmetic.view.digits.chosen.emit("12")
    assert heard == [Writing(12)]
    window.writing.choose(replace(Writing(7), notation=COMMA))
    assert window.arithmetic.writing == Writing(7, COMMA) and window.arithmetic.view.digits.key() == "7"


def test_a_memory_of_digits_that_cannot_be_read_is_ignored(tmp_path: object) -> None:
    settings = QSettings(f"{tmp_path}/some.ini", QSettings.Format.IniFormat)
    choice = WritingChoice(Preferences(settings))
    choice.choose(Writing(9, COMMA))
    assert WritingChoice(Preferences(settings)).writing == Writing(9, COMMA)
    settings.setValue("numbers/digits", "many")
    assert WritingChoice(Preferences(settings)).writing == Writing(4, COMMA)
    settings.setValue("numbers/digits", "99")
    assert WritingChoice(Preferences(settings)).writing.digits == 12


def test_crumbs_and_tools_stand_below_each_other_in_a_narrow_panel(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    at_blame(qtbot, window)
    qtbot.waitUntil(lambda: window.arithmetic.equation is not None)
    view = window.arithmetic.view
    assert view._head.direction() is QBoxLayout.Direction.LeftToRight
    window.resize(900, 800)
    qtbot.waitUntil(lambda: view.width() < 600)
    assert view._head.direction() is QBoxLayout.Direction.TopToBottom
    QApplication.processEvents()
    assert view.crumbs.geometry().bottom() <= view.latex.geometry().top()


def test_phases_are_complete() -> None:
    from gui.walk.explaining import OF_VIEW

    assert set(OF_VIEW.values()) == set(PhaseKind) - {PhaseKind.ERROR}
