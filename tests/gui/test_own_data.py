"""Examples that come without their data ask for it; the Data tab gives other data to the network that is drawn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.data_spec import ImagesData, TextData
from core.examples import EXAMPLES, find_example, open_example
from core.layers import Conv2D, Dense
from core.project import ProjectSpec
from core.suggest import suggest_project
from gui.dialogs.gallery import Gallery
from gui.dialogs.messages import Answer, ErrorMessage, Unsaved
from gui.dialogs.wanted_data import LATER, WantedData
from gui.main_window import MainWindow
from gui.theme_manager import ThemeManager
from tests.helpers.media import mnist, pets, write
from tests.helpers.window_doubles import Desk, make_desk, plain_views

WANTING = [each.name for each in EXAMPLES if each.wants]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return make_desk()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(Unsaved, "ask", classmethod(lambda cls, name, parent=None: Answer.DISCARD))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(desk.document, desk.runner, ThemeManager(settings), settings, plain_views)
    qtbot.addWidget(window)
    window.files.start("digits")
    yield window


def texts(folder: Path) -> Path:
    return write(folder, {"ham/1.txt": b"see you soon", "spam/1.txt": b"win a prize now"})


def take(window: MainWindow, monkeypatch: pytest.MonkeyPatch, name: str, answer: Path | None) -> list[str]:
    """Choose an example in the gallery and answer its question; the sentences of errors."""
    told: list[str] = []
    monkeypatch.setattr(Gallery, "ask", classmethod(lambda cls, *_, **__: name))
    monkeypatch.setattr(WantedData, "ask", classmethod(lambda cls, example, start, parent=None: answer))
    monkeypatch.setattr(ErrorMessage, "ask", classmethod(lambda cls, *words, parent=None: told.extend(words)))
    window.actions_["file.new"].trigger()
    return told


def test_lenet_takes_the_digits_it_is_shown(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = write(tmp_path / "mnist", mnist())
    assert take(window, monkeypatch, "lenet5", folder) == []
    assert desk.project.network == open_example("lenet5").network
    assert desk.project.data == ImagesData(path=str(folder), size=(28, 28), color="grey")
    assert window.windowTitle().startswith("lenet5") and desk.document.stack.isClean()


def test_the_messages_keep_how_they_are_read(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    take(window, monkeypatch, "sms_spam", texts(tmp_path / "sms"))
    data, wanted = desk.project.data, open_example("sms_spam").data
    assert isinstance(data, TextData) and isinstance(wanted, TextData)
    assert (data.length, data.vocabulary_size, data.punctuation) == (40, 4000, "separate")


def test_other_kinds_of_data_are_refused_with_a_way_out(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = desk.project
    told = take(window, monkeypatch, "lenet5", texts(tmp_path / "sms"))
    assert told[0] == "“LeNet-5” was not opened."
    assert told[1].startswith("sms holds no pictures; “LeNet-5” reads nothing else. File > New from data suggests")
    told = take(window, monkeypatch, "sms_spam", write(tmp_path / "pets", pets(2)))
    assert told[1].startswith("pets holds no texts with a label each; “Spam or not” reads nothing else.")
    assert desk.project == before


@pytest.mark.parametrize("name", WANTING)
def test_an_example_may_be_looked_at_without_data(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = desk.project
    take(window, monkeypatch, name, None)
    assert desk.project == before
    take(window, monkeypatch, name, LATER)
    assert desk.project.network == open_example(name).network and desk.project.data is None


@pytest.mark.parametrize("name", WANTING)
def test_the_question_names_the_data_and_takes_a_folder_a_file_or_neither(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    example = find_example(name)

    def answer(press: str) -> Path | None:
        dialog = WantedData(example, "/start")
        qtbot.addWidget(dialog)
        assert example.title in dialog.sentence.text() and example.wants in dialog.more.text()
        button = {"folder": dialog.footer.primary, "file": dialog.file, "later": dialog.later}[press]
        button.click()
        return dialog.answer

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda parent, title, start: f"{start}/digits")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda parent, title, start, kinds: (f"{start}/a.tsv", ""))
    assert answer("folder") == Path("/start/digits") and answer("file") == Path("/start/a.tsv")
    assert answer("later") == LATER
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda parent, title, start: "")
    assert answer("folder") is None


def test_the_gallery_says_that_it_goes_on(qtbot: QtBot) -> None:
    gallery = Gallery()
    qtbot.addWidget(gallery)
    for card in gallery.cards:
        card.setChecked(True)
        asks = card.entry.name in (*WANTING, "data", "folder", "blank")
        assert gallery.footer.primary.text() == ("Continue" if asks else "Open example"), card.entry.name


# -- the Data tab ------------------------------------------------------------------------------------------------------


def own(window: MainWindow, path: Path) -> ProjectSpec:
    """What a dialog for this data would answer."""
    from core.data import suggest_from_path

    project = suggest_project(suggest_from_path(path))[0]
    window.files.ask_data = lambda asked, parent: project
    window.other_data.change(path)
    return project


def test_other_data_keeps_what_is_drawn_as_one_step_of_undo(window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    window.files.open_example("digits_conv")
    before = desk.project
    own(window, write(tmp_path / "pets", pets(4, (16, 12))))
    kinds = [node.layer.kind for node in desk.project.network.nodes]
    assert kinds == [node.layer.kind for node in before.network.nodes]
    entry, conv, *_, output = (node.layer for node in desk.project.network.nodes)
    assert entry.output_shape(()) == (12, 16, 1) and isinstance(conv, Conv2D) and conv.filters == 8
    assert isinstance(output, Dense) and (output.units, output.activation) == (1, "sigmoid")
    assert desk.project.network.loss == "binary_crossentropy" and not desk.project.network.problems()
    assert desk.document.stack.undoText() == "Data: pets"
    desk.document.stack.undo()
    assert desk.project == before


def test_between_numbers_and_words_the_network_is_the_suggested_one(
    window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    suggested = own(window, texts(tmp_path / "sms"))
    kinds = [node.layer.kind for node in desk.project.network.nodes]
    assert kinds == [node.layer.kind for node in suggested.network.nodes] and "Embedding" in kinds
    own(window, write(tmp_path / "pets", pets(2)))
    assert "Embedding" not in [node.layer.kind for node in desk.project.network.nodes]
    assert not desk.project.network.problems()


def test_an_empty_canvas_gets_the_suggested_network(window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    window.files.open_example("blank")
    suggested = own(window, write(tmp_path / "pets", pets(2)))
    assert desk.project.network.nodes and not desk.project.network.problems()
    assert desk.project.data == suggested.data


def test_what_cannot_be_read_changes_nothing(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    monkeypatch.setattr(ErrorMessage, "ask", classmethod(lambda cls, *words, parent=None: told.extend(words)))
    before = desk.project
    window.other_data.change(write(tmp_path, {"notes.md": b"x"}) / "notes.md")
    assert told[0] == "“notes.md” was not opened." and "not a kind of data" in told[1] and desk.project == before


def test_the_data_tab_asks_for_files_and_folders(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(window.other_data, "change", asked.append)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda parent, title, start: str(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda parent, title, start, kinds: ("", ""))
    window.inspector.folder_wanted.emit()
    window.inspector.file_wanted.emit()
    assert asked == [tmp_path]
