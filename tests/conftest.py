"""Silence is enforced: what Qt, Python's logging or a forgotten thread have to say fails the test that caused it.

Every test is watched for log records of WARNING, and where Qt is loaded for its messages of WARNING and for threads,
timers and windows left behind. A test that expects a message says so with ``@pytest.mark.expects_log("text")`` or
``@pytest.mark.expects_qt("text")``: then a message with that text must come.
"""

import gc
import logging
import os
import sys
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The offscreen platform cannot size windows, raise them or grab keys, and says so whenever a dialog or menu opens.
QT_ALLOWED = ("This plugin does not support ",)


# What `make test` installs none of: a test without the mark `peers` must pass where they are absent, and so finds none.
PEERS = frozenset({"torch", "keras", "onnxruntime", "sklearn", "jax"})


class _NoPeers:
    """A finder of modules that finds the peers to be absent."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in PEERS:
            raise ModuleNotFoundError(f"No module named {name!r} for a test without the mark 'peers'", name=name)


@pytest.fixture(autouse=True)
def _peers_are_absent(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if next(request.node.iter_markers("peers"), None) is None:
        monkeypatch.setattr(sys, "meta_path", [_NoPeers(), *sys.meta_path])


@pytest.fixture(autouse=True, scope="session")
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Windows save aside, and write their log, in a folder of this run of the tests."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))


class _Collector(logging.Handler):
    """Keeps the records of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.name}: {record.getMessage()}")


def _judge(request: pytest.FixtureRequest, marker: str, texts: list[str]) -> None:
    """Fail on a text nobody expected, and on an expected one that did not come."""
    expected = [str(text) for mark in request.node.iter_markers(marker) for text in mark.args]
    surprises = [text for text in texts if not any(each in text for each in expected)]
    missing = [each for each in expected if not any(each in text for text in texts)]
    if surprises or missing:
        pytest.fail(f"Unexpected: {surprises}; expected, did not come: {missing}", pytrace=False)


@pytest.fixture(autouse=True)
def _no_kernels_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine ``auto`` takes numpy in tests, whatever this machine has compiled before."""
    monkeypatch.setattr("core.engines.cache.ready", lambda dtype: False)
    monkeypatch.setattr("core.engines.cache.at_hand", lambda: None)
    monkeypatch.setattr("core.engines.choice._preferred", "auto")
    monkeypatch.setattr("core.engines.choice._patient", True)


@pytest.fixture(autouse=True)
def _quiet_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    _judge(request, "expects_log", collector.texts)


@pytest.fixture(autouse=True)
def _quiet_qt(request: pytest.FixtureRequest) -> Iterator[None]:
    """Watch Qt, but only for tests that use it: the core is tested without loading it."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    from gui.garbage import collect_what_is_due

    # As in the program: a thread that collects cycles would destroy old widgets outside their thread.
    gc.disable()
    collect_what_is_due()

    texts: list[str] = []
    loud = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}

    def take(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind in loud and not text.startswith(QT_ALLOWED):
            texts.append(text)

    previous = qInstallMessageHandler(take)
    yield
    qInstallMessageHandler(previous)
    _judge(request, "expects_qt", texts)


@pytest.fixture(autouse=True)
def _point() -> Iterator[None]:
    """A decimal mark that a test has chosen ends with it."""
    yield
    numbers = sys.modules.get("gui.numbers")
    if numbers is not None:
        numbers.write_with(numbers.POINT)


def pytest_collection_finish() -> None:
    """The modules and items of the tests are not looked through after every test, nor by the collector."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """After every fixture has been torn down (qtbot closes its widgets), nothing may be left."""
    if "PySide6.QtWidgets" not in sys.modules or "qtbot" not in getattr(item, "fixturenames", ()):
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    from tests.helpers.leftovers import left_behind

    # What was given to deleteLater() is deleted now.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = left_behind()
    if left:
        pytest.fail("Left behind: " + "; ".join(left), pytrace=False)
