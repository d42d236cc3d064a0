"""The export dialog writes, checks and tells; every failure is a sentence and leaves nothing behind."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import data, formats
from core.data_spec import BuiltinData, DataSpec
from core.errors import FormatError
from core.fitting import suggest_network
from core.formats.verify import Verification
from core.model import TrainedModel
from core.project import ProjectSpec
from gui.dialogs import export_dialog
from gui.dialogs.export_dialog import ExportDialog
from gui.dialogs.export_words import OFFERS, usage, verdict
from gui.document import Document
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager


def project_of(spec: DataSpec) -> ProjectSpec:
    return ProjectSpec(network=suggest_network(data.load(spec)[0].task), data=spec)


@pytest.fixture
def runner(qtbot: QtBot, themes: ThemeManager) -> Iterator[TrainingRunner]:
    made = TrainingRunner(Document(project_of(BuiltinData(name="iris"))))
    qtbot.waitUntil(lambda: made.model() is not None, timeout=10_000)
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot: QtBot, runner: TrainingRunner, tmp_path: Path) -> ExportDialog:
    saved = tmp_path / "saved"
    made = ExportDialog(runner, "iris", save_project=lambda path: saved.write_text(str(path)), folder=tmp_path)
    qtbot.addWidget(made)
    made.show()
    return made


def export(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.footer.primary.click()
    qtbot.waitUntil(lambda: not dialog.work.busy, timeout=20_000)


def use(dialog: ExportDialog, path: Path) -> None:
    dialog.path.setText(str(path))
    dialog.path.textEdited.emit(str(path))


@pytest.mark.parametrize("ending", ["onnx", "npz", "safetensors"])
def test_a_format_is_written_read_back_and_compared(
    ending: str, qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.formats.choose(ending)
    assert dialog.target() == tmp_path / f"iris.{ending}"
    export(qtbot, dialog)
    assert dialog.target().stat().st_size > 400
    assert "agrees on 30 rows; largest difference" in dialog.outcome.sentence.text()
    assert dialog.outcome.path.text() == str(dialog.target())
    dialog.outcome.copy_path.click()
    assert QApplication.clipboard().text() == str(dialog.target())
    assert dialog.footer.primary.text() == "Done"
    dialog.footer.primary.click()
    assert not dialog.isVisible()


def test_the_project_is_saved_by_the_window(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.formats.choose("chainrule")
    dialog.footer.primary.click()
    assert (tmp_path / "saved").read_text() == str(tmp_path / "iris.chainrule")
    assert "The project is saved" in dialog.outcome.sentence.text()


def test_without_a_way_to_save_projects_none_is_offered(qtbot: QtBot, runner: TrainingRunner) -> None:
    made = ExportDialog(runner)
    qtbot.addWidget(made)
    assert [card.offer.ending for card in made.formats.cards] == ["onnx", "npz", "safetensors"]


def test_what_will_be_inside_is_told(dialog: ExportDialog) -> None:
    model = dialog._model
    assert model is not None
    told = dict(export_dialog.inside(model, "onnx"))
    assert told["Input"] == "float32, n × 4, raw values; n is free"
    assert "mean 0 and deviation 1" in told["Inside"]
    assert told["Output"] == "3 probabilities: setosa, versicolor, virginica"
    assert "hidden.weight" in dict(export_dialog.inside(model, "npz"))["Arrays"]


def test_an_ending_that_is_typed_chooses_its_format(dialog: ExportDialog, tmp_path: Path) -> None:
    use(dialog, tmp_path / "other.npz")
    assert dialog.formats.ending() == "npz" and "other.npz" in dialog.code.code.text()
    use(dialog, tmp_path / "other.pkl")
    assert dialog.footer.primary.toolTip() == "The name needs the ending .npz." == dialog.footer.sentence.text()
    assert not dialog.footer.primary.isEnabled()
    dialog.formats.choose("onnx")
    assert dialog.target() == tmp_path / "other.onnx" and dialog.footer.primary.isEnabled()


def test_a_file_that_is_there_is_named(dialog: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "old.npz").write_bytes(b"old")
    use(dialog, tmp_path / "old.npz")
    assert dialog.replaces.text() == "old.npz is there already and will be replaced."


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_a_sentence(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    use(dialog, locked / "iris.npz")
    export(qtbot, dialog)
    assert "read-only" in dialog.outcome.sentence.text()


def test_a_folder_that_is_not_there_is_a_sentence_and_can_be_mended(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    use(dialog, tmp_path / "nowhere" / "iris.npz")
    export(qtbot, dialog)
    assert "does not exist; create it or choose another" in dialog.outcome.sentence.text()
    assert not dialog.outcome.show_folder.isVisible() and dialog.footer.primary.text() == "Export"
    use(dialog, tmp_path / "iris.npz")
    assert dialog.outcome.sentence.text() == ""
    export(qtbot, dialog)
    assert "agrees" in dialog.outcome.sentence.text()


def test_a_project_that_cannot_be_saved_is_a_sentence(qtbot: QtBot, runner: TrainingRunner, tmp_path: Path) -> None:
    def refuse(path: Path) -> None:
        raise FormatError(f"{path.name} was not saved: the disk is full.")

    made = ExportDialog(runner, "iris", save_project=refuse, folder=tmp_path)
    qtbot.addWidget(made)
    made.formats.choose("chainrule")
    made.press()
    assert made.outcome.sentence.text() == "iris.chainrule was not saved: the disk is full."


def test_a_window_that_did_not_save_is_believed(qtbot: QtBot, runner: TrainingRunner, tmp_path: Path) -> None:
    made = ExportDialog(runner, "iris", save_project=lambda _: False, folder=tmp_path)
    qtbot.addWidget(made)
    made.formats.choose("chainrule")
    made.press()
    assert made.outcome.sentence.text() == "iris.chainrule was not saved." and made.outcome.path.text() == ""


def test_a_file_that_answers_otherwise_is_a_warning(
    qtbot: QtBot, dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "export", lambda *_: Verification("onnxruntime", 30, 0.25, False))
    export(qtbot, dialog)
    assert dialog.outcome.sentence.text().endswith("Do not rely on this file.")
    assert dialog.outcome.sentence.property("role") == "problem"


def test_nothing_to_export_says_why(qtbot: QtBot, themes: ThemeManager) -> None:
    empty = TrainingRunner(Document(ProjectSpec(data=None)))
    qtbot.waitUntil(lambda: bool(empty.blocked_because))
    made = ExportDialog(empty, "untitled")
    qtbot.addWidget(made)
    assert not made.footer.primary.isEnabled() and made.footer.sentence.text() == empty.blocked_because
    made.press()
    assert made.outcome.sentence.text() == ""
    empty.close()


def test_the_code_it_shows_runs(dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = dialog._model
    assert model is not None
    monkeypatch.chdir(tmp_path)
    for ending, name in (("npz", "arrays"), ("safetensors", "weights")):
        formats.save(model, tmp_path / f"iris.{ending}")
        names: dict[str, object] = {}
        exec(usage(model, ending, f"iris.{ending}"), names)
        found = names[name]["hidden.weight"]  # type: ignore[index]
        assert np.array_equal(found, model.weights["hidden.weight"])
    project = ProjectSpec(network=model.network)
    file = formats.ProjectFile(project, model.weights, None, model.preprocessing, model.task)
    formats.save_project(tmp_path / "iris.chainrule", file)
    exec(usage(model, "chainrule", "iris.chainrule"), names)
    assert isinstance(names["model"], TrainedModel)


@pytest.mark.peers
def test_the_code_for_onnx_runs(dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("onnxruntime")
    model = dialog._model
    assert model is not None
    monkeypatch.chdir(tmp_path)
    formats.save(model, tmp_path / "iris.onnx")
    names: dict[str, object] = {}
    exec(usage(model, "onnx", "iris.onnx"), names)
    session, rows = names["session"], names["rows"]
    answer = session.run(["output"], {"input": rows})[0]  # type: ignore[attr-defined]
    assert np.allclose(answer, model.predict(np.asarray(rows)), atol=1e-5)


def test_a_verdict_is_one_sentence() -> None:
    assert verdict(Verification("onnxruntime", 359, 2.4e-7, True)) == (
        "onnxruntime agrees on 359 rows; largest difference 2.4e−07."
    )
    assert verdict(Verification("a network rebuilt from the file", 1, 0.0, True)) == (
        "A network rebuilt from the file agrees on 1 row; largest difference 0."
    )


def test_arrow_keys_choose_a_format(qtbot: QtBot, dialog: ExportDialog) -> None:
    first = dialog.formats.cards[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert dialog.formats.ending() == "npz" and dialog.path.text().endswith("iris.npz")
    assert len(OFFERS) == len(dialog.formats.cards)
