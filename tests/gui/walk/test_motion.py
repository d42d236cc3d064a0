"""How the picture of a stop moves: a front along the links, then the faces; or tints that cross-fade."""

import time
from itertools import count, product
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.player import BEFORE, Player, Position
from core.snapshot import PhaseKind
from core.walk import Walk
from gui import motion
from gui.canvas import stop_motion
from gui.canvas.links import Bundle
from gui.canvas.moving import drawn, strengths
from gui.canvas.passing import Front, cut, fronts_of
from gui.canvas.stop_motion import StopMotion
from tests.core.test_worked_examples import mazur
from tests.helpers.walks import Open, walked

pytestmark = pytest.mark.usefixtures("moving")


def test_one_stop_forward_moves_and_everything_else_lands_at_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop_motion, "FAST", 0.0)  # no stop counts as quick here
    walk = Walk(Player(mazur()))
    moving = StopMotion(QApplication.instance())
    moving.follow(walk.state())
    walk.player.forward()
    moving.follow(walk.state())
    assert moving.running and moving.take_beginning() and not moving.take_beginning()
    assert moving.runs_along(1, 2) is True and moving.runs_along(2, 3) is None and moving.fills(2)
    walk.player.forward()
    moving.follow(walk.state())  # a second step lands the first
    assert moving.runs_along(1, 2) is None and moving.runs_along(2, 3) is True
    walk.player.back()
    moving.follow(walk.state())
    assert not moving.running and moving.share == 1.0
    walk.player.go(0, 4)
    moving.follow(walk.state())
    assert not moving.running
    walk.player.forward()
    moving.follow(walk.state())
    assert moving.runs_along(2, 3) is False and not moving.fades
    walk.player.forward()
    moving.follow(walk.state())
    assert moving.fades
    qtbot.waitUntil(lambda: not moving.running, timeout=1000)
    moving.deleteLater()


def test_stops_that_follow_quickly_move_for_a_shorter_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(stop_motion.time, "perf_counter", lambda: now[0])
    walk = Walk(Player(mazur()))
    quick = StopMotion(QApplication.instance())
    lengths = []
    for pause in (9.0, 9.0, 0.6, 0.25):
        now[0] += pause
        quick.follow(walk.state())
        lengths.append(quick._animation.duration() if quick.running else 0)
        walk.player.forward()
    assert lengths == [0, 400, 400, 200]
    quick.deleteLater()


