"""pyqtgraph is loaded without all that it would ask of PySide6, and works."""

import os
import subprocess
import sys

SCRIPT = """
import gc, sys
from gui.quick_start import load_pyqtgraph, prepare
prepare()
assert not gc.isenabled()
assert "pyqtgraph" not in sys.modules
load_pyqtgraph()
import PySide6.QtCore, PySide6.QtWidgets
assert "QTimer" in dir(PySide6.QtCore)
import pyqtgraph as pg
from pyqtgraph.Qt import QtCore, QtGui
assert QtCore is PySide6.QtCore
assert not any(name.startswith("pyqtgraph.multiprocess") for name in sys.modules)
from pyqtgraph.parametertree import ParameterTree
assert issubclass(ParameterTree, PySide6.QtWidgets.QWidget), "the real one, for who asks"
app = PySide6.QtWidgets.QApplication([])
plot = pg.PlotWidget()
plot.plot([0, 1, 2], [3.0, 1.0, 2.0], pen=pg.mkPen("r"))
plot.resize(200, 100)
plot.show()
app.processEvents()
assert not plot.grab().isNull()
print("drawn", flush=True)
import os
os._exit(0)
"""

IMPORTS = """
import sys
from gui.quick_start import load_pyqtgraph, prepare
prepare()
load_pyqtgraph()
import gui.actions, gui.theme, linecache, PySide6.QtCore
print(*sorted(name for name in linecache.cache if "gui" in name or "pyqtgraph" in name))
"""


def test_pyqtgraph_draws_after_a_quick_start() -> None:
    assert _printed_by(SCRIPT) == "drawn"


def test_no_import_reads_the_source_of_its_module() -> None:
    assert _printed_by(IMPORTS) == ""


def _printed_by(script: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
