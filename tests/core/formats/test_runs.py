"""Kept runs in a project file: everything comes back, older files open as before, damage is refused with a sentence."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import core
from core.curves import Curves, Series
from core.errors import FormatError
from core.formats import ProjectFile, archive, load_project, rescue, runs, save_project
from core.formats.rescue import Note
from core.formats.tensors import pack
from core.kept_runs import LONGEST_NAME, MOST, KeptRun, RunBook


def _series(length: int, start: float = 0.0) -> Series:
    x = np.linspace(0.1, 20.0, length)
    return Series(x, np.exp(-x) + start, np.exp(-x) + start + 0.1, np.exp(-x) + start + 0.2)


def _run(mark: str, name: str, shown: bool = True, buckets: int = 300) -> KeptRun:
    curves = Curves(_series(buckets), {"loss": _series(20), "validation_loss": _series(20, 0.5)}, {})
    return KeptRun(mark, name, curves, 20, "Adam, learning rate 0.001, batches of 32, seed 0", shown)


def book(count: int = 2) -> RunBook:
    """A few runs, the second one hidden."""
    kept = tuple(_run(f"mark{index}", f"Run {index + 1}", index != 1) for index in range(count))
    return RunBook(kept, ("now", "wide δ"), count + 1)


def _facts(one: RunBook) -> list[object]:
    return [[(run.run, run.name, run.epochs, run.words, run.shown) for run in one.kept], one.present, one.numbered]


def _same(one: RunBook, other: RunBook) -> None:
    assert _facts(one) == _facts(other)
    for mine, theirs in zip(one.kept, other.kept, strict=True):
        pairs = [(mine.curves.batch_loss, theirs.curves.batch_loss)]
        assert set(mine.curves.epochs) == set(theirs.curves.epochs)
        pairs += [(series, theirs.curves.epochs[name]) for name, series in mine.curves.epochs.items()]
        for series, again in pairs:
            for part in ("x", "low", "mean", "high"):
                assert getattr(series, part).tobytes() == getattr(again, part).tobytes()


def test_everything_comes_back_to_the_bit(tmp_path: Path, trained: ProjectFile) -> None:
    path = tmp_path / "a.chainrule"
    save_project(path, replace(trained, runs=book()))
    again = load_project(path)
    _same(again.runs, book())
    save_project(tmp_path / "b.chainrule", again)
    assert path.read_bytes() == (tmp_path / "b.chainrule").read_bytes()


def test_a_project_without_kept_runs_is_the_file_it_was(tmp_path: Path, trained: ProjectFile) -> None:
    path = tmp_path / "a.chainrule"
    save_project(path, trained)
    with zipfile.ZipFile(path) as held:
        assert not {runs.FACTS, runs.NUMBERS} & set(held.namelist())
    assert load_project(path).runs.is_plain
    save_project(path, replace(trained, runs=RunBook((), ("now", "Run 1"), 1)))
    assert load_project(path).runs.present is None


def test_a_name_alone_is_kept(tmp_path: Path, trained: ProjectFile) -> None:
    path = tmp_path / "a.chainrule"
    save_project(path, replace(trained, runs=RunBook((), ("now", "wide"), 1)))
    assert load_project(path).runs.present == ("now", "wide")


def test_a_rescued_drawing_brings_them_along(tmp_path: Path, trained: ProjectFile) -> None:
    rescue.write(tmp_path / "a.chainrule", replace(trained, runs=book()), Note("iris", 0.0))
    _same(rescue.read(tmp_path / "a.chainrule")[0].runs, book())


def test_training_by_command_keeps_them(tmp_path: Path, trained: ProjectFile) -> None:
    trainer, file = core.start(replace(trained, runs=book()))
    trainer.epoch()
    _same(core.finished(file, trainer).runs, book())


def test_a_curve_that_cannot_be_drawn_stays_behind() -> None:
    run = _run("a", "Run 1")
    endless = replace(run.curves.batch_loss, mean=np.full(300, np.inf))
    epochs = run.curves.epochs | {"accuracy of " + "x" * 300: _series(3)}
    curves = replace(run.curves, batch_loss=endless, epochs=epochs)
    again = runs.from_entries(runs.to_entries(RunBook((replace(run, curves=curves),))))
    assert len(again.kept[0].curves.batch_loss.x) == 0
    assert set(again.kept[0].curves.epochs) == {"loss", "validation_loss"}


def test_their_size_is_bounded() -> None:
    full = RunBook(tuple(_run(f"m{index}", "n", buckets=1024) for index in range(MOST)))
    assert sum(map(len, runs.to_entries(full).values())) < 300_000


# -- damage ----------------------------------------------------------------------------------------------------------


def _damaged(path: Path, trained: ProjectFile, change: Callable[[dict[str, bytes]], None]) -> None:
    entries = core.formats.project.to_entries(replace(trained, runs=book()))
    change(entries)
    path.write_bytes(archive.pack(entries))


def _facts_with(change: Callable[[Any], None]) -> Callable[[dict[str, bytes]], None]:
    def apply(entries: dict[str, bytes]) -> None:
        raw = json.loads(entries[runs.FACTS])
        entries[runs.FACTS] = json.dumps(changed if (changed := change(raw)) is not None else raw).encode()

    return apply


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw: [], "a list of at most 8 runs"),
        (lambda raw: raw.update(runs={}), "a list of at most 8 runs"),
        (lambda raw: raw.update(runs=raw["runs"] * 5), "a list of at most 8 runs"),
        (lambda raw: raw.update(runs=[1]), "each should be an object"),
        (lambda raw: raw["runs"][0].update(run=raw["runs"][1]["run"]), "the same mark"),
        (lambda raw: raw.update(present=["mark0", "x"]), "the same mark"),
        (lambda raw: raw.update(present="mark0"), "a pair"),
        (lambda raw: raw.update(present=["now", 3]), "should be a text"),
        (lambda raw: raw["runs"][0].update(name=""), "its name is empty or too long"),
        (lambda raw: raw["runs"][0].update(name="n" * (LONGEST_NAME + 1)), "its name is empty or too long"),
        (lambda raw: raw["runs"][0].update(name=None), "should be a text"),
        (lambda raw: raw["runs"][0].update(words="w" * 100_000), "its words is empty or too long"),
        (lambda raw: raw["runs"][0].update(epochs=-1), "epochs is -1"),
        (lambda raw: raw["runs"][0].update(epochs=10**400), "epochs is 1"),
        (lambda raw: raw["runs"][0].update(shown="yes"), "true or false"),
        (lambda raw: raw.update(numbered=1.5), "a whole number"),
    ],
)  # fmt: skip
def test_damaged_facts(tmp_path: Path, trained: ProjectFile, change: Callable[[Any], None], words: str) -> None:
    path = tmp_path / "a.chainrule"
    _damaged(path, trained, _facts_with(change))
    with pytest.raises(FormatError, match=words):
        load_project(path)


@pytest.mark.parametrize(
    ("name", "array", "words"),
    [
        ("0.batch", np.zeros((3, 5)), "the wrong size"),
        ("0.batch", np.zeros(20), "the wrong size"),
        ("0.batch", np.zeros((4, 5), np.float32), "the wrong size"),
        ("0.batch", np.zeros((4, runs.MOST_BUCKETS + 1)), "the wrong size"),
        ("0.batch", np.full((4, 5), np.nan), "cannot be drawn"),
        ("0.epochs.loss", np.full((4, 5), -1.0), "cannot be drawn"),
        ("0.epochs.loss", np.full((4, 5), 1e300), "cannot be drawn"),
        ("0.weights", np.zeros((4, 5)), "not known"),
        ("0.epochs." + "x" * 300, np.zeros((4, 5)), "not known"),
    ],
)
def test_damaged_curves(tmp_path: Path, trained: ProjectFile, name: str, array: np.ndarray, words: str) -> None:
    path = tmp_path / "a.chainrule"
    _damaged(path, trained, lambda entries: entries.update({runs.NUMBERS: pack({name: array})}))
    with pytest.raises(FormatError, match=words):
        load_project(path)


def test_too_many_curves_and_no_curves_at_all(tmp_path: Path, trained: ProjectFile) -> None:
    path = tmp_path / "a.chainrule"
    many = {f"0.epochs.{index}": np.zeros((4, 1)) for index in range(runs.MOST_CURVES + 1)}
    _damaged(path, trained, lambda entries: entries.update({runs.NUMBERS: pack(many)}))
    with pytest.raises(FormatError, match="too many curves"):
        load_project(path)
    _damaged(path, trained, lambda entries: entries.update({runs.NUMBERS: b"\xff" * 100}))
    with pytest.raises(FormatError, match="damaged or not a safetensors file"):
        load_project(path)
    _damaged(path, trained, lambda entries: entries.pop(runs.NUMBERS))  # type: ignore[arg-type]
    assert [len(run.curves.batch_loss.x) for run in load_project(path).runs.kept] == [0, 0]


def test_a_run_of_a_checkpoint_with_an_endless_mark(tmp_path: Path, trained: ProjectFile) -> None:
    path = tmp_path / "a.chainrule"
    assert trained.checkpoint is not None
    log = trained.checkpoint.facts["log"] | {"run": "r" * 10_000}
    facts = trained.checkpoint.facts | {"log": log}
    save_project(path, replace(trained, checkpoint=replace(trained.checkpoint, facts=facts)))
    with pytest.raises(FormatError, match="the mark of the run is too long"):
        load_project(path)
