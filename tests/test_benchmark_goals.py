"""Goals of the benchmarks: each is about a number that is measured, and what misses one is followed by a profile."""

import importlib
import time
from types import SimpleNamespace

import numpy as np
import pytest

from tests.benchmarks import BENCHMARKS, goals, machine, step_parts
from tests.benchmarks import __main__ as command
from tests.benchmarks.cases import CASES
from tests.benchmarks.contender_chainrule import trainer_of
from tests.benchmarks.frame_parts import PLACES, REST, Parts, Place
from tests.benchmarks.goals import AT_LEAST, AT_MOST, GOALS, Goal
from tests.benchmarks.records import Key, Profile, Report, Table, brief

WARM = Key("startup", "window, warm", "clock")


def test_a_goal_is_met_on_its_side_of_the_limit() -> None:
    most, least = Goal(WARM, AT_MOST, 0.8, "{:.2f} s", "start"), Goal(WARM, AT_LEAST, 0.8, "{:.2f} s", "start")
    assert most.line({WARM: 0.75}) == ("window, warm: start", "at most 0.80 s", "0.75 s", "met")
    assert most.line({WARM: 0.8})[-1] == least.line({WARM: 0.8})[-1] == "met"
    assert most.line({WARM: 0.81})[-1] == least.line({WARM: 0.79})[-1] == "missed"
    assert most.line({})[-2:] == ("–", "not measured") and not most.missed({})
    assert most.line({WARM: float("nan")})[-1] == "missed"


def test_every_goal_belongs_to_a_benchmark_that_can_say_what_stands_in_the_way() -> None:
    assert len({goal.key for goal in GOALS}) == len(GOALS)
    for name in {goal.key.benchmark for goal in GOALS}:
        assert name in BENCHMARKS and callable(importlib.import_module(f"tests.benchmarks.{name}").profile)
    assert {goal.key.case for goal in GOALS if goal.key.benchmark == "training"} == set(CASES)
    for name in ("smoothness", "navigation", "keys", "hill"):
        cases = importlib.import_module(f"tests.benchmarks.{name}").CASES
        assert {goal.key.case for goal in GOALS if goal.key.benchmark == name} <= set(cases)
    startup, scaling = (importlib.import_module(f"tests.benchmarks.{name}") for name in ("startup", "scaling"))
    assert {goal.key.case for goal in GOALS if goal.key.benchmark == "startup"} == set(startup.PROFILES)
    known = {*scaling.SWEEPS, scaling.EPOCH, scaling.PEAK_OF}
    assert {goal.key.case for goal in GOALS if goal.key.benchmark == "scaling"} == known


def test_the_table_has_the_goals_of_what_ran_and_the_misses_are_named_once() -> None:
    found = {WARM: 1.1, Key("startup", "chainrule --help", "clock"): 0.09}
    made = goals.table(found)
    assert made.title == "Goals, 1 of 3 met" and [row[-1] for row in made.rows] == ["missed", "not measured", "met"]
    assert list(goals.missed(found)) == [("startup", "window, warm")]
    late = {Key("smoothness", "MNIST LeNet-5", what): 1e9 for what in ("interval", "late")}
    assert list(goals.missed(late)) == [("smoothness", "MNIST LeNet-5")]


