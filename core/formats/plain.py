"""JSON within files, read with suspicion: too deep, too large, odd numbers and broken texts become FormatErrors.

Also the JSON form of a Task, which travels with every model. Imports the standard library and core's plain data.
Example: ``parse(b'{"format": "chainrule/1"}', "project.json")``.
"""

import json
from typing import Any, Literal, NoReturn

from core.data.preprocessing import Preprocessing
from core.errors import FormatError
from core.spec import read_value
from core.task import HeadTask, Task

MAX_BYTES = 64 * 2**20


def parse(content: bytes, name: str, nan: bool = False) -> Any:
    """The JSON value of ``content``; ``name`` is what errors call it, ``nan`` lets NaN and Infinity pass."""
    if len(content) > MAX_BYTES:
        raise FormatError(f"{name} holds {len(content):,} bytes; at most {MAX_BYTES:,} are read.")
    try:
        raw = json.loads(content, parse_constant=None if nan else _refuse)
        json.dumps(raw, ensure_ascii=False).encode()  # a text with half a character could not be saved again
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else _reason(error)
        raise FormatError(f"{name} is not valid JSON: {reason}.") from error
    return raw


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} in line {error.lineno}"
    return "it is not UTF-8 text" if isinstance(error, UnicodeError) else str(error).rstrip(".")


def render(value: object, indent: int | None = 1) -> bytes:
    """JSON bytes, always the same for the same value."""
    return (json.dumps(value, indent=indent) + "\n").encode()


def task_to_json(task: Task) -> dict[str, object]:
    """Plain JSON data of a Task."""
    raw: dict[str, object] = {
        "input_shape": list(task.input_shape),
        **_asked_to_json(task),
        "feature_names": list(task.feature_names),
        "vocabulary": task.vocabulary,
    }
    heads = [{"name": each.name} | _asked_to_json(each) for each in task.heads]
    return raw | ({"heads": heads} if heads else {})


def _asked_to_json(asked: Task | HeadTask) -> dict[str, object]:
    return {"kind": asked.kind, "class_names": list(asked.class_names), "target_names": list(asked.target_names)}


def task_from_json(raw: object) -> Task:
    """The reverse of ``task_to_json``; FormatError where it is none."""
    known = {*task_to_json(Task((1,), "regression")), "heads"}
    if not isinstance(raw, dict) or set(raw) - known or not isinstance(raw.get("heads", []), list):
        raise FormatError("The task should be an object with input_shape, kind and names.")
    shape = read_value(tuple[int, ...], raw.get("input_shape"), "task, key 'input_shape'")
    if not 1 <= len(shape) <= 3 or min(shape) < 1:
        raise FormatError(f"The task has the input shape {list(shape)!s:.60}; it needs 1 to 3 sizes of at least 1.")
    features = read_value(tuple[str, ...], raw.get("feature_names", []), "task, key 'feature_names'")
    vocabulary: int = read_value(int, raw.get("vocabulary", 0), "task, key 'vocabulary'")
    if vocabulary < 0:
        raise FormatError(f"The task has a vocabulary of {vocabulary}; it needs at least 0, which means none.")
    heads = []
    for each in raw.get("heads", []):
        if not isinstance(each, dict):
            raise FormatError("The heads of the task should be objects with a name, kind and names.")
        name = read_value(str, each.get("name", ""), "task, key 'heads'")
        heads.append(HeadTask(name, *_asked_from_json(each)))
    return Task(shape, *_asked_from_json(raw), features, vocabulary, tuple(heads))


def _asked_from_json(
    raw: dict[str, Any],
) -> tuple[Literal["classification", "regression"], tuple[str, ...], tuple[str, ...]]:
    """(kind, class names, target names)."""
    kind: Literal["classification", "regression"] = raw.get("kind")  # type: ignore[assignment]
    if kind not in ("classification", "regression"):
        raise FormatError(f"The task is {kind!r:.40}; it can be classification or regression.")
    keys = ("class_names", "target_names")
    classes, targets = (read_value(tuple[str, ...], raw.get(key, []), f"task, key '{key}'") for key in keys)
    return kind, classes, targets


def preprocessing_from_json(raw: object, task: Task | None) -> Preprocessing:
    """Preprocessing whose numbers are finite, divide by no zero and are as many as the task has features."""
    found = Preprocessing.from_json(raw)
    features = 1
    for size in task.input_shape if task else ():
        features *= size
    for key in ("fill", "mean", "scale", "target_mean", "target_scale"):
        values: tuple[float, ...] = getattr(found, key)
        if not all(abs(each) <= 1e300 for each in values) or ("scale" in key and 0.0 in values):
            raise FormatError(f"The preprocessing's '{key}' holds numbers that cannot be used.")
        allowed = (0, 1, len(task.target_names) if "target" in key else features) if task else (len(values),)
        if len(values) not in allowed:
            raise FormatError(f"The preprocessing's '{key}' has {len(values)} numbers; the task needs {allowed[-1]}.")
    if found.encoder is not None:
        for _, predicate in found.encoder.complaints():
            raise FormatError(f"The preprocessing's encoder {predicate}.")
        if task is not None and found.encoder.row_shape != task.input_shape:
            raise FormatError("The preprocessing's encoder makes rows of another shape than the task has.")
    for each in found.heads:
        wanted = len(task.of(each.name).target_names) if task else len(each.target_scale)
        numbers = (*each.target_mean, *each.target_scale)
        fits = len(each.target_mean) == len(each.target_scale) and len(each.target_scale) in (0, wanted)
        if not fits or 0.0 in each.target_scale or not all(abs(number) <= 1e300 for number in numbers):
            raise FormatError(f"The preprocessing of the head '{each.name:.40}' holds numbers that cannot be used.")
    return found
