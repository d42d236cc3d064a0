"""Preferences: kept, told, checked; the dialog changes them at once; a decimal comma reaches every number."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from gui import numbers
from gui.dialogs.preferences_dialog import PreferencesDialog
from gui.preferences import Preferences
from gui.theme_manager import ThemeManager
from gui.walk.writing_choice import WritingChoice


@pytest.fixture
def point() -> Iterator[None]:
    """The program writes with a point again afterwards."""
    yield
    numbers.write_with(numbers.POINT)


def test_they_are_told_once_and_kept(qapp: object, settings: QSettings) -> None:
    wanted, heard = Preferences(settings), []
    wanted.changed.connect(heard.append)
    assert (wanted.theme, wanted.digits, wanted.decimal_comma) == ("system", 4, False)
    assert (wanted.autosave_minutes, wanted.engine) == (1, "auto")
    wanted.autosave_minutes, wanted.engine, wanted.decimal_comma = 0, "numpy", True
    wanted.engine = "numpy"
    assert heard == ["autosave_minutes", "engine", "decimal_comma"]
    again = Preferences(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    settings.sync()
    assert (again.autosave_minutes, again.engine, again.decimal_comma) == (0, "numpy", True)


@pytest.mark.parametrize(("name", "value"), [("engine", "abacus"), ("digits", 40), ("autosave_minutes", -1)])
def test_what_cannot_be_is_a_mistake_of_the_caller(
    name: str, value: object, qapp: object, settings: QSettings
) -> None:
    wanted = Preferences(settings)
    with pytest.raises(ValueError, match=name):
        setattr(wanted, name, value)


def test_what_was_kept_and_cannot_be_read_is_the_usual(qapp: object, settings: QSettings) -> None:
    for key, rubbish in (("running/engine", "7"), ("saving/autosave_minutes", "soon"), ("numbers/decimal_mark", "?")):
        settings.setValue(key, rubbish)
    wanted = Preferences(settings)
    assert (wanted.engine, wanted.autosave_minutes, wanted.decimal_comma) == ("auto", 1, False)


def test_the_dialog_changes_them_at_once(qtbot: QtBot, settings: QSettings) -> None:
    wanted = Preferences(settings)
    choice = WritingChoice(wanted)
    dialog = PreferencesDialog(wanted)
    qtbot.addWidget(dialog)
    assert "97.8" in dialog.example.text() and "Each minute" in dialog.saving.text()
    dialog.mark.chosen.emit("comma")
    dialog.digits.value_changed.emit(7)
    assert "97,8" in dialog.example.text() and "0,0834913" in dialog.example.text()
    assert choice.writing.comma and choice.writing.digits == 7
    dialog.autosave.value_changed.emit(0)
    assert wanted.autosave_minutes == 0 and "lost" in dialog.saving.text()
    dialog.engine.chosen.emit("numpy")
    dialog.theme.chosen.emit("dark")
    assert (wanted.engine, wanted.theme) == ("numpy", "dark")
    wanted.digits = 3
    assert dialog.digits.value() == 3


def test_every_dialog_row_has_a_name_and_a_tooltip(qtbot: QtBot, settings: QSettings) -> None:
    dialog = PreferencesDialog(Preferences(settings))
    qtbot.addWidget(dialog)
    for field in (dialog.theme, dialog.mark, dialog.digits.edit, dialog.autosave.edit, dialog.engine):
        assert field.accessibleName(), field


def test_the_theme_of_menu_and_preferences_is_one(qtbot: QtBot, settings: QSettings) -> None:
    theme = ThemeManager(settings)
    theme.choose("dark")
    assert Preferences(settings).theme == "dark"
    theme.choose("system")


def test_a_decimal_comma_holds_where_no_notation_is_given(point: None) -> None:
    numbers.write_with(numbers.COMMA)
    assert numbers.loss(0.083512) == "0,0835" and numbers.count(12480) == "12\u202f480"
    assert numbers.loss(0.083512, numbers.POINT) == "0.0835"
    assert numbers.parse("1,500") == 1.5
    assert numbers.rewritten("64-32-10 · 1,797 pictures, 3,5") == "64-32-10 · 1\u202f797 pictures, 3,5"
    numbers.write_with(numbers.POINT)
    with pytest.raises(ValueError, match="1500 or 1\\.500"):
        numbers.parse("1,500")
