"""``--set PATH=VALUE``: one setting of a project, named by its place in project.json.

Layers are found by name or id. The changed JSON is read like any project, so types and ranges are checked as there.
Example: ``apply(project, "training.optimizer.learning_rate=0.1")``, or "network.layers.hidden.units=16".
"""

import dataclasses
import json
from typing import Any

from core.data_spec import DataSpec
from core.errors import SpecError
from core.optimizers import Optimizer
from core.project import ProjectSpec
from core.schedules import Schedule
from core.spec import Spec, did_you_mean

_FAMILIES: dict[str, type[Spec]] = {"optimizer": Optimizer, "schedule": Schedule, "data": DataSpec}


def apply(project: ProjectSpec, assignment: str) -> ProjectSpec:
    """The project with one setting changed; ChainruleError says what is wrong with it."""
    path, equals, text = assignment.partition("=")
    keys = path.strip().split(".")
    if not equals or not all(keys):
        raise SpecError(f"--set {assignment!s:.60} is not PATH=VALUE, such as training.optimizer.learning_rate=0.1.")
    raw: Any = project.to_json()
    inner = raw
    for depth, key in enumerate(keys[:-1]):
        if isinstance(inner, dict) and key in inner and inner[key] is None:
            inner[key] = {}  # something that was switched off, such as early stopping
        inner = _enter(inner, key, ".".join(keys[: depth + 1]))
    if not isinstance(inner, dict):
        raise SpecError(f"--set {path}: the way leads into '{keys[-2]}', which has no parts.")
    _assign(inner, keys, _value(text.strip()))
    return ProjectSpec.from_json(raw)


def _enter(inner: Any, key: str, path: str) -> Any:
    if isinstance(inner, list):
        found = [each for each in inner if isinstance(each, dict) and key in (each.get("name"), str(each.get("id")))]
        if found:
            return found[0]
        known = [str(each.get("name")) for each in inner if isinstance(each, dict)]
    elif isinstance(inner, dict) and key in inner:
        return inner[key]
    else:
        known = list(inner) if isinstance(inner, dict) else []
    hint = did_you_mean(key, known) or (f"; known: {', '.join(known)}" if known else "")
    raise SpecError(f"--set {path}: there is no '{key}'{hint}.")


def _assign(inner: dict[str, Any], keys: list[str], value: object) -> None:
    key = keys[-1]
    family = _FAMILIES.get(keys[-2]) if len(keys) > 1 else None
    if key == "kind" and family is not None and value in family.kinds:
        # Another kind keeps the settings it shares with the old one.
        shared = {field.name for field in dataclasses.fields(family.kinds[str(value)])}
        for name in set(inner) - shared:
            del inner[name]
    inner[key] = value


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
