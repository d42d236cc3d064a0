"""What can be read in a window: its words, what its curves and pictures were made of, and the painted drawing.

Two windows on the same project and run must read alike, whatever happened in one of them before. Left out is what
tells of the way there: a scale is held until it is wrong by a factor of two, and links keep their step of strength.
Worked shape: ``differences(window, fresh)`` is empty, or names what was left over and what both say.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from core.activations import Array
from gui.canvas.controls import VIEWS
from gui.canvas.voices import layer_sentence
from gui.canvas.words import watched_text
from gui.main_window import MainWindow
from gui.plots.board import Board
from gui.plots.confusion import ConfusionMatrix
from gui.plots.decision_field import DecisionField
from gui.plots.heat_map import HeatMap
from gui.plots.prediction import Prediction
from gui.plots.shapes import Line

ITSELF = ("Undo", "Redo", "±", "Settings of")
"""Texts that tell of the way here, or of no number."""
GRID = 64
"""So many pixels lie between the places of the drawing that are pointed at besides all neurons."""


def comparable(window: MainWindow) -> list[str]:
    """The views of the canvas that another window can show as well: no file holds the last minibatch's gradient."""
    begun = window.runner.snapshot is not None and window.runner.snapshot.step > 0
    return [name for name, *_ in VIEWS if not (begun and name == "gradient")]


def read_words(window: MainWindow) -> Counter[tuple[str, ...]]:
    """Every word that can be read or heard."""
    found: Counter[tuple[str, ...]] = Counter()
    for widget in window.findChildren(QWidget):
        text = getattr(widget, "text", "")
        said = tuple(
            str(each) for each in (
                text() if callable(text) else text, widget.accessibleName(), widget.accessibleDescription()
            )
        )  # fmt: skip
        said = tuple(each.replace("after update", "paused") for each in said)  # a file lies between two steps
        shot = window.runner.snapshot
        if shot is not None and shot.result is None and said[1].startswith("Training loss"):
            continue  # that of the last minibatch: no file tells it
        if widget.isVisible() and any(said) and not any(each.startswith(ITSELF) for each in said):
            found[type(widget).__name__, *said] += 1
    return found


def read_numbers(window: MainWindow) -> dict[str, Any]:
    """What every curve and picture was made of."""
    found: dict[str, Any] = {}
    for number, plot in enumerate(window.findChildren(Board)):
        shapes = plot.shapes if plot.isVisible() else []
        data = [shape.data() for shape in shapes if isinstance(shape, Line) and shape.visible]
        pairs = [pair for pair in data if len(pair[0])]
        found[f"curves of plot {number}"] = sorted(np.concatenate(pair).tolist() for pair in pairs)
    for heat in window.findChildren(HeatMap):
        if heat.isVisible():
            found["heat map"] = [(block.name, np.asarray(block.values).tobytes(), block.stale) for block in heat.blocks]
    for confusion in window.findChildren(ConfusionMatrix):
        if confusion.isVisible():
            found["confusion"] = confusion.counts.tolist(), confusion.names, confusion.stale
    for field in window.findChildren(DecisionField):
        if field.isVisible() and field._outputs is not None:
            found["field"] = field._outputs.tobytes(), field.stale
    for prediction in window.findChildren(Prediction):
        if prediction.isVisible():
            found["prediction"] = repr(prediction.chart), prediction.stale
    return found


def read_drawing(window: MainWindow) -> dict[str, Any]:
    """What the canvas says: each card in a sentence, what it writes besides, and the read-outs of all its places."""
    canvas, runner = window.views.canvas, window.runner
    scene = canvas.drawing
    network = window.document.network
    found: dict[str, Any] = {"drawing": canvas.accessibleDescription(), "legend": _legend(window)}
    for key, item in scene.layers.items():
        found[f"card {key}"] = layer_sentence(item, network), item.card.shown, bool(item.note)
        found[f"row of {key}"] = watched_text(runner.snapshot, runner.task, runner.prepared, False)
    for name in comparable(window):
        scene.set_view(name)
        _choose_scales_anew(window)
        found[f"read-outs of {name}"] = list(_read_outs(canvas))
    scene.set_view("weight")
    return found


def _legend(window: MainWindow) -> float:
    _choose_scales_anew(window)
    return float(window.views.canvas.drawing.painter.link_full())


def _read_outs(canvas: Any) -> Iterator[tuple[int, int, str]]:
    """(x, y, sentence) of what answers to the pointer."""
    size = canvas.viewport().size()
    places = [QPoint(x, y) for y in range(0, size.height(), GRID) for x in range(0, size.width(), GRID)]
    for item in canvas.drawing.layers.values():
        slots = item.card.slots if item.card.slots is not None else ()
        places += [canvas.mapFromScene(item.place + QPointF(*slot)) for slot in slots]
    for at in places:
        said = canvas.hovering._mark(canvas.hit(at), canvas.pointer(at, Qt.KeyboardModifier.NoModifier))
        if said:
            yield at.x(), at.y(), said
    canvas.hovering.leave()


def paint(window: MainWindow) -> dict[str, QImage]:
    """The canvas as it is painted in each of the five views, with its legend and the map of the whole."""
    canvas = window.views.canvas
    pictures = {}
    canvas.hovering.leave()
    for name in comparable(window):
        canvas.drawing.set_view(name)
        _choose_scales_anew(window)
        pictures[name] = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    canvas.drawing.set_view("weight")
    return pictures


def _choose_scales_anew(window: MainWindow) -> None:
    """What is held while a network trains is chosen for what is there now."""
    painter = window.views.canvas.drawing.painter
    for scale in painter.live.scales.values():
        scale.release()
    painter.show_other_numbers()
    window.views.canvas.commands.fit()
    window.views.canvas.grab()  # numbers are looked at when a frame is painted
    window.views.canvas.legend.refresh()


def pixels(picture: QImage) -> Array:
    """(height, width) of 32-bit colours."""
    lines = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), -1)
    return lines[:, : picture.width()].copy()


def differences(one: MainWindow, other: MainWindow) -> dict[str, tuple[Any, Any]]:
    """What two windows do not say alike, by what it is."""
    found: dict[str, tuple[Any, Any]] = {}
    for reads in (read_words, read_numbers, read_drawing):
        mine, theirs = reads(one), reads(other)
        for key in {*mine, *theirs}:
            if mine.get(key) != theirs.get(key):
                found[str(key)] = mine.get(key), theirs.get(key)
    own, others = paint(one), paint(other)
    for name, picture in own.items():
        if picture.size() != others[name].size():
            found[f"picture of {name}"] = picture.size(), others[name].size()
        elif changed := int((pixels(picture) != pixels(others[name])).sum()):
            found[f"picture of {name}"] = changed, "pixels differ"
    return found
