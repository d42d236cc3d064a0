"""The dialog for pictures: what it finds, corrections with undo, unreadable files, settings, the project it makes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core import data
from core.data.sources import Sources
from core.data_spec import ImagesData
from gui.dialogs.contact_sheet import HIGH, WIDE
from gui.dialogs.images_dialog import ImagesDialog
from gui.dialogs.picture_look import LEFT_OUT, look_at, picture_words, sorted_as
from gui.dialogs.sheet_choice import SheetChoice
from gui.theme_manager import ThemeManager
from tests.helpers.media import blot, encoded, mnist, pets, write, zipped

COUNT = 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    broken = {"cat/broken.png": b"no picture", "dog/empty.jpg": b""}
    return write(tmp_path / "pets", pets(COUNT, (20, 16), "RGB") | broken)


def opened(qtbot: QtBot, path: Path, **settings: object) -> ImagesDialog:
    dialog = ImagesDialog(ImagesData(path=str(path), **settings))  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.work.busy, timeout=20_000)
    return dialog


@pytest.fixture
def dialog(qtbot: QtBot, themes: ThemeManager, folder: Path) -> Iterator[ImagesDialog]:
    made = opened(qtbot, folder)
    qtbot.waitUntil(lambda: len(made.sheet.reasons) == 2 and made.settings.pair.pair is not None, timeout=20_000)
    qtbot.waitUntil(lambda: made.sorting is not None and made.sorting.learn + made.sorting.kept == 2 * COUNT)
    yield made
    made.reject()
    made.room.wait()


def counts(dialog: ImagesDialog) -> dict[str, int]:
    assert dialog.sorting is not None
    return {each.name: each.learn + each.aside for each in dialog.sorting.classes}


def choose(dialog: ImagesDialog, *names: str) -> None:
    assert dialog.look is not None
    dialog.sheet.choice.chosen = {dialog.sheet.shown.index(dialog.look.index[name]) for name in names}
    dialog.sheet.chosen_changed.emit()


def test_it_finds_classes_parts_size_and_what_cannot_be_read(dialog: ImagesDialog) -> None:
    assert counts(dialog) == {"cat": COUNT, "dog": COUNT}
    assert dialog.looking.caption.text() == "22 pictures · 2 classes"
    assert dialog.settings.rows.text() == "16 pictures to learn from, 4 are kept for validation."
    assert dialog.settings.memory.text() == "20 pictures of 16 × 20 take 19 kB of memory."
    told = [dialog.unread.list.item(row).text() for row in range(dialog.unread.list.count())]
    assert told == ["cat/broken.png: it is no picture that can be read, whatever its name says",
                    "dog/empty.jpg: it is empty"]  # fmt: skip
    assert dialog.unread.line.button.text() == "2 pictures cannot be read and are left out"
    assert dialog.unread.list.isHidden(), "the list is folded until it is asked for"
    dialog.unread.line.button.click()
    assert dialog.unread.list.isVisible()
    assert "Conv2D 16 relu" in dialog.footer.sentence.text() and dialog.footer.primary.isEnabled()


def test_the_project_reads_what_the_dialog_showed(dialog: ImagesDialog) -> None:
    project = dialog.result_project()
    assert project is not None and isinstance(project.data, ImagesData)
    dataset, completed = data.load(project.data)
    assert len(dataset) == 2 * COUNT and dataset.task.class_names == ("cat", "dog")
    assert isinstance(completed, ImagesData) and completed.size == (16, 20) and completed.color == "rgb"
    assert [each for each in project.network.problems(dataset.task) if each.blocking] == []


def test_labels_are_corrected_undone_and_travel_into_the_data(qtbot: QtBot, dialog: ImagesDialog) -> None:
    choose(dialog, "cat/1.png", "cat/2.png")
    assert dialog.labels.sentence.text() == "2 pictures chosen."
    dialog.labels.given.emit("dog")
    assert counts(dialog) == {"cat": COUNT - 2, "dog": COUNT + 2}
    assert dialog.result_data().labels == (("cat/1.png", "dog"), ("cat/2.png", "dog"))
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert counts(dialog) == {"cat": COUNT, "dog": COUNT} and dialog.result_data().labels == ()
    dialog.labels.redo.click()
    project = dialog.result_project()
    assert project is not None and project.data is not None
    dataset, _ = data.load(project.data)
    assert sorted(dataset.y.tolist()).count(1) == COUNT + 2


def test_pictures_are_left_out_and_taken_back(dialog: ImagesDialog) -> None:
    choose(dialog, "dog/3.png")
    dialog.labels.given.emit(LEFT_OUT)
    assert counts(dialog) == {"cat": COUNT, "dog": COUNT - 1}
    assert "left out" in dialog.sheet.words_of(dialog.look.index["dog/3.png"])  # type: ignore[union-attr]
    dialog.labels.given.emit(None)
    assert counts(dialog)["dog"] == COUNT and not dialog.corrections.given


def test_a_new_class_is_named_in_place(qtbot: QtBot, dialog: ImagesDialog) -> None:
    choose(dialog, "cat/1.png", "cat/2.png")
    dialog.labels.field.chosen.emit("new")
    assert dialog.labels.choice.currentWidget() is dialog.labels.name
    qtbot.keyClicks(dialog.labels.name, "lynx")
    qtbot.keyClick(dialog.labels.name, Qt.Key.Key_Return)
    assert counts(dialog) == {"cat": COUNT - 2, "dog": COUNT, "lynx": 2} and dialog.isVisible()
    assert dialog.sorting is not None and dialog.sorting.task(dialog.settings.spec).outputs == 3


def test_one_class_left_blocks_the_button_with_the_reason(dialog: ImagesDialog) -> None:
    choose(dialog, *(f"dog/{number}.png" for number in range(1, COUNT + 1)))
    dialog.labels.given.emit("cat")
    assert not dialog.footer.primary.isEnabled() and dialog.result_project() is None
    assert "single class" in dialog.footer.sentence.text()
    dialog.corrections.stack.undo()
    assert dialog.footer.primary.isEnabled()


def test_size_and_colours_change_the_picture_and_the_network(qtbot: QtBot, dialog: ImagesDialog) -> None:
    dialog.settings.high.edit.setFocus()
    dialog.settings.high.edit.selectAll()
    qtbot.keyClicks(dialog.settings.high.edit, "32")
    qtbot.keyClick(dialog.settings.high.edit, Qt.Key.Key_Return)
    dialog.settings.color.select(0)
    assert dialog.settings.spec.size == (32, 20) and dialog.settings.spec.color == "grey"
    qtbot.waitUntil(lambda: dialog.settings.pair.lines()[1] == "seen 32 × 20")
    assert dialog.footer.sentence.text().startswith("32 × 20 × 1 input")
    assert dialog.isVisible(), "Enter in a number field takes the number, not the dialog"


def test_too_much_memory_is_a_sentence_with_a_size_that_fits(dialog: ImagesDialog) -> None:
    from core.data import images

    dialog.settings._choose(size=(2048, 2048))
    assert "240 MB" in dialog.settings.memory.text() or "252 MB" in dialog.settings.memory.text()
    before, images.MAX_BYTES = images.MAX_BYTES, 2**20
    try:
        dialog.sort()
        assert "choose a size of at most" in dialog.footer.sentence.text() and dialog.result_project() is None
    finally:
        images.MAX_BYTES = before


def test_a_class_is_shown_alone(dialog: ImagesDialog) -> None:
    dialog.classes.selectRow(1)
    assert dialog.classes.key == "cat" and len(dialog.sheet.shown) == COUNT + 1
    choose(dialog, "cat/1.png")
    dialog.labels.given.emit("dog")
    assert len(dialog.sheet.shown) == COUNT and dialog.classes.key == "cat"


def test_the_mouse_and_the_keys_choose(qtbot: QtBot, dialog: ImagesDialog) -> None:
    sheet = dialog.sheet
    middle = QPoint(WIDE // 2, HIGH // 2)
    for at, modifier in ((0, Qt.KeyboardModifier.NoModifier), (2, Qt.KeyboardModifier.ShiftModifier)):
        place = sheet.place_of(at).topLeft() + middle
        qtbot.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    assert sheet.choice.chosen == {0, 1, 2}
    qtbot.keyClick(sheet, Qt.Key.Key_Right)
    assert sheet.choice.chosen == {3}
    qtbot.keyClick(sheet, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(sheet.chosen()) == 2 * COUNT + 2
    assert "22 chosen" in sheet.accessibleDescription()


def test_a_frame_chooses_what_it_touches(qtbot: QtBot, dialog: ImagesDialog) -> None:
    sheet = dialog.sheet
    first, last = sheet.place_of(0).topLeft() + QPoint(20, 20), sheet.place_of(1).topLeft() + QPoint(40, 40)
    qtbot.mousePress(sheet.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
    qtbot.mouseMove(sheet.viewport(), last)
    qtbot.mouseRelease(sheet.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, last)
    assert sheet.choice.chosen in ({0, 1}, {0})  # offscreen, a move may come without its button


def test_choices_of_places() -> None:
    choice = SheetChoice()
    choice.show(10)
    choice.move(1)
    choice.move(3, extend=True)
    assert choice.chosen == {0, 1, 2, 3}
    choice.click(6, add=True)
    choice.click(6, add=True)
    assert choice.chosen == {0, 1, 2, 3} and choice.current == 6
    choice.move(100)
    assert choice.chosen == {9}


@pytest.mark.parametrize("packed", [True, False])
def test_idx_files_and_their_parts(qtbot: QtBot, themes: ThemeManager, tmp_path: Path, packed: bool) -> None:
    dialog = opened(qtbot, write(tmp_path / "digits", mnist(packed=packed)))
    assert dialog.sorting is not None and (dialog.sorting.learn, dialog.sorting.kept) == (20, 6)
    assert dialog.sorting.own_parts and not dialog.settings.aside.isEnabled()
    assert "folders say" in dialog.settings.aside.toolTip()
    dialog.reject()
    dialog.room.wait()


def test_a_zip_is_read_like_its_folder(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> None:
    path = tmp_path / "pets.zip"
    path.write_bytes(zipped(pets(4)))
    dialog = opened(qtbot, path)
    assert counts(dialog) == {"cat": 4, "dog": 4}
    dialog.reject()
    dialog.room.wait()


def test_pictures_outside_the_folders_can_be_given_a_class(tmp_path: Path) -> None:
    root = write(tmp_path / "pets", pets(3) | {"stray.png": encoded(blot(7))})
    look = look_at(ImagesData(path=str(root)), Sources(None, {}), lambda share, sentence: None)
    bare = sorted_as(look, look.spec, {})
    at = look.index["stray.png"]
    assert bare.learn + bare.kept == 6 and "no class" in picture_words(look.items[at], bare, at, "")
    given = sorted_as(look, look.spec, {"stray.png": "cat"})
    assert given.learn + given.kept == 7 and "given by hand" in picture_words(look.items[at], given, at, "")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"notes.md": b"x"}, "no pictures"), ({}, "no files"),
        ({"train-images-idx3-ubyte.gz": b"\x1f\x8bcut"}, "without its labels"),
    ],
)  # fmt: skip
def test_bad_folders_are_told_in_the_dialog(
    qtbot: QtBot, themes: ThemeManager, tmp_path: Path, files: dict[str, bytes], told: str
) -> None:
    root = tmp_path / "bad"
    root.mkdir()
    dialog = opened(qtbot, write(root, files))
    assert told in dialog.footer.sentence.text() and not dialog.footer.primary.isEnabled()
    assert not dialog.sheet.isEnabled() and dialog.result_project() is None


def test_checking_is_stopped(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> None:
    dialog = opened(qtbot, write(tmp_path / "many", pets(300)))
    qtbot.waitUntil(dialog.checking.isVisible, timeout=5_000)
    dialog.stop.click()
    assert dialog.checking.isHidden() or not dialog.checking.isVisible()
    project = dialog.result_project()
    assert project is not None
    dialog.reject()
    dialog.room.wait()


def test_it_paints_in_both_themes(dialog: ImagesDialog, themes: ThemeManager) -> None:
    light = dialog.grab().toImage()
    themes.choose("dark")
    assert dialog.grab().toImage() != light
