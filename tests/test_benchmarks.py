"""The benchmarks run: every name of the table is a module with ``run``, every case trains, a contender answers."""

import importlib
from pathlib import Path

import pytest

from tests.benchmarks import BENCHMARKS
from tests.benchmarks.accuracy import GOALS, learnt
from tests.benchmarks.cases import CASES
from tests.benchmarks.contender_chainrule import trainer_of
from tests.benchmarks.keys import told
from tests.benchmarks.training import compare
from tests.helpers.media import SHARED


@pytest.mark.parametrize("name", BENCHMARKS)
def test_each_name_is_a_module_that_runs(name: str) -> None:
    assert callable(importlib.import_module(f"tests.benchmarks.{name}").run)


@pytest.mark.parametrize("name", CASES)
def test_each_case_trains(name: str) -> None:
    trainer = trainer_of(CASES[name])
    assert trainer.run(60.0, steps=3) == 3
    assert trainer.current.n == CASES[name].batch
    assert trainer.program.output.shape == (CASES[name].outputs, CASES[name].batch)
    assert len(trainer.program.ops) == 1 + len(CASES[name].parts)


def test_an_accuracy_is_what_the_command_line_reaches(tmp_path: Path) -> None:
    """A few epochs of the small set; the whole table takes minutes and is ``python -m tests.benchmarks accuracy``."""
    goal = next(each for each in GOALS if each.example == "sms_spam")
    if not (SHARED / goal.data).exists():
        pytest.skip("the real messages are absent")
    epochs, error = learnt(goal, 3, tmp_path, "--epochs", "3")
    assert epochs == 3 and error < 0.04


@pytest.mark.benchmark
def test_a_contender_in_its_own_process_answers_each_round() -> None:
    (contender,) = compare("2-4-2-1", ("chainrule",), threads=1, rounds=2, seconds=0.02)
    assert contender.name == "Chainrule"
    assert len(contender.times) == 2
    assert 1.0 < min(contender.times) < 1e6


def test_of_the_presses_to_each_stop_the_median_counts_and_single_ones_are_told() -> None:
    quick, slow = [(20.0, 9.0)] * 4, [(40.0, 9.0)] * 3
    found = told({"right to 1": [*quick, (90.0, 9.0)], "right to 2": [*slow, (60.0, 19.0), (70.0, 19.0)]})
    assert found == (2, 40.0, 40.0, "right to 2", 0.3, 90.0, 9.0)
