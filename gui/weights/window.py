"""WeightsWindow: the table of one layer with its buttons and a sentence below; a window of its own, never in the way.

It may import widgets and the table. It stays open while the run goes on, follows edits and undo, and closes when its
layer is deleted. Worked shape: ``WeightsWindow(document, runner, theme, writing, 3)`` is called "Weights of hidden".
"""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui import numbers
from gui.dialogs.base import Line
from gui.document import Document
from gui.panels.panel import Header
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager
from gui.walk.writing import FEWEST, MOST, Writing
from gui.walk.writing_choice import WritingChoice
from gui.weights import clipboard, words
from gui.weights.layer_weights import LayerWeights
from gui.weights.table import WeightsTable
from gui.widgets.buttons import push_button
from gui.widgets.labels import IconMark, Label
from gui.widgets.number_field import NumberField
from gui.widgets.stepper import Stepper
from gui.widgets.switch import Switch

HINT = "Type a number, or press Alt+↑ and Alt+↓ to change by 0.01, with Shift by 0.1."
FILL = "Set all chosen weights to this number"
UNLOCK = "Let training change the chosen weights again"
NOTHING_CHOSEN = "Choose cells first; Ctrl+A chooses all."
_ACTIONS = (
    ("copy", "Copy", "Copy the chosen weights for a spreadsheet", "action-copy", "Ctrl+C"),
    ("paste", "Paste", "Paste numbers from a spreadsheet, from the first chosen cell on", "", "Ctrl+V"),
    ("zero", "Set to 0", "Set the chosen weights to 0", "", "Del"),
    ("randomise", "Randomise", "Draw the chosen weights again, as the layer starts", "action-shuffle", ""),
    ("start", "Back to the start", "The chosen weights as before the first step", "action-reset", ""),
    ("lock", "Lock", "Keep training from changing the chosen weights", "action-lock", "Ctrl+L"),
)
"""Name, text, tooltip, icon, key; the keys hold while the table has the keyboard."""


