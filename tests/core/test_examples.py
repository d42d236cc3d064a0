"""The examples: complete, runnable, and as good as they are meant to be."""

import time
from dataclasses import replace

import pytest

import resources
from core.data import load, prepare
from core.data_spec import TextData
from core.errors import DataError, FormatError
from core.examples import EXAMPLES, Example, open_example
from core.layers import Dense
from core.task import Task
from core.trainer import Trainer

BEST = {
    "digits": 0.96, "digits_conv": 0.97, "digits_skip": 0.96, "iris": 0.9, "circle": 0.97, "xor": 0.9, "spiral": 0.95,
    "questions": 0.99,
}  # fmt: skip


def _train(name: str, seed: int) -> dict[str, float]:
    project = open_example(name)
    assert project.data is not None
    dataset, spec = load(project.data)
    trainer = Trainer(project.network, replace(project.training, seed=seed), prepare(dataset, spec))
    while not trainer.finished:
        trainer.epoch()
        assert trainer.divergence is None
    assert trainer.validator is not None
    return trainer.validator.metrics.as_dict()


def test_the_table_names_every_file() -> None:
    assert {each.name for each in EXAMPLES} == set(resources.example_names())
    assert all(each.title and each.sentence.endswith(".") for each in EXAMPLES)
    with pytest.raises(FormatError, match=r"did you mean 'digits'"):
        open_example("digts")


OURS = [each for each in EXAMPLES if each.name != "blank" and not each.wants]
WANTING = [each for each in EXAMPLES if each.wants]


@pytest.mark.parametrize("example", OURS, ids=lambda each: each.name)
def test_an_example_is_what_its_card_says(example: Example) -> None:
    project = open_example(example.name)
    assert project.data is not None
    dataset, _ = load(project.data)
    assert [each for each in project.network.problems(dataset.task) if each.blocking] == []
    width = 1
    for size in dataset.task.input_shape:
        width *= size
    layers = [node.layer for node in project.network.nodes if node.layer.counted]
    units = [str(getattr(layer, layer.counted)) for layer in layers]
    kinds = [layer.kind for layer in layers]
    words = "Conv1D" if dataset.task.vocabulary and "Conv1D" in kinds else "-".join([str(width), *units])
    assert example.facts.split(" · ")[0] == words
    assert example.facts.split(" · ")[1].split()[0] == f"{len(dataset):,}"


@pytest.mark.parametrize("example", WANTING, ids=lambda each: each.name)
def test_an_example_without_its_data_runs_on_data_of_that_shape(example: Example) -> None:
    project = open_example(example.name)
    shape = project.network.nodes[0].layer.output_shape(())
    last = project.network.nodes[-1].layer
    assert isinstance(last, Dense)
    classes = tuple(map(str, range(max(2, last.units))))
    vocabulary = project.data.vocabulary_size if isinstance(project.data, TextData) else 0
    task = Task(shape, "classification", classes, ("class",), vocabulary=vocabulary or 0)
    assert project.network.problems(task) == ()
    with pytest.raises(DataError, match="is not there; put it back, or choose it again, in the Data tab"):
        load(project.data, resources.example_path(example.name).parent)
    assert example.wants.endswith(".")


def test_the_networks_are_those_of_the_card() -> None:
    for name in ("lenet5", "mnist_dense"):
        nodes = open_example(name).network.nodes
        sizes = [str(getattr(node.layer, node.layer.counted)) for node in nodes if node.layer.counted]
        facts = next(each.facts for each in EXAMPLES if each.name == name)
        assert facts.split(" · ")[0].removeprefix("784-") == "-".join(sizes)


@pytest.mark.parametrize("name", BEST)
def test_a_trained_example_is_good(name: str) -> None:
    assert _train(name, open_example(name).training.seed)["accuracy"] >= BEST[name]


def test_sine_draws_the_curve() -> None:
    assert _train("sine", 0)["r2"] > 0.98


@pytest.mark.parametrize("seed", range(1, 5))
def test_digits_are_read_whatever_the_seed(seed: int) -> None:
    begun = time.monotonic()
    assert _train("digits", seed)["accuracy"] >= 0.96
    assert time.monotonic() - begun < 60


def test_blank_is_empty() -> None:
    project = open_example("blank")
    assert project.network.nodes == ()
    assert project.data is None
