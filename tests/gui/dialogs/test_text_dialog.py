"""The dialog for texts: columns, tokens with unknown ones marked, coverage, lengths, what it refuses, its project."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import data
from core.data_spec import TableData, TextData
from gui.dialogs.text_dialog import TextDialog
from gui.theme_manager import ThemeManager
from tests.helpers.media import SHARED, write

LINES = 40


def write_mail(folder: Path) -> Path:
    """Half offers, half greetings; each greeting has a name of its own, which occurs once."""
    rows = ["kind,message"]
    for number in range(LINES // 2):
        rows.append(f"spam,Win a free prize now and call {'today ' * (number % 3)}")
        rows.append(f"ham,hello dear friend{number} see you soon")
    path = folder / "mail.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def opened(qtbot: QtBot, spec: TextData) -> TextDialog:
    dialog = TextDialog(spec)
    qtbot.addWidget(dialog)
    dialog.show()
    settled(qtbot, dialog)
    return dialog


def settled(qtbot: QtBot, dialog: TextDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.work.busy, timeout=20_000)


@pytest.fixture
def dialog(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> TextDialog:
    return opened(qtbot, TextData(path=str(write_mail(tmp_path))))


def test_it_finds_columns_tokens_and_a_network_that_reads_words(dialog: TextDialog) -> None:
    settings = dialog.settings
    assert (settings.text.key(), settings.target.key()) == ("message", "kind")
    assert settings.rows.text() == "32 texts to learn from, 8 are kept for validation."
    assert dialog.looking.caption.text().startswith("40 texts · 2 classes")
    words = dialog.footer.sentence.text()
    assert "Embedding 16 → Conv1D 32 relu → GlobalMaxPooling1D → 1 output sigmoid" in words
    assert dialog.footer.primary.isEnabled()


def test_unknown_words_are_marked_and_counted(dialog: TextDialog) -> None:
    look = dialog.look
    assert look is not None
    greeting = next(row for row in look.rows if row.label == "ham")
    unknown = [token for token, known in zip(greeting.tokens, greeting.known, strict=True) if not known]
    assert len(unknown) == 1 and unknown[0].startswith("friend")
    assert "1 unknown" in greeting.words
    assert 0 < look.covered < 1 and "are in the vocabulary" in dialog.coverage_said.text()
    assert f"of {look.distinct} different ones" in dialog.coverage_said.text()
    assert dialog.coverage.accessibleDescription().endswith("%")


def test_every_setting_is_followed_by_a_new_look(qtbot: QtBot, dialog: TextDialog) -> None:
    settings = dialog.settings
    for field, number in ((settings.vocabulary, "6"), (settings.length, "3")):
        field.edit.setFocus()
        field.edit.selectAll()
        qtbot.keyClicks(field.edit, number)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
        settled(qtbot, dialog)
    assert dialog.look is not None and dialog.isVisible()
    assert dialog.look.encoder.vocabulary_size == 6 and all(len(row.tokens) <= 3 for row in dialog.look.rows)
    assert dialog.look.rows[0].cut > 0 and "0.0 % of the texts are read whole" in dialog.length_said.text().replace(
        "\u202f", " "
    )
    found, read = dialog.look.found, dialog.look.found.texts
    settings.padding.select(0)
    settled(qtbot, dialog)
    assert dialog.look.found.texts is read and dialog.look.data.padding == "pre", "the file is read once"
    assert found.spec.path == dialog.look.found.spec.path


def test_characters_have_a_vocabulary_and_length_of_their_own(qtbot: QtBot, dialog: TextDialog) -> None:
    dialog.settings.tokens.select(1)
    settled(qtbot, dialog)
    assert dialog.look is not None and dialog.look.encoder.tokens == "character"
    assert dialog.look.rows[0].tokens[:3] == ("w", "i", "n") and dialog.look.encoder.length > 15
    assert "characters are in the vocabulary" in dialog.coverage_said.text()


def test_letters_keep_their_size_where_asked(qtbot: QtBot, dialog: TextDialog) -> None:
    dialog.settings.lowercase.click()
    settled(qtbot, dialog)
    assert dialog.look is not None and dialog.look.rows[0].tokens[0] == "Win"


def test_a_bag_of_words_has_no_length_and_a_dense_network(qtbot: QtBot, dialog: TextDialog) -> None:
    dialog.settings.mode.select(1)
    settled(qtbot, dialog)
    assert not dialog.settings.length.isEnabled() and "order" in dialog.settings.length.toolTip()
    assert "Embedding" not in dialog.footer.sentence.text() and dialog.footer.primary.isEnabled()


def test_the_same_column_twice_is_refused_and_mended(qtbot: QtBot, dialog: TextDialog) -> None:
    dialog.settings.target.chosen.emit("message")
    settled(qtbot, dialog)
    assert "both the text and what is to be predicted" in dialog.footer.sentence.text()
    assert dialog.result_project() is None and not dialog.footer.primary.isEnabled()
    dialog.settings.target.chosen.emit("kind")
    settled(qtbot, dialog)
    assert dialog.footer.primary.isEnabled()


def test_the_project_reads_what_the_dialog_showed(dialog: TextDialog) -> None:
    project = dialog.result_project()
    assert project is not None and isinstance(project.data, TextData) and dialog.look is not None
    dataset, completed = data.load(project.data)
    assert dataset.encoder == dialog.look.encoder and isinstance(completed, TextData)
    assert [each for each in project.network.problems(dataset.task) if each.blocking] == []


def test_a_press_right_after_a_choice_waits_for_its_look(qtbot: QtBot, dialog: TextDialog) -> None:
    dialog.settings.tokens.select(1)
    assert dialog.work.busy
    qtbot.mouseClick(dialog.footer.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    project = dialog.result_project()
    assert project is not None and isinstance(project.data, TextData) and project.data.tokens == "character"


def test_it_hands_over_to_the_dialog_for_tables(qtbot: QtBot, dialog: TextDialog) -> None:
    qtbot.mouseClick(dialog.as_table, Qt.MouseButton.LeftButton)
    assert isinstance(dialog.instead, TableData) and not dialog.isVisible()


def test_folders_say_class_and_part_themselves(qtbot: QtBot, themes: ThemeManager, tmp_path: Path) -> None:
    files = {
        f"{part}/{kind}/{number}.txt": f"{kind} text number {number}".encode()
        for part, count in (("train", 6), ("test", 2)) for kind in ("yes", "no") for number in range(count)
    }  # fmt: skip
    root = write(tmp_path / "said", files | {"train/yes/empty.txt": b"", "train/no/odd.txt": bytes(range(256))})
    dialog = opened(qtbot, TextData(path=str(root)))
    assert dialog.look is not None and (dialog.look.learn, dialog.look.kept) == (12, 4)
    assert not dialog.settings.text.isVisible() and not dialog.settings.aside.isEnabled()
    assert dialog.unread.line.button.text().startswith("2 texts cannot be read")
    assert dialog.as_table.isHidden()


@pytest.mark.parametrize(("content", "told"), [(b"a,b\n1,2\n3,4\n", "No column holds texts"), (b"", "empty")])
def test_files_without_texts_are_told(
    qtbot: QtBot, themes: ThemeManager, tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    dialog = opened(qtbot, TextData(path=str(path)))
    assert told in dialog.footer.sentence.text() and not dialog.footer.primary.isEnabled()


def test_real_messages(qtbot: QtBot, themes: ThemeManager) -> None:
    path = SHARED / "text" / "sms_spam.tsv"
    if not path.exists():
        pytest.skip("The real data is not here.")
    dialog = opened(qtbot, TextData(path=str(path)))
    assert dialog.look is not None and len(dialog.look.found.texts) == 5_574
    assert dialog.look.covered > 0.9 and dialog.look.whole > 0.9


def test_it_paints_in_both_themes(dialog: TextDialog, themes: ThemeManager) -> None:
    light = dialog.grab().toImage()
    themes.choose("dark")
    assert dialog.grab().toImage() != light
