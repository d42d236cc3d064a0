"""The data dialog: what it finds, what each choice changes, what it refuses, and the project it makes."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import data
from core.data_spec import ArraysData, TableData
from core.layers import Dense
from gui.dialogs import csv_dialog, new_from_data
from gui.dialogs.csv_dialog import CsvDialog
from gui.dialogs.kinds_of_data import is_data
from gui.theme_manager import ThemeManager
from gui.widgets.combo_field import ComboField

ROWS = 60


def write_cars(folder: Path, delimiter: str = ",", name: str = "cars.csv") -> Path:
    """mpg from weight (two missing, median 130 of all known ones), origin, a text per row and a copy of mpg."""
    lines = [delimiter.join(("mpg", "weight", "origin", "model", "litres"))]
    for row in range(ROWS):
        weight = "" if row in (3, 7) else str(100 + row)
        mpg = f"{40 - row * 0.3:.1f}"
        lines.append(delimiter.join((mpg, weight, ("usa", "japan", "europe")[row % 3], f"car {row}", mpg)))
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def opened(qtbot: QtBot, path: Path) -> CsvDialog:
    dialog = CsvDialog(path)
    qtbot.addWidget(dialog)
    dialog.show()
    settled(qtbot, dialog)
    return dialog


def settled(qtbot: QtBot, dialog: CsvDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.work.busy, timeout=20_000)


@pytest.fixture
def dialog(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> CsvDialog:
    return opened(qtbot, write_cars(tmp_path))


def sentences(dialog: CsvDialog) -> dict[str, str]:
    return {each.name: each.sentence for each in dialog.columns.columns.columns}


def treatments(dialog: CsvDialog) -> dict[str, str]:
    return {each.name: each.treatment for each in dialog.columns.columns.columns}


def test_it_finds_target_task_and_treatments(dialog: CsvDialog) -> None:
    settings = dialog.settings
    assert settings.target.key() == "mpg" and settings.task.current_index() == 1
    assert settings.delimiter.key() == "," and settings.header.isChecked()
    assert treatments(dialog) == {
        "mpg": "target", "weight": "standardize", "origin": "one_hot", "model": "ignore", "litres": "ignore",
    }  # fmt: skip
    assert settings.rows.text() == "48 rows to train on, 12 are kept for validation."
    assert "4 inputs → Dense 12 relu → 1 output linear, mean_squared_error" in dialog.footer.sentence.text()
    assert dialog.footer.primary.isEnabled() and dialog.footer.primary.isDefault()


def test_it_says_what_becomes_of_missing_texts_and_leaks(dialog: CsvDialog) -> None:
    told = sentences(dialog)
    assert told["weight"].startswith("2 missing values are replaced by the median 1")
    assert "nearly every row has its own text" in told["model"]
    assert "a leak" in told["litres"]


def test_the_project_holds_the_choices(dialog: CsvDialog) -> None:
    project = dialog.result_project()
    assert project is not None and isinstance(project.data, TableData)
    found = project.data
    assert (found.target, found.task, found.delimiter, found.header) == ("mpg", "regression", ",", True)
    assert dict(found.columns or ())["origin"] == "one_hot" and len(found.sha256) == 64
    output = project.network.output
    assert output is not None and isinstance(output.layer, Dense) and output.layer.units == 1
    dataset, completed = data.load(found)
    assert completed == found, "reading the file again finds nothing new"
    assert not [each for each in project.network.problems(dataset.task) if each.blocking]


def test_another_treatment_changes_the_inputs(qtbot: QtBot, dialog: CsvDialog) -> None:
    dialog.columns.chosen.emit("origin", "ignore")
    settled(qtbot, dialog)
    assert treatments(dialog)["origin"] == "ignore" and sentences(dialog)["origin"] == "Left out, as chosen."
    project = dialog.result_project()
    assert project is not None and project.network.input is not None
    assert project.network.shapes[project.network.input.id] == (1,)


def test_a_class_is_predicted_with_one_output_each(qtbot: QtBot, dialog: CsvDialog) -> None:
    dialog.settings.target.set_key("origin")
    dialog.settings.target.chosen.emit("origin")
    settled(qtbot, dialog)
    assert dialog.settings.task.current_index() == 0
    assert "3 outputs softmax, categorical_crossentropy" in dialog.footer.sentence.text()


def test_text_cannot_be_predicted_as_a_number_and_the_button_says_why(qtbot: QtBot, dialog: CsvDialog) -> None:
    dialog.settings.target.chosen.emit("origin")
    settled(qtbot, dialog)
    dialog.settings.task.select(1)
    settled(qtbot, dialog)
    assert not dialog.footer.primary.isEnabled()
    assert "cannot be predicted as a number" in dialog.footer.primary.toolTip() == dialog.footer.sentence.text()
    assert dialog.result_project() is None
    dialog.settings.task.select(0)
    settled(qtbot, dialog)
    assert dialog.footer.primary.isEnabled()


def test_ignoring_every_column_is_a_problem(qtbot: QtBot, dialog: CsvDialog) -> None:
    for name in ("weight", "origin"):
        dialog.columns.chosen.emit(name, "ignore")
        settled(qtbot, dialog)
    assert "No column is left" in dialog.footer.sentence.text() and not dialog.footer.primary.isEnabled()


def test_a_wrong_delimiter_is_told_and_can_be_taken_back(qtbot: QtBot, dialog: CsvDialog) -> None:
    dialog.settings.delimiter.set_key(";")
    dialog.settings.delimiter.chosen.emit(";")
    settled(qtbot, dialog)
    assert not dialog.footer.primary.isEnabled() and dialog.footer.sentence.text()
    dialog.settings.delimiter.set_key(",")
    dialog.settings.delimiter.chosen.emit(",")
    settled(qtbot, dialog)
    assert dialog.footer.primary.isEnabled() and len(treatments(dialog)) == 5


def test_without_a_header_the_columns_are_numbered(qtbot: QtBot, dialog: CsvDialog) -> None:
    dialog.settings.header.click()
    settled(qtbot, dialog)
    assert "column 1" in treatments(dialog)


def test_semicolons_are_found(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> None:
    dialog = opened(qtbot, write_cars(tmp_path, ";"))
    assert dialog.settings.delimiter.key() == ";" and len(treatments(dialog)) == 5


def test_nothing_kept_aside(qtbot: QtBot, dialog: CsvDialog) -> None:
    dialog.settings.aside.edit.setFocus()
    dialog.settings.aside.edit.selectAll()
    qtbot.keyClicks(dialog.settings.aside.edit, "0")
    qtbot.keyClick(dialog.settings.aside.edit, Qt.Key.Key_Return)
    settled(qtbot, dialog)
    assert dialog.isVisible(), "Enter in a number field takes the number, not the dialog"
    assert dialog.settings.rows.text() == "60 rows to train on."
    project = dialog.result_project()
    assert project is not None and project.data is not None and project.data.validation_fraction == 0


def test_a_press_right_after_a_choice_waits_for_its_look(qtbot: QtBot, dialog: CsvDialog) -> None:
    edit = dialog.settings.aside.edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "50")
    dialog.settings.aside.commit()
    assert dialog.work.busy
    qtbot.mouseClick(dialog.footer.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    project = dialog.result_project()
    assert project is not None and project.data is not None and project.data.validation_fraction == 0.5


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "The file is empty"), (b"PK\x03\x04rest", "a zip or Excel file"), (b"a,b\n1,2\n1,2,3,4\n", "")],
)
def test_a_file_that_is_no_table(
    qtbot: QtBot, themes: ThemeManager, tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    dialog = opened(qtbot, path)
    assert told in dialog.footer.sentence.text() and dialog.footer.sentence.text()
    assert not dialog.footer.primary.isEnabled() and dialog.result_project() is None


def test_a_file_that_is_gone(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path / "gone.csv")
    assert "gone.csv" in dialog.footer.sentence.text() and not dialog.footer.primary.isEnabled()


def test_the_first_rows_are_shown_with_their_missing_cells(dialog: CsvDialog) -> None:
    model = dialog.rows.rows
    assert model.rowCount() == 50 and model.columnCount() == 5
    assert model.index(0, 0).data() == "40.0"
    assert model.index(3, 1).data() == "·" and model.index(3, 1).data(Qt.ItemDataRole.BackgroundRole) is not None
    assert model.index(0, 1).data(Qt.ItemDataRole.BackgroundRole) is None


def test_a_click_on_a_head_points_at_its_column(qtbot: QtBot, dialog: CsvDialog) -> None:
    header = dialog.rows.horizontalHeader()
    at = header.viewport().rect().center()
    at.setX(header.sectionViewportPosition(1) + 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert dialog.columns.currentIndex().row() == 1


def test_a_click_on_a_treatment_opens_its_choices(qtbot: QtBot, dialog: CsvDialog) -> None:
    table = dialog.columns
    at = table.visualRect(table.columns.index(2, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    field = table.findChild(ComboField)
    assert isinstance(field, ComboField) and field.accessibleName() == "What origin becomes"
    assert [field.itemData(index) for index in range(field.count())] == ["one_hot", "ignore"]
    field.hidePopup()
    field.setCurrentIndex(1)
    field.activated.emit(1)
    settled(qtbot, dialog)
    assert treatments(dialog)["origin"] == "ignore"


def test_the_window_stays_alive_while_a_file_is_read(
    qtbot: QtBot, themes: ThemeManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that takes its time: progress is shown, Esc leaves, and its late answer is dropped."""
    gate, threads = threading.Event(), []

    def slow(path: Path, report: csv_dialog.Report) -> bytes:
        threads.append(threading.current_thread())
        report(0.4, "Reading 5 MB")
        gate.wait(10)
        return path.read_bytes()

    monkeypatch.setattr(csv_dialog, "read_file", slow)
    dialog = CsvDialog(write_cars(tmp_path))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.looking.progress.isVisible)
    assert threads[0] is not threading.main_thread() and not dialog.settings.isEnabled()
    assert not dialog.footer.primary.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    gate.set()
    dialog.work.wait()
    assert dialog.look is None


def test_arrays_go_to_their_own_dialog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[tuple[str, Path]] = []
    for dialog in (new_from_data.ArraysDialog, new_from_data.CsvDialog):
        monkeypatch.setattr(dialog, "ask", lambda path, parent, name=dialog.__name__: seen.append((name, path)))
    new_from_data.new_from_data(tmp_path / "a.npz")
    new_from_data.new_from_data(tmp_path / "a.tsv")
    assert seen == [("ArraysDialog", tmp_path / "a.npz"), ("CsvDialog", tmp_path / "a.tsv")]
    assert new_from_data.project_for(ArraysData(path=str(tmp_path / "a.npz"))) is None
    assert is_data("x.CSV") and not is_data("x.chainrule")


def test_it_paints_in_both_themes(dialog: CsvDialog, themes: ThemeManager) -> None:
    light = dialog.grab().toImage()
    themes.choose("dark")
    assert dialog.grab().toImage() != light
