"""CSV files as they are found: sniffed, read, encoded again; and the sentences where they cannot be used."""

import io
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.data import Dataset, TableEncoder, prepare
from core.data.encoding import labelled
from core.data.tables import guess_target, preview, read_table, sniff
from core.data_spec import TableData
from core.errors import DataError

RANGE = range(30)


def lines(head: str, row: str) -> str:
    """A table of 30 rows; ``row`` is formatted with i, its square s, its parity p and a letter c of three."""
    return head + "".join(row.format(i=i, s=i * i, p=i % 2, c="abc"[i % 3], w=["no", "yes"][i % 2]) for i in RANGE)


def read(content: str | bytes, target: str = "y", **settings: Any) -> tuple[Dataset, TableData]:
    raw = content.encode() if isinstance(content, str) else content
    return read_table(TableData(path="t.csv", target=target, **settings), raw)


THOUSANDS = lines("a,b,y\n", '{i},"{s},000",{w}\n').replace('"0,000"', "0")
WRITTEN: dict[str, tuple[bytes, str, str, str, bool]] = {
    "comma": (lines("a,b,y\n", "{i},{s},{w}\n").encode(), ",", ".", "utf-8", True),
    "crlf and bom": (("\ufeff" + lines("a,b,y\r\n", "{i},{s},{w}\r\n")).encode(), ",", ".", "utf-8-sig", True),
    "old mac": (lines("a,b,y\r", "{i},{s},{w}\r").encode(), ",", ".", "utf-8", True),
    "spaces": (lines("a, b, y\n", "{i}, {s}, {w} \n").encode(), ",", ".", "utf-8", True),
    "trailing": (lines("a;b;y;;\n", "{i};{s};{w};;\n").encode(), ";", ".", "utf-8", True),
    "trailing below": (lines("a,b,y\n", "{i},{s},{w},\n").encode(), ",", ".", "utf-8", True),
    "trailing above": (lines("a,b,y,,\n", "{i},{s},{w}\n").encode(), ",", ".", "utf-8", True),
    "empty rows": (lines("a;b;y\n", "{i};{s};{w}\n").encode() + b";;\n\n;;\n", ";", ".", "utf-8", True),
    "tab": (lines("a\tb\ty\n", "{i}\t{s}\t{w}\n").encode(), "\t", ".", "utf-8", True),
    "bar": (lines("a|b|y\n", "{i}|{s}|{w}\n").encode(), "|", ".", "utf-8", True),
    "blanks": (lines("a  b   y\n", " {i}   {s} {w}\n").encode(), " ", ".", "utf-8", True),
    "utf-16": (lines("a\tb\ty\n", "{i}\t{s}\t{w}\n").encode("utf-16"), "\t", ".", "utf-16", True),
    "utf-16 without mark": (lines("a,b,y\n", "{i},{s},{w}\n").encode("utf-16-le"), ",", ".", "utf-16-le", True),
    "quoted": (lines('"a","b","y"\n', '"{i}","{s}","{w}"\n').encode(), ",", ".", "utf-8", True),
    "quoted thousands": (THOUSANDS.encode(), ",", ".", "utf-8", True),
    "decimal comma": (lines("a;b;y\n", "{i},0;{s},00;{w}\n").encode(), ";", ",", "utf-8", True),
    "currency": (lines("a,b,y\n", "{i},${s}.00,{w}\n").encode(), ",", ".", "utf-8", True),
    "percent": (lines("a,b,y\n", "{i}%,{s} %,{w}\n").encode(), ",", ".", "utf-8", True),
    "unit": (lines("a,b,y\n", "{i} km,{s} kg,{w}\n").encode(), ",", ".", "utf-8", True),
    "excel": (lines("sep=;\na;b;y\n", "{i};{s};{w}\n").encode(), ";", ".", "utf-8", True),
    "comment": (lines("# made by hand\na,b,y\n", "{i},{s},{w}\n").encode(), ",", ".", "utf-8", True),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_every_way_of_writing_gives_the_same_rows(name: str) -> None:
    content, delimiter, decimal, encoding, header = WRITTEN[name]
    dataset, spec = read(content)
    assert (spec.delimiter, spec.decimal, spec.encoding, spec.header) == (delimiter, decimal, encoding, header)
    assert dataset.task.class_names == ("no", "yes")
    assert dataset.task.feature_names == ("a", "b")
    assert dataset.x[:, 0].tolist() == list(RANGE)
    thousand = 1000.0 if "thousands" in name else 1.0
    assert dataset.x[:, 1].tolist() == [i * i * thousand for i in RANGE]
    assert dataset.y.tolist() == [i % 2 for i in RANGE]
    assert dataset.encoder is not None
    assert np.array_equal(dataset.encoder.encode(content), dataset.x)
    again, same = read_table(spec, content)
    assert same == spec and np.array_equal(again.x, dataset.x)


def test_accents_of_windows_1252() -> None:
    dataset, spec = read(lines("größe;y\n", "{i};é{p}\n").encode("cp1252"))
    assert spec.encoding == "cp1252"
    assert dataset.task.feature_names == ("größe",) and dataset.task.class_names == ("é0", "é1")


def test_a_file_without_header() -> None:
    dataset, spec = read(lines("", "{i},{s},{w}\n"), target="column 3")
    assert spec.header is False and dataset.task.feature_names == ("column 2",)
    dataset, _ = read(lines("", "{s},{c},{w}\n"), target="column 3")
    assert dataset.encoder is not None
    expected = [[4.0, 0.0, 0.0, 1.0]]
    assert dataset.encoder.encode(b"4,c\n").tolist() == expected
    assert dataset.encoder.encode(b"4,c,yes\n").tolist() == expected
    assert dataset.encoder.encode(b"column 2,column 1\nc,4\n").tolist() == expected


def test_quotes_inside_a_message_and_cells_of_several_lines() -> None:
    messages = "".join(f'{"ham" if i % 2 else "spam"}\t{i}\t"hello {i}\n' for i in RANGE)
    guess = sniff(messages.encode())
    assert not guess.quoted and len(guess.rows) == 30
    dataset, _ = read('a,"b\nc",y\n' + "".join(f'{i},"t\n{i % 3}",{i % 2}\n' for i in RANGE))
    assert len(dataset) == 30
    assert dataset.task.feature_names[1:] == ("b\nc=t\n0", "b\nc=t\n1", "b\nc=t\n2")


def test_treatments_and_their_notes() -> None:
    head = "id,when,name,same,none,city,ok,mark,copy,y\n"
    rows = "".join(
        f"{i},2020-01-{i % 28 + 1:02d},person {i},k,,{['rome', 'oslo', ''][i % 3]},{i % 5 > 1},"
        f"{'unknown' if i == 3 else i / 2},{'uv'[i % 2]},{['no', 'yes'][i % 2]}\n"
        for i in RANGE
    )
    dataset, spec = read(head + rows)
    assert dict(spec.columns or ()) == {
        "id": "ignore", "when": "ignore", "name": "ignore", "same": "ignore", "none": "ignore", "city": "one_hot",
        "ok": "one_hot", "mark": "standardize", "copy": "ignore",
    }  # fmt: skip
    assert dataset.task.feature_names == ("city=oslo", "city=rome", "city=missing", "ok=False", "ok=True", "mark")
    assert dataset.x[2].tolist() == [0, 0, 1, 0, 1, 1.0]
    notes = " ".join(prepare(dataset, spec).notes)
    for sentence in (
        "Column id is ignored: it only numbers the rows.",
        "Column when is ignored: it holds dates or times.",
        "Column name is ignored: nearly every row has its own text (30 different).",
        "Column same is ignored: its only value is k.",
        "Column copy is ignored: it repeats the target y in other words.",
        "10 missing values of city become a category 'missing'.",
        "In column mark 'unknown' is read as a missing number.",
        "1 missing value of mark is replaced by the training median",
    ):
        assert sentence in notes


def test_chosen_treatments_win() -> None:
    dataset, _ = read(lines("a,b,y\n", "{i},{c},{s}.5\n"), columns=(("a", "as_is"), ("b", "ignore")))
    assert dataset.task.kind == "regression" and dataset.columns == (False,)
    grades = lines("a,b,y\n", "{i},{p},{s}.5\n")
    dataset, _ = read(grades, columns=(("b", "one_hot"),))
    assert dataset.task.feature_names == ("a", "b=0", "b=1")
    assert dataset.encoder is not None
    assert dataset.encoder.encode(b"b,a\n1.0,4\n7,5\n,6\n").tolist() == [[4, 0, 1], [5, 0, 0], [6, 0, 0]]


def test_digits_with_a_plus_stay_categories_and_sentinels_stay_numbers() -> None:
    counts = ["0", "1", "2", "3+"]
    dataset, _ = read("a,b,y\n" + "".join(f"{-200 if i == 3 else i},{counts[i % 4]},{i / 2}\n" for i in RANGE))
    assert dataset.task.feature_names == ("a", "b=0", "b=1", "b=2", "b=3+")
    assert dataset.x[3, 0] == -200


def test_none_is_a_class_but_not_a_number() -> None:
    dataset, _ = read("a,y\n" + "".join(f"{'None' if i == 3 else i},{['None', 'Mild', 'Bad'][i % 3]}\n" for i in RANGE))
    assert dataset.task.class_names == ("Bad", "Mild", "None") and len(dataset) == 30
    assert np.flatnonzero(np.isnan(dataset.x[:, 0])).tolist() == [3]


def test_decimal_commas_beside_a_currency() -> None:
    dataset, spec = read(lines("a;p;y\n", "{i};1.0{i:02d},50 €;{w}\n"))
    assert spec.decimal == ","
    assert dataset.x[:, 1].tolist() == [1000.5 + i for i in RANGE]


def test_rows_without_a_target_are_left_out() -> None:
    dataset, _ = read("a,y\n" + "".join(f"{i},{'NA' if i < 3 else i % 2}\n" for i in RANGE))
    assert len(dataset) == 27
    assert "3 rows without a value of y are left out." in dataset.notes


def test_many_whole_numbers_up_to_255_are_pixels() -> None:
    head = "label," + ",".join(f"p{i}" for i in range(64)) + "\n"
    pixels = [["0" if j == 5 else str((i * j * 7) % 256) for j in range(64)] for i in RANGE]
    rows = [f"{i % 3}," + ",".join(line) + "\n" for i, line in enumerate(pixels)]
    dataset, spec = read(head + "".join(rows), target="label")
    assert dataset.x.shape == (30, 64) and dataset.pixel_scale == 255.0
    assert prepare(dataset, spec).preprocessing.scale == (255.0,)


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ("no yes", "classification"), ("0 1", "classification"), ("1.0 2.0", "classification"),
        ("3 4 5 6 7", "classification"), ("0.5 1.5", "regression"),
        (" ".join(str(i) for i in range(15)), "regression"), ("True False", "classification"),
    ],
)  # fmt: skip
def test_the_task_is_guessed(values: str, task: str) -> None:
    words = values.split()
    _, spec = read("a,y\n" + "".join(f"{i * 7 % 11},{words[i % len(words)]}\n" for i in RANGE))
    assert spec.task == task


