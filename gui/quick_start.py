"""Quick start: what makes the window appear sooner; called before anything that imports Qt.

PySide6 makes a class or an enumeration when it is first asked for; pyqtgraph asks for every one there is, which is a
seventh of the whole start. And while modules are loaded, hardly anything is there to collect. Worked shape: of 600
enumerations some 60 are made.
"""

import builtins
import gc
import importlib
import sys
from types import ModuleType

MODULES = ("QtCore", "QtGui", "QtWidgets")
NOT_FOR_PLOTS = (
    "imageview", "parametertree", "widgets.CheckTable", "widgets.ColorMapWidget", "widgets.DataFilterWidget",
    "widgets.DataTreeWidget", "widgets.DiffTreeWidget", "widgets.RawImageWidget", "widgets.RemoteGraphicsView",
    "widgets.ScatterPlotWidget", "widgets.TableWidget",
)  # fmt: skip
"""A third of pyqtgraph: forms, tables, pictures, other processes."""


def prepare() -> None:
    """Load Qt for what comes; ImportError where the window's libraries are missing."""
    gc.disable()  # GarbageCollector takes over
    for name in MODULES:
        importlib.import_module(f"PySide6.{name}")
    _import_as_python_does()


def load_pyqtgraph() -> None:
    """Load of pyqtgraph what draws plots; before the first module that imports it."""
    if "pyqtgraph" in sys.modules:
        return
    modules = [importlib.import_module(f"PySide6.{name}") for name in MODULES]
    listed = [vars(module).get("__dir__") for module in modules]
    for name, module in zip(MODULES, modules, strict=True):
        # pyqtgraph copies all names into modules of its own: give it the originals, and no names to copy.
        sys.modules[f"pyqtgraph.Qt.{name}"] = module
        vars(module)["__dir__"] = list
    absent = {f"pyqtgraph.{name}": _Absent(f"pyqtgraph.{name}") for name in NOT_FOR_PLOTS}
    sys.modules.update(absent)
    try:
        importlib.import_module("pyqtgraph")
    finally:
        for name in absent:  # who asks for one of them later has the real one
            del sys.modules[name]
        for module, names in zip(modules, listed, strict=True):
            del vars(module)["__dir__"]
            if names is not None:
                vars(module)["__dir__"] = names


class _Absent(ModuleType):
    """In place of a module that plots do without; whatever is imported from it is an empty class."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def _import_as_python_does() -> None:
    """PySide6 imports by a function of its own, which reads each module's source to see whether it asks for features.

    Nothing here does (no ``from __feature__ import``), so reading 900 files would be a sixth of the start.
    """
    before = vars(builtins).get("__orig_import__")
    if before is not None:
        vars(builtins)["__import__"] = before
