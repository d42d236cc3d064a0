"""Qt and pyqtgraph are loaded without what no picture waits for, and are what they always are."""

import os
import subprocess
import sys
from pathlib import Path

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

ENUMERATIONS = """
import enum, re, sys
if "quick" in sys.argv:
    from gui.quick_start import prepare
    prepare()
import PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets
assert re.compile is vars(re)["compile"] and isinstance(re.compile("a"), re.Pattern)
for module in (PySide6.QtCore, PySide6.QtGui, PySide6.QtWidgets):
    for owner in (getattr(module, name) for name in dir(module)):
        for name in sorted(vars(owner)) if isinstance(owner, type) else ():
            kind = getattr(owner, name)
            if isinstance(kind, enum.EnumType):
                print(kind.__module__, kind.__qualname__, kind.__doc__, [base.__name__ for base in kind.__mro__])
                print([(name, repr(member), member.value) for name, member in kind.__members__.items()])
                print([(str(member), kind(member.value) is member, hash(member)) for member in kind][:3])
                print([vars(kind).get(name) is member for name, member in kind.__members__.items()][:9])
                if issubclass(kind, enum.Flag) and len(kind):
                    print(~next(iter(kind)), kind(0), list(kind)[:1], kind(0) | kind(1 << 30))
"""

WINDOW = """
import sys
from gui.quick_start import prepare
prepare()
from PySide6.QtCore import QSettings
from gui.app import make_application
from gui.theme_manager import ThemeManager
from gui.windows import Windows
app, settings = make_application(["start"]), QSettings(sys.argv[1], QSettings.Format.IniFormat)
window = Windows(settings, ThemeManager(settings, app), app).open()
assert window.isVisible()
late = (
    "core.data.tables", "core.data.text", "core.inside", "core.worked", "gui.dialogs.base",
    "gui.inside.panel", "gui.plots.curve", "gui.walk.equation_view", "importlib.metadata", "numpy.ma", "pandas",
    "pyqtgraph",
)
print(*(name for name in late if name in sys.modules))
import os
sys.stdout.flush()
os._exit(0)
"""

QUICK = """
import enum, re, sys
from gui.quick_start import prepare
for name in ("string", "tempfile", "shutil", "tokenize", "textwrap"):
    sys.modules.pop(name, None)
prepare()
import string, textwrap, tokenize
assert all(isinstance(each, re.Pattern) for each in (string.Template.pattern, tokenize.cookie_re))
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
kind = enum.Enum("Mine", "a b")
assert [each.value for each in kind] == [1, 2] and kind.__module__ == "__main__"
assert enum.IntEnum("Real", [("real", 4)], boundary=enum.KEEP)["real"].value == 4
try:
    QColor(Qt.Key.Key_A, [], 2)
except TypeError as error:
    assert "(Key, list, int)" in str(error) and "__init__(r: int, g: int, b: int" in str(error), error
print("told")
"""


def test_pyqtgraph_draws_after_a_quick_start() -> None:
    assert _printed_by(SCRIPT) == "drawn"


def test_no_import_reads_the_source_of_its_module() -> None:
    assert _printed_by(IMPORTS) == ""


def test_enumerations_are_those_that_python_makes_itself() -> None:
    quick, usual = _printed_by(ENUMERATIONS, "quick"), _printed_by(ENUMERATIONS)
    assert usual.count("Key_Escape") and len(usual) > 100_000
    assert quick == usual


def test_what_no_first_picture_shows_is_not_loaded_for_it(tmp_path: Path) -> None:
    assert _printed_by(WINDOW, str(tmp_path / "s.ini")) == ""


def test_other_enumerations_and_errors_are_what_they_are() -> None:
    assert _printed_by(QUICK) == "told"


def _printed_by(script: str, *arguments: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
