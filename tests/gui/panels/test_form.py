"""SpecForm: an editor for every described setting, commits as new specs, ranges as sentences, kinds that change."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from core.data_spec import ToyData
from core.initializers import Constant, GlorotUniform
from core.layers import Conv2D, Dense, Dropout, Input, Layer, MaxPooling1D, MaxPooling2D, Reshape, ZeroPadding2D
from core.optimizers import SGD, Adam, Optimizer
from core.project import ClassWeight, EarlyStopping, TrainingSpec
from core.schedules import PiecewiseConstantDecay, Schedule
from core.spec import Spec, option_of
from gui.panels.editors import SwitchRow, activation_icon
from gui.panels.form import SpecForm, fields_of, switched, value_at, with_value
from gui.panels.typed import TextField, parse_list, parse_shape


def form_of(qtbot: QtBot, spec: Spec) -> tuple[SpecForm, list[tuple[str, Any]]]:
    form = SpecForm()
    qtbot.addWidget(form)
    form.show_spec(spec)
    commits: list[tuple[str, Any]] = []
    form.edited.connect(lambda path, after: commits.append((path, after)))
    return form, commits


FAMILIES: tuple[type[Spec], ...] = (Layer, Optimizer, Schedule)
EVERYTHING = [kind() for family in FAMILIES for kind in family.kinds.values()] + [TrainingSpec(), ToyData()]


@pytest.mark.parametrize("spec", EVERYTHING, ids=lambda spec: spec.kind or type(spec).__name__)
def test_every_described_setting_has_an_editor_with_its_help(qtbot: QtBot, spec: Spec) -> None:
    form, _ = form_of(qtbot, spec)
    plain = [name for name, hint, _ in fields_of(spec) if not (isinstance(hint, type) and issubclass(hint, Spec))]
    assert set(plain) <= set(form.editors)
    for path, row in form.rows.items():
        found = option_of(spec, path) if "." not in path else None
        assert row.label.text()
        assert found is None or row.field.toolTip() == found.help


def test_a_number_commits_the_whole_new_spec(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, Dense(units=8, activation="tanh"))
    form.number_field("units").step(1)
    assert commits == [("units", Dense(units=9, activation="tanh"))]


def test_an_impossible_number_is_a_sentence_and_no_commit(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, Dense(units=8))
    field = form.number_field("units")
    field.edit.setText("0")
    field.edit.setModified(True)
    field.commit()
    assert field.problem().startswith("Units needs to be at least 1")
    assert commits == []


def test_a_value_from_elsewhere_is_shown_and_tells_nobody(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, Dense(units=8))
    before = form.editors["units"]
    form.show_spec(Dense(units=64))
    assert form.number_field("units").value() == 64
    assert form.editors["units"] is before
    assert commits == []


def test_another_kind_brings_its_own_fields_and_keeps_what_was_changed(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, TrainingSpec(optimizer=Adam(learning_rate=0.02)))
    assert "optimizer.beta_1" in form.editors
    form.editors["optimizer"].committed.emit("SGD")
    path, after = commits[0]
    assert (path, after.optimizer) == ("optimizer", SGD(learning_rate=0.02))
    form.show_spec(after)
    assert "optimizer.momentum" in form.editors and "optimizer.beta_1" not in form.editors


def test_a_kind_starts_from_its_own_defaults_where_nothing_was_changed() -> None:
    assert switched(Adam(), SGD) == SGD(learning_rate=0.01)
    assert switched(GlorotUniform(), Constant) == Constant()


def test_early_stopping_is_switched_on_with_its_fields(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, TrainingSpec())
    assert "early_stopping.patience" not in form.editors
    switch = form.editors["early_stopping"].widget
    assert isinstance(switch, SwitchRow)
    switch.switch.click()
    assert commits[0][1].early_stopping == EarlyStopping()
    form.show_spec(commits[0][1])
    form.number_field("early_stopping.patience").step(1)
    assert commits[1][1].early_stopping == EarlyStopping(patience=11)


def test_an_absent_limit_is_switched_on_and_off(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, SGD())
    editor = form.editors["clip_norm"]
    editor.widget.switch.click()  # type: ignore[attr-defined]
    assert commits[-1] == ("clip_norm", SGD(clip_norm=1.0))
    form.show_spec(commits[-1][1])
    editor.widget.switch.click()  # type: ignore[attr-defined]
    assert commits[-1] == ("clip_norm", SGD())


def test_locked_is_the_opposite_of_trained(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, Dense())
    row = form.editors["trainable"].widget
    assert isinstance(row, SwitchRow) and not row.switch.isChecked()
    row.switch.click()
    assert commits == [("trainable", Dense(trainable=False))]
    form.show_spec(Dense(trainable=(("weight", True), ("bias", False))))
    assert row.switch.isChecked()


def test_a_shape_is_typed_as_one_writes_it(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, Input(shape=(8, 8, 1)))
    field = form.editors["shape"].widget
    assert isinstance(field, TextField) and field.edit.text() == "8 × 8 × 1"
    field.edit.setText("28x28x3")
    field.edit.editingFinished.emit()
    assert commits == [("shape", Input(shape=(28, 28, 3)))]
    field.edit.setText("eight")
    field.edit.editingFinished.emit()
    assert "written like" in field.problem()
    assert len(commits) == 1


@pytest.mark.parametrize(("text", "shape"), [("64", (64,)), ("8 × 8 × 1", (8, 8, 1)), ("8x8", (8, 8))])
def test_shapes_are_read(text: str, shape: tuple[int, ...]) -> None:
    assert parse_shape(text) == shape


@pytest.mark.parametrize("text", ["", "0", "8 x -1", "8 x x 1", "1.5"])
def test_what_is_no_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="A shape is written like"):
        parse_shape(text)


@pytest.mark.parametrize("text", ["0.2; 0.1;0.02", "0.2 0.1 0.02", "0.2,0.1,0.02", "0,2; 0,1; 0,02"])
def test_lists_are_read(text: str) -> None:
    assert parse_list(text, whole=False) == (0.2, 0.1, 0.02)


def test_a_list_that_is_none_is_refused_below_the_field(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, PiecewiseConstantDecay())
    field = form.editors["boundaries"].widget
    assert isinstance(field, TextField) and field.edit.text() == "1000; 2000"
    wrong = (("1.5", "Several whole numbers are written like 100; 200."), ("5; -1", "-1 cannot be here;"))
    for text, sentence in wrong:
        field.edit.setText(text)
        field.edit.editingFinished.emit()
        assert field.problem().startswith(sentence) and commits == []
    field.edit.setText("5; 9; 12")
    field.edit.editingFinished.emit()
    assert commits[-1][1].boundaries == (5, 9, 12) and field.problem() == ""


def test_balanced_is_the_word_for_no_class_weights(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, ClassWeight())
    field = form.editors["weights"].widget
    assert isinstance(field, TextField) and field.edit.text() == "balanced"
    for text, weights in (("1; 2.5", (1.0, 2.5)), ("balanced", ())):
        field.edit.setText(text)
        field.edit.editingFinished.emit()
        assert commits[-1][1].weights == weights


def test_nested_values_are_read_and_replaced() -> None:
    training = TrainingSpec()
    assert value_at(training, "optimizer.learning_rate") == 0.001
    assert value_at(training, "early_stopping.patience") is None
    assert with_value(training, "optimizer.learning_rate", 0.5).optimizer == Adam(learning_rate=0.5)


def test_the_rate_of_dropout_stays_below_one(qtbot: QtBot) -> None:
    form, commits = form_of(qtbot, Dropout(rate=0.95))
    form.number_field("rate").step(1)
    assert commits == []


def test_each_activation_has_a_picture(qtbot: QtBot) -> None:
    options = option_of(Dense, "activation")
    assert options is not None
    for name in options.choices:
        image = activation_icon(name).pixmap(28, 16).toImage()
        painted = {image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height())}
        assert max(painted) > 0, name


def typed(qtbot: QtBot, spec: Spec, name: str, text: str) -> tuple[str, list[Any]]:
    """What stands in the field, and the values it commits when ``text`` is typed."""
    form, commits = form_of(qtbot, spec)
    field = form.editors[name].widget
    assert isinstance(field, TextField)
    shown = field.edit.text()
    field.edit.setText(text)
    field._commit()
    return shown if not field.problem() else field.problem(), [getattr(after, name) for _, after in commits]


def test_several_numbers_or_none_in_one_field(qtbot: QtBot) -> None:
    assert typed(qtbot, MaxPooling2D(), "strides", "3 x 2") == ("off", [(3, 2)])
    assert typed(qtbot, MaxPooling2D(strides=(1, 2)), "strides", "") == ("1 × 2", [None])
    assert typed(qtbot, MaxPooling1D(strides=4), "strides", "off") == ("4", [None])
    assert typed(qtbot, MaxPooling1D(), "strides", "3 x 3") == ("One number is enough here.", [])
    assert typed(qtbot, Reshape(), "target_shape", "? x 3") == ("?", [(-1, 3)])
    assert typed(qtbot, ZeroPadding2D(), "padding", "0, 1") == ("1 × 1", [(0, 1)])
    refusal, commits = typed(qtbot, Conv2D(), "kernel_size", "0 x 3")
    assert refusal.endswith("every part is at least 1.") and not commits
