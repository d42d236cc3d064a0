"""Every worked example, walked stop by stop: printed numbers agree at their stop, or differ as the file explains."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import resources
from core import edit
from core.errors import FormatError
from core.observe import Observer
from core.player import Player
from core.snapshot import PhaseKind, Snapshot
from core.trainer import Trainer
from core.walk import Walk
from core.worked import (
    Number,
    Printed,
    StepNumbers,
    Verdict,
    WorkedExample,
    is_worked,
    parse_example,
    read_example,
    titles,
    too_early,
)
from tests.helpers.networks import chain, rows, trainer
from tests.helpers.xor_rate import epochs_of, epochs_of_all

PATHS = resources.worked_paths()
MAZUR = next(path for path in PATHS if "mazur" in path.name)


class Walked:
    """A walk through an example, with the snapshot of every stop."""

    def __init__(self, of: WorkedExample) -> None:
        self.of, prepared = of, of.prepared()
        self.trainer = Trainer(of.project.network, of.project.training, prepared)
        self.walk, self.observer = Walk(Player(self.trainer)), Observer(self.trainer, 0)

    def snapshot(self) -> Snapshot:
        return self.walk.dress(self.observer.snapshot(1, 0.0))

    def go(self, after: int) -> None:
        """Before the first stop of the step after so many."""
        player = self.walk.player
        if after:
            player.go(after - 1, len(player.plan) - 1)
        if self.trainer.finished:
            self.trainer.extend()

    def stops(self, after: int) -> Iterator[Snapshot]:
        """The snapshot at each stop of that step."""
        self.go(after)
        for _ in self.walk.player.plan:
            self.walk.player.forward()
            assert self.walk.player.position.step == after
            yield self.snapshot()

    def value(self, name: str) -> float | None:
        return self.of.numbers.number(self.snapshot(), self.of.numbers.addresses[name]).value


def known(number: Number) -> float:
    assert number.value is not None
    return number.value


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_printed_number_stands_as_the_file_says(path: Path) -> None:
    example = read_example(path)
    walked = Walked(example)
    for after in sorted({0, *example.later}):
        due = [each for each in example.printed if each.after == after]
        seen: set[Printed] = set()
        for snapshot in walked.stops(after):
            assert snapshot.walk is not None and snapshot.walk.stop is not None
            for printed in due:
                number = example.numbers.number(snapshot, example.address(printed))
                reached = snapshot.walk.stop.kind is number.address.kind and number.value is not None
                if printed in seen or not reached:
                    continue
                seen.add(printed)
                verdict = printed.verdict(known(number))
                assert verdict.agrees is not bool(printed.differs), (printed, number.value)
        assert seen == set(due)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_number_is_not_known_before_its_stop(path: Path) -> None:
    example = read_example(path)
    walked = Walked(example)
    before = walked.snapshot()
    assert all(example.numbers.number(before, example.address(each)).value is None for each in example.printed)
    for at, snapshot in enumerate(walked.stops(0)):
        for phase in example.numbers.phases(snapshot):
            assert phase.reached is (min(phase.stops) <= at)
            known_values = [each for each in phase.numbers if each.value is not None]
            assert bool(known_values) is phase.reached


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_listed_number_is_the_result_of_its_equation(path: Path) -> None:
    example = read_example(path)
    walked = Walked(example)
    *_, last = walked.stops(0)
    count = 0
    for phase in example.numbers.phases(last):
        for number in phase.numbers:
            question = number.question(walked.walk.example)
            assert question is not None
            equation = walked.walk.answer(question)
            assert equation is not None
            results = {line.left.plain: line.result for line in equation.lines}
            name = number.symbol.plain
            assert number.value in (results.get(name), results.get(f"mean {name}"), equation.result), name
            count += 1
    assert count >= 7


# -- exact digits (field.md 6) -----------------------------------------------------------------------------------------


def exactly(found: object, expected: object, digits: int = 12) -> None:
    np.testing.assert_allclose(np.asarray(found, float), expected, rtol=0, atol=0.6 * 10.0**-digits)


def test_mazur_to_the_last_digit() -> None:
    walked = Walked(read_example(MAZUR))
    *_, _ = walked.stops(0)
    names = {name: walked.value(name) for name in walked.of.numbers.addresses}
    sums = [names["z_h1"], names["z_h2"], names["z_o1"], names["z_o2"]]
    exactly(sums, [0.3775, 0.3925, 1.105905967060, 1.224921404096])
    exactly([names["a_h1"], names["a_h2"], names["a_o1"], names["a_o2"]],
            [0.593269992107, 0.596884378260, 0.751365069552, 0.772928465321])  # fmt: skip
    exactly([names["E_o1"], names["E_o2"]], [0.274811083176, 0.023560025584])
    assert names["E"] == 0.2983711087600027
    exactly([names["δ_o1"], names["δ_o2"], names["δ_h1"], names["δ_h2"]],
            [0.138498561629, -0.038098236517, 0.008771354689, 0.009954254705])  # fmt: skip
    exactly([names["dE/da_h1"], names["dE/da_h2"]], [0.036350306393, 0.041370322649])
    exactly([names[f"dE/dw_{at}"] for at in range(1, 9)],
            [0.000438567734, 0.000877135469, 0.000497712735, 0.000995425471,
             0.082167040564, 0.082667627848, -0.022602540477, -0.022740242216])  # fmt: skip
    exactly([names[f"w_{at}"] for at in range(1, 9)],
            [0.149780716133, 0.199561432266, 0.249751143632, 0.299502287265,
             0.358916479718, 0.408666186076, 0.511301270239, 0.561370121108])  # fmt: skip
    *_, _ = walked.stops(1)
    assert walked.value("E") == pytest.approx(0.29102777369359933, rel=1e-15)
    walked.go(10_000)
    exactly([walked.value(f"w_{at}") for at in (1, 2, 3, 4)], [0.378509988, 0.657019977, 0.477300706, 0.754601411], 9)
    exactly([walked.value(f"w_{at}") for at in (5, 6, 7, 8)], [-3.892977199, -3.868416688, 2.861810949, 2.925688967], 9)
    *_, _ = walked.stops(10_000)
    assert walked.value("E") == pytest.approx(3.510187783e-05, rel=2e-10)
    exactly([walked.value("a_o1"), walked.value("a_o2")], [0.015913620444, 0.984064273515])


def test_mazur_updated_too_early_gives_what_he_prints() -> None:
    example = read_example(MAZUR)
    setting = (example.project.network, example.project.training, example.prepared())
    once, often = too_early(*setting, 1), too_early(*setting, 10_000)
    assert once.loss == pytest.approx(0.29102792390544197, rel=1e-15)
    exactly(once.theta[:4], [0.14981764, 0.19963528, 0.24978819, 0.29957637], 8)
    assert often.loss == pytest.approx(3.5084786296e-05, rel=1e-9)
    printed = {(each.number, each.after): each for each in example.printed if each.early}
    assert printed["E", 1].verdict(once.loss) is Verdict.ROUNDED
    outputs = often.output[:, 0]
    assert printed["a_o1", 10_000].verdict(float(outputs[0])) is Verdict.ROUNDED
    assert printed["a_o2", 10_000].verdict(float(outputs[1])) is Verdict.ROUNDED
    assert printed["E", 10_000].verdict(often.loss) is Verdict.DIFFERS  # fits neither, as the file says


def test_what_is_updated_too_early_can_be_given_up_on_the_way() -> None:
    example = read_example(MAZUR)
    told: list[float] = []

    def report(share: float, text: str) -> None:
        told.append(share)
        if share > 0.05:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        too_early(example.project.network, example.project.training, example.prepared(), 10_000, report)
    assert told == [0.0, 0.02, 0.04, 0.06]


def test_mazur_with_its_biases_trained() -> None:
    example = read_example(MAZUR)
    project = example.project
    for node in project.network.running[1:]:
        project = edit.set_layer(project, node.id, trainable=True)
    assert not example.fits(project) and example.fits(example.project)
    walked = Walked(replace(example, project=project))
    *_, _ = walked.stops(0)
    biases = [walked.value(f"b_{name}") for name in ("h1", "h2", "o1", "o2")]
    exactly(biases, [0.345614322655, 0.345022872647, 0.530750719186, 0.619049118258])
    *_, _ = walked.stops(1)
    assert walked.value("E") == pytest.approx(0.28047144679143016, rel=1e-14)
    *_, _ = walked.stops(10_000)
    assert walked.value("E") == pytest.approx(2.4475622359e-06, rel=1e-10)
    exactly([walked.value("a_o1"), walked.value("a_o2")], [0.011587527391, 0.988458935026])


def test_han_and_kamber_to_the_last_digit() -> None:
    walked = Walked(read_example(next(path for path in PATHS if "han" in path.name)))
    *_, _ = walked.stops(0)
    value = walked.value
    exactly([value("a_h1"), value("a_h2"), value("a_o1")], [0.331812227832, 0.524979187479, 0.473888898824])
    exactly([value("δ_o1"), value("δ_h2"), value("δ_h1")], [-0.131169078214, 0.006542085064, 0.008724561965])
    exactly([value(f"w_{at}") for at in (7, 8, 1, 4, 3, 6)], [
        -0.260828846342, -0.138025067507, 0.192147894231, -0.305887876558, -0.507852105769, 0.194112123442,
    ])  # fmt: skip
    exactly([value("b_h1"), value("b_h2"), value("b_o1")], [-0.407852105769, 0.194112123442, 0.218052170393])
    err = next(each for each in walked.of.printed if each.called == "Err6")
    assert err.verdict(value("δ_o1") or 0.0) is Verdict.CUT_OFF


def test_nielsen_cs231n_to_the_last_digit() -> None:
    for name, first, last in (("fast", 0.8175744762, 0.0939556949), ("slow", 0.9820137901, 0.2028484243)):
        walked = Walked(read_example(next(path for path in PATHS if name in path.name)))
        *_, _ = walked.stops(0)
        exactly(walked.value("a_o1"), first, 9)
        *_, _ = walked.stops(300)
        exactly(walked.value("a_o1"), last, 9)
    walked = Walked(read_example(next(path for path in PATHS if "neuron" in path.name)))
    *_, _ = walked.stops(0)
    names = ("a_o1", "dE/dx_1", "dE/dx_2", "dE/dw_1", "dE/dw_2", "dE/db_o1")
    wanted = [0.7310585786, 0.3932238665, -0.5898357997, -0.1966119332, -0.3932238665, 0.1966119332]
    exactly([walked.value(name) for name in names], wanted, 10)
    at = walked.of.numbers.addresses["dE/dx_1"]
    asked = walked.of.numbers.number(walked.snapshot(), at).question(0)
    assert asked is not None
    sent = walked.walk.answer(asked)
    assert sent is not None and sent.result == walked.value("dE/dx_1") and len(sent.lines[0].terms) == 1
    walked = Walked(read_example(next(path for path in PATHS if "softmax" in path.name)))
    *_, _ = walked.stops(0)
    exactly(walked.value("E"), 1.2039728, 7)
    exactly([walked.value(f"δ_o{at}") for at in (1, 2, 3)], [0.2, -0.7, 0.5])


def test_xor_is_solved_from_one_seed_and_stuck_from_the_other() -> None:
    solved, stuck = (read_example(next(path for path in PATHS if name in path.name)) for name in ("solved", "stuck"))
    assert solved.other_seeds and stuck.other_seeds
    through = epochs_of(solved.project.training.seed, solved)
    assert through is not None and through < 1000
    assert epochs_of(stuck.project.training.seed, stuck) is None


def test_xor_succeeds_about_as_often_as_the_example_says() -> None:
    example = read_example(next(path for path in PATHS if "solved" in path.name))
    found = epochs_of_all(range(60), example, 1500)
    stuck = next(seed for seed, each in enumerate(found) if each is None)
    assert [epochs_of(seed, example, 1500) for seed in (0, 1, stuck)] == [found[0], found[1], None]
    rate = sum(each is not None for each in found) / len(found)
    assert 0.70 <= rate <= 0.98  # 500 seeds and 6,000 epochs are measured by tests.helpers.xor_rate


# -- large networks ----------------------------------------------------------------------------------------------------


def test_of_a_large_network_the_largest_numbers_are_listed() -> None:
    generator = np.random.default_rng(0)
    run = trainer(chain((20, 30, 3)), rows(generator.normal(size=(8, 20)), generator.normal(size=(8, 3))), batch_size=4)
    walk, observer = Walk(Player(run)), Observer(run, 0)
    for _ in walk.player.plan:
        walk.player.forward()
    snapshot = walk.dress(observer.snapshot(1, 0.0))
    phases = {each.kind: each for each in StepNumbers(run.network).phases(snapshot)}
    gradient = phases[PhaseKind.GRADIENT]
    assert gradient.total == 20 * 30 + 30 + 30 * 3 + 3 and len(gradient.numbers) == 12
    sizes = [abs(known(each)) for each in gradient.numbers]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] == np.abs(snapshot.grad).max()
    assert len(phases[PhaseKind.FORWARD].numbers) == 33 == phases[PhaseKind.FORWARD].total


# -- the file ----------------------------------------------------------------------------------------------------------


def test_a_new_file_in_the_folder_is_listed_and_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "worked").mkdir()
    text = (resources.ROOT / "worked" / "README.md").read_text(encoding="utf-8")
    sample = text.partition("```json\n")[2].partition("```")[0]  # the file the documentation shows
    (tmp_path / "worked" / "mine.json").write_text(sample, encoding="utf-8")
    (tmp_path / "worked" / "torn.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr(resources, "ROOT", tmp_path)
    found = titles()
    assert [title for _, title in found] == ["One neuron", "torn.json"]
    example = read_example(found[0][0])
    assert [each.text for each in example.printed] == ["0.82", "0.09"] and is_worked(example.content)
    with pytest.raises(FormatError, match=r"torn\.json is not valid JSON"):
        read_example(found[1][0])


Change = Callable[[dict[str, Any]], object]
WRONG: list[tuple[Change, str]] = [
    (lambda raw: raw.update(format="chainrule-worked/2"), r"format is 'chainrule-worked/2'; this Chainrule reads"),
    (lambda raw: raw.update(format="chainrule/1"), "not a worked example"),
    (lambda raw: raw.update(titel="x"), r"unknown key 'titel' \(did you mean 'title'"),
    (lambda raw: raw.pop("rows"), "lacks the key 'rows'"),
    (lambda raw: raw.pop("title"), "lacks the key 'title'"),
    (lambda raw: raw.update(title=" "), "title is empty"),
    (lambda raw: raw.update(story="x"), "key 'story' should be a list"),
    (lambda raw: raw.update(rows={"x": [[1.0]]}), "x and y"),
    (lambda raw: raw["rows"].update(y=[[0.1], [0.2]]), "1 x and 2 y"),
    (lambda raw: raw["rows"].update(x=[[1.0, "a"]]), "X in the rows should be a list of rows of numbers"),
    (lambda raw: raw["rows"].update(x=[[1.0, 2.0], [1.0]]), "same length"),
    (lambda raw: raw["rows"].update(x=[[1.0, 2.0, 3.0]]), "takes 2 numbers|Input"),
    (lambda raw: raw["project"].update(data={}), "unknown key 'data'"),
    (lambda raw: raw.update(project=[]), "network and training"),
    (lambda raw: raw["weights"].update({"hiden.weight": [[1.0]]}), r"no layer \(did you mean 'hidden.weight'"),
    (lambda raw: raw["weights"].update({"hidden.weight": [[1.0]]}), r"shape \(1, 1\); the network needs \(2, 2\)"),
    (lambda raw: raw.update(weights=[]), "'weights' should be an object"),
    (lambda raw: raw.update(printed={}), "'printed' should be a list"),
    (lambda raw: raw["printed"].append(3), "printed number 27 should be an object"),
    (lambda raw: raw["printed"][0].pop("text"), "printed number 1 lacks the key 'text'"),
    (lambda raw: raw["printed"][0].update(number="w_99"), "'w_99', which the network does not have"),
    (lambda raw: raw["printed"][0].update(text="about 1"), "a number as it is printed"),
    (lambda raw: raw["printed"][0].update(after=-1), "0 to 100,000 are possible"),
    (lambda raw: raw["printed"][0].update(place=1), "unknown key 'place'"),
    (lambda raw: raw["project"]["training"].update(optimizer={"kind": "Adam"}), "SGD without momentum only"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), WRONG, ids=[sentence[:30] for _, sentence in WRONG])
def test_what_is_wrong_with_a_file_is_a_sentence(change: Change, sentence: str) -> None:
    raw = json.loads(MAZUR.read_text(encoding="utf-8"))
    change(raw)
    with pytest.raises(FormatError, match=sentence) as told:
        parse_example(json.dumps(raw).encode(), "mine.json")
    assert str(told.value).startswith("mine.json") and str(told.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("0.298371109", 0.2983711087600027, Verdict.ROUNDED), ("0.1311", 0.131169, Verdict.CUT_OFF),
        ("0.1312", 0.131169, Verdict.ROUNDED), ("0.1313", 0.131169, Verdict.DIFFERS), ("−.5", -0.5, Verdict.ROUNDED),
        ("-1.28", -1.2831, Verdict.ROUNDED), ("3.5e-05", 3.51e-05, Verdict.ROUNDED), ("1", 1e40, Verdict.DIFFERS),
        ("1", float("nan"), Verdict.DIFFERS), ("0.511301270", 0.5113012702, Verdict.ROUNDED),
    ],
)  # fmt: skip
def test_the_printed_digits_decide(text: str, value: float, verdict: Verdict) -> None:
    assert Printed("a_h1", text).verdict(value) is verdict
    assert Printed("a_h1", text, minus=True).verdict(-value) is verdict


def test_given_weights_that_no_longer_fit_are_a_problem_with_a_remedy() -> None:
    example = read_example(MAZUR)
    hidden = example.project.network.running[1]
    project = edit.set_layer(example.project, hidden.id, units=3)
    problems = [each for each in project.network.problems(example.prepared().dataset.task) if each.layer is not None]
    assert any("starts from 4 given numbers; it needs 6 (weight)" in each.text for each in problems)
    for problem in problems:
        assert problem.remedy is not None
        project = edit.apply_remedy(project, problem.remedy)
    assert not project.network.problems(example.prepared().dataset.task)
