"""Each illness on a network that has it and on one that has not, and the doctor's remedies."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import core
from core import edit, worked
from core.doctor import ILLNESSES, TITLES, Doctor, Finding
from core.initializers import Constant, Normal, Zeros
from core.layers import BatchNormalization, Dense, Input, Layer, Regularizer
from core.network import NetworkSpec
from core.optimizers import SGD, Adam
from core.project import ClassWeight, ProjectSpec
from core.trainer import Trainer
from tests.helpers.networks import chain, points, rows, stack, trainer

CHOICE = "categorical_crossentropy"
CLASSES = chain((3, 8, 3), "relu", "softmax", CHOICE)
HEALTHY = Adam(learning_rate=0.01)


def run(network: NetworkSpec = CLASSES, optimizer: Any = HEALTHY, prepared: Any = None, **settings: Any) -> Trainer:
    prepared = points(120, validation=20) if prepared is None else prepared
    return trainer(network, prepared, optimizer=optimizer, **({"batch_size": 10, "epochs": 400} | settings))


def deep(activation: str, spread: float, depth: int = 8) -> NetworkSpec:
    """A chain of ``depth`` hidden layers whose weights start with this spread."""
    start = Normal(stddev=spread)
    inner: list[Layer] = [Dense(units=16, activation=activation, kernel_initializer=start) for _ in range(depth)]
    return stack(Input(shape=(3,)), *inner, Dense(units=3, activation="softmax"), loss=CHOICE)


def one(hidden: Layer, **more: Any) -> Trainer:
    return run(stack(Input(shape=(3,)), hidden, Dense(units=3, activation="softmax"), loss=CHOICE), **more)


def numbers(activation: str, y: np.ndarray, scale: float = 1.0, **more: Any) -> Trainer:
    """A network of three inputs for one number."""
    x = np.random.default_rng(0).normal(size=(len(y), 3)) * scale
    return run(chain((3, 8, 1), "tanh", activation), prepared=rows(x, y), **more)


def by_heart() -> Trainer:
    """More weights than rows, and labels that say nothing."""
    rng = np.random.default_rng(2)
    return run(chain((6, 64, 2), "relu", "softmax", CHOICE), Adam(learning_rate=0.02),
               rows(rng.normal(size=(60, 6)), rng.integers(0, 2, 60), validation=30))  # fmt: skip


WAVES = np.sin(np.random.default_rng(0).normal(size=(60, 3)).sum(axis=1))
DEAD = Dense(units=8, activation="relu", bias_initializer=Constant(value=-50.0))
SICK: dict[str, Callable[[], Trainer]] = {
    "exploding": lambda: run(deep("linear", 1.5), SGD(learning_rate=1e-9)),
    "vanishing": lambda: run(deep("sigmoid", 0.3), SGD(learning_rate=0.01)),
    "dead_relu": lambda: one(DEAD),
    "saturated": lambda: one(Dense(units=8, activation="tanh", kernel_initializer=Normal(stddev=40.0))),
    "constant_output": lambda: run(chain((3, 8, 3), "tanh", "softmax", CHOICE, kernel_initializer=Zeros())),
    "update_ratio": lambda: run(chain((3, 8, 3), "tanh", "softmax", CHOICE, kernel_regularizer=Regularizer(l2=0.1)),
                                Adam(learning_rate=1.0)),
    "rate": run,
    "unscaled": lambda: numbers("linear", WAVES, scale=200.0),
    "wrong_loss": lambda: run(chain((3, 8, 3), "relu", "softmax", "mean_squared_error")),
    "chance": lambda: run(optimizer=SGD(learning_rate=1e-9)),
    "overfitting": by_heart,
}
WELL: dict[str, tuple[Callable[[], Trainer], ...]] = {
    "exploding": (run, lambda: run(deep("linear", 0.25), SGD(learning_rate=0.01))),
    "vanishing": (run, lambda: run(deep("relu", 0.35), SGD(learning_rate=0.01))),
    "dead_relu": (run, lambda: one(Dense(units=8, activation="leaky_relu", bias_initializer=Constant(value=-5.0)))),
    "saturated": (run, lambda: one(Dense(units=8, activation="tanh"))),
    "constant_output": (run, lambda: numbers("linear", WAVES)),
    "update_ratio": (run, lambda: run(optimizer=SGD(learning_rate=0.1, momentum=0.9))),
    "rate": (run,),
    "unscaled": (run, lambda: run(stack(Input(shape=(3,)), BatchNormalization(), Dense(units=1)),
                                  prepared=rows(np.random.default_rng(0).normal(size=(60, 3)) * 200.0, WAVES))),
    "wrong_loss": (run, lambda: numbers("linear", WAVES), lambda: numbers("tanh", WAVES),
                   lambda: run(chain((3, 8, 1), "relu", "sigmoid", "binary_crossentropy"),
                               prepared=points(60, classes=2))),
    "chance": (run, lambda: run(optimizer=SGD(learning_rate=1e-9), class_weight=ClassWeight())),
    "overfitting": (run, lambda: numbers("linear", WAVES)),
}  # fmt: skip
GOOD_RATES = {"rate": 1e-4}
"""What the finder is made to recommend to the sick one; the well one is told 0.02."""


def examined(sick: Trainer, epochs: int = 8, good_rate: float | None = None) -> Doctor:
    doctor = Doctor(sick, good_rate)
    doctor.examine()
    for _ in range(epochs):
        sick.epoch()
        doctor.examine()
    return doctor


def named(doctor: Doctor, illness: str) -> list[Finding]:
    return [each for each in doctor.findings if each.illness == illness]


def test_every_illness_is_tried_here() -> None:
    assert set(SICK) == set(WELL) == {each.name for each in ILLNESSES}
    assert set(TITLES) == {*SICK, "not_finite"}


@pytest.mark.parametrize("illness", SICK)
def test_it_is_found_where_it_is(illness: str) -> None:
    epochs = 60 if illness == "overfitting" else 8
    sick = SICK[illness]()
    doctor = examined(sick, epochs, GOOD_RATES.get(illness))
    found = named(doctor, illness)
    assert found, [each.illness for each in doctor.findings]
    finding = found[0]
    for sentence in (finding.text, finding.evidence, finding.advice):
        assert sentence.endswith(".") and "nan" not in sentence and "!" not in sentence
    assert finding.layer is None or finding.layer in sick.network.by_id
    assert finding.remedies
    project = ProjectSpec(sick.network, sick.training, None)
    for remedy in finding.remedies:
        after = edit.apply_remedy(project, remedy)
        assert after != project
        assert not [each for each in after.network.problems(sick.prepared.dataset.task) if each.blocking]
        assert not list(after.training.complaints())


PAIRS = [(name, number) for name, wells in WELL.items() for number in range(len(wells))]


@pytest.mark.parametrize(("illness", "number"), PAIRS)
def test_it_is_not_found_where_it_is_not(illness: str, number: int) -> None:
    doctor = examined(WELL[illness][number](), 12, 0.02)
    assert not named(doctor, illness), named(doctor, illness)


def test_a_healthy_run_has_no_findings_and_is_kept_to_go_back_to() -> None:
    well = run()
    doctor = examined(well, 12)
    assert doctor.findings == ()
    assert doctor.well is not None and doctor.well.facts["log"]["step"] == well.log.step


# -- remedies that cure ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("illness", ["exploding", "vanishing", "dead_relu", "saturated", "constant_output",
                                     "update_ratio", "rate", "unscaled", "wrong_loss", "chance"])  # fmt: skip
def test_the_first_remedy_cures(illness: str) -> None:
    sick = SICK[illness]()
    good_rate = GOOD_RATES.get(illness)
    doctor = examined(sick, 8, good_rate)
    project = ProjectSpec(sick.network, sick.training, None)
    for _ in range(12):  # a rate is raised tenfold each time
        found = named(doctor, illness)
        if not found:
            break
        project = edit.apply_remedy(project, found[0].remedies[0])
        cured = Trainer(project.network, project.training, sick.prepared)
        doctor = examined(cured, 8, good_rate)
    assert not named(doctor, illness)


def test_going_back_and_stopping_early_cure_overfitting() -> None:
    sick = by_heart()
    doctor = examined(sick, 60)
    (finding,) = named(doctor, "overfitting")
    assert finding.goes_back and sick.validator is not None
    now = sick.validator.loss
    best = doctor.best()
    assert best is not None
    project = edit.apply_remedy(ProjectSpec(sick.network, sick.training, None), finding.remedies[0])
    sick.follow(project.network, project.training)
    sick.restore(best)
    assert sick.validator.loss == pytest.approx(sick.log.best_value) and sick.validator.loss < now
    sick.run(60.0)
    assert sick.finished == "early stopping" and sick.validator.loss <= now


# -- NaN and infinity -------------------------------------------------------------------------------------------------


def test_rows_that_are_not_numbers_are_named() -> None:
    prepared = points(40)
    prepared.train.x[[7, 31]] = np.nan
    broken = run(prepared=prepared, shuffle=False, batch_size=40)
    broken.epoch()
    assert broken.divergence is not None and broken.divergence.rows == (7, 31)
    doctor = Doctor(broken)
    doctor.note_divergence(broken.divergence)
    (finding,) = doctor.findings
    assert finding.evidence.endswith("Brought by rows 8, 32 of the data.") and finding.remedies == ()
    assert "leave out those rows" in finding.advice


def test_layer_phase_step_and_rows_of_an_overflow_are_told() -> None:
    prepared = points(40)
    prepared.train.x[5] = 1e200
    broken = run(chain((3, 8, 1), "relu"), SGD(learning_rate=0.1), rows(prepared.train.x, np.ones(40)), shuffle=False)
    broken.run(60.0, steps=10)
    assert broken.divergence is not None and broken.divergence.phase is not None
    assert (broken.divergence.step, broken.divergence.rows) == (1, (5,))
    doctor = Doctor(broken)
    doctor.note_divergence(broken.divergence)
    (finding,) = doctor.findings
    assert finding.text.startswith("The loss became infinite at step 1")
    assert finding.evidence == (
        "It was first seen in the error at step 1. Brought by row 6 of the data."
    ) or "at step 1. Brought by row 6 of the data." in finding.evidence
    assert finding.remedies[0].arguments[0][0] == "learning_rate"


def test_a_rate_far_too_high_is_no_fault_of_any_row() -> None:
    broken = numbers("linear", WAVES, optimizer=SGD(learning_rate=1e6))
    broken.run(60.0, steps=100)
    assert broken.divergence is not None
    doctor = Doctor(broken)
    doctor.note_divergence(broken.divergence)
    assert "use a rate of" in doctor.findings[0].remedies[0].text.lower()
    doctor.settings_changed()
    broken.divergence = None
    broken.follow(broken.network, replace(broken.training, optimizer=SGD(learning_rate=0.01)))
    broken.epoch()
    doctor.examine()
    assert doctor.findings == ()


# -- the doctor itself ------------------------------------------------------------------------------------------------


def test_looking_changes_no_bit() -> None:
    watched, alone = run(batch_size=7), run(batch_size=7)
    doctor = Doctor(watched)
    for _ in range(60):
        watched.step()
        doctor.examine()
        alone.step()
    assert watched.program.theta.tobytes() == alone.program.theta.tobytes()
    assert watched.program.grad.tobytes() == alone.program.grad.tobytes()


def test_it_is_told_only_when_it_lasts_and_since_when() -> None:
    sick = one(DEAD)
    doctor = Doctor(sick)
    sick.step()
    assert not doctor.examine() and doctor.findings == ()
    sick.step()
    assert doctor.examine()
    assert (doctor.findings[0].step, doctor.findings[0].since) == (1, "since epoch 0, step 1")
    sick.epoch()
    doctor.examine()
    assert doctor.findings[0].step == 1


def test_it_looks_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("core.doctor.doctor.time.perf_counter", lambda: clock[0])
    watched = run()
    doctor = Doctor(watched)
    looks: list[float] = []
    monkeypatch.setattr(doctor, "_look", lambda: (looks.append(clock[0]), clock.__setitem__(0, clock[0] + 0.03)))
    for _ in range(1000):
        watched.step()
        doctor.examine_if_due()
        clock[0] += 0.01
    assert all(later - earlier >= 1.5 for earlier, later in itertools.pairwise(looks))
    assert len(looks) >= 5
    clock[0] += 99.0
    doctor.examine_if_due()
    seen = len(looks)
    clock[0] += 99.0
    doctor.examine_if_due()  # no step since
    assert len(looks) == seen


@pytest.mark.parametrize("name", ["circle", "digits", "iris", "spiral"])
def test_bundled_examples_are_well_before_they_begin_and_later(name: str) -> None:
    started, _ = core.start(core.load(core.example_path(name)))
    doctor = Doctor(started)
    doctor.examine()
    for _ in range(4):
        started.run(60.0, steps=40)
        doctor.examine()
        assert doctor.findings == ()


@pytest.mark.parametrize("path", sorted(worked.titles()), ids=lambda each: each[0].stem)
def test_worked_examples_are_well_before_they_begin(path: tuple[Path, str]) -> None:
    example = worked.read_example(path[0])
    doctor = Doctor(Trainer(example.project.network, example.project.training, example.prepared()))
    doctor.examine()
    assert doctor.findings == ()
