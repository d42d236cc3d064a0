"""GroupCommands: put a box around the selected layers, name and explain it, take it apart; and drag it by its head.

It may import core.grouping, the canvas's commands, the gestures and the dialog. Worked shape: two layers selected,
Ctrl+G, "Encoder", Enter: a box of that name stands behind them; dragging its head moves both.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from core import grouping
from core.errors import SpecError
from core.project import ProjectSpec
from gui.canvas.commands import CanvasCommands
from gui.canvas.gestures import Desk, MoveCards, Pointer
from gui.canvas.group_boxes import GroupBox

Describe = Callable[[str, str, str, QWidget], "tuple[str, str] | None"]
"""Asks for a name and a comment: (title, name, comment, parent); None where the user thinks better of it."""


def _ask(title: str, name: str, comment: str, parent: QWidget) -> tuple[str, str] | None:
    from gui.dialogs.group_dialog import GroupDialog

    return GroupDialog.ask(title, name, comment, parent)


class GroupCommands:
    """Adds its commands to those of the canvas."""

    def __init__(self, commands: CanvasCommands, parent: QWidget) -> None:
        self._commands, self._desk, self._parent = commands, commands.desk, parent
        self.describe: Describe = _ask
        commands.add("group", "Group…", self.group, "Ctrl+G")
        commands.add("ungroup", "Ungroup", self.ungroup, "Ctrl+Shift+G")
        commands.desk.selection.changed.connect(self._refresh)
        commands.desk.document.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        ids, actions = self._desk.selection.ids, self._commands.actions
        actions["group"].setEnabled(bool(ids))
        actions["ungroup"].setEnabled(any(ids & set(each.layers) for each in self._desk.document.project.groups))

    def group(self) -> None:
        """A box around the selected layers; where they are one box already, its name and comment."""
        ids, project = self._desk.selection.ids, self._desk.document.project
        chosen = self.chosen()
        if chosen is not None:
            self.rename(chosen)
            return
        if not ids:
            return
        made = grouping.group(self._commands.pinned(), ids)
        found = self.describe("Group", made.groups[-1].name, "", self._parent)
        if found is None or self._desk.document.project is not project:
            return
        self._edit(f"Group {self._commands.named(ids)}", lambda: grouping.group(
            self._commands.pinned(), ids, found[0].strip(), found[1].strip()
        ))  # fmt: skip
        self._desk.say("Drag the head of the box to move all of it. Ctrl+Shift+G takes it apart.")

    def ungroup(self) -> None:
        """Take the boxes of the selected layers away; the layers stay."""
        ids = self._desk.selection.ids
        self._edit("Ungroup", lambda: grouping.ungroup(self._desk.document.project, ids))

    def rename(self, index: int) -> None:
        """Another name and comment for a box."""
        project = self._desk.document.project
        group = project.groups[index]
        found = self.describe("Group", group.name, group.comment, self._parent)
        if found is not None and self._desk.document.project is project:
            self._edit(f"Describe {found[0].strip() or group.name}", lambda: grouping.describe(project, index, *found))

    def chosen(self) -> int | None:
        """The box whose layers are the selected ones, all and no others."""
        ids = self._desk.selection.ids
        groups = self._desk.document.project.groups
        return next((index for index, each in enumerate(groups) if ids == set(each.layers)), None)

    def _edit(self, text: str, make: Callable[[], ProjectSpec]) -> None:
        try:
            self._desk.document.edit(text, make())
        except SpecError as error:
            self._desk.say(str(error))


class MoveGroup(MoveCards):
    """Click the head of a box to select its layers, drag it to move them."""

    def __init__(self, desk: Desk, at: Pointer, box: GroupBox) -> None:
        before = desk.selection.ids
        members = frozenset(box.group.layers)
        desk.selection.set(before | members if at.adds else members)
        super().__init__(desk, at, box.group.layers[0])
        self._selected_before = before
        self.text = f"Move {box.group.name}" if desk.selection.ids == members else ""

    def finish(self, at: Pointer) -> None:
        """All of it has moved; a click leaves all of it selected."""
        if self.dragging:
            super().finish(at)
