"""The command line on pictures and texts: new, train, evaluate, predict, export, for folders, zips and tables."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.cli import main
from core.data_spec import ImagesData, TextData
from core.formats import load_model, load_project
from core.session import trained_model
from tests.helpers.media import blot, encoded, mnist, write, zipped


def bright(count: int = 12) -> dict[str, bytes]:
    """Dark and light pictures of many sizes: anything learns them."""
    rng = np.random.default_rng(3)
    files = {}
    for label, low in (("dark", 0), ("light", 160)):
        for number in range(count):
            shape = (6 + number % 3, 7)
            values = rng.integers(low, low + 90, shape, dtype=np.uint8)
            files[f"{label}/{number}.png"] = encoded(Image.fromarray(values))
    return files


MESSAGES = [
    ("free prize for you now", "spam"), ("see you at home", "ham"), ("win a free phone", "spam"),
    ("back home now", "ham"),
]  # fmt: skip
TABLE = "text,label\n" + "".join(f"{text} {n},{label}\n" for n in range(8) for text, label in MESSAGES)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "shades", bright())
    return tmp_path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_pictures_from_new_to_predict(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "shades"]) == 0
    assert "24 rows; 49-32-1 predicts 2 classes." in capsys.readouterr().out
    project = load_project(folder / "shades.chainrule")
    assert isinstance(project.project.data, ImagesData) and project.project.data.size == (7, 7)
    assert list(project.embedded) == ["shades"]
    assert main(["train", "shades.chainrule", "--epochs", "150"]) == 0
    capsys.readouterr()
    assert main(["evaluate", "shades.chainrule", "--data", "shades", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"]["accuracy"] > 0.95
    white = encoded(Image.new("RGB", (9, 9), "white"), "JPEG")
    write(folder / "fresh", {"a.png": encoded(blot(1, (30, 20))), "b/c.jpg": white, "broken.png": b"?"})
    assert main(["predict", "shades.chainrule", "fresh", "out.csv", "--labels"]) == 0
    assert "1 picture cannot be read and is left out (broken.png" in capsys.readouterr().out
    found = rows_of(folder / "out.csv")
    assert list(found[0]) == ["light", "label", "file"]
    assert [(row["file"], row["label"]) for row in found][1] == ("b/c.jpg", "light")
    (folder / "fresh.zip").write_bytes(zipped({"x.png": encoded(Image.new("L", (5, 5), 10))}))
    assert main(["predict", "shades.chainrule", "fresh.zip", "out.npy"]) == 0
    assert np.load(folder / "out.npy").shape == (1, 1) and np.load(folder / "out.npy")[0, 0] < 0.5
    assert main(["predict", "shades.chainrule", "fresh/a.png", "out.csv"]) == 0
    assert len(rows_of(folder / "out.csv")) == 1


def test_a_project_moves_without_its_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "shades"]) == 0
    (folder / "elsewhere").mkdir()
    (folder / "shades.chainrule").rename(folder / "elsewhere" / "p.chainrule")
    assert main(["train", "elsewhere/p.chainrule", "--epochs", "1"]) == 0


def test_other_data_of_the_same_kind_keeps_the_settings(folder: Path) -> None:
    assert main(["new", "shades"]) == 0
    (folder / "more.zip").write_bytes(zipped({f"deep/{name}": content for name, content in bright(5).items()}))
    assert main(["train", "shades.chainrule", "--set", "data.size=[4, 5]", "--epochs", "1", "-o", "a.chainrule"]) == 0
    assert main(["train", "a.chainrule", "--data", "more.zip", "--epochs", "1", "-o", "b.chainrule"]) == 0
    data = load_project(folder / "b.chainrule").project.data
    assert isinstance(data, ImagesData) and data.size == (4, 5) and data.path == "more.zip"
    labels = 'data.labels={"dark/1.png": "light"}'
    assert main(["train", "b.chainrule", "--data", "shades", "--set", labels, "--epochs", "1"]) == 0


def test_idx_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "digits_set", mnist())
    assert main(["new", "digits_set/train-images-idx3-ubyte.gz", "-o", "m.chainrule"]) == 0
    assert "26 rows; 20-16-3 predicts 3 classes" in capsys.readouterr().out
    assert main(["train", "m.chainrule", "--epochs", "2"]) == 0
    assert main(["evaluate", "m.chainrule", "--data", "digits_set"]) == 0
    assert "on 6 rows" in capsys.readouterr().out


def test_texts_from_new_to_predict(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"sms.csv": TABLE.encode(), "in.csv": b"text\nwin a free phone\nsee you at home\n"})
    write(folder, {"in.txt": b"win a free phone\n\nsee you at home\n"})
    assert main(["new", "sms.csv"]) == 0
    data = load_project(folder / "sms.chainrule").project.data
    assert isinstance(data, TextData) and data.vocabulary_size and data.length == 6
    bag = ["--set", "data.output_mode=multi_hot", "--epochs", "30", "-o", "b.chainrule"]
    assert main(["train", "sms.chainrule", *bag]) == 0
    capsys.readouterr()
    assert main(["evaluate", "b.chainrule", "--data", "sms.csv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"]["accuracy"] == 1.0
    for source in ("in.csv", "in.txt"):
        assert main(["predict", "b.chainrule", source, "out.csv", "--labels"]) == 0
        assert [row["label"] for row in rows_of(folder / "out.csv")] == ["spam", "ham"]
    write(folder / "mail", {"x/1.txt": b"free phone", "x/2.txt": b"", "spam/3.txt": b"prize"})
    assert main(["predict", "b.chainrule", "mail", "out.csv", "--labels"]) == 0
    assert [row["file"] for row in rows_of(folder / "out.csv")] == ["spam/3.txt", "x/1.txt"]
    assert main(["evaluate", "b.chainrule", "--data", "mail"]) == 2
    assert "is of the class 'x', which is none of the known: ham, spam" in capsys.readouterr().err


def test_the_vocabulary_travels_in_every_file(folder: Path) -> None:
    write(folder, {"sms.csv": TABLE.encode()})
    assert main(["new", "sms.csv"]) == 0
    assert main(["train", "sms.chainrule", "--epochs", "1"]) == 0
    model = trained_model(load_project(folder / "sms.chainrule"), folder)
    for ending in ("npz", "safetensors", "onnx"):
        assert main(["export", "sms.chainrule", f"m.{ending}"]) == 0
    for ending in ("npz", "safetensors"):
        assert load_model(folder / f"m.{ending}").preprocessing.encoder == model.preprocessing.encoder
    assert b'"vocabulary"' in (folder / "m.onnx").read_bytes()
    assert load_model(folder / "m.npz").task == model.task and model.task.vocabulary > 2


@pytest.mark.parametrize("header", [True, False])
def test_a_table_without_header(folder: Path, header: bool, capsys: pytest.CaptureFixture[str]) -> None:
    body = "".join(f"{label}\t{text} {n}\n" for n in range(8) for text, label in MESSAGES)
    write(folder, {"sms.tsv": (("label\ttext\n" if header else "") + body).encode()})
    write(folder, {"one.csv": b'text\n"free, now"\nhome\n', "two.tsv": body.encode()})
    assert main(["train", _new("sms.tsv"), "--epochs", "1"]) == 0
    assert main(["predict", "sms.chainrule", "one.csv", "out.csv"]) == 0
    assert len(rows_of(folder / "out.csv")) == 2
    if not header:
        assert main(["evaluate", "sms.chainrule", "--data", "two.tsv"]) == 0
        assert "on 32 rows" in capsys.readouterr().out


def _new(data: str) -> str:
    assert main(["new", data]) == 0
    return f"{Path(data).stem}.chainrule"


@pytest.mark.parametrize("name", ["questions", "moods"])
def test_texts_that_come_with_the_program(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", _new(name), "--epochs", "1"]) == 0
    write(folder, {"in.txt": b"where is the cat\n"})
    assert main(["predict", f"{name}.chainrule", "in.txt", "out.csv", "--labels"]) == 0
    assert len(rows_of(folder / "out.csv")) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["new", "empty"], "empty holds no files; it needs a folder of PNG"),
        (["new", "gone/"], "'gone/' is no file"),
        (["new", "shades", "--target", "x"], "leave out --target"),
        (["new", "note.wav"], "not a kind of data that can be opened"),
        (["new", "broken.zip"], "is not a zip file"),
        (["new", "one"], "a single class, 'a'"),
    ],
)
def test_refusals_are_one_line(
    folder: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    write(folder, {"note.wav": b"", "broken.zip": b"PK\x03\x04rest", "one/a/1.png": encoded(blot(1))})
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err and captured.err.count("\n") == 1
