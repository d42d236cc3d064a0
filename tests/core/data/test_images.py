"""Folders, zips and IDX files of pictures as data: parts, classes, guesses, corrections, and everything odd."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.data import Sources, load, prepare, suggest_from_path
from core.data import images as images_module
from core.data.compact import PixelRows
from core.data.dataset import Dataset
from core.data.images import preview
from core.data.pictures import Unreadable
from core.data_spec import ImagesData, TextData
from core.errors import DataError
from core.formats import embed
from tests.helpers.media import SHARED, blot, encoded, mnist, pets, write, zipped


def read(path: Path, **settings: object) -> tuple[Dataset, ImagesData]:
    dataset, spec = load(ImagesData(path=str(path), **settings))  # type: ignore[arg-type]
    assert isinstance(spec, ImagesData)
    return dataset, spec


def refused(path: Path, **settings: object) -> str:
    with pytest.raises(DataError) as caught:
        read(path, **settings)
    return str(caught.value)


def test_a_folder_per_class(tmp_path: Path) -> None:
    dataset, spec = read(write(tmp_path, pets()))
    assert dataset.x.shape == (12, 8, 8, 1) and dataset.x.dtype == np.uint8
    assert dataset.task.class_names == ("cat", "dog") and dataset.task.input_shape == (8, 8, 1)
    assert dataset.y.tolist() == [0] * 6 + [1] * 6
    assert dataset.sources[:2] == ("cat/1.png", "cat/2.png")
    assert np.array_equal(dataset.x[7, :, :, 0], np.asarray(blot(102)))
    assert (spec.size, spec.color, len(spec.sha256)) == ((8, 8), "grey", 64)
    prepared = prepare(dataset, spec)
    assert isinstance(prepared.train.x, PixelRows)
    rows = prepared.train.x[:]
    assert rows.dtype == np.float32 and rows.max() <= 1.0
    assert np.array_equal(rows, (dataset.x[prepared.train_index] / 255.0).astype(np.float32))


def test_names_sort_as_people_do(tmp_path: Path) -> None:
    files = {f"{label}/{number}.png": encoded(blot(number)) for label in ("10", "9", "b", "A") for number in (10, 9)}
    dataset, _ = read(write(tmp_path, files))
    assert dataset.task.class_names == ("9", "10", "A", "b")
    assert dataset.sources[:2] == ("9/9.png", "9/10.png")


@pytest.mark.parametrize("held", ["test", "validation", "val", "Valid"])
def test_parts(tmp_path: Path, held: str) -> None:
    files = {f"train/{name}": content for name, content in pets().items()}
    files |= {f"{held}/{name}": content for name, content in pets(2).items()}
    dataset, spec = read(write(tmp_path, files))
    assert len(dataset) == 12 and dataset.fixed_validation is not None
    assert len(dataset.fixed_validation) == 4 and dataset.fixed_validation.sources[0] == f"{held}/cat/1.png"
    assert any("4 of the 4 pictures for validation are among those to learn from" in note for note in dataset.notes)
    assert len(prepare(dataset, spec).validation) == 4


def test_three_parts_leave_the_test_alone(tmp_path: Path) -> None:
    files = {f"{part}/{name}": content for part in ("train", "val", "test") for name, content in pets(2).items()}
    dataset, _ = read(write(tmp_path, files))
    assert dataset.fixed_validation is not None and len(dataset.fixed_validation) == 4
    assert any("4 test pictures are not used" in note for note in dataset.notes)


def test_a_zip_is_the_same_as_the_folder(tmp_path: Path) -> None:
    files = pets()
    folder, spec = read(write(tmp_path / "pets", files))
    junk = {"__MACOSX/cat/._1.png": b"x", "pets/.DS_Store": b"x", "pets/Thumbs.db": b"x"}
    nested = {f"pets/{name}": content for name, content in files.items()}
    (tmp_path / "pets.zip").write_bytes(zipped(nested | junk))
    inside, same = read(tmp_path / "pets.zip")
    assert np.array_equal(inside.x, folder.x) and inside.sources == folder.sources and inside.notes == folder.notes
    assert replace(same, path=spec.path) == spec


def test_guesses_of_size_and_colour(tmp_path: Path) -> None:
    places = [(f"{label}/{number}.png", number) for label in "ab" for number in range(5)]
    files = {name: encoded(blot(number, (200, 100 + number), "RGB")) for name, number in places}
    _, spec = read(write(tmp_path / "large", files))
    assert spec.size == (33, 64) and spec.color == "rgb"
    grey = {name: encoded(blot(number, (9, 7)).convert("RGB")) for name, number in places if number < 3}
    _, spec = read(write(tmp_path / "grey", grey))
    assert spec.size == (7, 9) and spec.color == "grey"
    dataset, spec = read(tmp_path / "grey", size=(4, 5), color="rgb")
    assert dataset.x.shape == (6, 4, 5, 3)
    assert "two numbers, height and width" in refused(tmp_path / "grey", size=(4,))


def test_unreadable_files_are_listed(tmp_path: Path) -> None:
    files = pets()
    jpeg = encoded(blot(1, (40, 40)), "JPEG")
    files |= {"cat/broken.jpg": jpeg[: len(jpeg) // 2], "dog/empty.png": b"", "dog/readme.txt": b"not a picture"}
    dataset, _ = read(write(tmp_path, files))
    assert len(dataset) == 12
    assert dataset.unreadable == (("cat/broken.jpg", "it is cut off"), ("dog/empty.png", "it is empty"))
    named = "cat/broken.jpg: it is cut off; dog/empty.png: it is empty"
    assert f"2 pictures cannot be read and are left out ({named})." in dataset.notes


def test_a_class_without_a_readable_file_is_left_out(tmp_path: Path) -> None:
    dataset, _ = read(write(tmp_path, pets() | {"eel/1.png": b"?", "eel/2.png": b""}))
    assert dataset.task.class_names == ("cat", "dog")
    assert "The class 'eel' has no picture that can be read and is left out." in dataset.notes


def test_nothing_left_is_a_sentence(tmp_path: Path) -> None:
    write(tmp_path, {"cat/1.png": b"?", "dog/1.png": b""})
    assert "None of the 2 pictures" in refused(tmp_path) and "Save them as PNG or JPEG" in refused(tmp_path)


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "holds no files; it needs a folder of PNG" in refused(tmp_path / "empty")
    assert "5 files, but no pictures" in refused(write(tmp_path / "texts", {f"{n}.md": b"x" for n in range(5)}))
    single = write(tmp_path / "single", {f"cat/{n}.png": encoded(blot(n)) for n in range(3)})
    assert "a single class, 'cat'; there is nothing to tell apart" in refused(single)
    loose = write(tmp_path / "loose", {f"{n}.png": encoded(blot(n)) for n in range(3)})
    assert "The 3 pictures in loose lie in no class; put those of each class into a folder" in refused(loose)
    assert "is not there; put it back" in refused(tmp_path / "gone")


def test_loose_pictures_and_alike_names_are_told(tmp_path: Path) -> None:
    files = pets(2) | {"a.png": encoded(blot(9)), "Cat/1.png": encoded(blot(50)), "dog/copy.png": encoded(blot(1))}
    dataset, _ = read(write(tmp_path, files))
    assert "1 picture is outside the class folders and left out." in dataset.notes
    assert "The classes 'Cat', 'cat' differ in capital letters only." in dataset.notes
    assert "1 picture occurs under two classes; correct the labels." in dataset.notes


def test_labels_are_corrected_by_name(tmp_path: Path) -> None:
    spec = ImagesData(path=str(write(tmp_path, pets())))
    spec = spec.relabelled("cat/1.png", "dog").relabelled("cat/2.png", "").relabelled("dog/3.png", "eel")
    spec = spec.relabelled("dog/4.png", "cat").relabelled("dog/4.png", None).relabelled("gone.png", "cat")
    assert dict(spec.labels) == {"cat/1.png": "dog", "cat/2.png": "", "dog/3.png": "eel", "gone.png": "cat"}
    dataset, again = load(spec)
    assert dataset.task.class_names == ("cat", "dog", "eel")
    said = dict(zip(dataset.sources, (dataset.task.class_names[each] for each in dataset.y), strict=True))
    assert said["cat/1.png"] == "dog" and said["dog/3.png"] == "eel" and said["dog/4.png"] == "dog"
    assert "cat/2.png" not in said and len(said) == 11
    assert "1 corrected label belongs to no picture any more, such as gone.png." in dataset.notes
    assert ImagesData.from_json(again.to_json()) == again


def test_a_class_only_in_the_test_part_is_left_out(tmp_path: Path) -> None:
    files = {f"train/{name}": content for name, content in pets(2).items()}
    files |= {"test/cat/7.png": encoded(blot(77)), "test/eel/7.png": encoded(blot(78))}
    dataset, _ = read(write(tmp_path, files))
    assert dataset.fixed_validation is not None and dataset.fixed_validation.sources == ("test/cat/7.png",)
    assert any("validation of 'eel' are left out" in note for note in dataset.notes)


@pytest.mark.parametrize("packed", [True, False])
def test_idx_folder_and_file(tmp_path: Path, packed: bool) -> None:
    write(tmp_path, mnist(packed=packed))
    dataset, spec = read(tmp_path)
    assert dataset.x.shape == (20, 5, 4, 1) and dataset.task.class_names == ("0", "1", "2")
    assert dataset.fixed_validation is not None and len(dataset.fixed_validation) == 6
    assert dataset.sources[3] == "train/3" and spec.color == "grey"
    ending = ".gz" * packed
    alone, _ = read(tmp_path / f"train-images-idx3-ubyte{ending}")
    assert np.array_equal(alone.x, dataset.x) and alone.fixed_validation is not None
    test, _ = read(tmp_path / f"t10k-images-idx3-ubyte{ending}")
    assert len(test) == 6 and test.fixed_validation is None
    assert "holds labels; choose the file of images" in refused(tmp_path / f"train-labels-idx1-ubyte{ending}")
    small, _ = read(tmp_path, size=(3, 3), labels=(("train/0", ""), ("train/1", "2")))
    assert small.x.shape == (19, 3, 3, 1) and small.y[0] == 2
    (tmp_path / "all.zip").write_bytes(zipped(mnist(packed=packed)))
    zipped_set, _ = read(tmp_path / "all.zip")
    assert np.array_equal(zipped_set.x, dataset.x)


def test_idx_without_partner_or_twice(tmp_path: Path) -> None:
    files = mnist()
    labels = files.pop("train-labels-idx1-ubyte.gz")
    write(tmp_path / "a", {"train-images-idx3-ubyte.gz": files["train-images-idx3-ubyte.gz"]})
    assert "without its labels" in refused(tmp_path / "a")
    assert "images without labels" in refused(tmp_path / "a" / "train-images-idx3-ubyte.gz")
    write(tmp_path / "b", {"train-labels-idx1-ubyte.gz": labels})
    assert "labels without images" in refused(tmp_path / "b")
    both = mnist() | mnist(packed=False)
    assert "train files twice" in refused(write(tmp_path / "c", both)) or "test files twice" in refused(tmp_path / "c")
    write(tmp_path / "d", mnist() | {"train-labels-idx1-ubyte.gz": mnist(7)["train-labels-idx1-ubyte.gz"]})
    assert "20 images" in refused(tmp_path / "d") and "7 labels" in refused(tmp_path / "d")


def test_zip_slip_and_other_tricks(tmp_path: Path) -> None:
    for name in ("../evil.png", "/etc/evil.png", "C:/evil.png", "a/../../evil.png"):
        (tmp_path / "bad.zip").write_bytes(zipped({name: encoded(blot(1)), "cat/1.png": encoded(blot(1))}))
        assert "leads out of it" in refused(tmp_path / "bad.zip")
    (tmp_path / "cut.zip").write_bytes(zipped(pets())[:300])
    assert "cut off or damaged" in refused(tmp_path / "cut.zip")
    assert not (tmp_path.parent / "evil.png").exists()


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.data.sources.MAX_FILE", 10_000)
    (tmp_path / "bomb.zip").write_bytes(zipped(pets() | {"cat/big.png": b"\0" * 20_000}))
    dataset, _ = read(tmp_path / "bomb.zip")
    assert dataset.unreadable == (("cat/big.png", "it would unpack to 0 MB"),)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_to_a_zip_is_a_sentence_or_less_pictures(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(zipped(pets(2)))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "d.zip").write_bytes(content[: data.draw(st.integers(len(content) - 9, len(content)))])
    try:
        dataset, _ = read(tmp_path / "d.zip")
    except DataError as error:
        assert str(error).endswith(".")
    else:
        assert 1 <= len(dataset) <= 4


def test_too_many_large_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images_module, "MAX_BYTES", 1000)
    text = refused(write(tmp_path, pets(size=(64, 64))), size=(64, 64))
    assert "12 pictures of 64 × 64" in text and "choose a size of at most 8 × 8" in text


def test_changed_pictures_are_noticed(tmp_path: Path) -> None:
    write(tmp_path / "pets", pets())
    _, spec = read(tmp_path / "pets")
    again, same = load(spec)
    assert same == spec and not any("has changed" in note for note in again.notes)
    write(tmp_path / "pets", {"cat/1.png": encoded(blot(99))})
    changed, other = load(spec)
    assert changed.notes[0] == "pets has changed since the project was saved." and other != spec


class Enough(Exception):  # noqa: N818 (not an error: a wish)
    """What a window raises when nobody waits any more."""


def test_progress_and_cancel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images_module, "CHUNK", 4)
    spec = ImagesData(path=str(write(tmp_path, pets())))
    told: list[tuple[float, str]] = []
    load(spec, report=lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and shares[0] == 0.0 and 0.6 < shares[-1] < 1.0
    assert told[2][1] == "Reading picture 1 of 12." and told[-1][1] == "Reading picture 9 of 12."

    def stop(share: float, text: str) -> None:
        if share > 0.3:
            raise Enough

    with pytest.raises(Enough):
        load(spec, report=stop)


def test_small_folders_travel_inside_the_project(tmp_path: Path) -> None:
    write(tmp_path / "pets", pets() | {"notes.md": b"not a picture"})
    dataset, spec = load(ImagesData(path="pets"), tmp_path)
    carried = embed(spec, tmp_path)
    inside, same = load(spec, None, carried)
    assert same == spec and np.array_equal(inside.x, dataset.x) and inside.notes == dataset.notes
    write(tmp_path / "digits", mnist())
    name = "digits/train-images-idx3-ubyte.gz"
    whole, spec = load(ImagesData(path=name), tmp_path)
    inside, same = load(spec, None, embed(spec, tmp_path))
    assert same == spec and np.array_equal(inside.x, whole.x) and inside.fixed_validation is not None
    assert embed(ImagesData(path="gone"), tmp_path) == {}


def test_large_folders_stay_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.formats.project.MAX_EMBEDDED", 500)
    assert embed(ImagesData(path=str(write(tmp_path, pets())))) == {}


def test_preview(tmp_path: Path) -> None:
    write(tmp_path, pets() | {"dog/0.png": b"?"})
    found = preview(ImagesData(path=str(tmp_path)), Sources(None, {}), count=4)
    assert found.classes == (("cat", 6), ("dog", 7)) and found.held == 0 and len(found.names) == 13
    assert found.spec.size == (8, 8)
    assert [(each.name, each.label) for each in found.pictures] == [
        ("cat/1.png", "cat"), ("cat/2.png", "cat"), ("dog/0.png", "dog"), ("dog/1.png", "dog"),
    ]  # fmt: skip
    assert isinstance(found.pictures[2].pixels, Unreadable)
    further = preview(found.spec, Sources(None, {}), count=2, start=5)
    assert [each.name for each in further.pictures] == ["cat/6.png", "dog/0.png"]


def test_suggestions(tmp_path: Path) -> None:
    write(tmp_path / "pets", pets())
    assert suggest_from_path(tmp_path / "pets") == ImagesData(path=str(tmp_path / "pets"))
    (tmp_path / "pets.zip").write_bytes(zipped(pets()))
    assert suggest_from_path(tmp_path / "pets.zip") == ImagesData(path=str(tmp_path / "pets.zip"))
    write(tmp_path / "texts", {"a/1.txt": b"one", "b/1.txt": b"two", "b/p.png": encoded(blot(1))})
    assert isinstance(suggest_from_path(tmp_path / "texts"), TextData)
    write(tmp_path / "tables", {"a.csv": b"a,b\n1,2\n"})
    with pytest.raises(DataError, match=r"choose a file in it, such as a\.csv"):
        suggest_from_path(tmp_path / "tables")
    with pytest.raises(DataError, match="leave out --target"):
        suggest_from_path(tmp_path / "pets", "class")


def test_links_in_a_circle_do_not_matter(tmp_path: Path) -> None:
    write(tmp_path, pets())
    try:
        (tmp_path / "cat" / "round").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert len(read(tmp_path)[0]) == 12


@pytest.mark.skipif(not (SHARED / "images").is_dir(), reason="the real pictures are absent")
def test_real_digits() -> None:
    dataset, spec = read(SHARED / "images" / "mnist_png")
    assert dataset.x.shape == (1000, 28, 28, 1) and spec.size == (28, 28) and spec.color == "grey"
    assert dataset.fixed_validation is not None and len(dataset.fixed_validation) == 200
    assert dataset.task.class_names == tuple("0123456789") and not dataset.unreadable


@pytest.mark.skipif(not (SHARED / "mnist").is_dir(), reason="MNIST is absent")
def test_real_mnist_stays_bytes() -> None:
    dataset, spec = read(SHARED / "mnist")
    assert dataset.x.nbytes == 60_000 * 784 and dataset.fixed_validation is not None
    prepared = prepare(dataset, spec)
    assert isinstance(prepared.train.x, PixelRows) and prepared.train.x.pixels is dataset.x
    png = SHARED / "images" / "mnist_png" / "train" / "3"
    if png.is_dir():
        first = sorted(png.iterdir())[0]
        assert np.array_equal(dataset.x[int(first.stem), :, :, 0], np.asarray(Image.open(first)))


@pytest.mark.peers
@pytest.mark.parametrize("color", ["grey", "rgb"])
@pytest.mark.parametrize("resample", ["nearest", "bilinear", "bicubic", "lanczos"])
def test_pixels_as_keras_loads_them(tmp_path: Path, color: str, resample: str) -> None:
    keras = pytest.importorskip("keras")
    files = {f"{label}/{n}.png": encoded(blot(n, (30, 20), "RGB")) for label in "ab" for n in range(3)}
    dataset, _ = read(write(tmp_path, files), color=color, size=(9, 8), resample=resample)
    mode = "grayscale" if color == "grey" else "rgb"
    theirs = [
        keras.utils.img_to_array(
            keras.utils.load_img(tmp_path / name, color_mode=mode, target_size=(9, 8), interpolation=resample)
        )
        for name in dataset.sources
    ]
    assert np.array_equal(np.stack(theirs), dataset.x)
