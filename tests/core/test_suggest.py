"""Suggestions: a network that learns the data it is suggested for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import resources
from core.data import prepare
from core.data_spec import BuiltinData, TableData, ToyData
from core.errors import DataError
from core.examples import open_example
from core.fitting import fit_to_task
from core.layers import Layer
from core.suggest import find_data, suggest_project, suggest_training
from core.trainer import Trainer


def test_names_and_files_are_found(tmp_path: Path) -> None:
    assert find_data("wine") == BuiltinData(name="wine")
    assert find_data("moons") == ToyData(name="moons")
    assert isinstance(find_data(str(resources.dataset_path("iris"))), TableData)
    with pytest.raises(DataError, match="has its own target"):
        find_data("wine", "colour")
    (tmp_path / "sound.wav").write_bytes(b"")
    with pytest.raises(DataError, match="not a kind of data"):
        find_data(str(tmp_path / "sound.wav"))


def test_data_of_an_example_gets_its_settings() -> None:
    assert suggest_project(BuiltinData(name="digits"))[0] == open_example("digits")
    asked = ToyData(name="spiral", samples=50, noise=0.1)
    project, dataset = suggest_project(asked)
    assert len(dataset) == 50
    assert project == replace(open_example("spiral"), data=asked)


@pytest.mark.parametrize(
    ("name", "least"), [("wine", 0.93), ("breast_cancer", 0.94), ("diabetes", 0.3), ("moons", 0.97), ("digits", 0.96)]
)
def test_a_suggested_network_learns(name: str, least: float) -> None:
    project, dataset = suggest_project(find_data(name))
    assert project.data is not None
    trainer = Trainer(project.network, project.training, prepare(dataset, project.data))
    while not trainer.finished:
        trainer.epoch()
    assert trainer.validator is not None
    assert trainer.validator.metrics.values[0][1] >= least


def test_training_takes_about_as_many_steps_whatever_the_rows() -> None:
    for rows in np.geomspace(10, 1_000_000, 12).astype(int):
        training = suggest_training(int(rows))
        assert 5 <= training.epochs <= 200
        assert training.batch_size in (16, 32, 128)


@pytest.mark.skipif("Embedding" not in Layer.kinds, reason="there is no layer for words yet")
def test_words_in_order_get_layers_that_read_them() -> None:
    project, dataset = suggest_project(BuiltinData(name="moods"))
    kinds = [node.layer.kind for node in project.network.nodes]
    assert kinds == ["Input", "Embedding", "Conv1D", "GlobalMaxPooling1D", "Dense"]
    project.network.require_runnable(dataset.task)
    other, dataset = suggest_project(BuiltinData(name="questions"))
    fit_to_task(project, dataset.task).network.require_runnable(dataset.task)
    fitted = fit_to_task(project, dataset.task).network
    sizes = [getattr(network.nodes[1].layer, "input_dim", 0) for network in (fitted, other.network)]
    assert sizes == [dataset.task.vocabulary] * 2
    digits, pictures = suggest_project(BuiltinData(name="digits"))
    reading = fit_to_task(digits, dataset.task)
    assert [node.layer.kind for node in reading.network.nodes] == kinds
    assert min(node.id for node in reading.network.nodes) == digits.network.next_id
    reading.network.require_runnable(dataset.task)
    fit_to_task(reading, pictures.task).network.require_runnable(pictures.task)
