"""The readers and sound files for each, from which damaged ones are made.

``READERS["table"].read(path)`` reads a file or raises a ChainruleError; whatever else it raises is a defect. A new
reader is one entry here.
"""

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from core.clip import copy, paste
from core.data import load, prepare
from core.data_spec import BuiltinData
from core.examples import open_example
from core.fitting import suggest_network
from core.formats import ProjectFile, load_model, load_project, rescue, save, save_project
from core.formats.atomic import read as read_bytes
from core.formats.rescue import Note
from core.kept_runs import KeptRun, RunBook
from core.project import ProjectSpec, TrainingSpec
from core.session import start
from core.suggest import find_data, suggest_project
from core.trainer import Trainer
from core.worked import parse_example

WORKED = Path(__file__).parents[2] / "resources" / "worked"


@dataclass(frozen=True)
class Reader:
    """``endings``: what files for it are called; ``sound`` gives some that are whole."""

    read: Callable[[Path], object]
    endings: tuple[str, ...]
    sound: Callable[[], list[bytes]]


@cache
def trained() -> ProjectFile:
    """A small project with a run in the middle of an epoch."""
    dataset, spec = load(BuiltinData(name="iris"))
    prepared = prepare(dataset, spec)
    network, training = suggest_network(dataset.task, (3,)), TrainingSpec(epochs=3, batch_size=25)
    trainer = Trainer(network, training, prepared)
    trainer.run(60.0, steps=7)
    run = trainer.checkpoint()
    curves = trainer.log.curves()
    kept = KeptRun("before", "Run 1", curves, 1, "Adam, seed 0")
    return ProjectFile(
        ProjectSpec(network, training, spec), run.weights(), run, prepared.preprocessing, dataset.task,
        runs=RunBook((kept,), (curves.run, "wide"), 2),
    )  # fmt: skip


def written(name: str, write: Callable[[Path], object]) -> bytes:
    """The bytes of what is written to a file of this name."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def projects() -> list[bytes]:
    return [written("a.chainrule", lambda path: save_project(path, trained()))]


def bare_projects() -> list[bytes]:
    return [json.dumps(open_example(name).to_json()).encode() for name in ("digits", "questions", "digits_skip")]


def rescues() -> list[bytes]:
    note = Note("wine", 1e9, "/a/wine.chainrule", "/a", 7, 1, 3)
    return [written("a.chainrule", lambda path: rescue.write(path, trained(), note))]


def models(ending: str) -> list[bytes]:
    return [written(f"a.{ending}", lambda path: save(trained().model(), path))]


def tables() -> list[bytes]:
    rows = [f"{n * 1.5:.2f},{'abc'[n % 3]},{n % 2},{'' if n % 7 == 0 else n}" for n in range(40)]
    plain = "size,kind,sick,count\n" + "\n".join(rows) + "\n"
    german = "Größe;Ort;Preis\n" + "".join(f"{n},5;'Köln';1.{n:03d},00\n" for n in range(30))
    quoted = '"size, in ""m""",label\n' + "".join(f'"{n}.5","{"ham" if n % 2 else "spam"}"\n' for n in range(30))
    return [plain.encode(), german.encode("cp1252"), quoted.encode("utf-16"), b"\xef\xbb\xbf" + plain.encode()]


def arrays() -> list[bytes]:
    out = io.BytesIO()
    rng = np.random.default_rng(0)
    np.savez(out, x=rng.normal(size=(30, 4)), y=rng.integers(0, 3, 30))
    return [out.getvalue()]


def zips() -> list[bytes]:
    from PIL import Image

    def packed(files: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return out.getvalue()

    pictures = {}
    for number in range(12):
        out = io.BytesIO()
        kind = ("PNG", "GIF", "BMP")[number % 3]
        Image.new("RGB", (8, 6), (number * 20, 90, 30)).save(out, kind)
        pictures[f"{'cats' if number % 2 else 'dogs'}/{number}.{kind.lower()}"] = out.getvalue()
    texts = {f"{'ham' if n % 2 else 'spam'}/{n}.txt": f"word{n} and word{n % 5}".encode() for n in range(12)}
    return [packed(pictures), packed(texts)]


def idx() -> list[bytes]:
    images = struct.pack(">HBBIII", 0, 8, 3, 12, 4, 4) + bytes(range(192))
    return [images, gzip.compress(images)]


def read_data(path: Path) -> object:
    """As File > New from data does: find out what it is, read it, suggest a network and begin a run."""
    if path.suffix in (".idx3-ubyte", ".gz"):
        labels = struct.pack(">HBBI", 0, 8, 1, 12) + bytes([0, 1, 2] * 4)
        path.with_name("a-labels.idx1-ubyte").write_bytes(labels)
    project, _ = suggest_project(find_data(str(path), None))
    return start(ProjectFile(project), path.parent)[0]


def read_run(path: Path) -> object:
    """A project opened and its run resumed."""
    return start(load_project(path), path.parent)[0]


def read_rescue(path: Path) -> object:
    return rescue.read_note(path), rescue.read(path)


def read_clip(path: Path) -> object:
    return paste(open_example("circle"), read_bytes(path).decode(errors="replace"))


def clips() -> list[bytes]:
    project = open_example("circle")
    return [copy(project, [node.id for node in project.network.nodes]).encode()]


READERS: dict[str, Reader] = {
    "project": Reader(read_run, (".chainrule",), projects),
    "bare project": Reader(load_project, (".json", ".chainrule"), bare_projects),
    "rescue": Reader(read_rescue, (".chainrule",), rescues),
    "npz model": Reader(load_model, (".npz",), lambda: models("npz")),
    "safetensors model": Reader(load_model, (".safetensors",), lambda: models("safetensors")),
    "worked example": Reader(
        lambda path: parse_example(read_bytes(path), path.name), (".json",),
        lambda: [each.read_bytes() for each in sorted(WORKED.glob("*.json"))[:3]],
    ),
    "table": Reader(read_data, (".csv", ".tsv", ".txt"), tables),
    "arrays": Reader(read_data, (".npz",), arrays),
    "zip of pictures or texts": Reader(read_data, (".zip",), zips),
    "idx": Reader(read_data, ("-images.idx3-ubyte", "-images.idx3-ubyte.gz"), idx),
    "clipboard": Reader(read_clip, (".json",), clips),
}  # fmt: skip
