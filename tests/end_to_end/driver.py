"""Runs the real program and keeps a file up to date that tells where things are: what a person would see.

``python driver.py REPORT [PROJECT]``: the window as the command opens it, plus a timer that writes REPORT, a JSON
object of the named widgets' centres on the screen, the cards' places and the state of the run. It changes nothing.
"""

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget

import gui.app
from core.network import Problem
from gui.canvas.pins import Pin, anchor, chip_rect
from gui.main_window import MainWindow

Place = list[int]


def place(widget: QWidget, at: QPoint | None = None) -> Place:
    """A point of a widget, its centre by default, on the screen."""
    found = widget.mapToGlobal(widget.rect().center() if at is None else at)
    return [found.x(), found.y()]


def on_screen(window: MainWindow, at: QPointF) -> Place:
    """A point of the drawing on the screen."""
    view: Any = window.views.canvas
    return place(view.viewport(), view.mapFromScene(at))


def drawing(window: MainWindow) -> dict[str, Any]:
    """Cards and links by the layers' names."""
    scene: Any = window.views.canvas.drawing  # type: ignore[attr-defined]
    names = {node.id: node.name for node in window.document.network.nodes}
    cards = {}
    for key, item in scene.layers.items():
        rect: QRectF = item.card_rect()
        title = QPointF(rect.center().x(), rect.top() + 18)
        slots = 0 if item.card.slots is None else min(4, len(item.card.slots))
        faces = [on_screen(window, item.face_rect(slot).center()) for slot in range(slots)]
        cards[names[key]] = {
            "title": on_screen(window, title), "centre": on_screen(window, rect.center()), "faces": faces,
            "ports": [on_screen(window, at) for at in item.ports_in()], "out": on_screen(window, item.port_out()),
        }  # fmt: skip
        if (remedy := item.remedy_rect()) is not None:
            cards[names[key]]["remedy"] = on_screen(window, remedy.center())
        if item.card.stepper is not None:
            minus, value, plus = (each.translated(rect.center()).center() for each in item.card.stepper)
            cards[names[key]] |= {
                "minus": on_screen(window, minus), "value": on_screen(window, value), "plus": on_screen(window, plus),
            }  # fmt: skip
    links = {
        f"{names[link.source]} -> {names[link.target]}": on_screen(window, link.shape_label_rect().center())
        for link in scene.links.values()
    }
    wires = {
        f"{names[link.source]} {source} -> {names[link.target]} {target}": on_screen(window, at)
        for link in scene.links.values()
        for source in range(min(4, scene.layers[link.source].card.units))
        for target in range(min(4, scene.layers[link.target].card.units))
        if (at := anchor(scene, Pin.wire(link, (source, target)))) is not None
    }
    pin = window.views.canvas.hand.pin  # type: ignore[attr-defined]
    chip = on_screen(window, chip_rect(scene, pin, scene.views()[0].transform().m11()).center()) if pin else None
    return {"cards": cards, "links": links, "wires": wires, "chip": chip}


def walking(window: MainWindow) -> dict[str, Any]:
    """The stop of the walk, what the arithmetic and the Numbers tab say of it, and where the terms lie."""
    walk, view = window.runner.walk, window.arithmetic.view
    if walk is None:
        return {"walk": None}
    canvas = view.canvas
    return {
        "walk": [walk.position.step, walk.stop.kind.value if walk.stop else "", walk.stop.name if walk.stop else ""],
        "sentence": canvas.accessibleName(), "equation": canvas.accessibleDescription(),
        "one_term": view.term is not None,
        "terms": [place(canvas, canvas.box(at).center().toPoint()) for at in range(len(canvas.parts))],
        "numbers": window.numbers.panel.plain() if not window.numbers.panel.veil.laid else "",
    }  # fmt: skip


def named(root: QWidget) -> dict[str, Place]:
    """Enabled controls in sight, by accessible name or text."""
    found: dict[str, Place] = {}
    for widget in root.findChildren(QWidget):
        name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        if name and widget.isEnabled() and not widget.visibleRegion().isEmpty():
            found.setdefault(name.replace("&", ""), place(widget))
    for field in root.findChildren(QLineEdit):
        if field.objectName() and field.isVisible():
            found.setdefault(field.objectName(), place(field))
    return found


def problems(window: MainWindow) -> tuple[Problem, ...]:
    """What keeps the drawing from running."""
    return window.document.network.problems(window.runner.task)


def report() -> dict[str, Any]:
    """What there is to see now."""
    windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    window = next((each for each in windows if isinstance(each, MainWindow)), None)
    if window is None:
        return {}
    snapshot = window.runner.snapshot
    dialog = QApplication.activeModalWidget()
    return {
        "title": window.windowTitle(), "state": window.runner.state.value, "why": window.runner.blocked_because,
        "step": snapshot.step if snapshot else -1,
        "loss": snapshot.result.loss if snapshot and snapshot.result else None,
        "validation": snapshot.result.validation_metrics.as_dict()
        if snapshot and snapshot.result and snapshot.result.validation_metrics else None,
        "network": window.document.network.to_json(), "undo": window.document.stack.undoText(),
        "said": window.statusBar().currentMessage(), "problems": [each.text for each in problems(window)],
        "controls": named(window), "dialog": dialog.windowTitle() if dialog else "",
        "dialog_controls": named(dialog) if dialog else {},
        "dialog_texts": [each.text() for each in dialog.findChildren(QLineEdit)] if dialog else [],
        "windows": {each.windowTitle(): named(each) for each in windows if each.windowTitle() and each is not window},
        "theta": snapshot.theta.tolist() if snapshot and len(snapshot.theta) < 50 else None,
        "main_windows": sum(isinstance(each, MainWindow) for each in windows),
        "focus": type(QApplication.focusWidget()).__name__, "active": QApplication.activeWindow() is not None,
        "menus": [each.title().replace("&", "") for each in windows if isinstance(each, QMenu)],
        **drawing(window), **walking(window),
    }  # fmt: skip


class Reporter:
    """Writes the report a few times a second, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.timer = QTimer()
        self.timer.setInterval(150)
        self.timer.timeout.connect(self.write)
        self.timer.start()

    def write(self) -> None:
        """One report."""
        aside = self._path.with_suffix(".part")
        aside.write_text(json.dumps(report()))
        aside.replace(self._path)


def main() -> int:
    """Open the window with a reporter beside it."""
    make_application, kept = gui.app.make_application, []

    def make_watched(arguments: list[str]) -> QApplication:
        app = make_application(arguments)
        kept.append(Reporter(Path(sys.argv[1])))
        return app

    gui.app.make_application = make_watched
    return gui.app.run(Path(sys.argv[2]) if len(sys.argv) > 2 else None)


if __name__ == "__main__":
    sys.exit(main())