@pytest.mark.parametrize(
    ("head", "target"),
    [("a,Species,b", "Species"), ("label,a,b", "label"), ("a,b,c", "c"), ("survived,class,x", "survived")],
)
def test_the_target_is_guessed(head: str, target: str) -> None:
    assert guess_target(sniff((head + "\n" + "1,2,3\n4,5,6\n1,5,6\n").encode())) == target


def test_free_text_is_not_guessed_as_target() -> None:
    assert guess_target(sniff(lines("kind,size,text\n", "{c},{s},line {i} of it\n").encode())) == "size"


def test_the_encoder_survives_json_and_reads_frames() -> None:
    dataset, _ = read(lines("a,b,y\n", "{i}.5,{c},{w}\n"))
    assert dataset.encoder is not None
    encoder = TableEncoder.from_json(json.loads(json.dumps(dataset.encoder.to_json())))
    assert encoder == dataset.encoder
    frame = pd.DataFrame({"extra": ["z", "z"], "b": ["c", "new"], "a": [1.5, np.nan]})
    encoded = encoder.encode(frame)
    assert encoded[0].tolist() == [1.5, 0, 0, 1]
    assert np.isnan(encoded[1, 0]) and encoded[1, 1:].tolist() == [0, 0, 0]
    fitted = prepare(dataset, TableData(path="", target="y")).preprocessing
    assert fitted.inputs(encoded)[1, 0] == pytest.approx(0, abs=0.1)
    x, y = labelled(encoder, dataset.task, b"y;b;a\nyes;a;2,5\n;b;1\nno;c;3,5\n")
    assert x.tolist() == [[2.5, 1, 0, 0], [3.5, 0, 0, 1]] and y.tolist() == [1, 0]
    with pytest.raises(DataError, match="holds 'maybe', which is none of the known classes: no, yes"):
        labelled(encoder, dataset.task, b"y,b,a\nmaybe,a,2\nno,a,3\n")