def test_each_miss_is_followed_by_a_profile_measured_then(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def profile(case: str, quick: bool, found: dict[Key, float]) -> Profile:
        asked.append(case)
        return Profile("A start", "s", [("numpy", found[WARM] / 4), ("the rest", found[WARM] * 3 / 4)], [("else", 0.4)])

    table = Table("Starts", ("start", "s"), [("warm", "1.6")], "A note.")
    made = SimpleNamespace(run=lambda quick: Report([table], {WARM: 1.6}), profile=profile)
    monkeypatch.setattr(command.importlib, "import_module", lambda name: made)
    first, judged, last = command.measured(["startup"], quick=True)
    assert first is table and judged.title.startswith("Goals") and asked == ["window, warm"]
    assert list(last.rows) == [
        ("numpy", "0.4", "25%"), ("the rest", "1.2", "75%"), ("all of it", "1.6", ""), ("beside it: else", "0.4", "25%")
    ]  # fmt: skip


def test_numbers_are_brief() -> None:
    numbers = [brief(each) for each in (0.01234, 12.345, 99.95, 123.4, 12345.6)]
    assert numbers == ["0.0123", "12.3", "100", "123", "12,346"]


def test_tables_are_text_and_markdown() -> None:
    made = Table("Starts", ("start", "s"), [("warm", "1.6"), ("cold, all", "12.25")], "A note.")
    assert made.text() == "Starts\n  start          s\n  warm         1.6\n  cold, all  12.25\nA note.\n"
    rows = "| start | s |\n|---|---:|\n| warm | 1.6 |\n| cold, all | 12.25 |"
    assert made.markdown() == f"Starts:\n\n{rows}\n\nA note.\n"


def test_the_readme_takes_the_tables_between_its_marks() -> None:
    text = command.README.read_text(encoding="utf-8")
    assert text.count(command.BEGIN) == text.count(command.END) == 1
    tables = [Table("Starts", ("start",), [("warm",)]), Table("Goals, 1 of 1 met", ("what",), [("start",)])]
    written = command.within(text, "on a day", tables)
    assert written.index("Measured on a day") < written.index("Goals, 1 of 1 met") < written.index("Starts:")
    assert command.within(written, "on a day", tables) == written
    told = "on a day, by a machine whose name is long, " * 9
    _, _, wrapped = command.within(text, told, tables).partition(command.BEGIN)
    assert max(len(line) for line in wrapped.partition("Goals, 1")[0].splitlines()) <= 120
    before, _, rest = text.partition(command.BEGIN)
    assert written.startswith(before) and written.endswith(rest.partition(command.END)[2])
    with pytest.raises(SystemExit, match="no marks"):
        command.within("nothing", "", tables)


def test_the_machine_is_named() -> None:
    told = machine.sentence()
    assert "numpy" in told and "core" in told and "Python 3" in told and str(time.localtime().tm_year) in told


def test_every_place_of_a_frame_is_there() -> None:
    for place in PLACES:
        owner = getattr(importlib.import_module(place.module), place.owner)
        assert all(callable(getattr(owner, name)) for name in place.methods), place


def test_time_counts_for_the_innermost_part(monkeypatch: pytest.MonkeyPatch) -> None:
    class Window:
        def paint(self) -> None:
            spend(0.02)
            self.cards()

        def cards(self) -> None:
            spend(0.04)

    def spend(seconds: float) -> None:
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass

    module = SimpleNamespace(Window=Window)
    monkeypatch.setattr("tests.benchmarks.frame_parts.importlib.import_module", lambda name: module)
    parts = Parts((Place("all", "window", "Window", ("paint",)), Place("cards", "window", "Window", ("cards",))))
    Window().paint()
    parts.begin()
    for _ in range(2):
        Window().paint()
    spend(0.02)
    found = parts.of_each(2)
    near = {"all": pytest.approx(20, rel=0.2), "cards": pytest.approx(40, rel=0.2), REST: pytest.approx(10, rel=0.3)}
    assert found == near


@pytest.mark.parametrize("case", ["784-128-10", "LeNet-5", "text"])
def test_a_step_is_taken_apart(case: str) -> None:
    trainer = trainer_of(CASES[case])
    made = step_parts.measure(trainer, 0.1)
    names = {step_parts.name_of(trainer, phase) for phase in trainer.plan[:-1]}
    assert set(made.parts) == {*names, "the minibatch is drawn", "the optimizer", step_parts.REST}
    assert all(spent >= 0.0 for spent in made.parts.values()) and made.products > 0.0
    assert np.isfinite(sum(made.parts.values())) and made.parts["Dense, forward"] > 0.0


def test_the_products_of_a_step_are_those_of_its_matrices() -> None:
    program = trainer_of(CASES["784-128-10"]).program
    assert step_parts.products_of(program) == [
        (128, 784, 64), (128, 64, 784), (10, 128, 64), (10, 64, 128), (128, 10, 64)
    ]  # fmt: skip
    sizes = step_parts.products_of(trainer_of(CASES["LeNet-5"]).program)
    assert sizes[:2] == [(6, 25, 64 * 784), (6, 64 * 784, 25)] and (16, 150, 64 * 100) in sizes and len(sizes) == 14


def test_scaling_sweeps_know_their_steepest_part() -> None:
    from tests.benchmarks.scaling import slope, steepest

    assert steepest((1, 2, 4, 8), [1.0, 2.0, 16.0, 16.0]) == pytest.approx(3.0)
    assert slope((1, 2, 4, 8), [5.0, 5.0, 4.0, 8.0]) == pytest.approx(1.0)
