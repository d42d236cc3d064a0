"""A glance at a project file: its layers and its score, without its weights; a damaged file is a sentence."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import core
from core.errors import FormatError
from core.examples import open_example
from core.formats import ProjectFile, archive, save_project
from core.formats.glance import Glance, glance


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = open_example("iris")
    project = replace(project, training=replace(project.training, epochs=2))
    trainer, file = core.start(ProjectFile(project))
    while not trainer.finished:
        trainer.epoch()
    path = tmp_path_factory.mktemp("glance") / "iris.chainrule"
    save_project(path, core.finished(file, trainer))
    return path


def test_sizes_and_score_of_a_trained_project(trained: Path) -> None:
    found = glance(trained)
    assert found.sizes == (4, 8, 3)
    assert found.score is not None and found.score[0] == "accuracy" and 0.0 <= found.score[1] <= 1.0


def test_the_weights_are_not_read(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain = archive._read
    monkeypatch.setattr(archive, "_read", lambda a, info: read.append(info.filename) or plain(a, info))
    glance(trained)
    assert sorted(read) == ["checkpoint.json", "project.json"]


@pytest.mark.parametrize(("name", "sizes"), [("digits", (64, 32, 10)), ("digits_conv", (1, 8, 16, 10))])
def test_a_bare_json_and_what_a_picture_counts(tmp_path: Path, name: str, sizes: tuple[int, ...]) -> None:
    path = tmp_path / "bare.json"
    path.write_text(json.dumps(open_example(name).to_json()))
    found = glance(path)
    assert found.score is None and found.sizes[-1] == sizes[-1] and found.sizes[0] == sizes[0]


def test_an_unfinished_drawing_has_no_sizes(tmp_path: Path) -> None:
    path = tmp_path / "blank.json"
    path.write_text(json.dumps(open_example("blank").to_json()))
    assert isinstance(glance(path), Glance)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"hello", b"\x00" * 99])
@pytest.mark.parametrize("ending", [".chainrule", ".json"])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"bad{ending}"
    path.write_bytes(content)
    with pytest.raises(FormatError):
        glance(path)


def test_a_run_that_cannot_be_read_hides_nothing(trained: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.chainrule"
    with zipfile.ZipFile(trained) as old, zipfile.ZipFile(path, "w") as new:
        new.writestr("project.json", old.read("project.json"))
        new.writestr("checkpoint.json", b'{"facts": {"log": {"result": 7}}}')
    assert glance(path).score is None
    with pytest.raises(FormatError, match="cannot be read"):
        glance(tmp_path / "gone.chainrule")