@pytest.fixture
def slow_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stops follow each other a second apart, by the clock that says how long they may move."""
    clock = count(1.0)
    clocks = SimpleNamespace(perf_counter=lambda: next(clock), monotonic=time.monotonic)
    monkeypatch.setattr(stop_motion, "time", clocks)


@pytest.mark.usefixtures("slow_stops")
def test_a_motion_waits_while_another_stop_is_on_its_way(qtbot: QtBot) -> None:
    walk = Walk(Player(mazur()))
    moving = StopMotion(QApplication.instance())
    moving.wait()
    moving.follow(walk.state())
    walk.player.forward()
    moving.follow(walk.state())
    qtbot.waitUntil(lambda: moving.share > 0.0)
    moving.wait()
    share, frames = moving.share, list[float]()
    moving.moved.connect(lambda *_: frames.append(moving.share))
    qtbot.wait(60)
    assert moving.running and 0.0 < moving.share == share < 1.0 and not frames
    moving.follow(walk.state())  # the same stop once more: there was no other
    qtbot.waitUntil(lambda: not moving.running, timeout=1000)
    assert frames and frames == sorted(frames) and moving.share == 1.0
    walk.player.forward()
    moving.follow(walk.state())
    moving.wait()
    walk.player.forward()
    moving.follow(walk.state())
    assert moving.share < share and moving.stop == walk.state().stop
    moving.deleteLater()


@pytest.mark.usefixtures("slow_stops")
def test_a_key_holds_the_motion_of_the_stop_before(qtbot: QtBot, open_window: Open) -> None:
    window = open_window("xor")
    scene, runner = window.views.canvas.drawing, window.runner
    runner.open_walk(True)
    runner.walk_to(0, 0)
    walked(qtbot, window, 0, 0)
    for ask in (lambda: runner.walk_by("forward"), lambda: runner.walk_to(0, 4)):
        runner.walk_by("forward")
        qtbot.waitUntil(lambda: scene.motion.running and scene.motion.share > 0.0)
        ask()
        assert scene.motion.running and scene.motion.waits
        qtbot.waitUntil(lambda: not scene.motion.running)


@pytest.mark.usefixtures("slow_stops")
def test_no_frame_of_the_stop_before_delays_the_next(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window("xor")
    canvas, runner = window.views.canvas, window.runner
    scene, frames = canvas.drawing, list[Position]()
    slow = ((stop_motion, "LONGEST_WAIT", 60.0), (stop_motion, "FAST", 0.0), (motion, "STOP", 9000))
    for module, name, value in slow:  # however busy the machine is
        monkeypatch.setattr(module, name, value)
    runner.open_walk(True)
    runner.walk_to(0, 0)
    walked(qtbot, window, 0, 0)
    scene.painted.connect(lambda: frames.append(runner.walk.position))
    for how, begin in (("forward", 0), ("back", 2)):
        firsts: list[Position] = []
        while Position(0, 2) not in firsts and len(firsts) < 6:  # an answer that was asked for before may cost a frame
            runner.walk_to(0, begin)
            walked(qtbot, window, 0, begin)
            runner.walk_by("forward")
            qtbot.waitUntil(lambda: scene.motion.running and scene.motion.share > 0.0)
            scene.update()  # as a tick of the motion does that came just before the key
            frames.clear()
            runner.walk_by(how)
            qtbot.waitUntil(lambda: bool(frames))
            firsts.append(frames[0])
        assert (0, 2) in firsts
    monkeypatch.setattr(stop_motion, "LONGEST_WAIT", 0.0)
    runner.walk_to(0, 0)
    walked(qtbot, window, 0, 0)
    runner.walk_by("forward")
    qtbot.waitUntil(lambda: scene.motion.running and scene.motion.share > 0.0)
    frames.clear()
    scene.motion.wait()
    scene.update()
    qtbot.waitUntil(lambda: bool(frames))  # one that does not come is not waited for


def test_nothing_moves_where_less_motion_is_wanted() -> None:
    motion.prefer_less_motion(True)
    walk = Walk(Player(mazur()))
    still = StopMotion(QApplication.instance())
    still.follow(walk.state())
    walk.player.forward()
    still.follow(walk.state())
    assert not still.running
    still.deleteLater()


class Half:
    """A motion that stands at its half."""

    running, share, links, faces = True, 0.5, 0.5, 0.0

    def __init__(self, fades: bool = False) -> None:
        self.fades = fades


def bundle(values: float) -> Bundle:
    start, end = np.zeros((2, 2)), np.array([[100.0, 0.0], [100.0, 50.0]])
    made = Bundle(start, end, (QPointF(0, 0), QPointF(100, 25)), [])
    made.update(np.full((2, 2), values))
    return made


def test_a_front_cuts_the_links_it_runs_along() -> None:
    both = {(1, 2): bundle(1.0), (2, 3): bundle(1.0)}
    for along in (True, False):
        pieces = both[1, 2].pieces.reshape(-1, 4)
        front = Front(None, pieces, 0.0, 100.0, 50.0, along)  # type: ignore[arg-type]
        first, second, rest = drawn(both, Half(), {}, 1.0, {(1, 2): front})  # type: ignore[arg-type]
        assert second is both[2, 3] and rest.values is None and first.values is not None
        assert first.pieces.shape[1] + rest.pieces.shape[1] == both[1, 2].pieces.shape[1]
        left, right = (first, rest) if along else (rest, first)
        assert left.pieces[..., 2].max() <= right.pieces[..., 0].min() + 1e-9


def test_what_a_front_has_passed_ends_where_it_stands() -> None:
    pieces = np.array([[0.0, 0.0, 10.0, 20.0], [10.0, 20.0, 20.0, 20.0]])
    assert np.allclose(cut(pieces, 0.0, 5.0), [[0.0, 0.0, 5.0, 10.0]])
    assert np.allclose(cut(pieces, 5.0, 15.0), [[5.0, 10.0, 10.0, 20.0], [10.0, 20.0, 15.0, 20.0]])
    assert len(cut(pieces, 30.0, 40.0)) == 0


@pytest.mark.parametrize("name", ["digits_conv", "digits_skip", "questions", "xor"])
def test_a_front_runs_along_every_kind_of_connection(
    qtbot: QtBot, open_window: Open, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    window = open_window(name)
    window.runner.open_walk(True)
    scene = window.views.canvas.drawing
    plan = walked(qtbot, window, 0, BEFORE).plan
    window.views.canvas.grab()
    moving = [stop for stop in plan if stop.kind in (PhaseKind.FORWARD, PhaseKind.BLAME)]
    for stop, far in product(moving, (False, True)):
        forwards = stop.kind is PhaseKind.FORWARD
        monkeypatch.setattr(StopMotion, "running", True)
        monkeypatch.setattr(StopMotion, "fades", False)
        monkeypatch.setattr(StopMotion, "links", 0.5)
        monkeypatch.setattr(StopMotion, "stop", stop)
        fronts = fronts_of(scene.painter, far)
        wires = [key for key in scene.links if key[1 if forwards else 0] == stop.layer]
        assert len(fronts) == len(wires), stop
        assert wires or stop.name == "output"  # whose blame comes from the error beside it
        for front in fronts.values():
            assert front.forwards is forwards and front.low < front.at < front.high
            passed = front.passed
            assert len(passed), (stop, front.link.key)
            near = passed[:, 2].max() if forwards else passed[:, 0].min()
            assert abs(near - front.at) < 1e-6
        if not far:
            window.views.canvas.grab()  # it is painted too
        monkeypatch.undo()


def test_tints_fade_from_what_was_shown() -> None:
    old, new = {(1, 2): bundle(-2.0)}, {(1, 2): bundle(1.0), (2, 3): bundle(0.4)}
    first, second = drawn(new, Half(fades=True), strengths(old, 2.0), 1.0, {})  # type: ignore[arg-type]
    assert first.values is not None and second.values is not None
    assert np.allclose(first.values, 0.0) and np.allclose(second.values, 0.2)
