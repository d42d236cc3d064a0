"""pyqtgraph is loaded without all that it would ask of PySide6, and works."""

import os
import subprocess
import sys

SCRIPT = """
import gc, sys
from gui.quick_start import prepare
prepare()
assert not gc.isenabled()
import PySide6.QtCore, PySide6.QtWidgets
assert "QTimer" in dir(PySide6.QtCore)
import pyqtgraph as pg
from pyqtgraph.Qt import QtCore, QtGui
from pyqtgraph.Qt.internals import PrimitiveArray
assert QtCore is PySide6.QtCore
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


def test_pyqtgraph_draws_after_a_quick_start() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip() == "drawn", done.stderr
