"""Views: how the window gets its palette, canvas, plots and output panel, and what it asks of them.

The views are imported inside ``standard_views``, so that importing the window's frame stays quick; a test gives plain
ones. Worked shape: ``standard_views(context).canvas.commands.actions["fit"]``.
"""

from functools import partial
from importlib import import_module
from typing import Any, Protocol

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.frozen import dataclass
from gui.document import Document
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.theme_manager import ThemeManager

OUTPUT = QSize(312, 380), QSize(242, 261)
"""The size the output asks for, and its least."""


@dataclass(frozen=True)
class Context:
    """What every view is built from."""

    document: Document
    runner: TrainingRunner
    theme: ThemeManager
    selection: Selection


class Commands(Protocol):
    """What the canvas can be asked to do, by name."""

    actions: dict[str, QAction]
    more: list[QAction]
    """Commands of the window that the menu of a layer shows too."""


class Canvas(Protocol):
    """What the window asks of the canvas."""

    message: Any
    search_wanted: Any
    weights_wanted: Any
    commands: Commands

    def setFocus(self) -> None:  # noqa: N802
        """Take the keyboard."""


class Palette(Protocol):
    """What the Layer menu asks of the palette."""

    message: Any
    canvas_wanted: Any

    def add(self, kind: str) -> None:
        """Append a layer of this kind."""

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""


@dataclass(frozen=True)
class Views:
    """The four views; each is a QWidget, canvas and palette with the commands above; the output is a ``Later``."""

    palette: Any
    canvas: Any
    plots: Any
    output: Any


def standard_views(context: Context) -> Views:
    """The views of the real window."""
    from gui.canvas.palette import Palette as LayerPalette
    from gui.canvas.view import CanvasView
    from gui.plots.plots_panel import PlotsPanel
    from gui.widgets.later import Later

    document, runner, theme, selection = context.document, context.runner, context.theme, context.selection
    canvas = CanvasView(document, runner, theme, selection)
    canvas.drawing.painted.connect(runner.frame_painted)

    def make_output() -> QWidget:
        from gui.plots.output_panel import OutputPanel

        return OutputPanel(document, runner, theme, selection)

    return Views(
        LayerPalette(document, selection),
        canvas,
        PlotsPanel(document, runner, theme, selection),
        Later(make_output, *OUTPUT, before=[partial(import_module, "gui.plots.output_panel")]),
    )
