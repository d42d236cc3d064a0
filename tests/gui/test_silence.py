"""The guard of tests/conftest.py is guarded: each kind of noise fails a test, and what is expected does not."""

import os
import subprocess
import sys
from pathlib import Path

NOISY = '''
import gc
import logging
import pytest
from PySide6.QtCore import QThread, QTimer, qWarning
from PySide6.QtWidgets import QWidget
from tests.helpers.leftovers import put_aside

kept = []

def test_quiet(qtbot):
    logging.getLogger("a").info("fine")

def test_log():
    logging.getLogger("a").warning("loud")

@pytest.mark.expects_log("loud")
def test_expected_log():
    logging.getLogger("a").warning("very loud")

@pytest.mark.expects_log("loud")
def test_expected_log_missing():
    assert True

def test_qt(qtbot):
    qWarning("loud")

@pytest.mark.expects_qt("loud")
def test_expected_qt(qtbot):
    qWarning("loud")

def test_allowed_qt(qtbot):
    qWarning("This plugin does not support propagateSizeHints()")

def test_timer(qtbot):
    kept.append(QTimer())
    kept[-1].start(100000)

def test_after_timer(qtbot):
    kept.pop().stop()

def test_put_aside(qtbot):
    kept.append(QTimer())
    put_aside()
    assert kept[-1] not in gc.get_objects()

def test_timer_put_aside(qtbot):
    kept[-1].start(100000)

def test_after_timer_put_aside(qtbot):
    kept.pop().stop()

def test_window(qtbot):
    kept.append(QWidget())
    kept[-1].show()

def test_after_window(qtbot):
    kept.pop().close()

def test_thread(qtbot):
    kept.append(QThread())
    kept[-1].start()

def test_after_thread(qtbot):
    kept[-1].quit()
    kept.pop().wait()
'''

ROOT = Path(__file__).resolve().parents[2]
BAD = {"test_log", "test_expected_log_missing", "test_qt", "test_timer", "test_timer_put_aside", "test_window",
       "test_thread"}  # fmt: skip
GOOD = {"test_quiet", "test_expected_log", "test_expected_qt", "test_allowed_qt", "test_after_timer",
        "test_put_aside", "test_after_timer_put_aside", "test_after_window", "test_after_thread"}  # fmt: skip


def test_noise_fails_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "test_noisy.py").write_text(NOISY, "utf-8")
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"), "utf-8")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    lines = [line for line in result.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    failed = {line.split("::")[1].split()[0] for line in lines}
    assert failed == BAD, result.stdout + result.stderr
    assert all(f"PASSED test_noisy.py::{name}\n" in result.stdout for name in GOOD)
