"""What is data and of what kind: files, folders, zips and IDX files are told apart, everything else is a sentence."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.data_spec import ArraysData, DataSpec, ImagesData, TableData, TextData
from core.errors import DataError
from gui.dialogs import kinds_of_data, new_from_data
from gui.dialogs.kinds_of_data import find_kind, is_data
from tests.helpers.media import mnist, pets, write, zipped


def test_kinds_by_what_is_inside(qtbot: QtBot, tmp_path: Path) -> None:
    pictures = write(tmp_path / "pets", pets(2))
    texts = write(tmp_path / "texts", {f"{kind}/{n}.txt": b"some words" for kind in "ab" for n in range(2)})
    digits = write(tmp_path / "digits", mnist())
    (tmp_path / "pets.zip").write_bytes(zipped(pets(2)))
    (tmp_path / "cars.csv").write_text("a,b\n1,2\n3,4\n")
    (tmp_path / "mail.csv").write_text("kind,said\n" + "ham,how are you today\nspam,win a big prize now\n" * 5)
    (tmp_path / "x.npz").write_bytes(b"")
    for path, kind in (
        (pictures, ImagesData), (texts, TextData), (digits, ImagesData), (tmp_path / "pets.zip", ImagesData),
        (digits / "train-images-idx3-ubyte.gz", ImagesData), (tmp_path / "cars.csv", TableData),
        (tmp_path / "mail.csv", TextData), (tmp_path / "x.npz", ArraysData),
    ):  # fmt: skip
        assert is_data(path) and isinstance(find_kind(path), kind), path


def test_what_is_no_data_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    assert not is_data(tmp_path / "x.chainrule") and not is_data("plan.json")
    root = write(tmp_path / "pets", pets(1))
    with pytest.raises(DataError, match="single picture"):
        find_kind(root / "cat" / "1.png")
    with pytest.raises(DataError, match="not a zip file"):
        (tmp_path / "odd.zip").write_bytes(b"PK\x03\x04rest")
        find_kind(tmp_path / "odd.zip")


def test_a_table_that_cannot_be_read_goes_to_its_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    """There one can choose another delimiter or encoding."""
    path = tmp_path / "odd.csv"
    path.write_bytes(b"")
    assert isinstance(find_kind(path), TableData)


def test_looking_takes_its_time_and_is_called_off(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    gate = threading.Event()

    def slow(path: Path) -> DataSpec:
        gate.wait(10)
        return ImagesData(path=str(path))

    monkeypatch.setattr(kinds_of_data, "suggest_from_path", slow)
    monkeypatch.setattr(kinds_of_data.Finding, "exec", lambda self: self.footer.primary.click())
    assert find_kind(tmp_path) is None
    gate.set()


def test_a_dialog_may_hand_over_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def text(spec: TextData, parent: object) -> DataSpec:
        asked.append("text")
        return TableData(path=spec.path, target="")

    def table(path: Path, parent: object) -> None:
        asked.append(f"table {path.name}")

    monkeypatch.setattr(new_from_data.TextDialog, "ask", text)
    monkeypatch.setattr(new_from_data.CsvDialog, "ask", table)
    assert new_from_data.project_for(TextData(path="mail.csv")) is None
    assert asked == ["text", "table mail.csv"]
