"""The examples: complete, runnable, and as good as they are meant to be."""

import time
from dataclasses import replace

import pytest

import resources
from core.data import load, prepare
from core.errors import FormatError
from core.examples import EXAMPLES, open_example
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


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.name != "blank"], ids=lambda each: each.name)
def test_an_example_is_what_its_card_says(example: object) -> None:
    from core.examples import Example

    assert isinstance(example, Example)
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