def test_a_single_feature_can_be_predicted_from() -> None:
    dataset, _ = read(lines("x,y\n", "{i}.5,{s}.25\n"))
    assert dataset.encoder is not None
    assert dataset.encoder.encode(b"x\n1.5\n2\n").tolist() == [[1.5], [2.0]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a\n1\n2\n", "lacks the column 'b'"),
        ("a,B\n1,2\n", "lacks the column 'b'"),
        ("a,b\n1,2\n1,oops\n", "Column 'b' should hold numbers; row 2 holds 'oops'"),
        ("", "empty"),
    ],
)
def test_what_cannot_be_predicted_from_is_a_sentence(content: str, sentence: str) -> None:
    dataset, _ = read(lines("a,b,y\n", "{i},{s},{i}.5\n"))
    assert dataset.encoder is not None
    with pytest.raises(DataError, match=sentence):
        dataset.encoder.encode(content.encode())


@pytest.mark.parametrize(
    ("content", "settings", "sentence"),
    [
        ("", {}, "The file is empty"),
        (" \n\n", {}, "The file is empty"),
        ("a,y\n", {}, "only a header"),
        ("a,y\n1,2\n3\n4,5\n", {}, "Line 3 has 1 cell where the header has 2"),
        ("a,y\n1,2\n3,4\n4,5,6\n", {}, "Line 4 has 3 cells where the header has 2"),
        ("1,2\n3,4\n5,6,7\n", {"target": "column 1"}, "Line 3 has 3 cells where others have 2"),
        (bytes(range(256)), {}, "binary"),
        (b"PK\x03\x04rest", {}, "zip or Excel"),
        ("a,label\n1,2\n3,4\n", {"target": "lable"}, "no column 'lable' to predict .did you mean 'label'"),
        ("a,y\n1,x\n2,x\n", {}, "a single class, 'x'"),
        ("a,y\n1,x\n", {}, "one row with a target"),
        ("a,y\n1,\n2,NA\n", {}, "has no value in any row"),
        ("a,y\n1,2.5\ninf,3.5\n3,4.5\n", {}, "'a' holds an infinite number in row 2"),
        ("a,y\n1,2.5\n2,inf\n3,4.5\n", {}, "'y' holds infinite numbers"),
        ("a,a,y\n1,2,3\n4,5,6\n", {}, "'a' occurs more than once"),
        ("a,y\n1,u\n2,v\n", {"task": "regression"}, "holds text such as 'u'"),
        ("a\n1\n2\n", {"target": "a"}, "No columns were found"),
        ("a,y\n1,2\n3,4\n", {"encoding": "utf-99"}, "'utf-99' is not known"),
        ("a,y\né,2\n3,4\n", {"encoding": "ascii"}, "not written in the encoding ascii"),
        ("a,y\n1,2\n3,4\n", {"delimiter": ";;"}, "one character"),
        ("a,y\n1,2\n3,4\n", {"columns": (("aa", "ignore"),)}, "no column 'aa' .did you mean 'a'"),
        ("a,y\n1,2\n3,4\n", {"columns": (("a", "scale"),)}, "may be standardize"),
        ("a,y\nu,2\nv,4\n", {"columns": (("a", "standardize"),)}, "cannot become standardize"),
        ("a,y\n1,2\n1,4\n", {}, "No column is left to predict from. Column a is ignored: its only value is 1"),
        (lines("a,y\n", "{i},name {i}\n"), {}, "30 different values in 30 rows: too many"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(content: str | bytes, settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read(content, **settings)


def test_the_preview_shows_rows_and_reasons() -> None:
    content = lines("a,city,copy,y\n", "{i}.5,{c},k{p},{w}\n").encode()
    shown = preview(content)
    assert (shown.target, shown.task, shown.row_count) == ("y", "classification", 30)
    assert shown.rows[0] == ("0.5", "a", "k0", "no") and len(shown.rows) == 20
    assert [column.treatment for column in shown.columns] == ["standardize", "one_hot", "ignore", "target"]
    assert shown.columns[3].sentence == "To be predicted: one of 2 classes (no, yes)."
    other = preview(content, TableData(path="", target="a", columns=(("city", "ignore"),)))
    assert (other.target, other.task) == ("a", "regression")
    assert [column.treatment for column in other.columns] == ["target", "ignore", "one_hot", "one_hot"]
    assert "too many" in preview(lines("a,y\n", "{i},name {i}\n").encode(), TableData(path="", target="y")).notes[0]


def test_a_wide_file_is_read_in_one_go() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(2000, 100)), columns=[f"f{index}" for index in range(100)])
    frame["y"] = rng.normal(size=2000)
    file = io.StringIO()
    frame.to_csv(file, index=False)
    dataset, _ = read(file.getvalue())
    assert dataset.x == pytest.approx(frame.drop(columns="y").to_numpy(), rel=1e-12)
