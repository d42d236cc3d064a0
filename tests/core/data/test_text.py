"""Texts as data: tables and folders, tokens, vocabulary, length, padding, and everything odd."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data import Preprocessing, Sources, TextEncoder, load, prepare, suggest_from_path
from core.data.dataset import Dataset
from core.data.text import preview
from core.data_spec import TableData, TextData
from core.errors import DataError, FormatError
from core.formats import embed
from core.formats.plain import preprocessing_from_json
from tests.helpers.media import SHARED, write, zipped

ROWS = [
    ("Free prize, call NOW!", "spam"), ("See you at home, mum", "ham"), ("Call me. Call!", "ham"),
    ("a free call", "spam"),
]  # fmt: skip
TABLE = "message,label\n" + "".join(f'"{text}",{label}\n' for text, label in ROWS * 5)


def read(path: Path, **settings: object) -> tuple[Dataset, TextData]:
    dataset, spec = load(TextData(path=str(path), **settings))  # type: ignore[arg-type]
    assert isinstance(spec, TextData)
    return dataset, spec


def refused(path: Path, **settings: object) -> str:
    with pytest.raises(DataError) as caught:
        read(path, **settings)
    return str(caught.value)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write(tmp_path, {"m.csv": TABLE.encode()}) / "m.csv"


def test_a_table_of_texts(table: Path) -> None:
    dataset, spec = read(table)
    assert (spec.text, spec.target, spec.task) == ("message", "label", "classification")
    assert (spec.delimiter, spec.header) == (",", True)
    assert spec.vocabulary_size == 2 + 11 and spec.length == 5
    assert dataset.task.class_names == ("ham", "spam") and dataset.task.vocabulary == 13
    assert dataset.task.input_shape == (5,) and dataset.x.dtype == np.int32
    assert isinstance(dataset.encoder, TextEncoder) and dataset.encoder.vocabulary[:2] == ("call", "free")
    assert dataset.encoder.words(dataset.x[0]) == ["free", "prize", "call", "now", ""]
    assert dataset.sources[0] == "Free prize, call NOW!" and dataset.y[:4].tolist() == [1, 0, 0, 1]
    again, same = load(spec)
    assert same == spec and np.array_equal(again.x, dataset.x)
    rows = prepare(dataset, spec).train.x
    assert rows.dtype == np.float32 and np.array_equal(rows[:], np.rint(rows[:]))


def test_the_vocabulary_is_that_of_the_training_rows(tmp_path: Path) -> None:
    lines = ["text,label"] + [f"common word{n} word{n},{n % 2}" for n in range(40)]
    dataset, spec = read(write(tmp_path, {"t.csv": "\n".join(lines).encode()}) / "t.csv", validation_fraction=0.5)
    encoder = dataset.encoder
    assert isinstance(encoder, TextEncoder)
    train = prepare(dataset, spec).train_index
    assert set(encoder.vocabulary) == {"common"} | {f"word{n}" for n in train}
    assert (dataset.x[train] != 1).all() and (dataset.x == 1).any()


def test_settings(table: Path) -> None:
    dataset, _ = read(table, lowercase=False, punctuation="separate", length=4, padding="pre", truncating="pre")
    encoder = dataset.encoder
    assert isinstance(encoder, TextEncoder)
    assert encoder.words(dataset.x[0]) == [",", "call", "NOW", "!"]
    assert encoder.words(dataset.x[3]) == ["", "a", "free", "call"]
    kept, _ = read(table, punctuation="keep")
    assert isinstance(kept.encoder, TextEncoder) and "prize," in kept.encoder.vocabulary
    letters, _ = read(table, tokens="character", length=9)
    assert isinstance(letters.encoder, TextEncoder) and " " in letters.encoder.vocabulary
    assert "".join(letters.encoder.words(letters.x[0])) == "free priz"
    small, _ = read(table, vocabulary_size=4)
    assert small.task.vocabulary == 4 and small.x.max() == 3
    assert any("% of the words to learn from are unknown" in note for note in small.notes)
    roomy, _ = read(table, vocabulary_size=50)
    assert roomy.task.vocabulary == 50 and roomy.x.max() == 12


def test_multi_hot(table: Path) -> None:
    dataset, spec = read(table, output_mode="multi_hot", vocabulary_size=15)
    assert dataset.x.shape == (20, 14) and dataset.x.dtype == np.uint8 and dataset.task.vocabulary == 0
    names = dataset.task.feature_names
    assert names[:2] == ("(unknown)", "call") and names[-1] == "(unused 2)" and len(set(names)) == 14
    assert [names[at] for at in np.flatnonzero(dataset.x[3])] == ["call", "free", "a"]
    assert prepare(dataset, spec).train.x[:].max() == 1.0


def test_numbers_as_answers(tmp_path: Path) -> None:
    lines = ["text,stars"] + [f"a film worth {n} points,{n / 3:.3f}" for n in range(30)]
    dataset, spec = read(write(tmp_path, {"t.csv": "\n".join(lines).encode()}) / "t.csv", target="stars")
    assert dataset.task.kind == "regression" and dataset.y.shape == (30, 1) and spec.task == "regression"
    assert prepare(dataset, spec).preprocessing.target_scale


def test_folders_and_zips(tmp_path: Path) -> None:
    files = {f"{label}/{n}.txt": text.encode() for n, (text, label) in enumerate(ROWS)}
    files["ham/none.txt"] = b"  \n"
    files["spam/cut.txt"] = b"\x89PNG\r\n"
    files["spam/latin.txt"] = "gr\xfc\xdfe free".encode("latin-1")
    dataset, spec = read(write(tmp_path / "mail", files))
    assert dataset.task.class_names == ("ham", "spam") and len(dataset) == 5
    assert "grüße free" in dataset.sources
    assert dataset.unreadable == (("ham/none.txt", "it is empty"), ("spam/cut.txt", "it is no text"))
    (tmp_path / "mail.zip").write_bytes(zipped({f"mail/{name}": content for name, content in files.items()}))
    inside, same = read(tmp_path / "mail.zip")
    assert np.array_equal(inside.x, dataset.x) and replace(same, path=spec.path) == spec
    carried = embed(spec)
    again, _ = load(spec, None, carried)
    assert np.array_equal(again.x, dataset.x) and again.notes == dataset.notes


def test_folders_with_parts(tmp_path: Path) -> None:
    each = list(enumerate(ROWS))
    files = {f"{part}/{label}/{n}.txt": text.encode() for part in ("train", "test") for n, (text, label) in each}
    files["test/ham/new.txt"] = b"unheard words"
    dataset, _ = read(write(tmp_path, files))
    held = dataset.fixed_validation
    assert len(dataset) == 4 and held is not None and len(held) == 5
    assert held.x[held.sources.index("unheard words")][:2].tolist() == [1, 1]


def test_what_cannot_be_used(tmp_path: Path) -> None:
    write(tmp_path, {"a/ham/1.txt": b"hello", "b/ham/1.txt": b"hello", "b/spam/1.txt": b"", "c/1.md": b""})
    assert "a single class, 'ham'" in refused(tmp_path / "a")
    assert "class 'spam' in b has no text that can be read (it is empty)" in refused(tmp_path / "b")
    assert "holds no .txt files" in refused(tmp_path / "c")
    marks = b"text,label\n!!!,a\n...,b\n?! ?,a\n,b\n"
    table = write(tmp_path, {"t.csv": TABLE.encode(), "n.csv": b"a,b\n1,2\n3,4\n", "w.csv": marks})
    assert "There is no column 'lable' (did you mean 'label'?)" in refused(table / "t.csv", target="lable")
    assert "both the text and what is to be predicted" in refused(table / "t.csv", text="label", target="label")
    assert "No column holds texts of several words" in refused(table / "n.csv")
    assert "hold no words" in refused(table / "w.csv", text="text", target="label")
    assert "is not there" in refused(tmp_path / "gone.csv")
    one = write(tmp_path, {"o.csv": b"text,label\nsome words here,a\nother words there,a\n"}) / "o.csv"
    assert "a single class, 'a'" in refused(one)


def test_not_utf8(tmp_path: Path) -> None:
    lines = "text;label\n" + "sch\xf6ne gr\xfc\xdfe an alle;a\nkalte f\xfc\xdfe im bett;b\n" * 6
    dataset, spec = read(write(tmp_path, {"t.csv": lines.encode("cp1252")}) / "t.csv")
    assert spec.encoding == "cp1252" and dataset.sources[0] == "schöne grüße an alle"
    assert "not written in the encoding ascii" in refused(tmp_path / "t.csv", encoding="ascii")


def test_suggestions(tmp_path: Path, table: Path) -> None:
    assert suggest_from_path(table) == TextData(path=str(table), text="message", target="label")
    assert suggest_from_path(table, "label") == TextData(path=str(table), text="message", target="label")
    lines = [f'"{text}",{label},{n * 7 % 13}\n' for n, (text, label) in enumerate(ROWS * 5)]
    more = "message,label,age\n" + "".join(lines)
    write(tmp_path, {"more.csv": more.encode()})
    assert isinstance(suggest_from_path(tmp_path / "more.csv"), TableData)


def test_preview(table: Path) -> None:
    found = preview(TextData(path=str(table), length=3), Sources(None, {}), rows=2)
    text, tokens, indices, label = found.rows[0]
    assert (text, tokens, label) == ("Free prize, call NOW!", ("free", "prize", "call"), "spam")
    assert [found.encoder.vocabulary[at - 2] for at in indices] == list(tokens) and len(found.rows) == 2
    assert found.count == 20 and found.task.vocabulary == 13 and found.unknown_share == 0.0


# -- the encoder -----------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
encoders = st.builds(
    TextEncoder, tokens=st.sampled_from(["word", "character"]), lowercase=st.booleans(), length=st.integers(1, 9),
    punctuation=st.sampled_from(["drop", "keep", "separate"]), padding=st.sampled_from(["pre", "post"]),
    truncating=st.sampled_from(["pre", "post"]), output_mode=st.sampled_from(["int", "multi_hot"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(encoder=encoders, texts=st.lists(words, min_size=1, max_size=6), size=st.one_of(st.none(), st.integers(3, 12)))
def test_any_text_becomes_a_row(encoder: TextEncoder, texts: list[str], size: int | None) -> None:
    encoder = encoder.fitted(texts, size, 1000)
    assert not list(encoder.complaints())
    x = encoder.encode(texts)
    assert x.shape == (len(texts), *encoder.row_shape)
    assert len(encoder.feature_names) in (0, encoder.row_shape[0])
    if encoder.output_mode == "int":
        assert x.min() >= 0 and x.max() < encoder.vocabulary_size
        for row, text in zip(x, texts, strict=True):
            kept = encoder.shortened(text)
            known = [token if token in encoder.vocabulary else "(unknown)" for token in kept]
            padding = [""] * (encoder.length - len(kept))
            wanted = known + padding if encoder.padding == "post" else padding + known
            assert encoder.words(row) == wanted
    assert TextEncoder.from_json(encoder.to_json()) == encoder


def test_a_hostile_vocabulary_is_refused() -> None:
    encoder = TextEncoder(vocabulary=("a", "b", "c"), vocabulary_size=4, length=2)
    assert "room for 2" in next(iter(encoder.complaints()))[1]
    with pytest.raises(FormatError, match="room for 2"):
        preprocessing_from_json(Preprocessing(encoder=encoder).to_json(), None)


def test_marks() -> None:
    encoder = TextEncoder()
    assert encoder.cut("Don't—stop… “it's” £5_6!") == ["dontstop", "its", "£56"]
    assert replace(encoder, punctuation="separate").cut("go, go!") == ["go", ",", "go", "!"]


@pytest.mark.peers
@pytest.mark.parametrize("padding", ["pre", "post"])
@pytest.mark.parametrize("truncating", ["pre", "post"])
def test_rows_are_padded_and_cut_as_by_keras(padding: str, truncating: str) -> None:
    keras = pytest.importorskip("keras")
    texts = [text for text, _ in ROWS] + ["", "one", "it's new, call me now or never at home"]
    encoder = replace(TextEncoder(padding=padding, truncating=truncating).fitted(texts, 9, 100), length=4)
    whole = [[encoder.positions.get(token, 1) for token in encoder.cut(text)] for text in texts]
    theirs = keras.utils.pad_sequences(whole, maxlen=4, padding=padding, truncating=truncating)
    assert np.array_equal(encoder.encode(texts), theirs)


@pytest.mark.peers
def test_multi_hot_as_scikit_learn_counts() -> None:
    text = pytest.importorskip("sklearn.feature_extraction.text")
    texts = [text for text, _ in ROWS] + ["new words, all of them!"]
    encoder = TextEncoder(output_mode="multi_hot").fitted(texts[:-1], 9, 100)
    theirs = text.CountVectorizer(binary=True, vocabulary=encoder.vocabulary, token_pattern=r"(?u)\b\w+\b")
    assert np.array_equal(encoder.encode(texts)[:, 1:8], theirs.transform(texts).toarray())


@pytest.mark.skipif(not (SHARED / "text" / "sms_spam.tsv").is_file(), reason="the real messages are absent")
def test_real_messages() -> None:
    path = SHARED / "text" / "sms_spam.tsv"
    assert suggest_from_path(path) == TextData(path=str(path), text="column 2", target="column 1")
    dataset, spec = load(suggest_from_path(path))
    assert isinstance(spec, TextData)
    assert len(dataset) == 5574 and dataset.task.class_names == ("ham", "spam")
    assert spec.header is False and spec.delimiter == "\t" and 3000 < (spec.vocabulary_size or 0) < 5000
    assert sum(dataset.y.tolist()) == 747
