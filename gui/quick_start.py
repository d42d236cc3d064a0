"""Quick start: what makes the window appear sooner; called before anything that imports Qt.

PySide6 makes a class with its enumerations when it is first asked for; pyqtgraph asks for every one there is, which is
a seventh of the whole start. And while modules are loaded, hardly anything is there to collect. Worked shape: of 600
enumerations half are made, ``Qt.Key`` with its 471 names among them, in a third of the time.
"""

import builtins
import enum
import gc
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

MODULES = ("QtCore", "QtGui", "QtWidgets")
NOT_FOR_PLOTS = (
    "imageview", "parametertree", "widgets.CheckTable", "widgets.ColorMapWidget", "widgets.DataFilterWidget",
    "widgets.DataTreeWidget", "widgets.DiffTreeWidget", "widgets.RawImageWidget", "widgets.RemoteGraphicsView",
    "widgets.ScatterPlotWidget", "widgets.TableWidget",
)  # fmt: skip
"""A third of pyqtgraph: forms, tables, pictures, other processes."""
KINDS = (enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag)


def prepare() -> None:
    """Load Qt for what comes; ImportError where the window's libraries are missing."""
    gc.disable()  # GarbageCollector takes over
    _make_enumerations_at_once()
    with _patterns_wait():
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


class _Pattern:
    """A regular expression that is compiled when it is first used."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *given, **named: getattr(self._make(), name)(*given, **named)


@contextmanager
def _patterns_wait() -> Iterator[None]:
    """PySide6 compiles three expressions of many thousand signs that read signatures for messages of errors."""
    at_once: Callable[..., Any] = re.compile

    def later(*given: Any, **named: Any) -> Any:
        for_helpers = sys._getframe(1).f_globals["__name__"].startswith("shibokensupport")
        return _Pattern(lambda: at_once(*given, **named)) if for_helpers else at_once(*given, **named)

    setattr(re, "compile", later)  # noqa: B010
    try:
        yield
    finally:
        setattr(re, "compile", at_once)  # noqa: B010


def _make_enumerations_at_once() -> None:
    """The standard library makes the members of an enumeration one by one, as if each had code of its own.

    PySide6 gives pairs of names and numbers; for such there is a way within the standard library that takes 40 % of the
    time and gives the same. Where it is missing, and for all others, the usual one is taken. Until Python 3.12 it puts
    properties where members may stand, too, which takes three times as long at each use.
    """
    at_once = getattr(enum, "_simple_enum", None)
    usual = vars(enum.EnumType).get("_create_")
    if at_once is None or usual is None or usual.__module__ != enum.__name__:
        return

    def create(cls: Any, class_name: str, names: Any, **how: Any) -> Any:
        others = {key: value for key, value in how.items() if key != "boundary" and (key, value) != ("start", 1)}
        if cls in KINDS and names and type(names) is list and not any(others.values()):
            plain = type(class_name, (), {"__module__": __name__, **dict(names)})
            made = at_once(cls, boundary=how.get("boundary"))(plain)
            made.__doc__ = None
            for each, member in made.__members__.items():
                if not hasattr(cls, each):
                    type.__setattr__(made, each, member)
            return made
        if how.get("module") is None:  # it would take this one for whose it is
            how["module"] = sys._getframe(2).f_globals.get("__name__")
        return usual(cls, class_name, names, **how)

    setattr(enum.EnumType, "_create_", create)  # noqa: B010


def _import_as_python_does() -> None:
    """PySide6 imports by a function of its own, which reads each module's source to see whether it asks for features.

    Nothing here does (no ``from __feature__ import``), so reading 900 files would be a sixth of the start.
    """
    before = vars(builtins).get("__orig_import__")
    if before is not None:
        vars(builtins)["__import__"] = before
