"""Kills a saving process again and again, each time at another random moment, and looks at the file it leaves.

``python killed_saves.py FOLDER KILLS SEED HOW``: everything is imported once, then each saver is a fork that is
killed with SIGKILL. Prints how many files were the old one, the new one, damaged, and how many kills came in the
middle of writing. HOW is ``atomic``, or ``plain`` for a writer that is not: a control that the damage is seen.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.checkpoint import Checkpoint
from core.data import load, prepare
from core.data_spec import BuiltinData
from core.errors import ChainruleError
from core.fitting import suggest_network
from core.formats import ProjectFile, archive, load_project, save_project
from core.formats.project import to_entries
from core.project import ProjectSpec, TrainingSpec
from core.trainer import Trainer


def trained(hidden: tuple[int, ...] = (300, 150)) -> ProjectFile:
    """A project of about 1 MB, so that writing takes a moment."""
    dataset, spec = load(BuiltinData(name="digits"))
    prepared = prepare(dataset, spec)
    network, training = suggest_network(dataset.task, hidden), TrainingSpec()
    trainer = Trainer(network, training, prepared)
    trainer.step()
    run = trainer.checkpoint()
    return ProjectFile(
        ProjectSpec(network, training, spec), run.weights(), run, prepared.preprocessing, dataset.task
    )


def another(file: ProjectFile) -> ProjectFile:
    """The same with other weights and one more epoch asked for."""
    assert file.checkpoint is not None
    arrays = dict(file.checkpoint.arrays) | {"theta": np.full_like(file.checkpoint.arrays["theta"], 0.5)}
    run = Checkpoint(file.checkpoint.network, file.checkpoint.slots, arrays, file.checkpoint.facts)
    project = replace(file.project, training=replace(file.project.training, epochs=21))
    return replace(file, project=project, weights=run.weights(), checkpoint=run)


def which(path: Path, old: ProjectFile, new: ProjectFile) -> str:
    """``old``, ``new`` or ``damaged``; weights and run included."""
    try:
        found = load_project(path)
    except ChainruleError:
        return "damaged"
    for name, each in (("old", old), ("new", new)):
        assert each.checkpoint is not None and found.checkpoint is not None
        same = np.array_equal(found.checkpoint.arrays["theta"], each.checkpoint.arrays["theta"])
        if found.project == each.project and same:
            return name
    return "damaged"


def save(path: Path, file: ProjectFile, how: str) -> None:
    """As the program does, or as a careless one would."""
    if how == "atomic":
        save_project(path, file)
    else:
        with path.open("wb") as out:
            for piece in np.array_split(np.frombuffer(archive.pack(to_entries(file)), np.uint8), 64):
                out.write(piece.tobytes())
                out.flush()


class Saver:
    """A fork of this process that saves once, then waits to be killed."""

    def __init__(self, path: Path, file: ProjectFile, how: str) -> None:
        self.reader, writer = os.pipe()
        self.process = os.fork()
        if not self.process:
            os.write(writer, b"!")
            save(path, file, how)
            os.write(writer, b"!")
            time.sleep(60)
            os._exit(0)
        os.close(writer)
        os.read(self.reader, 1)  # it begins now

    def duration(self) -> float:
        """Seconds from now until it has saved."""
        begun = time.perf_counter()
        os.read(self.reader, 1)
        return time.perf_counter() - begun

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.reader)


def main() -> None:
    """See the module's header."""
    folder, kills, seed, how = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    path = folder / "a.chainrule"
    old = trained()
    new = another(old)
    whole = archive.pack(to_entries(old))
    times = []
    for _ in range(5):
        path.write_bytes(whole)
        saver = Saver(path, new, how)
        times.append(saver.duration())
        saver.kill()
    longest, rng = 1.1 * sorted(times)[-2], random.Random(seed)
    counts = {"old": 0, "new": 0, "damaged": 0, "in the middle": 0}
    for _ in range(kills):
        path.write_bytes(whole)
        saver = Saver(path, new, how)
        time.sleep(rng.uniform(0.0, longest))
        saver.kill()
        counts[which(path, old, new)] += 1
        halves = list(folder.glob(".a.chainrule.*"))
        counts["in the middle"] += bool(halves)
        for half in halves:
            half.unlink()
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
