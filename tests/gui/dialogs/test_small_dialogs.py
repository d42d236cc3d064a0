"""Messages, shortcuts, About, arrays: what they say, what they answer, and that Esc closes them all."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.data_spec import ArraysData
from gui.dialogs.about import About, licences
from gui.dialogs.arrays_dialog import ArraysDialog
from gui.dialogs.background import Background, Report
from gui.dialogs.base import Dialog
from gui.dialogs.gallery import Gallery
from gui.dialogs.messages import Answer, ErrorMessage, Unsaved
from gui.dialogs.shortcuts import KeyCaps, Shortcuts, caps_of
from gui.theme_manager import ThemeManager

KEYS = [("File", "Open", "Ctrl+O"), ("Edit", "Delete", "Delete, Backspace"), ("View", "Zoom in", "Ctrl++")]
DIALOGS: dict[str, Callable[[], Dialog]] = {
    "error": lambda: ErrorMessage("The file is damaged.", "Use an earlier copy.", "Traceback"),
    "unsaved": lambda: Unsaved("digits.chainrule"),
    "about": About,
    "shortcuts": lambda: Shortcuts(KEYS),
    "gallery": Gallery,
}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_dialog_paints_in_both_themes_and_closes_with_esc(name: str, qtbot: QtBot, themes: ThemeManager) -> None:
    dialog = DIALOGS[name]()
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.footer.primary.isDefault() and dialog.windowTitle()
    light = dialog.grab().toImage()
    themes.choose("dark")
    assert dialog.grab().toImage() != light
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible() and dialog.result() == 0


def test_tab_reaches_the_footer_last(qtbot: QtBot, themes: ThemeManager) -> None:
    dialog = Unsaved("digits.chainrule")
    qtbot.addWidget(dialog)
    dialog.show()
    assert [each.text() for each in dialog.footer.buttons()] == ["Discard", "Cancel", "Save"]
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.show()
    reached, each = [], gallery.search.nextInFocusChain()
    while each is not gallery.search:
        reached.append(each)
        each = each.nextInFocusChain()
    buttons = gallery.footer.buttons()
    assert [each for each in reached if each in buttons] == buttons
    assert reached.index(gallery.cards[-1]) < reached.index(buttons[0])


def test_an_error_copies_its_details(qtbot: QtBot, themes: ThemeManager) -> None:
    dialog = ErrorMessage("The file is damaged.", "Use an earlier copy.", "Traceback: line 3")
    qtbot.addWidget(dialog)
    assert "Traceback" not in dialog.sentence.text() + dialog.more.text()
    dialog.copy.click()
    assert QApplication.clipboard().text() == "The file is damaged.\n\nUse an earlier copy.\n\nTraceback: line 3"
    bare = ErrorMessage("The folder is read-only.")
    qtbot.addWidget(bare)
    bare.show()
    assert not bare.more.isVisible()
    bare.copy.click()  # without a traceback, too: the sentence, and which program on which system said it
    copied = QApplication.clipboard().text()
    assert copied.startswith("The folder is read-only.\n\nChainrule. ") and "Python 3" in copied and "Qt 6" in copied
    bare.close()


@pytest.mark.parametrize(("button", "answer"), [("primary", Answer.SAVE), ("discard", Answer.DISCARD)])
def test_unsaved_changes_are_saved_discarded_or_kept(
    button: str, answer: Answer, qtbot: QtBot, themes: ThemeManager
) -> None:
    dialog = Unsaved("digits.chainrule")
    qtbot.addWidget(dialog)
    assert "“digits.chainrule”" in dialog.sentence.text() and dialog.answer is Answer.CANCEL
    (dialog.footer.primary if button == "primary" else dialog.discard).click()
    assert dialog.answer is answer


def test_enter_saves(qtbot: QtBot, themes: ThemeManager) -> None:
    dialog = Unsaved("digits.chainrule")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.answer is Answer.SAVE


@pytest.mark.parametrize(
    ("keys", "parts"),
    [
        ("Ctrl+Shift+Z", ["Ctrl", "+", "Shift", "+", "Z"]), ("Delete, Backspace", ["Delete", "or", "Backspace"]),
        ("Ctrl++", ["Ctrl", "+", "+"]), ("+", ["+"]), ("Space", ["Space"]),
    ],
)  # fmt: skip
def test_keys_are_taken_apart(keys: str, parts: list[str]) -> None:
    assert caps_of(keys) == parts


def test_all_shortcuts_are_shown(qtbot: QtBot, themes: ThemeManager) -> None:
    dialog = Shortcuts(KEYS)
    qtbot.addWidget(dialog)
    assert [caps.keys for caps in dialog.findChildren(KeyCaps)] == [keys for _, _, keys in KEYS]


def test_about_names_every_licence_that_has_to_be_named(qtbot: QtBot, themes: ThemeManager) -> None:
    dialog = About()
    qtbot.addWidget(dialog)
    dialog.copy.click()
    text = QApplication.clipboard().text()
    for needed in ("LGPL", "MIT", "SIL Open Font License", "Inter", "STIX Two", "Optical Recognition", "CC BY 4.0"):
        assert needed in text, needed
    assert all(each.terms and each.remark for _, group in licences() for each in group)
    dialog.show()
    dialog.close()


def test_about_names_whatever_the_program_is_installed_with() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = " ".join(each.what for _, group in licences() for each in group).lower()
    for needed in project["dependencies"]:
        name = re.split(r"[^A-Za-z0-9]", needed)[0].lower()
        assert name in named, needed


# -- arrays ----------------------------------------------------------------------------------------------------------


def test_arrays_become_a_project(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    path = tmp_path / "pictures.npz"
    np.savez(path, x=rng.integers(0, 255, (40, 9, 9), dtype=np.uint8), y=np.arange(40) % 4)
    dialog = ArraysDialog(path)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: not dialog.work.busy)
    assert "9 × 9 × 1 input → Flatten → Dense 32 relu → 4 outputs softmax" in dialog.footer.sentence.text()
    dialog.aside.set_value(25)
    project = dialog.result_project()
    assert project is not None and isinstance(project.data, ArraysData)
    assert project.data.validation_fraction == 0.25 and len(project.data.sha256) == 64


def test_three_axes_of_numbers_are_asked_about(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> None:
    path = tmp_path / "floats.npz"
    np.savez(path, x=np.random.default_rng(0).normal(size=(40, 9, 9)), y=np.arange(40) % 4)
    dialog = ArraysDialog(path)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.work.busy)
    assert dialog.examples.isVisible() and dialog.examples.key() == "images"
    assert "9 × 9 × 1 input" in dialog.footer.sentence.text()
    assert "taken as a grey image" in dialog.note.accessibleName()
    dialog.examples.set_key("sequences")
    dialog.examples.chosen.emit("sequences")
    qtbot.waitUntil(lambda: not dialog.work.busy)
    assert "9 × 9 input" in dialog.footer.sentence.text() and not dialog.note.accessibleName()
    project = dialog.result_project()
    assert project is not None and isinstance(project.data, ArraysData) and project.data.examples == "sequences"


def test_arrays_that_are_none_are_told(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> None:
    path = tmp_path / "odd.npz"
    path.write_bytes(b"nothing of the kind")
    dialog = ArraysDialog(path)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: not dialog.work.busy)
    assert "is not an npz file" in dialog.footer.sentence.text()
    assert not dialog.footer.primary.isEnabled() and dialog.result_project() is None


# -- background ------------------------------------------------------------------------------------------------------


def test_only_the_newest_answer_counts(qtbot: QtBot) -> None:
    work, answers = Background(), []
    work.done.connect(answers.append)
    work.start(lambda _: "old")
    with qtbot.waitSignal(work.done):
        work.start(lambda _: "new")
    assert answers == ["new"] and not work.busy


def test_a_defect_reaches_the_exception_hook_and_the_user_a_sentence(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, *_: seen.append(kind))
    work = Background()

    def broken(_: Report) -> object:
        raise ZeroDivisionError

    with qtbot.waitSignal(work.failed) as told:
        work.start(broken)
    assert seen == [ZeroDivisionError] and told.args == ["An unexpected error stopped this: ZeroDivisionError."]


def test_an_error_of_the_system_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    work = Background()
    with qtbot.waitSignal(work.failed) as told:
        work.start(lambda _: (tmp_path / "gone").read_bytes())
    assert told.args == [f"{tmp_path / 'gone'} cannot be used: No such file or directory."]


def test_long_texts_leave_the_keys_their_room(qtbot: QtBot, themes: ThemeManager) -> None:
    long = "A sentence that goes on for longer than a column is"
    keys = [("Edit", "Undo", "Ctrl+Z"), ("Canvas", long, "Ctrl+Shift+G")]
    dialog = Shortcuts(keys * 9)
    qtbot.addWidget(dialog)
    dialog.show()
    for caps in dialog.findChildren(KeyCaps):
        right = caps.mapTo(dialog, caps.rect().topRight()).x()
        assert right < dialog.width() - 20, caps.keys
    dialog.close()
