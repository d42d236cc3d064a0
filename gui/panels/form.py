"""SpecForm: a form for any core.spec.Spec, built from the Options beside its fields.

Label, tooltip, range and choices come from the Option; a nested family (initializer, optimizer) becomes a combo of
kinds with that kind's own fields below it. Every commit gives the path and the whole new spec, for one undo step.
Worked shape: ``form.show_spec(Dense(units=8))``; typing 16 emits ``edited("units", Dense(units=16))``.
"""

import dataclasses
import types
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Union, get_args, get_origin, get_type_hints

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from core.spec import Option, Spec, option_of
from gui.panels.editors import SwitchRow, choice_editor, editor_for, plain_label, switch_editor
from gui.panels.typed import Editor
from gui.widgets.form import Form, FormRow
from gui.widgets.number_field import NumberField

Wanted = Callable[[str, Option], bool]
FIRST = ("units", "filters", "kernel_size", "pool_size", "strides", "padding")
"""What decides the shape comes first, whichever class of a family declares it."""
LAST = ("trainable",)
"""Fields that every kind inherits come after the kind's own."""


def value_at(spec: Spec, path: str) -> Any:
    """``value_at(training, "optimizer.learning_rate")``; None below what is switched off."""
    value: Any = spec
    for name in filter(None, path.split(".")):
        value = getattr(value, name) if value is not None else None
    return value


def with_value(spec: Any, path: str, value: object) -> Any:
    """A copy of ``spec`` with the value at ``path`` replaced."""
    head, _, rest = path.partition(".")
    return dataclasses.replace(spec, **{head: with_value(getattr(spec, head), rest, value) if rest else value})


def family_of(hint: Any) -> tuple[type[Spec] | None, bool]:
    """(the family of specs a field holds, whether it may be None)."""
    optional = get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)
    for each in get_args(hint) if optional else (hint,):
        if isinstance(each, type) and issubclass(each, Spec):
            return each, optional
    return None, optional


def fields_of(spec: Spec) -> Iterator[tuple[str, Any, Option]]:
    """(name, type, Option) of every field with an Option, those of ``FIRST`` first, of ``LAST`` last."""
    hints = get_type_hints(type(spec))
    for field in sorted(dataclasses.fields(spec), key=_rank):
        found = option_of(spec, field.name)
        if found is not None:
            yield field.name, hints[field.name], found


def _rank(field: dataclasses.Field[Any]) -> int:
    """Where a field stands among the others; those of one rank keep their order."""
    return FIRST.index(field.name) if field.name in FIRST else len(FIRST) + (field.name in LAST)


def switched(old: Spec, kind: type[Spec]) -> Spec:
    """A spec of another kind that keeps the settings both know and the user had changed."""
    names = {field.name for field in dataclasses.fields(kind)}
    changed = {
        field.name: getattr(old, field.name)
        for field in dataclasses.fields(old)
        if field.name in names and getattr(old, field.name) != field.default
    }
    return kind(**changed)


class SpecForm(Form):
    """Rows for the chosen fields of one spec; rebuilt only when its kinds change."""

    edited = Signal(str, object)
    """(path, new spec)"""

    def __init__(
        self, wanted: Wanted | None = None, labels: Mapping[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._wanted: Wanted = wanted or (lambda path, option: True)
        self._labels = labels or {}
        self._spec: Spec | None = None
        self._structure: object = None
        self._families: dict[str, type[Spec]] = {}
        self.editors: dict[str, Editor] = {}
        self.rows: dict[str, FormRow] = {}

    @property
    def spec(self) -> Spec | None:
        """What is shown."""
        return self._spec

    def show_spec(self, spec: Spec) -> None:
        """Show another spec, or new values of the same."""
        self._spec = spec
        structure = _structure(spec)
        if structure != self._structure:
            self._structure = structure
            self._rebuild(spec)
        for path, editor in self.editors.items():
            editor.set_value(self._as_shown(path, value_at(spec, path)))

    def number_field(self, path: str) -> NumberField:
        """The number field at a path, to give it a unit or a range of its own."""
        field = self.editors[path].widget
        if not isinstance(field, NumberField):
            raise KeyError(path)
        return field

    def _rebuild(self, spec: Spec) -> None:
        focused = QApplication.focusWidget()
        kept = next((path for path, each in self.editors.items() if _holds(each.widget, focused)), "")
        self.clear()
        for table in (self.editors, self.rows, self._families):
            table.clear()
        self._add_fields(spec, "")
        if kept in self.editors:
            self.editors[kept].widget.setFocus()

    def _add_fields(self, spec: Spec, prefix: str) -> None:
        for name, hint, option in fields_of(spec):
            path = prefix + name
            family, optional = family_of(hint)
            if family is None:
                if self._wanted(path, option):
                    self._add_editor(path, editor_for(name, self._label(path, option), hint, option), option)
                continue
            # What lies inside a family is asked for by itself: the kind here, its finer settings elsewhere.
            if self._wanted(path, option) and (optional or family.kinds):
                self._families[path] = family
                label = self._label(path, option)
                choices = _offered(family, getattr(spec, name))
                editor = switch_editor(label) if optional else choice_editor(label, choices)
                self._add_editor(path, editor, option)
            if (inner := getattr(spec, name)) is not None:
                self._add_fields(inner, f"{path}.")

    def _label(self, path: str, option: Option) -> str:
        return self._labels.get(path) or plain_label(path.rpartition(".")[2], option)

    def _add_editor(self, path: str, editor: Editor | None, option: Option) -> None:
        if editor is None:
            return
        editor.committed.connect(partial(self._commit, path))
        self.editors[path] = editor
        bias = self.editors.get("use_bias")
        beside = bias.widget if bias is not None and path == "trainable" else None
        if isinstance(beside, SwitchRow) and isinstance(editor.widget, SwitchRow):
            beside.add_beside(self._label(path, option), editor.widget, option.help)
        else:
            self.rows[path] = self.add(self._label(path, option), editor.widget, option.help)

    def _as_shown(self, path: str, value: Any) -> Any:
        if path not in self._families:
            return value
        return value.kind if isinstance(value, Spec) and value.kind else value is not None

    def _commit(self, path: str, value: object) -> None:
        if self._spec is not None:
            self.edited.emit(path, with_value(self._spec, path, self._meant(self._spec, path, value)))

    def _meant(self, spec: Spec, path: str, value: object) -> object:
        """A kind's name or a switch stands for a spec of that family; all else is the value itself."""
        family = self._families.get(path)
        if family is None:
            return value
        if isinstance(value, bool):
            return family() if value else None
        return switched(value_at(spec, path), family.kinds[str(value)])


def _structure(spec: Spec) -> object:
    return type(spec), tuple(
        _structure(value) if isinstance(value, Spec) else value is None
        for value in (getattr(spec, name) for name, hint, _ in fields_of(spec) if family_of(hint)[0] is not None)
    )


def _holds(widget: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (widget is focused or widget.isAncestorOf(focused))


def _offered(family: type[Spec], present: Spec | None) -> tuple[str, ...]:
    """The kinds to choose from; one that needs numbers of its own stands there only while it is in use."""
    used = present.kind if present is not None else ""
    return tuple(kind for kind, member in family.kinds.items() if getattr(member, "listed", True) or kind == used)
