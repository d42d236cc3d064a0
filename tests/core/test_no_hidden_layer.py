"""Zero hidden layers are legal: what is left of an example is a drawing without a problem that trains and exports."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import core
from core import edit
from core.examples import open_example
from core.formats import ProjectFile


@pytest.mark.parametrize("name", ["iris", "digits", "sine", "circle"])
def test_input_and_output_alone_train(name: str, tmp_path: Path) -> None:
    project = open_example(name)
    heads = {node.id for node in project.network.heads}
    hidden = [node.id for node in project.network.nodes if node.layer.kind == "Dense" and node.id not in heads]
    project = edit.remove_layers(project, hidden)
    project = replace(project, training=replace(project.training, epochs=1))
    assert sum(node.layer.kind == "Dense" for node in project.network.running) == 1
    trainer, file = core.start(ProjectFile(project))
    assert not file.project.network.problems(file.task)
    before = trainer.program.theta.copy()
    trainer.epoch()
    assert not np.array_equal(before, trainer.program.theta) and np.isfinite(trainer.program.theta).all()
    core.save(core.finished(file, trainer).model(), tmp_path / "bare.npz")
