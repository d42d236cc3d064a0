"""The small widgets: what they tell, what they refuse, and that each can be used without a mouse."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

import gui
from gui.theme import DARK, LIGHT, set_current_theme
from gui.theme_manager import ThemeManager
from gui.widgets import reading_order
from gui.widgets.buttons import RoundButton, push_button
from gui.widgets.combo_field import ComboField
from gui.widgets.focus_ring import FocusRing
from gui.widgets.form import Form
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.log_slider import LogSlider, QuietSlider
from gui.widgets.number_field import NumberField, Range, log_step
from gui.widgets.painting import curve_icon
from gui.widgets.read_out import ProgressLine, ReadOut
from gui.widgets.segmented import SegmentedControl
from gui.widgets.stepper import Stepper
from gui.widgets.surfaces import Card, Note
from gui.widgets.switch import Switch
from tests.helpers.memory import in_use, left_behind


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """A window with these widgets below each other, active."""
    window = QWidget()
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    # qtbot keeps only a weak reference: the closure keeps the window for as long as the test runs.
    qtbot.addWidget(window, before_close_func=lambda _closing: window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def collected(signal: object) -> list[object]:
    got: list[object] = []
    signal.connect(got.append)  # type: ignore[attr-defined]
    return got


def type_in(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def test_a_number_is_committed_by_enter_and_by_leaving(qtbot: QtBot) -> None:
    field, other = NumberField("Units", 32, low=1, integer=True), QLineEdit()
    shown(qtbot, field, other)
    got = collected(field.value_changed)
    type_in(qtbot, field.edit, "48")
    assert got == []
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert got == [48]
    assert isinstance(field.value(), int)
    type_in(qtbot, field.edit, "50")
    other.setFocus()
    assert got == [48, 50]
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert got == [48, 50]


def test_escape_restores_and_a_problem_never_leaves_the_field(qtbot: QtBot) -> None:
    field = NumberField("Units", 32, low=1, high=512, integer=True)
    shown(qtbot, field)
    got, problems = collected(field.value_changed), collected(field.problem_changed)
    type_in(qtbot, field.edit, "0")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert (got, field.value()) == ([], 32)
    assert field.problem() == "Units needs to be at least 1 and at most 512."
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert (field.edit.text(), field.problem()) == ("32", "")
    type_in(qtbot, field.edit, "1.5")
    assert problems[-1] == "Units needs a whole number."
    type_in(qtbot, field.edit, "x")
    assert "is not a number" in field.problem()


def test_a_number_takes_commas_and_exponents(qtbot: QtBot) -> None:
    field = NumberField("Learning rate", 0.02, above=0.0, steps="log", unit="a step")
    shown(qtbot, field)
    got = collected(field.value_changed)
    for text in ("0,03", "1e-3"):
        type_in(qtbot, field.edit, text)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert got == [0.03, 0.001]
    assert field.edit.accessibleName() == "Learning rate"
    assert field.edit.accessibleDescription() == "a step more than 0"


def test_arrow_keys_step_and_stop_at_the_limits(qtbot: QtBot) -> None:
    field = NumberField("Rate", 0.1, low=0.0, high=0.3, steps=0.1)
    shown(qtbot, field)
    for _ in range(5):
        qtbot.keyClick(field.edit, Qt.Key.Key_Up)
    assert (field.value(), field.edit.text()) == (0.3, "0.3")
    qtbot.keyClick(field.edit, Qt.Key.Key_PageDown)
    assert field.value() == 0.0
    tiny = NumberField("Rate", 0.5, above=0.0, steps=1.0)
    qtbot.addWidget(tiny)
    tiny.step(-1)
    assert (tiny.value(), tiny.problem()) == (0.5, "")


def test_a_value_from_elsewhere_tells_nobody(qtbot: QtBot) -> None:
    field = NumberField("Rate", 0.1)
    qtbot.addWidget(field)
    got = collected(field.value_changed)
    field.set_value(0.7)
    field.commit()
    assert (got, field.value()) == ([], 0.7)


@pytest.mark.parametrize(
    ("start", "up", "result"),
    [(0.02, True, 0.05), (0.05, True, 0.1), (0.01, False, 0.005), (0.03, True, 0.05), (0.03, False, 0.02),
     (1, False, 0.5), (0, True, 1e-5), (0, False, 0)],
)  # fmt: skip
def test_log_steps(start: float, up: bool, result: float) -> None:
    assert log_step(start, up) == pytest.approx(result)


def test_exclusive_limits() -> None:
    limits = Range(above=0.0, below=1.0)
    assert limits.problem("Rate", 1.0) == "Rate needs to be more than 0 and less than 1."
    assert limits.problem("Rate", 0.5) == ""
    assert limits.clamp(1.5, 0.9) == 0.9


def test_a_passing_wheel_changes_nothing(qtbot: QtBot) -> None:
    field, slider = NumberField("Units", 3), QuietSlider(Qt.Orientation.Horizontal)
    combo = ComboField("Optimizer", [("a", "Adam"), ("s", "SGD")])
    slider.setValue(50)
    shown(qtbot, QLineEdit(), field, slider, combo).setFocus()

    def turn(widget: QWidget) -> None:
        nothing, keys = QPoint(0, 0), Qt.KeyboardModifier.NoModifier
        event = QWheelEvent(QPointF(5, 5), QPointF(5, 5), nothing, QPoint(0, -120), Qt.MouseButton.NoButton, keys,
                            Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(widget, event)

    for widget in (field.edit, slider, combo):
        widget.clearFocus()
        turn(widget)
    assert (field.value(), slider.value(), combo.key()) == (3, 50, "a")
    field.edit.setFocus()
    turn(field.edit)
    assert field.value() == 2


def test_stepper_counts_and_keeps_its_range(qtbot: QtBot) -> None:
    stepper = Stepper("Units", 2, low=1, high=3)
    shown(qtbot, stepper)
    got = collected(stepper.value_changed)
    less, more = stepper.findChildren(type(stepper._less))
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert (stepper.value(), more.isEnabled()) == (3, False)
    type_in(qtbot, stepper.field.edit, "99")
    qtbot.keyClick(stepper.field.edit, Qt.Key.Key_Return)
    type_in(qtbot, stepper.field.edit, "0")
    qtbot.keyClick(stepper.field.edit, Qt.Key.Key_Return)
    assert (stepper.value(), less.isEnabled()) == (1, False)
    assert got == [3, 1]
    assert less.accessibleName() == "Lower units"


def test_log_slider_joins_slider_and_field(qtbot: QtBot) -> None:
    both = LogSlider("Learning rate", 0.01, 1e-4, 1.0)
    shown(qtbot, both)
    got = collected(both.value_changed)
    slider = both.findChild(QuietSlider)
    assert slider.value() == 500
    slider.setValue(750)
    assert (both.value(), got) == (0.1, [0.1])
    type_in(qtbot, both.field.edit, "50")
    qtbot.keyClick(both.field.edit, Qt.Key.Key_Return)
    assert (slider.value(), got) == (1000, [0.1, 50.0])
    both.set_value(0.0001)
    assert (slider.value(), got) == (0, [0.1, 50.0])


def test_segments_are_chosen_by_click_key_and_call(qtbot: QtBot) -> None:
    control = SegmentedControl("View", [("Activation", "1"), ("Blame", "2"), ("Weight", "5")])
    shown(qtbot, control)
    got = collected(control.selected)
    widths = [control.segment(index).width() for index in range(3)]
    qtbot.mouseClick(control.segment(1), Qt.MouseButton.LeftButton)
    qtbot.keyClick(control.segment(1), Qt.Key.Key_Right)
    control.select(0)
    control.select(0)
    assert got == [1, 2, 0]
    assert control.current_index() == 0
    assert [control.segment(index).width() for index in range(3)] == widths
    assert control.segment(2).accessibleDescription() == "Key 5"
    control.select(2)
    by_tab = [bool(control.segment(index).focusPolicy() & Qt.FocusPolicy.TabFocus) for index in range(3)]
    assert by_tab == [False, False, True]


def test_switch_turns_by_space(qtbot: QtBot) -> None:
    switch = Switch("Bias", checked=True)
    shown(qtbot, switch)
    got = collected(switch.toggled)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert got == [False]
    assert switch.accessibleName() == "Bias"


def test_round_button_changes_its_face_and_keeps_a_tooltip_given_to_it(qtbot: QtBot) -> None:
    button = RoundButton("action-play", "Play", 48, filled=True)
    shown(qtbot, button)
    button.set_face("action-pause", "Pause")
    assert (button.toolTip(), button.accessibleName()) == ("Pause", "Pause")
    button.setToolTip("Nothing to train yet.")
    button.set_face("action-play", "Play")
    assert button.toolTip() == "Nothing to train yet."
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_read_out_says_when_it_is_stale_and_never_shrinks(qtbot: QtBot) -> None:
    read_out = ReadOut("Training loss", "training")
    qtbot.addWidget(read_out)
    read_out.set_value("0.08351234567890")
    wide = read_out.sizeHint().width()
    read_out.set_value("0.1", stale=True)
    assert read_out.sizeHint().width() == wide
    assert read_out.accessibleName() == "Training loss: 0.1 (out of date)"
    assert read_out.is_stale()
    read_out.clear()
    assert read_out.accessibleName() == "Training loss: none yet"


def test_progress_is_clamped_and_read_aloud(qtbot: QtBot) -> None:
    line = ProgressLine("Training")
    qtbot.addWidget(line)
    line.set_progress(1.7, "step 5")
    assert line.accessibleName() == "Training: 100%. step 5"


def test_elided_label_keeps_the_whole_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("concrete-strength.chainrule")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.grab()
    assert label.shown_text().endswith("…")
    assert label.toolTip() == "concrete-strength.chainrule"
    label.resize(600, 20)
    label.grab()
    assert (label.shown_text(), label.toolTip()) == ("concrete-strength.chainrule", "")


def test_names_are_never_markup(qtbot: QtBot) -> None:
    note, label = Note("Starts **<b>x</b>** afresh."), Label("<i>x</i>")
    qtbot.addWidget(note)
    qtbot.addWidget(label)
    assert "&lt;b&gt;x&lt;/b&gt;" in note.findChild(Label).text()
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert note.accessibleName() == "Starts <b>x</b> afresh."


def test_combo_tells_only_of_the_users_choice(qtbot: QtBot) -> None:
    combo = ComboField("Activation", [("relu", "relu", curve_icon([0, 0, 1])), ("tanh", "tanh")])
    shown(qtbot, combo)
    got = collected(combo.chosen)
    combo.set_key("tanh")
    combo.set_choices([("elu", "elu"), ("tanh", "tanh")])
    assert (combo.key(), got) == ("tanh", [])
    qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert (combo.key(), got) == ("elu", ["elu"])


def test_the_list_of_a_combo_is_named_and_shows_the_choice(qtbot: QtBot) -> None:
    combo = ComboField("Activation", [("relu", "relu"), ("tanh", "tanh")])
    assert combo.view().accessibleName() == "Activation"
    shown(qtbot, combo)
    combo.set_key("tanh")
    for _ in range(2):
        combo.showPopup()
        shows = combo.view()
        assert (shows.accessibleName(), shows.currentIndex().data()) == ("Activation", "tanh")
        assert shows.window().styleSheet() == ""
        combo.hidePopup()
    got = collected(combo.chosen)
    combo.showPopup()
    first = shows.visualRect(shows.model().index(0, 0)).center()
    qtbot.mouseClick(shows.viewport(), Qt.MouseButton.LeftButton, pos=first)
    assert got == ["relu"]


@pytest.mark.skipif(in_use() is None, reason="asks glibc")
def test_combos_that_are_gone_leave_no_memory(qtbot: QtBot, tmp_path: Path) -> None:
    theme, count = ThemeManager(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)), 60

    def make_and_drop() -> None:
        window = QWidget()
        for _ in range(count):
            ComboField("Activation", [("relu", "relu")], window)
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()  # what else was posted to the widgets goes, too

    left = left_behind(make_and_drop, 4)
    assert left < 250 * count, f"{left} with {theme}"  # Qt's style sheets would keep 1,000 of each


def test_a_form_that_is_emptied_lets_all_of_it_go(qtbot: QtBot) -> None:
    form = Form()
    form.add("Units", NumberField("Units", 32))
    form.add_wide(Card())
    window = shown(qtbot, form)
    assert form.findChildren(NumberField)
    form.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not form.findChildren(QWidget)
    form.add("Rate", NumberField("Rate", 1))
    assert window.isVisible() and len(form.findChildren(NumberField)) == 1


def test_nothing_is_taken_out_of_a_layout_by_place() -> None:
    """PySide never frees an item that ``takeAt`` gives: a hundred of them were lost with each project opened."""
    root = Path(gui.__file__).parent
    assert [each.name for each in root.rglob("*.py") if ".takeAt(" in each.read_text(encoding="utf-8")] == []


def test_form_rows(qtbot: QtBot, tmp_path: Path) -> None:
    ThemeManager(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)).choose("light")
    form = Form()
    field = NumberField("Units", 32)
    row = form.add("Units", field, "Neurons of the layer.")
    form.add_title("Takes effect while it trains", "action-check")
    form.add_wide(Card())
    window = shown(qtbot, form)
    assert row.label.buddy() is field
    assert (field.toolTip(), field.height(), row.label.height()) == ("Neurons of the layer.", 28, 36)
    row.set_enabled(False, "Stop the training first.")
    assert (field.isEnabled(), row.label.toolTip()) == (False, "Stop the training first.")
    row.set_enabled(True)
    assert field.toolTip() == "Neurons of the layer."
    row.set_visible(False)
    assert not field.isVisible()
    form.clear()
    qtbot.waitUntil(lambda: form.findChild(NumberField) is None)
    assert window.isVisible()


def test_the_focus_ring_follows_keys_and_not_clicks(qtbot: QtBot, qapp: QApplication) -> None:
    ring = FocusRing(qapp)
    first, second = push_button("One"), Switch("Two")
    box = QWidget()
    QHBoxLayout(box).addWidget(second)
    window = shown(qtbot, QLineEdit(), first, box)
    window.focusNextChild()
    qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Tab)
    focused = qapp.focusWidget()
    assert focused in (first, second)
    assert ring.shown_around() is focused
    overlay = ring._ring
    assert overlay is not None
    before = overlay.geometry()
    window.resize(window.width() + 80, window.height() + 120)
    qtbot.waitUntil(lambda: overlay.geometry() != before)
    focused.hide()
    assert ring.shown_around() is None
    qapp.focusChanged.disconnect(ring._follow)
    ring.deleteLater()


@pytest.mark.parametrize("kind", [QTabBar, QScrollArea, QTableView])
def test_what_is_turned_over_or_scrolled_by_keys_has_a_ring_too(
    kind: type[QWidget], qtbot: QtBot, qapp: QApplication
) -> None:
    ring, first, other = FocusRing(qapp), QLineEdit(), kind()
    if isinstance(other, QTabBar):
        other.addTab("Layer")
    shown(qtbot, first, other)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert ring.shown_around() is other
    qapp.focusChanged.disconnect(ring._follow)
    ring.deleteLater()


def test_tab_reads_line_by_line_and_a_column_wholly_before_the_next(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window, before_close_func=lambda _closing: window)
    window.resize(400, 300)
    places = {
        "button": (210, 70, 100, 50), "lower": (10, 100, 120, 30), "upper": (10, 60, 100, 30), "wide": (10, 5, 300, 40),
    }  # fmt: skip
    fields = {name: QWidget(window) for name in (*places, "hidden")}
    for name, field in fields.items():
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.setGeometry(*places.get(name, (0, 0, 400, 300)))
    box = QWidget(window)
    box.setGeometry(10, 140, 120, 30)
    inner = QLineEdit(box)
    inner.setGeometry(0, 0, 120, 30)
    handle = QWidget(window)  # between the columns, and over both
    handle.setGeometry(100, 50, 150, 200)
    window.show()
    fields["hidden"].hide()
    order = [fields["wide"], fields["upper"], fields["lower"], fields["button"], inner]
    assert reading_order.stops(window) == order
    fields["lower"].setEnabled(False)
    fields["upper"].setFocus()
    assert reading_order.go(window, forward=True) and window.focusWidget() is fields["button"]
    assert reading_order.go(window, forward=False) and window.focusWidget() is fields["upper"]
    inner.setFocus()
    assert reading_order.go(window, forward=True) and window.focusWidget() is fields["wide"]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_gallery_paints_in_both_themes(theme: object, qtbot: QtBot) -> None:
    from tests.helpers.widget_gallery import gallery

    set_current_theme(DARK if theme is DARK else LIGHT)
    window = gallery()
    qtbot.addWidget(window)
    window.show()
    image = window.grab().toImage()
    set_current_theme(LIGHT)
    colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert {DARK.ink.name() if theme is DARK else LIGHT.ink.name()} <= colors
    assert len(colors) > 12
