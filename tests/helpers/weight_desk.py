"""A real run below a real canvas, and hands that click, type, drag and lock its weights."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import fitting
from core.data_spec import ToyData
from core.locks import count_locked
from core.optimizers import Adam
from core.project import ProjectSpec, TrainingSpec
from core.task import Task
from gui.canvas.pin_field import PinEditor
from gui.canvas.pins import Pin, chip_rect
from gui.canvas.view import CanvasView
from gui.document import Document
from gui.run_state import RunState
from gui.runner import TrainingRunner
from gui.selection import Selection
from tests.helpers.canvas_bench import StillTheme

Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
PLANE = Task((2,), "classification", ("class 0", "class 1"))
HIDDEN, OUTPUT = 2, 3
WIRE = Pin(HIDDEN, "weight", (1, 0), (1, HIDDEN))
"""From x1 to h2."""
BIAS = Pin(HIDDEN, "bias", (1,))


class Desk:
    """A real run below a real canvas, and hands."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        training = TrainingSpec(epochs=10_000, optimizer=Adam(learning_rate=0.01), batch_size=20, dtype="float64")
        network = fitting.suggest_network(PLANE, (4,), "tanh")
        self.document = Document(ProjectSpec(network, training, ToyData(name="circle", samples=200)))
        self.runner = TrainingRunner(self.document)
        self.selection = Selection()
        self.view = CanvasView(self.document, self.runner, StillTheme(), self.selection)
        self.said: list[str] = []
        self.view.message.connect(self.said.append)
        qtbot.addWidget(self.view)
        self.view.resize(1100, 760)
        self.view.show()
        self.view.activateWindow()
        qtbot.waitUntil(lambda: self.runner.state is RunState.READY and self.runner.snapshot is not None)
        qtbot.wait(30)
        self.view.setFocus()

    @property
    def pin(self) -> Pin | None:
        return self.view.hand.pin

    @property
    def editor(self) -> PinEditor:
        found = self.view.hand.fields.editor
        assert found is not None
        return found

    def value(self, pin: Pin = WIRE) -> float:
        """What the run holds, once it has answered."""
        shot, theta = self.runner.snapshot, self.runner.theta()
        assert shot is not None and theta is not None
        return float(shot.slots_of(pin.layer)[pin.array].view(theta)[pin.index])

    def on_wire(self, pin: Pin = WIRE) -> QPoint:
        """A point of the wire beside its middle, where the pill with the shape may lie."""
        assert pin.link is not None and pin.weight is not None
        bundle = self.view.drawing.painter.bundles[pin.link]
        pieces = bundle.curve(pin.index[0] * len(bundle.start) + pin.index[1])[0]
        return self.view.mapFromScene(QPointF(*pieces[len(pieces) // 2 + 2][:2]))

    def on_face(self, pin: Pin = BIAS) -> QPoint:
        item = self.view.drawing.item(pin.layer)
        assert item is not None
        return self.view.mapFromScene(item.face_rect(pin.neuron).center())

    def on_chip(self) -> QPoint:
        rect = chip_rect(self.view.drawing, self.pin, self.view.camera.scale)
        assert not rect.isEmpty()
        return self.view.mapFromScene(rect.center())

    def click(self, at: QPoint) -> None:
        QTest.mouseClick(self.view.viewport(), Button.LeftButton, Modifier.NoModifier, at)

    def drag(self, start: QPoint, *ways: QPoint, keys: Modifier = Modifier.NoModifier) -> None:
        """Press and move; the button stays down."""
        QTest.mousePress(self.view.viewport(), Button.LeftButton, keys, start)
        for way in ways:
            QTest.mouseMove(self.view.viewport(), start + way)

    def release(self, at: QPoint) -> None:
        QTest.mouseRelease(self.view.viewport(), Button.LeftButton, Modifier.NoModifier, at)

    def type(self, text: str) -> None:
        """Into the field, character by character; QTest knows no U+2212."""
        for each in text:
            QApplication.sendEvent(self.editor, QKeyEvent(QEvent.Type.KeyPress, 0, Modifier.NoModifier, each))

    def key(self, key: Key, keys: Modifier = Modifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, keys)

    def settled(self, pin: Pin, value: float) -> None:
        """Wait until the training thread itself shows this number."""
        def there() -> bool:
            shot = self.runner.snapshot
            return shot is not None and bool(np.isclose(shot.weights(pin.layer)[pin.array][pin.index], value))

        self.qtbot.waitUntil(there)

    def locked(self, layer: int = HIDDEN) -> int:
        return count_locked(self.document.network, layer)
