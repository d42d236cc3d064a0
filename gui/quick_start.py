"""Quick start: what makes the window appear sooner; called before anything that imports pyqtgraph.

PySide6 makes a class or an enumeration when it is first asked for; pyqtgraph asks for every one there is, which is a
seventh of the whole start. And while modules are loaded, hardly anything is there to collect. Worked shape: of 600
enumerations some 60 are made.
"""

import builtins
import gc
import importlib
import sys

MODULES = ("QtCore", "QtGui", "QtWidgets")


def prepare() -> None:
    """Load pyqtgraph without all that it would ask of PySide6; ImportError where the window's libraries are missing."""
    gc.disable()  # GarbageCollector takes over
    if "pyqtgraph" in sys.modules:
        return
    modules = [importlib.import_module(f"PySide6.{name}") for name in MODULES]
    _import_as_python_does()
    listed = [vars(module).get("__dir__") for module in modules]
    for name, module in zip(MODULES, modules, strict=True):
        # pyqtgraph copies all names into modules of its own: give it the originals, and no names to copy.
        sys.modules[f"pyqtgraph.Qt.{name}"] = module
        vars(module)["__dir__"] = list
    try:
        importlib.import_module("pyqtgraph")
    finally:
        for module, names in zip(modules, listed, strict=True):
            del vars(module)["__dir__"]
            if names is not None:
                vars(module)["__dir__"] = names


def _import_as_python_does() -> None:
    """PySide6 imports by a function of its own, which reads each module's source to see whether it asks for features.

    Nothing here does (no ``from __feature__ import``), so reading 900 files would be a sixth of the start.
    """
    before = vars(builtins).get("__orig_import__")
    if before is not None:
        vars(builtins)["__import__"] = before
