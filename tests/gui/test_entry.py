"""The entry point and the unexpected: instant help, exit statuses, no display, the log and one dialog for a fault."""

import logging
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QStandardPaths
from pytestqt.qtbot import QtBot

from core.cli import COMMANDS
from gui import __main__ as entry
from gui import display, faults
from gui.dialogs.messages import ErrorMessage

ROOT = Path(__file__).parents[2]


def test_help_loads_neither_numpy_nor_qt() -> None:
    code = (
        "import sys, gui.__main__ as entry\n"
        "try: entry.main(['--help'])\n"
        "except SystemExit as end: status = end.code\n"
        "heavy = [name for name in ('numpy', 'PySide6', 'pandas', 'core.project') if name in sys.modules]\n"
        "print('loaded', heavy); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "loaded []" in done.stdout
    assert all(command in done.stdout for command in entry.COMMANDS)


def test_the_commands_are_those_of_the_command_line() -> None:
    assert tuple(entry.COMMANDS) == COMMANDS


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["gone.chainrule"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said == ["chainrule: there is no file gone.chainrule; check the name and the folder."]


@pytest.mark.parametrize("given", [["trains", "x"], ["--colour"]])
def test_what_is_not_understood_is_one_line(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        entry.main(given)
    assert end.value.code == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert given[-1] in said and "--help" in said


@pytest.mark.parametrize("command", entry.COMMANDS)
def test_commands_go_to_the_command_line(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []
    cli = SimpleNamespace(main=lambda arguments: heard.append(arguments) or 2)
    monkeypatch.setitem(sys.modules, "core.cli", cli)
    assert entry.main([command, "a", "--json"]) == 2
    assert heard == [[command, "a", "--json"]]


def test_without_a_display_the_example_is_trained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    cli = SimpleNamespace(demo=lambda: 0)
    monkeypatch.setitem(sys.modules, "core.cli", cli)
    assert entry.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [entry.NO_DISPLAY]


@pytest.mark.parametrize("name", ["WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_wayland_or_a_platform_named_by_hand_is_a_display(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(each, raising=False)
    assert not display.has_display() or not sys.platform.startswith("linux")
    monkeypatch.setenv(name, "x")
    assert display.has_display()


@pytest.mark.parametrize("name", ["", "nonsense", ":54321", "localhost:54321x", "localhost:99999"])
def test_a_display_where_nobody_listens_is_none(name: str) -> None:
    assert not display.answers(name)


def test_a_display_that_answers_is_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:  # a bare machine may not know the name localhost
        port = server.getsockname()[1]
        assert display.answers(f"127.0.0.1:{port - 6000}.0")


def test_a_library_that_is_missing_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "gui.app", None)
    assert entry.open_window(None) == 2
    assert capsys.readouterr().err.startswith("chainrule: The window cannot be opened")


# -- faults ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The program's log without the file, and without the test's own watch over it."""
    kept: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record.getMessage())

    own = logging.getLogger("chainrule.test")
    own.propagate = False
    own.addHandler(Keeper())
    monkeypatch.setattr(faults, "log", own)
    return kept


def test_a_fault_is_logged_and_told_once(qtbot: QtBot, quiet_log: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str, str]] = []
    watch = faults.Faults(Path("chainrule.log"))

    def ask(cls: type, sentence: str, remedy: str = "", details: str = "", parent: object = None) -> None:
        told.append((sentence, remedy, details))
        watch._caught(KeyError, KeyError("second"), None)

    monkeypatch.setattr(ErrorMessage, "ask", classmethod(ask))
    watch._caught(ValueError, ValueError("first"), None)
    assert len(told) == 1 and len(quiet_log) == 2
    sentence, remedy, details = told[0]
    assert sentence == faults.SENTENCE and "chainrule.log" in remedy and "ValueError: first" in details


def test_a_fault_in_a_thread_is_told_in_the_window(
    qtbot: QtBot, quiet_log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[threading.Thread] = []

    def ask(cls: type, *texts: object) -> None:
        where.append(threading.current_thread())

    monkeypatch.setattr(ErrorMessage, "ask", classmethod(ask))
    watch = faults.Faults(None)
    arguments = SimpleNamespace(exc_type=ValueError, exc_value=ValueError("there"), exc_traceback=None, thread=None)
    thread = threading.Thread(target=watch._caught_in_thread, args=(arguments,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(where))
    assert where == [threading.main_thread()] and "ValueError: there" in quiet_log[0]


def test_the_log_goes_to_the_systems_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda kind: str(tmp_path / "state"))
    logger = logging.getLogger("chainrule.other")
    monkeypatch.setattr(faults, "log", logger)
    path = faults.start_log()
    assert path == tmp_path / "state" / "chainrule.log"
    logger.warning("A word.")
    assert path is not None and path.read_text(encoding="utf-8").rstrip().endswith("WARNING A word.")
    for handler in list(logger.handlers):
        handler.close()
        logger.removeHandler(handler)


@pytest.mark.expects_log("No log file")
def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda kind: str(tmp_path / "file"))
    logger = logging.getLogger("chainrule.third")
    monkeypatch.setattr(faults, "log", logger)
    assert faults.start_log() is None
