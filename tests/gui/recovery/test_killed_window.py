"""kill -9 at any moment: a real window in a process of its own, killed while it edits and trains, is offered whole."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.formats import rescue
from gui.recovery.folder import rescued

ROOT = Path(__file__).parents[3]
BUSY = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from core.edit import set_layer
from gui.app import make_application
from gui.recovery import autosave
from gui.theme_manager import ThemeManager
from gui.windows import Windows
autosave.BURST_MS, autosave.EARLY = 5, 0.001
app = make_application(["busy"])
settings = QSettings(sys.argv[1] + "/s.ini", QSettings.Format.IniFormat)
windows = Windows(settings, ThemeManager(settings, app), app)
window = windows.open()
def work():
    project = window.document.project
    hidden = next(node.id for node in project.network.nodes if node.layer.kind == "Dense")
    units = project.network.by_id[hidden].layer.units
    window.document.edit("Units", set_layer(project, hidden, units=20 + (units + 1) % 20))
    window.runner.play()
timer = QTimer()
timer.timeout.connect(work)
timer.start(60)
window.recovery.autosave.written.connect(lambda: print("written", flush=True))
app.exec()
"""


@pytest.mark.skipif(os.name != "posix", reason="kill needs POSIX signals")
def test_a_killed_window_is_offered_at_the_next_start(tmp_path: Path) -> None:
    rng, state = random.Random(3), tmp_path / "state"
    environment = {**os.environ, "XDG_STATE_HOME": str(state), "QT_QPA_PLATFORM": "offscreen"}
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", BUSY, str(tmp_path)], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            for _ in range(3):
                assert process.stdout.readline() == b"written\n"
            time.sleep(rng.uniform(0.0, 0.4))
            process.send_signal(signal.SIGKILL)
        folder = next(state.rglob("recovery"))
        found = rescued(folder)
        assert len(found) == 1
        file, note = rescue.read(found[0].place.path)
        assert note.name == "digits" and time.time() - note.saved_at < 60 and file.checkpoint is not None
        assert file.checkpoint.facts["log"]["step"] == note.step
        found[0].place.discard()
        assert list(folder.iterdir()) == []
