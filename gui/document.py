"""Document: the one current ProjectSpec, its undo stack and its file.

Views call ``edit`` with a new project made by core.edit and follow ``changed``; they never talk to each other. Each
edit is one EditCommand of plain specs plus ids of checkpoints, so undo brings back the drawing and its weights. Numbers
set by hand are the same command: the drawing stays, a WeightChange says which weights got which numbers.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from shiboken6 import isValid

from core.by_hand import WeightChange, WeightEdit
from core.network import NetworkSpec
from core.project import ProjectSpec
from core.restarts import same_weights


class EditCommand(QUndoCommand):
    """From one project to another; consecutive ones with the same ``merge`` key become one."""

    def __init__(
        self, document: "Document", text: str, after: ProjectSpec, merge: str | None,
        weights: WeightChange | None = None, goes_to: int | None = None,
    ) -> None:
        super().__init__(text)
        self._document = document
        self.before = document.project
        self.after = after
        self.merge = merge
        self.by_hand = weights
        self.goes_to = goes_to
        self.loses_weights = weights is not None or goes_to is not None or not same_weights(self.before, after)
        keeps = self.loses_weights and not document.will_merge(merge, by_hand=weights is not None)
        self.weights_before = document.keep_weights() if keeps else None
        self.weights_after: int | None = None
        self.withdrawn = False
        self._first = True

    def take_in(self, other: "EditCommand") -> None:
        """One undo step for a drag or a run of typing; it is obsolete when it ends where it began."""
        if self.by_hand is not None and other.by_hand is not None:
            # Numbers set one after the other; those that end where they began need nothing brought back.
            self.by_hand = self.by_hand.then(other.by_hand)
            self.setText(other.text())
            self.setObsolete(self.by_hand.is_nothing)
            return
        self.after = other.after
        self.loses_weights = self.loses_weights or other.loses_weights
        if self.weights_before is None:
            self.weights_before = other.weights_before
        if self.after == self.before:
            self.setObsolete(True)
            if self.weights_before is not None:
                self._document.weights_wanted.emit(self.weights_before)

    def redo(self) -> None:
        """Show ``after``; a repeated redo also brings back the weights it had."""
        if self.by_hand is not None:
            self._document.put_weights(self.by_hand.after, None if self._first else self.weights_after)
            self._first = False
            return
        self._document.show(self.after, self.goes_to if self._first else self.weights_after)
        self._first = False

    def undo(self) -> None:
        """Show ``before`` with the weights of that moment."""
        self.weights_after = self._document.keep_weights() if self.loses_weights and not self.withdrawn else None
        if self.by_hand is not None:
            # Taken back in the middle of a drag, a number returns and nothing else: the run was not asked to.
            self._document.put_weights(self.by_hand.before, None if self.withdrawn else self.weights_before)
        else:
            self._document.show(self.before, self.weights_before)
        self.setObsolete(self.withdrawn)  # said only now: Qt does not undo what is obsolete already, it drops it


    def forget(self, dropped: frozenset[int]) -> None:
        """Checkpoints of these ids are gone: say that undo brings back the drawing only."""
        if self.weights_before in dropped:
            self.weights_before = None
            if self.by_hand is None:  # else its own numbers are still known
                self.setText(f"{self.text()} (drawing only)")
        if self.weights_after in dropped:
            self.weights_after = None


class Document(QObject):
    """The project that is open."""

    changed = Signal(object, object)
    """(before, after): ProjectSpecs; emitted once per edit, undo, redo or opened file."""
    weights_wanted = Signal(int)
    """Undo or redo asks the runner to restore the checkpoint of this id; emitted after ``changed``."""
    weights_edited = Signal(object)
    """Numbers for the runner to put into the run: a tuple of WeightEdits."""
    opened = Signal()
    """Another project took the place of the one before; emitted after ``changed``."""
    path_changed = Signal(object)
    """Path of the file, or None for a project without one."""

    def __init__(self, project: ProjectSpec | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project or ProjectSpec()
        self.path: Path | None = None
        self.stack = QUndoStack(self)
        self.weight_keeper: Callable[[], int | None] = lambda: None
        """Stores the present weights and returns their id; set by the runner."""

    def __del__(self) -> None:
        """Let go of the commands while all are whole.

        A document, its stack and the commands that know the document are one cycle. Left to Python's collector, the
        commands were now and then destroyed before the stack that owns them, which then destroyed them again
        (QUndoStack::clear, a crash within gc.collect). Finalizers run before anything of a cycle is taken apart.
        """
        stack = getattr(self, "stack", None)
        if stack is not None and isValid(stack):
            stack.blockSignals(True)  # nobody needs to hear of it any more
            stack.clear()

    @property
    def network(self) -> NetworkSpec:
        """The network of the current project."""
        return self.project.network

    def keep_weights(self) -> int | None:
        """Id of a checkpoint of the present weights, or None where there are none."""
        return self.weight_keeper()

    def edit(self, text: str, after: ProjectSpec, merge: str | None = None, weights: int | None = None) -> None:
        """Make ``after`` the current project as one undoable step called ``text`` ("Insert Dense").

        Edits with the same ``merge`` key that follow each other become one step. An edit that changes nothing is
        dropped. With ``weights``, the id of a checkpoint, the run goes to that as well; undo brings it back.
        """
        if after != self.project or weights is not None:
            self._do(EditCommand(self, text, after, merge, goes_to=weights))

    def set_weights(self, text: str, change: WeightChange, merge: str | None = None) -> None:
        """Put numbers into the run's weights as one undoable step called ``text`` ("Set w5 to 0.4").

        Undo brings back the whole run as it stood before. Merging is as in ``edit``; ask the runner, which knows the
        present weights and whether there is a run (``TrainingRunner.set_weights``).
        """
        if self.will_merge(merge, by_hand=True) or not change.is_nothing:
            self._do(EditCommand(self, text, self.project, merge, change))

    def will_merge(self, merge: str | None, by_hand: bool) -> bool:
        """Whether an edit with this key would become part of the last step; none does of a saved one."""
        return self._merges_into(merge, by_hand) is not None

    def _merges_into(self, merge: str | None, by_hand: bool) -> EditCommand | None:
        stack = self.stack
        top = stack.command(stack.count() - 1) if stack.count() and stack.index() == stack.count() else None
        if merge is None or stack.isClean() or not isinstance(top, EditCommand) or top.merge != merge:
            return None
        return top if (top.by_hand is not None) == by_hand else None

    def _do(self, command: EditCommand) -> None:
        """Push it, or make it part of the last step.

        The stack could merge by itself (``QUndoCommand.mergeWith``), but deletes the merged command within ``push``,
        and PySide6 then makes what is left of it a child of the stack, which keeps it for the life of the program.
        """
        last = self._merges_into(command.merge, by_hand=command.by_hand is not None)
        if last is None:
            self.stack.push(command)
            return
        command.redo()
        last.take_in(command)
        if last.isObsolete():
            self.stack.undo()  # undoes nothing: it drops what is obsolete
            return
        self.stack.indexChanged.emit(self.stack.index())  # as Qt does where it merges
        self.stack.undoTextChanged.emit(self.stack.undoText())

    def put_weights(self, edits: tuple[WeightEdit, ...], checkpoint: int | None) -> None:
        """Ask the runner for numbers, and for the run they belong to (for EditCommand only)."""
        self.weights_edited.emit(edits)
        if checkpoint is not None:
            self.weights_wanted.emit(checkpoint)

    def forget_weights(self, dropped: frozenset[int]) -> None:
        """The store had to drop these checkpoints; the commands that need them say so."""
        for index in range(self.stack.count()):
            command = self.stack.command(index)
            if isinstance(command, EditCommand):
                command.forget(dropped)

    def seal(self) -> None:
        """End a run of merging edits, such as at the release of the mouse."""
        top = self.stack.command(self.stack.count() - 1) if self.stack.count() else None
        if isinstance(top, EditCommand):
            top.merge = None

    def withdraw(self, merge: str) -> None:
        """Take back the run of edits with this key as if it had not been: drawing and weights, nothing to redo."""
        top = self.stack.command(self.stack.index() - 1) if self.stack.index() else None
        if isinstance(top, EditCommand) and top.merge == merge:
            top.withdrawn = True
            self.stack.undo()

    def show(self, project: ProjectSpec, weights: int | None) -> None:
        """Replace the current project (for EditCommand only)."""
        before, self.project = self.project, project
        self.changed.emit(before, project)
        if weights is not None:
            self.weights_wanted.emit(weights)

    def complete(self, project: ProjectSpec) -> None:
        """Fill in what reading the data found out; no step of its own: the last command ends here instead."""
        top = self.stack.command(self.stack.index() - 1) if self.stack.index() else None
        if isinstance(top, EditCommand) and top.after == self.project:
            top.after = project
        self.show(project, None)

    def open(self, project: ProjectSpec, path: Path | None) -> None:
        """Another project takes this one's place; the undo stack starts over."""
        before, self.project = self.project, project
        self.stack.clear()
        self.set_path(path)
        self.changed.emit(before, project)
        self.opened.emit()

    def set_path(self, path: Path | None) -> None:
        """The file this project was read from or saved to."""
        self.path = path
        self.path_changed.emit(path)
