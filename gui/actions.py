"""Actions: everything the menus offer, as one table of text, shortcut, icon and sentence.

``Actions`` makes a QAction for each row and knows nothing of what it does; the window connects them to slots. A
disabled action says why in its tooltip. Worked shape: ``actions.enable("train.toggle", False, "No data.")``.
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from core.frozen import dataclass
from gui.icons import icon
from gui.questions.table import QUESTIONS


@dataclass(frozen=True)
class Row:
    """One action: ``&`` marks its mnemonic, ``keys`` are portable shortcuts of which the first is shown."""

    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


ROWS = (
    Row("file.new_window", "New w&indow", "Another window with a drawing of its own", ("Ctrl+Alt+Shift+N",)),
    Row("file.new", "&New…", "Start from an example or an empty canvas", ("Ctrl+N",), "action-new"),
    Row("file.new_from_data", "New from &data…", "A project with a network suggested for your own file",
        ("Ctrl+Shift+N",), "action-data"),
    Row("file.new_from_folder", "New from a &folder…", "A project for pictures or texts in a folder per class",
        ("Ctrl+Alt+N",), "action-folder-open"),
    Row("file.open", "&Open…", "Open a project or a data file", ("Ctrl+O",), "action-folder-open"),
    Row("file.save", "&Save", "Save the drawing and its weights", ("Ctrl+S",), "action-save"),
    Row("file.save_as", "Save &as…", "Save under another name", ("Ctrl+Shift+S",)),
    Row("file.export", "&Export…", "Take the trained network to another program", ("Ctrl+E",), "action-export"),
    Row("file.close", "&Close the window", "Close this window; other ones stay", ("Ctrl+W",), "action-close"),
    Row("file.quit", "&Quit", "Close all windows; each asks for what is not saved", ("Ctrl+Q",)),
    Row("edit.undo", "&Undo", "Take the last edit back, with the weights it had", ("Ctrl+Z",), "action-undo"),
    Row("edit.redo", "&Redo", "Make it again", ("Ctrl+Shift+Z", "Ctrl+Y"), "action-redo"),
    Row("edit.preferences", "Pre&ferences…", "Theme, number format, saving by itself, engine", ("Ctrl+,",),
        "action-settings"),
    Row("view.reset_layout", "&Reset layout", "Put the panels back where they were at first"),
    Row("layer.weights", "&Weights…", "Every weight of the chosen layer as a table to read, type and paste",
        ("Ctrl+T",)),
    Row("layer.inside", "&Inside", "What goes on inside the chosen layer for this example, cell by cell", ("Ctrl+I",),
        "action-inside", checkable=True),
    Row("train.toggle", "&Play", "Train the network", ("Ctrl+Return",), "action-play"),
    Row("train.stop", "S&top with the best weights", "End the run; the weights of its best epoch come back",
        ("Ctrl+.",), "action-stop"),
    Row("train.stop_last", "Stop with the &last weights", "End the run with the weights as they are"),
    Row("train.phase", "Advance one p&hase", "One stop: forward, error, blame, gradient or update", ("F6",),
        "action-step-phase"),
    Row("train.step", "Advance one &batch", "One minibatch and its update", ("F7",), "action-step"),
    Row("train.epoch", "Advance one &epoch", "One pass over the training rows", ("F8",), "action-step-epoch"),
    Row("train.walk", "&Walk through", "See every number of a step, stop by stop, forwards and back", ("F9",),
        "action-walk-through", checkable=True),
    Row("walk.forward", "&Next stop", "The next stop of the walk", ("Alt+Right",)),
    Row("walk.back", "Previous s&top", "The stop before, with the numbers it had", ("Alt+Left",)),
    Row("walk.next_step", "Next &minibatch", "The same stop one minibatch on", ("Alt+Shift+Right",)),
    Row("walk.previous_step", "Previous m&inibatch", "The same stop one minibatch back", ("Alt+Shift+Left",)),
    Row("train.reset", "&Reset", "Fresh weights from the seed", ("Ctrl+R",), "action-reset"),
    *(Row(each.action, each.text, each.tip, each.keys, each.icon) for each in QUESTIONS),
    Row("explain.directions", "One &direction or two", "The same filter over words and over pixels, side by side", (),
        "action-directions"),
    Row("help.shortcuts", "&Keyboard shortcuts", "All keys on one page", ("F1",)),
    Row("help.log", "&Log file", "Show the folder of the file that notes what went wrong"),
    Row("help.about", "&About Chainrule and its licences", "Version and licences", (), "action-info"),
)  # fmt: skip

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("&File", ("file.new", "file.new_window", "file.new_from_data", "file.new_from_folder", "file.open", "<recent>",
               "<worked>", "-", "file.save", "file.save_as", "-", "file.export", "-", "file.close", "file.quit")),
    ("&Edit", ("edit.undo", "edit.redo", "-", "canvas.cut", "canvas.copy", "canvas.paste", "canvas.duplicate",
               "canvas.delete", "canvas.disconnect", "-", "canvas.select_all", "-", "canvas.group", "canvas.ungroup",
               "<align>", "-", "edit.preferences")),
    ("&View", ("canvas.zoom_in", "canvas.zoom_out", "canvas.actual_size", "canvas.fit", "canvas.tidy", "-",
               "<numbers>", "-", "<theme>", "<docks>", "view.reset_layout")),
    ("&Layer", ("canvas.search", "canvas.connect", "canvas.mend", "canvas.rename", "canvas.units",
                "layer.weights", "layer.inside", "<layers>")),
    ("&Train", ("train.toggle", "train.phase", "train.step", "train.epoch", "-", "train.stop", "train.stop_last", "-",
                "train.reset", "<speed>")),
    ("E&xplain", ("train.walk", "walk.forward", "walk.back", "walk.next_step", "walk.previous_step", "-",
                  *(each.action for each in QUESTIONS), "-", "explain.directions")),
    ("&Window", ("<windows>",)),
    ("&Help", ("help.shortcuts", "help.log", "help.about")),
)  # fmt: skip
"""Menus in order; ``-`` is a line, ``canvas.`` a command of the canvas, angle brackets are filled in by the window."""

CANVAS = {
    "cut": ("Cu&t", ""), "copy": ("&Copy", "action-copy"), "paste": ("&Paste", ""),
    "duplicate": ("Dup&licate", ""), "delete": ("&Delete", "action-trash"),
    "group": ("&Group…", ""), "ungroup": ("Ungr&oup", ""),
    "disconnect": ("Disco&nnect", ""), "select_all": ("Select &all layers", ""),
    "zoom_in": ("Zoom &in", "action-zoom-in"), "zoom_out": ("Zoom &out", "action-zoom-out"),
    "actual_size": ("&Actual size", ""), "fit": ("&Fit the drawing", "action-fit-view"),
    "tidy": ("&Tidy", "action-tidy"), "search": ("&Add a layer…", "action-search"),
    "connect": ("&Connect to…", ""), "mend": ("&Mend its problem", ""), "rename": ("&Rename", ""),
    "units": ("Change the &units", ""),
}  # fmt: skip
"""Commands of the canvas as the menus show them: text with mnemonic, icon. Their keys hold on the canvas."""


class Actions(QObject):
    """All actions by name."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._rows = {row.name: row for row in ROWS}
        self._made = {row.name: self._make(row, window) for row in ROWS}

    def _make(self, row: Row, window: QWidget) -> QAction:
        action = QAction(row.text, window)
        action.setObjectName(row.name)
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.setCheckable(row.checkable)
        if row.icon:
            action.setIcon(icon(row.icon, "ink2"))
        action.setMenuRole(_ROLES.get(row.name, QAction.MenuRole.NoRole))
        action.setToolTip(tip(row))
        action.setStatusTip(f"{row.tip}.")
        window.addAction(action)
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._made.values())

    def connect_all(self, slots: dict[str, Callable[[], object]]) -> None:
        """Connect each named action to a slot without arguments."""
        for name, slot in slots.items():
            self._made[name].triggered.connect(lambda _checked=False, call=slot: call())

    def enable(self, name: str, enabled: bool, why: str = "") -> None:
        """Enable an action, or disable it with the reason as its tooltip."""
        action, row = self._made[name], self._rows[name]
        action.setEnabled(enabled)
        shown = f"{row.tip}." if enabled or not why else why
        action.setToolTip(tip(row) if enabled or not why else why)
        action.setStatusTip(shown)

    def keys(self) -> list[tuple[str, str, str]]:
        """(menu, text, keys) of every action that has a shortcut, in the order of the menus."""
        found = []
        for menu, names in MENUS:
            rows = [self._rows[name] for name in names if name in self._rows]
            found += [(plain(menu), plain(row.text).rstrip("…"), keys_of(self[row.name])) for row in rows if row.keys]
        return found


_ROLES = {
    "file.quit": QAction.MenuRole.QuitRole, "help.about": QAction.MenuRole.AboutRole,
    "edit.preferences": QAction.MenuRole.PreferencesRole,
}  # fmt: skip


def keys_of(action: QAction) -> str:
    """All shortcuts of an action as one reads them, such as "Delete, Backspace"."""
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())


def plain(text: str) -> str:
    """A text without its mnemonic mark."""
    return text.replace("&", "")


def tip(row: Row) -> str:
    """The tooltip: the sentence and the key."""
    key = QKeySequence(row.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if row.keys else ""
    return f"{row.tip} ({key})" if key else row.tip