class Message(QWidget):
    """One sentence; a problem stands behind its icon in the error colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = IconMark("action-problem", "error", 15)
        self.label = Label("", "caption", wrap=True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._mark)
        row.addWidget(self.label, 1)
        self.say("")

    def say(self, text: str, problem: bool = False) -> None:
        """Show a sentence, the hint where there is none."""
        self._mark.setVisible(problem)
        self.label.setText(text or HINT)
        self.label.setProperty("role", "problem" if problem else "caption")
        self.label.style().unpolish(self.label)
        self.label.style().polish(self.label)


class WeightsWindow(QWidget):
    """See the module's header."""

    closed = Signal(int)
    """Id of the layer."""

    def __init__(
        self, document: Document, runner: TrainingRunner, theme: ThemeManager, writing: WritingChoice, layer: int,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Window)
        self._document, self._writing = document, writing
        self.weights = LayerWeights(document, runner, layer, self)
        self.table = WeightsTable(self.weights)
        self.message = Message()
        self.header = Header()
        self.actions_: dict[str, QAction] = {}
        self._make_actions()
        self._build()
        self.weights.said.connect(self.message.say)
        self.weights.reshaped.connect(self._name)
        self.weights.relocked.connect(self._count_locks)
        self.table.selectionModel().selectionChanged.connect(self._refresh)
        runner.state_changed.connect(self._refresh)
        document.changed.connect(self._follow)
        theme.changed.connect(self._dress)
        writing.changed.connect(self.set_writing)
        self.set_writing(writing.writing)
        self._name()

    # -- building ----------------------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        slots = {"copy": self.copy, "paste": self.paste, "zero": self.set_zero, "randomise": self.randomise,
                 "start": self.back_to_start, "lock": self.toggle_lock}  # fmt: skip
        for name, text, tip, _, key in _ACTIONS:
            action = QAction(text, self)
            action.setToolTip(f"{tip} ({key})" if key else tip)
            if key:
                action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slots[name])
            self.table.addAction(action)
            self.actions_[name] = action
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _build(self) -> None:
        self.value = NumberField("Value", 0.0, buttons=False)
        self.value.setFixedWidth(76)
        self.fill_button = push_button("Fill")
        self.fill_button.clicked.connect(self.fill)
        self.digits = Stepper("Digits", self.table.cells.writing.digits, FEWEST, MOST)
        self.digits.value_changed.connect(self._set_digits)
        self.buttons = {
            name: self._button(name, icon_name) for name, _, _, icon_name, _ in _ACTIONS
            if name in ("randomise", "start", "lock")
        }  # fmt: skip
        tools = QHBoxLayout()
        tools.setContentsMargins(16, 0, 16, 0)
        tools.setSpacing(8)
        for part in (self.value, self.fill_button, *self.buttons.values()):
            tools.addWidget(part)
        tools.addStretch(1)
        tools.addWidget(Label("Digits", "caption"))
        tools.addWidget(self.digits)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 0)
        head.addWidget(self.header, 1)
        self.whole = Switch("Whole layer locked")
        self.whole.setToolTip("On: training leaves every weight of this layer as it is")
        self.whole.clicked.connect(self._lock_layer)
        head.addWidget(Label("Whole layer locked", "caption"))
        head.addSpacing(8)
        head.addWidget(self.whole)
        foot.setContentsMargins(16, 8, 16, 10)
        foot.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(tools)
        column.addWidget(self.table, 1)
        column.addWidget(Line())
        column.addLayout(foot)
        self.table.setFocus()
        wanted = self.table.sizeHint()
        self.resize(max(680, min(980, wanted.width() + 20)), min(620, wanted.height() + 150))

    def _button(self, name: str, icon_name: str) -> QPushButton:
        action = self.actions_[name]
        made = push_button(action.text(), icon_name)
        made.setToolTip(action.toolTip())
        made.clicked.connect(action.trigger)
        return made

    # -- following ---------------------------------------------------------------------------------------------------

    def _follow(self, _before: object, _after: object) -> None:
        if self.weights.node is None:
            self.close()

    def _name(self) -> None:
        node = self.weights.node
        if node is not None:
            self.setWindowTitle(f"Weights of {node.name}")
            self.header.mark.set_icon(node.layer.icon or "layer-dense")
            self.header.title.setText(f"Weights of {node.name}")
        self._count_locks()

    def _count_locks(self) -> None:
        node, grid = self.weights.node, self.weights.grid
        if node is None:
            return
        rows, columns = numbers.counted(grid.rows, "row"), numbers.counted(grid.columns, "column")
        caption = f"{rows}, a neuron each; {columns}" if grid.columns else node.layer.title
        found = words.locks_sentence(self._document.network, self.weights.layer)
        self.header.caption.setText(f"{caption} · {found}" if found else caption)
        self._refresh()

    def _refresh(self, *_news: object) -> None:
        """What can be done with the chosen cells."""
        chosen = self.table.chosen()
        some, all_locked = bool(chosen.any()), bool(chosen.any() and self.weights.locked[chosen].all())
        text = "Unlock" if all_locked else "Lock"
        locked = self.weights.locked
        self.whole.setEnabled(bool(locked.size))
        self.whole.setChecked(bool(locked.size and locked[self.weights.exists].all()))
        lock = self.actions_["lock"]
        lock.setText(text)
        lock.setToolTip(f"{UNLOCK if all_locked else _ACTIONS[-1][2]} (Ctrl+L)")
        for action in self.actions_.values():
            action.setEnabled(some)
        for name, button in self.buttons.items():
            button.setText(self.actions_[name].text())
            self._enable(button, some, self.actions_[name].toolTip())
        self._enable(self.fill_button, some, FILL)

    def _enable(self, button: QPushButton, possible: bool, tip: str) -> None:
        button.setEnabled(possible)
        button.setToolTip(tip if possible else self.weights.why_nothing or NOTHING_CHOSEN)

    def _dress(self, _theme: object) -> None:
        self.table.viewport().update()

    def set_writing(self, writing: Writing) -> None:
        """Digits and decimal mark, as in the arithmetic."""
        self.table.set_writing(writing)
        self.digits.set_value(writing.digits)

    def _set_digits(self, digits: int) -> None:
        self._writing.choose(replace(self._writing.writing, digits=digits))

    # -- what buttons and keys do ------------------------------------------------------------------------------------

    def fill(self) -> None:
        """The number of the field into all chosen cells."""
        self._done(self.weights.fill(self.table.chosen(), float(self.value.value())))

    def set_zero(self) -> None:
        """The chosen cells become 0."""
        self._done(self.weights.fill(self.table.chosen(), 0.0))

    def randomise(self) -> None:
        """Draw the chosen cells again."""
        self._done(self.weights.randomise(self.table.chosen()))

    def back_to_start(self) -> None:
        """The chosen cells as before the first step."""
        self._done(self.weights.back_to_start(self.table.chosen()))

    def toggle_lock(self) -> None:
        """Lock the chosen cells, or unlock them where all are locked."""
        chosen = self.table.chosen()
        self.weights.lock(chosen, not self.weights.locked[chosen].all())
        self._done(True)

    def _lock_layer(self, locked: bool) -> None:
        self.weights.lock(self.weights.exists, locked)

    def copy(self) -> None:
        """The chosen cells to the clipboard."""
        texts = self.table.texts()
        QGuiApplication.clipboard().setText(clipboard.written(texts))
        count = sum(bool(text) for row in texts for text in row)
        self.message.say(f"Copied {words.counted_weights(count)}.")

    def paste(self) -> None:
        """Numbers from the clipboard; a single one fills all chosen cells."""
        weights, (row, column) = self.weights, self.table.corner()

        def named(down: int, across: int) -> str:
            inside = row + down < weights.grid.rows and column + across < weights.grid.columns
            here = f"row {down + 1}, column {across + 1} of the block"
            return f"{weights.name_of(row + down, column + across)} ({here})" if inside else here

        try:
            block = clipboard.read(QGuiApplication.clipboard().text(), self.table.cells.writing.notation, named)
        except ValueError as error:
            self.message.say(str(error), True)
            return
        only, chosen = block[0][0], self.table.chosen()
        if clipboard.size(block) == (1, 1) and only is not None and chosen.sum() > 1:
            self._done(weights.fill(chosen, only))
        else:
            self._done(weights.paste(row, column, block))

    def _done(self, changed: bool) -> None:
        if changed:
            self.table.repaint_now()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.weights.end_steps()
        super().closeEvent(event)
        self.closed.emit(self.weights.layer)
