"""Menus: what a right click, or the menu key, offers on a layer, a wire or the empty canvas.

They may import the commands, the palette's list of kinds and QtWidgets. A menu is shown, never waited for.
Worked shape: ``layer_menu(commands, view, 3)`` has Rename, Append and Delete.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from core.layers import Layer, drawn_layer
from gui.canvas.arrange_commands import NAMES as ARRANGE
from gui.canvas.commands import CanvasCommands
from gui.canvas.group_commands import GroupCommands
from gui.canvas.palette import grouped_kinds
from gui.icons import icon


class _Choice(QObject):
    """One kind in a submenu; lives as long as the menu."""

    def __init__(self, menu: QMenu, kind: str, act: Callable[[Layer], None]) -> None:
        super().__init__(menu)
        self._kind, self._act = kind, act

    def take(self) -> None:
        self._act(drawn_layer(self._kind))


def _new(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add_kinds(menu: QMenu, title: str, act: Callable[[Layer], None]) -> None:
    """A submenu with every kind that a wire can enter."""
    kinds = menu.addMenu(icon("action-plus", "ink2"), title)
    for _, group in grouped_kinds():
        for kind in group:
            if kind.inputs[1] != 0:
                entry = kinds.addAction(icon(kind.icon or "layer-dense", "ink2"), kind.kind)
                entry.setToolTip(kind.title)
                entry.triggered.connect(_Choice(menu, kind.kind, act).take)


def layer_menu(commands: CanvasCommands, parent: QWidget, layer: int) -> QMenu:
    """For a layer, or the several that are selected with it."""
    menu = _new(parent)
    if len(commands.desk.selection.ids) == 1:
        menu.addAction(commands.actions["rename"])
        item = commands.desk.scene.item(layer)
        if item is not None and item.card.stepper is not None:
            menu.addAction(commands.actions["units"])
        if item is not None and item.problems and item.problems[0].remedy is not None:
            menu.addAction(commands.actions["mend"])
        menu.addAction(commands.actions["connect"])
        menu.addActions(commands.more)
        _add_kinds(menu, "Append", lambda made: commands.append(made, layer))
        menu.addSeparator()
    else:
        align = menu.addMenu("Align")
        for name in ARRANGE:
            align.addAction(commands.actions[name])
    _add(menu, commands, ("cut", "copy", "paste", "-", "duplicate", "group"))
    if commands.actions["ungroup"].isEnabled():
        menu.addAction(commands.actions["ungroup"])
    _add(menu, commands, ("disconnect", "delete"))
    return menu


def _add(menu: QMenu, commands: CanvasCommands, names: Iterable[str]) -> None:
    for name in names:
        if name == "-":
            menu.addSeparator()
        else:
            menu.addAction(commands.actions[name])


def group_menu(commands: CanvasCommands, parent: QWidget, groups: GroupCommands, index: int) -> QMenu:
    """For the head of a group."""
    menu = _new(parent)
    menu.addAction("Name and comment…").triggered.connect(_Act(menu, lambda: groups.rename(index)).act)
    _add(menu, commands, ("ungroup", "-", "cut", "copy", "duplicate", "delete"))
    return menu


class _Act(QObject):
    """Something to do; lives as long as the menu."""

    def __init__(self, menu: QMenu, call: Callable[[], None]) -> None:
        super().__init__(menu)
        self._call = call

    def act(self) -> None:
        self._call()


def link_menu(commands: CanvasCommands, parent: QWidget, key: tuple[int, int]) -> QMenu:
    """For a wire."""
    menu = _new(parent)
    _add_kinds(menu, "Insert", lambda made: commands.insert(made, *key))
    menu.addAction(commands.actions["disconnect"])
    return menu


def canvas_menu(commands: CanvasCommands, parent: QWidget) -> QMenu:
    """For the empty canvas."""
    menu = _new(parent)
    _add(menu, commands, ("search", "paste", "select_all", "-", "fit", "actual_size", "tidy"))
    return menu
