"""What a start is made of: processor time of programs that do ever more of it, each in a process of its own.

``python -m tests.benchmarks.startup_stages 5`` prints one line of JSON: by stage the median seconds of five rounds, all
before it included; and those of an empty window. A first round, not counted, compiles to bytecode.
"""

import json
import resource
import subprocess
import sys
from statistics import median

IMPORTS = {
    "the interpreter": "",
    "numpy": "import numpy",
    "PySide6: QtCore, QtGui, QtWidgets": "import numpy; from PySide6 import QtCore, QtGui, QtWidgets",
    "Chainrule's modules, pyqtgraph": "from gui.quick_start import prepare; prepare(); import gui.app",
}
EMPTY = """
import numpy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1920, 1080)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""
STAGES = IMPORTS | {"an empty window of PySide6, numpy loaded": EMPTY}


def seconds(code: str) -> float:
    """Processor time of a process that runs this."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure in turns."""
    rounds = int(sys.argv[1])
    times = [{name: seconds(code) for name, code in STAGES.items()} for _ in range(rounds + 1)][1:]
    print(json.dumps({name: median(each[name] for each in times) for name in STAGES}))


if __name__ == "__main__":
    main()
