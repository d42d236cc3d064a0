"""Damaged, foreign and hostile project files: each is refused with a sentence, quickly, and nothing is unpickled."""

import io
import json
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import ChainruleError, FormatError
from core.formats import ProjectFile, archive, load_project, save_project
from core.formats.tensors import pack

Entries = dict[str, bytes]


@pytest.fixture
def path(tmp_path: Path, trained: ProjectFile) -> Path:
    found = tmp_path / "a.chainrule"
    save_project(found, trained)
    return found


def _entries(path: Path) -> Entries:
    with zipfile.ZipFile(path) as held:
        return {name: held.read(name) for name in held.namelist()}


def _rewrite(path: Path, change: Callable[[Entries], None]) -> None:
    entries = _entries(path)
    change(entries)
    path.write_bytes(archive.pack(entries))


def _json(entry: str, change: Callable[[Any], None]) -> Callable[[Entries], None]:
    def apply(entries: Entries) -> None:
        raw = json.loads(entries[entry])
        change(raw)
        entries[entry] = json.dumps(raw).encode()

    return apply


def _put(*keys: Any) -> Callable[[Any], None]:
    """``_put("a", 0, "b", value)`` sets raw["a"][0]["b"] = value."""

    def apply(raw: Any) -> None:
        *way, last, value = keys
        for key in way:
            raw = raw[key]
        raw[last] = value

    return apply


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello", "is not a Chainrule project"),
        (b"\x80\x04\x95\x10\x00", "is not a Chainrule project"),
        (b"PK\x03\x04 and no more", "cut off or damaged"),
        (b"{", "is not valid JSON: .* in line 1"),
        (b"{}", "has no 'format'"),
        (b"[1]", "has no 'format'"),
        (b'{"format": "chainrule/2"}', "newer Chainrule"),
        (b'{"format": "keras"}', "not a Chainrule project"),
        (b'{"format": "chainrule/1", "colour": 1}', "unknown key 'colour'"),
        (b'{"format": "chainrule/1", "training": {"epochs": NaN}}', "NaN is not a number"),
        (b'{"format": "chainrule/1", "training": {"epochs": 1e999}}', "should be a whole number"),
        (b'{"format": "chainrule/1", "training": {"epochs": ' + b"9" * 5000 + b"}}", "not valid JSON"),
        (b'{"format": "chainrule/1", "network": {"layers": [{"kind": "Lstm"}]}}', "unknown layer kind 'Lstm'"),
        (b'{"format": "chainrule/1", "network": {"layers": [{"kind": "Flatten", "name": "\\ud800"}]}}', "UTF-8"),
        (b'{"format": "\xff"}', "not UTF-8"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" * 1_000_000, "nested too deeply"),
    ],
)
def test_files_that_are_no_projects(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.chainrule"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=words):
        load_project(path)


def test_every_truncation_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for length in (*range(1, len(whole), max(1, len(whole) // 60)), len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(FormatError):
            load_project(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**9), value=st.binary(min_size=1, max_size=4))
def test_flipped_bytes_give_the_project_or_a_sentence(path: Path, place: int, value: bytes) -> None:
    whole = path.read_bytes()
    place %= len(whole)
    damaged = path.with_name("damaged.chainrule")
    damaged.write_bytes(whole[:place] + value + whole[place + len(value) :])
    try:
        assert load_project(damaged).project.network.nodes
    except ChainruleError as error:
        assert str(error).endswith((".", ")."))


def _zip(files: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as held:
        for name, content in files:
            held.writestr(name, content)
    return buffer.getvalue()


BARE = b'{"format": "chainrule/1"}'


@pytest.mark.parametrize("name", ["../evil", "data/../../evil", "/etc/passwd", "C:\\evil", "data\\..\\evil"])
def test_names_that_lead_elsewhere(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.chainrule"
    path.write_bytes(_zip([("project.json", BARE), (name, b"x")]))
    with pytest.raises(FormatError, match="leads out of it"):
        load_project(path)
    assert [each.name for each in tmp_path.iterdir()] == ["a.chainrule"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_double_entries(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    path.write_bytes(_zip([("project.json", BARE), ("project.json", BARE)]))
    with pytest.raises(FormatError, match=r"holds 'project\.json' twice"):
        load_project(path)


def test_a_foreign_zip_and_too_many_files(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    path.write_bytes(_zip([("word/document.xml", b"<x/>")]))
    with pytest.raises(FormatError, match="a zip archive but not a Chainrule project"):
        load_project(path)
    path.write_bytes(_zip([("project.json", BARE), *((f"data/{number}", b"") for number in range(1001))]))
    with pytest.raises(FormatError, match="holds 1,002 files"):
        load_project(path)


def test_what_else_lies_in_the_zip_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    path.write_bytes(_zip([("project.json", BARE), ("readme.txt", b"hello"), ("data/", b"")]))
    assert load_project(path).embedded == {}


def test_other_packing(tmp_path: Path) -> None:
    path = tmp_path / "a.chainrule"
    path.write_bytes(_zip([("project.json", BARE)], zipfile.ZIP_LZMA))
    with pytest.raises(FormatError, match="pack it as a plain zip"):
        load_project(path)
    content = bytearray(_zip([("project.json", BARE)]))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(FormatError, match="is encrypted"):
        load_project(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.chainrule"
    path.write_bytes(_zip([("project.json", b" " * 300_000_000 + BARE)], zipfile.ZIP_DEFLATED))
    begun = time.perf_counter()
    with pytest.raises(FormatError, match="would unpack to 286 MB"):
        load_project(path)
    assert time.perf_counter() - begun < 1.0


def test_a_zip_that_understates_its_sizes(tmp_path: Path) -> None:
    path = tmp_path / "bomb.chainrule"
    content = bytearray(_zip([("project.json", b" " * 70_000_000 + BARE)], zipfile.ZIP_DEFLATED))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.index(mark)
        content[place + offset : place + offset + 4] = struct.pack("<I", 100)
    path.write_bytes(bytes(content))
    with pytest.raises(FormatError, match="cut off or damaged"):
        load_project(path)


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ({"hidden.weight": {"dtype": "F32", "shape": [9, 9], "data_offsets": [0, 8]}}, None),
        ({"hidden.weight": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8_000_000_000]}}, None),
        ({"hidden.weight": {"dtype": "F99", "shape": [2], "data_offsets": [0, 8]}}, None),
        ({"hidden.weight": {"dtype": "F32", "shape": [2**62, 2**62], "data_offsets": [0, 8]}}, None),
        ({"hidden.weight": [1]}, None),
        ({}, 2**63),
        ({}, 2**40),
    ],
)
def test_a_lying_safetensors_header(path: Path, header: dict[str, object], length: int | None) -> None:
    text = json.dumps(header).encode()
    lie = struct.pack("<Q", length or len(text)) + text + bytes(8)
    for entry in ("weights.safetensors", "checkpoint.safetensors"):
        _rewrite(path, lambda entries, entry=entry: entries.update({entry: lie}))
        with pytest.raises(FormatError, match="damaged or not a safetensors file"):
            load_project(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hidden.bias": np.full(12, np.nan, np.float32)}, "'hidden.bias' hold values that are not finite"),
        ({"hidden.bias": np.full(12, np.inf, np.float32)}, "not finite"),
        ({"hidden.bias": np.zeros(11, np.float32)}, "shape"),
        ({"hidden.bias": np.zeros(12, np.int32)}, "not finite numbers"),
        ({"stranger.bias": np.zeros(12, np.float32)}, "'stranger.bias' belong to no layer"),
        ({"hidden.bias": None}, "lack 'hidden.bias'"),
    ],
)
def test_weights_that_do_not_fit(
    path: Path, trained: ProjectFile, change: dict[str, np.ndarray | None], words: str
) -> None:
    arrays = {name: array for name, array in ((trained.weights or {}) | change).items() if array is not None}
    _rewrite(path, lambda entries: entries.update({"weights.safetensors": pack(arrays)}))
    with pytest.raises(FormatError, match=words):
        load_project(path)


@pytest.mark.parametrize(
    ("entry", "change", "words"),
    [
        ("project.json", _put("format", "chainrule/17"), "newer Chainrule"),
        ("project.json", _put("network", "layers", 1, "kind", "Attention"), "unknown layer kind 'Attention'"),
        ("project.json", _put("network", "layers", 1, "units", "many"), "whole number"),
        ("project.json", _put("network", "layers", 1, "inputs", [77]), "draws from layer 77"),
        ("project.json", _put("network", "layers", 1, "id", 1), "has the id 1"),
        ("project.json", _put("places", {"1": ["a", "b"]}), "place of layer '1'"),
        ("task.json", _put("kind", "clustering"), "clustering"),
        ("task.json", _put("input_shape", [0]), "sizes of at least 1"),
        ("task.json", _put("input_shape", "four"), "should be a list"),
        ("task.json", _put("more", 1), "input_shape, kind and names"),
        ("preprocessing.json", _put("scale", [0.0]), "cannot be used"),
        ("preprocessing.json", _put("mean", [1e308 * 10]), "not a number"),
        ("preprocessing.json", _put("mean", [1.0, 2.0]), "has 2 numbers; the task needs 4"),
        ("preprocessing.json", _put("mean", "much"), "should be a list"),
        ("checkpoint.json", _put("slots", []), "saved run is damaged"),
        ("checkpoint.json", _put("slots", 0, 2, [1, 1]), "saved run is damaged"),
        ("checkpoint.json", _put("slots", 0, 2, [-12, -4]), "saved run is damaged"),
        ("checkpoint.json", _put("slots", 0, 0, 99), "saved run is damaged"),
        ("checkpoint.json", _put("facts", []), "saved run is damaged"),
        ("checkpoint.json", _put("facts", "t", -1), "t is negative"),
        ("checkpoint.json", _put("facts", "t", "now"), "whole number"),
        ("checkpoint.json", _put("facts", "sampler", "position", 10**9), "behind the last row"),
        ("checkpoint.json", _put("facts", "sampler", "generator", "bit_generator", "os.system"), "damaged"),
        ("checkpoint.json", _put("facts", "generators", {"x": {}}), "saved run is damaged"),
        ("checkpoint.json", _put("facts", "log", "curves", {"epoch:loss": [1, 1, 1, 1, 1]}), "saved run is damaged"),
        ("checkpoint.json", _put("facts", "log", "curves", {"epoch:new": [1, 1, 1, 0, 64]}), "saved run is damaged"),
        ("checkpoint.json", _put("facts", "epoch", {}), "saved run is damaged"),
        ("checkpoint.json", _put("facts", "epoch", "scorer", "confusion", "x"), "saved run is damaged"),
        ("checkpoint.json", _put("facts", "identity", 3), "saved run is damaged"),
        ("checkpoint.json", _put("network", {}), "list 'layers'"),
    ],
)
def test_damaged_json_inside(path: Path, entry: str, change: Callable[[Any], None], words: str) -> None:
    _rewrite(path, _json(entry, change))
    with pytest.raises(FormatError, match=words):
        load_project(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theta", np.zeros(5, np.float32)),
        ("theta", None),
        ("moment.m", np.zeros(5, np.float32)),
        ("change", np.full(99, np.nan, np.float32)),
        ("best_theta", np.zeros(5, np.float32)),
        ("order", np.zeros(120, np.int64)),
        ("order", np.arange(120) + 1),
        ("curve.batch:", np.zeros((4, 2))),
    ],
)
def test_damaged_arrays_of_the_run(path: Path, trained: ProjectFile, name: str, value: np.ndarray | None) -> None:
    assert trained.checkpoint is not None
    assert name in trained.checkpoint.arrays or name == "moment.m"
    arrays = {key: array for key, array in (trained.checkpoint.arrays | {name: value}).items() if array is not None}
    _rewrite(path, lambda entries: entries.update({"checkpoint.safetensors": pack(arrays)}))
    with pytest.raises(FormatError, match="saved run is damaged"):
        load_project(path)


def test_a_refused_save_leaves_the_project(
    path: Path, trained: ProjectFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(FormatError, match="the disk is full"):
        save_project(path, ProjectFile(trained.project))
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
