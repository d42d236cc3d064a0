"""ArrangeCommands: align and distribute the selected cards; each is one undo step.

It may import the canvas's commands and core.edit. Worked shape: two cards selected, ``align_top``: their upper edges
are level, the undo step is called "Align 2 layers".
"""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject

from core import edit
from gui.canvas.arranging import ALIGN, DISTRIBUTE, Places, Size, align, distribute
from gui.canvas.commands import CanvasCommands

ALIGN_TEXTS = {
    "left": "Left edges", "center": "Centres, one below the other", "right": "Right edges",
    "top": "Upper edges", "middle": "Middles, side by side", "bottom": "Lower edges",
}  # fmt: skip
DISTRIBUTE_TEXTS = {"across": "Equal gaps across", "down": "Equal gaps down"}
NAMES = (*(f"align_{each}" for each in ALIGN), *(f"distribute_{each}" for each in DISTRIBUTE))
"""The commands in the order of the menus."""
Arranged = Callable[[Places, Mapping[int, Size]], Places]


class ArrangeCommands(QObject):
    """Adds its commands to those of the canvas."""

    def __init__(self, commands: CanvasCommands) -> None:
        super().__init__(commands)
        self._commands = commands
        for how, text in ALIGN_TEXTS.items():
            commands.add(f"align_{how}", text, partial(self._align, how))
        for how, text in DISTRIBUTE_TEXTS.items():
            commands.add(f"distribute_{how}", text, partial(self._distribute, how))
        commands.desk.selection.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        count = len(self._commands.desk.selection.ids)
        for name in NAMES:
            self._commands.actions[name].setEnabled(count >= (2 if name.startswith("align") else 3))

    def _align(self, how: str) -> None:
        self._arrange("Align", lambda places, sizes: align(places, sizes, how))

    def _distribute(self, how: str) -> None:
        self._arrange("Distribute", lambda places, sizes: distribute(places, sizes, how))

    def _arrange(self, verb: str, arranged: Arranged) -> None:
        desk = self._commands.desk
        places, chosen = desk.scene.places(), desk.selection.ids
        wanted = {key: place for key, place in places.items() if key in chosen}
        if len(wanted) < 2:
            return
        after = edit.move(desk.document.project, places | arranged(wanted, desk.scene.sizes()))
        desk.document.edit(f"{verb} {self._commands.named(chosen)}", after)
