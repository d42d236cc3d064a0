"""Menus: builds the menu bar from the table of actions and fills its changing parts: recent, theme, docks, layers.

It may import the actions, the theme manager and core.layers for the kinds. Worked shape: ``Menus(window, parts)``
gives File, Edit, View, Layer, Train, Explain,
Window (where there are several) and Help.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from core.frozen import dataclass
from core.layers import Layer
from gui.actions import CANVAS, MENUS, Actions
from gui.files import FileController
from gui.icons import icon
from gui.mnemonics import give_mnemonics
from gui.run_commands import RunCommands
from gui.theme_manager import CHOICES, ThemeManager

GROUPS = ("Shape", "Neurons", "Images", "Sequences", "Normalise", "Join")
THEMES = {"system": "As the &system", "light": "&Light", "dark": "&Dark"}


@dataclass(frozen=True)
class Parts:
    """What the changing menus need."""

    actions: Actions
    files: FileController
    run: RunCommands
    theme: ThemeManager
    docks: Sequence[QDockWidget]
    add_layer: Callable[[str], object]
    canvas: Mapping[str, QAction]


class Menus(QObject):
    """The window's menu bar."""

    def __init__(self, window: QMainWindow, parts: Parts) -> None:
        super().__init__(window)
        self._parts = parts
        self.others: Callable[[], Sequence[QMainWindow]] = tuple
        """All windows of the program."""
        self.menus: dict[str, QMenu] = {}
        self._submenus: list[QMenu] = []
        fillers = {"<recent>": self._recent, "<theme>": self._theme, "<docks>": self._docks,
                   "<layers>": self._layers, "<worked>": self._worked, "<speed>": self._speed,
                   "<numbers>": self._numbers,
                   "<align>": self._align, "<windows>": self._windows}  # fmt: skip
        for title, names in MENUS:
            menu = window.menuBar().addMenu(title)
            menu.setToolTipsVisible(True)
            self.menus[title.replace("&", "")] = menu
            for name in names:
                if name == "-":
                    menu.addSeparator()
                elif name in fillers:
                    fillers[name](menu)
                elif name.startswith("canvas."):
                    menu.addAction(self._canvas(name.partition(".")[2]))
                else:
                    menu.addAction(parts.actions[name])
        for menu in (*self.menus.values(), *self._submenus):
            give_mnemonics(menu)

    def _submenu(self, menu: QMenu, title: str) -> QMenu:
        """A menu within a menu, whose entries get a letter each once they are there."""
        made = menu.addMenu(title)
        self._submenus.append(made)
        return made

    def _canvas(self, name: str) -> QAction:
        """A command of the canvas, dressed for the menu."""
        action, (text, picture) = self._parts.canvas[name], CANVAS[name]
        action.setText(text)
        if picture:
            action.setIcon(icon(picture, "ink2"))
        return action

    def _numbers(self, menu: QMenu) -> None:
        submenu = self._submenu(menu, "What the drawing &shows")
        for name, action in self._parts.canvas.items():
            if name.startswith("view_"):
                submenu.addAction(action)

    def _align(self, menu: QMenu) -> None:
        submenu = self._submenu(menu, "Al&ign")
        for name, action in self._parts.canvas.items():
            if name.startswith(("align_", "distribute_")):
                submenu.addAction(action)

    def _recent(self, menu: QMenu) -> None:
        self.recent = menu.addMenu("Open &recent")
        self._parts.files.recent_changed.connect(self._fill_recent)
        self._fill_recent()

    def _fill_recent(self) -> None:
        self.recent.clear()
        paths = self._parts.files.recent.paths()
        for number, path in enumerate(paths, 1):
            action = self.recent.addAction(f"&{number} {path.name.replace('&', '&&')}")
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
            action.triggered.connect(partial(self._open, path))
        self.recent.setEnabled(bool(paths))
        if paths:
            self.recent.addSeparator()
            self.recent.addAction("&Forget these").triggered.connect(self._forget)

    def _worked(self, menu: QMenu) -> None:
        self.worked = menu.addMenu("&Worked examples")
        self.worked.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill_worked)  # not before: the window opens sooner, and files may have come

    def _fill_worked(self) -> None:
        from core.worked import titles  # brings the readers of all formats along

        self.worked.clear()
        for path, title in titles():
            action = self.worked.addAction(title.replace("&", "&&"))
            action.setToolTip(f"Printed numbers beside the computed ones ({path.name})")
            action.setStatusTip("Open it and walk through it, the printed numbers beside the computed ones.")
            action.triggered.connect(partial(self._open, path))
        give_mnemonics(self.worked)

    def _windows(self, menu: QMenu) -> None:
        menu.aboutToShow.connect(self._fill_windows)
        menu.menuAction().setVisible(False)

    def windows_changed(self) -> None:
        """One was opened or closed: with a single window there is nothing to choose."""
        self.menus["Window"].menuAction().setVisible(len(self.others()) > 1)

    def _fill_windows(self) -> None:
        menu = self.menus["Window"]
        menu.clear()
        for number, window in enumerate(self.others(), 1):
            name = window.windowTitle().partition("[*]")[0].replace("&", "&&")
            unsaved = ", not saved" if window.isWindowModified() else ""
            action = menu.addAction(f"&{number} {name}{unsaved}")
            action.setCheckable(True)
            action.setChecked(window is self.parent())
            action.setStatusTip("Bring this window to the front.")
            action.triggered.connect(partial(_to_the_front, window))

    def _open(self, path: Path, _checked: bool = False) -> None:
        self._parts.files.open_path(path)

    def _forget(self) -> None:
        self._parts.files.recent.clear()
        self._fill_recent()

    def _theme(self, menu: QMenu) -> None:
        submenu = menu.addMenu("T&heme")
        group = QActionGroup(submenu)
        submenu.aboutToShow.connect(self._check_theme)  # another window or the preferences may have chosen
        self.themes = {choice: submenu.addAction(THEMES[choice]) for choice in CHOICES}
        for choice, action in self.themes.items():
            action.setCheckable(True)
            action.triggered.connect(partial(self._choose_theme, choice))
            group.addAction(action)
        self._check_theme()

    def _check_theme(self) -> None:
        self.themes[self._parts.theme.choice].setChecked(True)

    def _choose_theme(self, choice: str, _checked: bool = False) -> None:
        self._parts.theme.choose(choice)

    def _docks(self, menu: QMenu) -> None:
        submenu = self._submenu(menu, "&Panels")
        for dock in self._parts.docks:
            submenu.addAction(dock.toggleViewAction())

    def _speed(self, menu: QMenu) -> None:
        self._parts.run.fill_speeds(self._submenu(menu, "&Speed"))

    def _layers(self, menu: QMenu) -> None:
        kinds = [kind for kind in Layer.kinds.values() if issubclass(kind, Layer)]
        menu.addSeparator()
        for group in (*GROUPS, *sorted({kind.group for kind in kinds} - set(GROUPS))):
            found = [kind for kind in kinds if kind.group == group]
            submenu = self._submenu(menu, group) if found else menu
            submenu.setToolTipsVisible(True)
            for kind in found:
                action = submenu.addAction(icon(kind.icon, "ink2"), kind.kind)
                action.setStatusTip(f"{kind.title} Adds it behind the last layer.")
                action.setToolTip(kind.title)
                action.triggered.connect(partial(self._add, kind.kind))

    def _add(self, kind: str, _checked: bool = False) -> None:
        self._parts.add_layer(kind)


def _to_the_front(window: QMainWindow, _checked: bool = False) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
