"""The panels: edits through core.edit as single undo steps, live and restarting settings, several layers, data."""

from dataclasses import replace

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.data_spec import BuiltinData, ToyData
from core.edit import remove_layers, set_layer
from core.layers import Dense
from core.locking import lock_layer, lock_weights
from core.optimizers import SGD
from core.project import StopConditions
from core.schedules import Constant, ReduceLROnPlateau
from gui.panels.consequences import ordinal, position_of, restart_note
from gui.panels.data_panel import DataPanel, title_of
from gui.panels.inspector import Inspector
from gui.panels.layer_panel import LayerPanel
from gui.panels.network_panel import in_lines
from gui.panels.training_panel import TrainingPanel
from gui.theme_manager import ThemeManager
from tests.helpers.window_doubles import Desk


def layer_panel(qtbot: QtBot, desk: Desk, *ids: int) -> LayerPanel:
    panel = LayerPanel(desk.document, desk.runner, desk.selection)
    qtbot.addWidget(panel)
    desk.selection.set(ids)
    return panel


def button(widget: QWidget, text: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text() == text)


def texts(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


# -- layer -------------------------------------------------------------------------------------------------------------


def test_units_change_in_one_undo_step(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk, desk.hidden)
    for _ in range(3):
        panel.form.number_field("units").step(1)
    assert desk.hidden_layer.units == 35
    assert desk.document.stack.count() == 1 and desk.document.stack.undoText() == "Units of hidden"
    desk.document.stack.undo()
    assert desk.hidden_layer.units == 32
    assert panel.form.number_field("units").value() == 32


def test_after_a_pause_the_next_change_is_a_step_of_its_own(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk, desk.hidden)
    panel.form.number_field("units").step(1)
    qtbot.wait(900)
    panel.form.number_field("units").step(1)
    assert desk.document.stack.count() == 2


def test_locks_are_counted_and_taken_off(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk, desk.output)
    row = panel.weights
    assert row.isVisibleTo(panel.settings) and not row.unlock.isVisibleTo(row)
    desk.document.edit("Lock", lock_weights(desk.project, desk.output, "weight", [(0, 0), (9, 31)]))
    assert row.locked.text() == "2 of 330 weights locked" and row.unlock.isVisibleTo(row)
    desk.document.edit("Lock all", lock_layer(desk.project, desk.output))
    assert row.locked.text() == "All weights are locked"
    row.unlock.click()
    assert desk.document.stack.undoText() == "Unlock output" and not row.unlock.isVisibleTo(row)
    with qtbot.waitSignal(row.wanted) as caught:
        row.open.click()
    assert caught.args == [desk.output]
    desk.selection.set([2])  # Flatten
    assert not row.isVisibleTo(panel.settings)
    desk.selection.set([desk.hidden, desk.output])
    assert not row.isVisibleTo(panel.settings)


def test_the_name_is_changed_and_a_taken_one_refused(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk, desk.hidden)
    panel.name.edit.setText("output")
    panel.name.edit.editingFinished.emit()
    assert "Another layer is called 'output'" in panel.name.problem()
    assert desk.document.stack.count() == 0
    panel.name.edit.setText("features")
    panel.name.edit.editingFinished.emit()
    assert desk.document.network.by_id[desk.hidden].name == "features"
    assert panel.header.title.text() == "features"


def test_the_note_says_what_starts_afresh(qtbot: QtBot, desk: Desk) -> None:
    layer_panel(qtbot, desk, desk.hidden)
    note = restart_note(desk.project, desk.hidden)
    assert note == (
        "Changing the units starts **hidden** and **output** afresh, another start only **hidden**. "
        "Activation and decay apply while it trains."
    )
    assert restart_note(desk.project, desk.output).startswith("Changing the units starts **output** afresh")


def test_a_layer_without_weights_says_that_nothing_starts_afresh(desk: Desk) -> None:
    assert restart_note(desk.project, 2) == "Changes here leave the weights as they are and apply while it trains."


def test_several_layers_of_a_kind_change_together(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk, desk.hidden, desk.output)
    assert panel.header.title.text() == "2 Dense layers"
    assert "differ in units and activation" in texts(panel.note)
    panel.form.editors["activation"].committed.emit("tanh")
    layers = [desk.document.network.by_id[each].layer for each in (desk.hidden, desk.output)]
    assert [layer.activation for layer in layers if isinstance(layer, Dense)] == ["tanh", "tanh"]
    assert [layer.units for layer in layers if isinstance(layer, Dense)] == [32, 10]
    assert desk.document.stack.count() == 1


def test_layers_of_several_kinds_have_no_form(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk, 1, desk.hidden)
    assert panel.form.isHidden() and panel.more.isHidden()
    assert "Choose layers of one kind" in texts(panel.note)


def test_nothing_chosen_shows_the_network_and_a_click_chooses(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk)
    assert panel.currentWidget() is panel.network
    assert panel.network.header.caption.text() == "4 layers, 2,410 parameters"
    button(panel.network, "hidden").click()
    assert desk.selection.ids == {desk.hidden}
    assert panel.currentWidget() is panel.settings


def test_the_network_shows_problems_and_mends_them(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk)
    desk.document.edit("Delete flatten", remove_layers(desk.project, [2]))
    assert "needs a flat input" in texts(panel.network)
    button(panel.network, "Insert Flatten").click()
    assert not desk.project.network.problems(desk.runner.task)


def test_a_deleted_layer_is_no_longer_shown(qtbot: QtBot, desk: Desk) -> None:
    panel = layer_panel(qtbot, desk, desk.hidden)
    desk.document.edit("Delete hidden", remove_layers(desk.project, [desk.hidden]))
    assert panel.currentWidget() is panel.network


def test_positions_and_ordinals(desk: Desk) -> None:
    assert position_of(desk.project, desk.hidden) == "3rd of 4 layers"
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip


# -- training ----------------------------------------------------------------------------------------------------------


def training_panel(qtbot: QtBot, desk: Desk) -> TrainingPanel:
    panel = TrainingPanel(desk.document, desk.runner)
    qtbot.addWidget(panel)
    return panel


def test_dragging_the_learning_rate_is_one_undo_step(qtbot: QtBot, desk: Desk) -> None:
    panel = training_panel(qtbot, desk)
    slider = panel.rate.editors["optimizer.learning_rate"].widget
    for value in (0.002, 0.005, 0.01):
        slider.value_changed.emit(value)  # type: ignore[attr-defined]
    assert desk.project.training.optimizer.learning_rate == 0.01
    assert desk.document.stack.count() == 1
    desk.document.stack.undo()
    assert desk.project.training.optimizer.learning_rate == 0.002


def test_settings_stand_where_they_take_effect(qtbot: QtBot, desk: Desk) -> None:
    panel = training_panel(qtbot, desk)
    assert {"optimizer", "batch_size", "epochs", "early_stopping"} <= set(panel.live.editors)
    assert {"seed", "dtype", "engine"} == set(panel.over.editors)
    assert {"optimizer.beta_1", "optimizer.clip_norm", "shuffle"} <= set(panel.fine.editors)
    shown = texts(panel)
    assert "Takes effect while it trains" in shown and "Starts the weights over" in shown


def test_no_setting_of_training_is_left_out(qtbot: QtBot, desk: Desk) -> None:
    panel = training_panel(qtbot, desk)
    forms = [panel.rate, panel.live, panel.fine, panel.over]
    shown = [path for form in forms for path in form.editors]
    assert len(shown) == len(set(shown))
    assert set(desk.project.training.to_json()) - {path.partition(".")[0] for path in shown} == set()


def test_the_batch_says_of_how_many_rows(qtbot: QtBot, desk: Desk) -> None:
    panel = training_panel(qtbot, desk)
    assert panel.live.number_field("batch_size").edit.unit == "of 1,438"


def test_the_optimizer_is_another_with_its_own_settings(qtbot: QtBot, desk: Desk) -> None:
    panel = training_panel(qtbot, desk)
    panel.live.editors["optimizer"].committed.emit("SGD")
    assert desk.project.training.optimizer == SGD(learning_rate=0.002)
    assert "optimizer.momentum" in panel.live.editors and "optimizer.nesterov" in panel.fine.editors


def test_a_schedule_has_its_own_settings_and_is_one_undo_step(qtbot: QtBot, desk: Desk) -> None:
    panel = training_panel(qtbot, desk)
    panel.live.editors["schedule"].committed.emit("ReduceLROnPlateau")
    assert desk.project.training.schedule == ReduceLROnPlateau()
    panel.live.editors["schedule.patience"].committed.emit(3)
    assert desk.project.training.schedule == ReduceLROnPlateau(patience=3)
    panel.live.editors["stop_when"].committed.emit(True)
    panel.live.editors["stop_when.accuracy"].committed.emit(0.9)
    assert desk.project.training.stop_when == StopConditions(accuracy=0.9)
    for _ in range(4):
        desk.document.stack.undo()
    assert desk.project.training.schedule == Constant() and "schedule.patience" not in panel.live.editors


def test_the_loss_is_chosen_and_followed(qtbot: QtBot, desk: Desk) -> None:
    panel = training_panel(qtbot, desk)
    panel.losses.main.chosen.emit("mean_squared_error")
    assert desk.project.network.loss == "mean_squared_error"
    desk.document.stack.undo()
    assert panel.losses.main.key() == "categorical_crossentropy"


# -- data --------------------------------------------------------------------------------------------------------------


def data_panel(qtbot: QtBot, desk: Desk) -> DataPanel:
    panel = DataPanel(desk.document, desk.runner)
    qtbot.addWidget(panel)
    return panel


def test_other_data_fits_the_network_in_one_step(qtbot: QtBot, desk: Desk) -> None:
    panel = data_panel(qtbot, desk)
    panel.source.chosen.emit("builtin:iris")
    assert desk.project.data == BuiltinData(name="iris")
    assert not [each for each in desk.project.network.problems(desk.runner.task) if each.blocking]
    assert desk.document.stack.count() == 1
    desk.document.stack.undo()
    assert panel.source.key() == "builtin:digits"


def test_facts_and_table_follow_the_data(qtbot: QtBot, desk: Desk) -> None:
    panel = data_panel(qtbot, desk)
    expected = "1,438 rows to train on, 359 kept aside. Images of 8 × 8, 10 classes: 0 to 9."
    assert panel.facts.text() == expected
    assert panel.table.isHidden()
    panel.source.chosen.emit("builtin:iris")
    assert "4 inputs, 3 classes: setosa, versicolor and virginica." in panel.facts.text()
    header = [panel.table.horizontalHeaderItem(column).text() for column in range(panel.table.columnCount())]
    assert len(header) == 5 and panel.table.item(0, 4).text() in ("setosa", "versicolor", "virginica")


def test_toy_data_has_points_noise_and_seed(qtbot: QtBot, desk: Desk) -> None:
    panel = data_panel(qtbot, desk)
    assert panel.made.isHidden()
    panel.source.chosen.emit("toy:spiral")
    assert set(panel.made.editors) == {"samples", "noise", "seed"}
    panel.made.number_field("noise").step(1)
    assert desk.project.data == ToyData(name="spiral", noise=0.05)


def test_the_share_kept_aside_is_changed(qtbot: QtBot, desk: Desk) -> None:
    panel = data_panel(qtbot, desk)
    before = desk.project.data
    assert isinstance(before, BuiltinData)
    panel.split.number_field("validation_fraction").step(-4)
    assert desk.project.data == replace(before, validation_fraction=0.0)
    assert "none kept aside" in panel.facts.text()


def test_an_own_file_is_asked_for(qtbot: QtBot, desk: Desk) -> None:
    panel = data_panel(qtbot, desk)
    with qtbot.waitSignal(panel.file_wanted):
        panel.source.chosen.emit("file")
    assert panel.source.key() == "builtin:digits"


def test_titles_of_data() -> None:
    assert title_of(BuiltinData(name="digits")) == "Handwritten digits"
    assert title_of(ToyData(name="spiral")) == "Two spirals"
    assert title_of(None) == "No data"


# -- inspector ---------------------------------------------------------------------------------------------------------


def test_choosing_a_layer_brings_its_tab_forward(qtbot: QtBot, desk: Desk, settings: QSettings) -> None:
    theme = ThemeManager(settings)
    inspector = Inspector(desk.document, desk.runner, theme, desk.selection)
    qtbot.addWidget(inspector)
    inspector.setCurrentWidget(inspector.training_place)
    desk.selection.set([desk.hidden])
    assert inspector.currentWidget() is inspector.layer
    inspector.setCurrentWidget(inspector.data_place)
    desk.document.edit("Units", set_layer(desk.project, desk.hidden, units=4))
    assert inspector.currentWidget() is inspector.data_place


def test_a_long_remedy_stands_in_two_lines() -> None:
    assert in_lines("Give it 3 units, softmax and cross-entropy") == "Give it 3 units, softmax\nand cross-entropy"
    assert in_lines("Insert Flatten") == "Insert Flatten"
