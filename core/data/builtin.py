"""The real datasets that come with the program: small CSV files in ``resources/datasets``.

``datasets.json`` beside them names title, source, licence, shape and classes of each; the last column is the target.
Read with numpy alone, so that the first start is quick. Example: ``load("iris")`` has x (150, 4) and three classes.
Imports numpy and the resources package.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from core.data.dataset import Dataset
from core.data_spec import BUILTIN_NAMES, BuiltinData, DataSpec, TextData
from core.errors import DataError
from core.spec import did_you_mean
from core.task import Task


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """What is known of each dataset: title, description, source, licence, shape, pixel_scale, target, class_names."""
    text = (files("resources") / "datasets" / "datasets.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)
    return found


def load(name: str, spec: DataSpec | None = None) -> Dataset:
    """The dataset ``name``; a fresh copy each time. A vocabulary is made of the rows ``spec`` leaves to learn from."""
    if name not in BUILTIN_NAMES:
        raise DataError(f"There is no built-in dataset '{name}'{did_you_mean(name, list(BUILTIN_NAMES))}.")
    about = catalogue()[name]
    content = (files("resources") / "datasets" / f"{name}.csv").read_text(encoding="utf-8")
    if about.get("text"):
        return _load_text(name, content, about["text"], spec or BuiltinData())
    lines = content.splitlines()
    names = lines[0].split(",")
    features = len(names) - 1
    x = np.loadtxt(lines[1:], delimiter=",", usecols=range(features))
    answers = [line.rsplit(",", 1)[1] for line in lines[1:]]
    shape = tuple(about["shape"])
    if not about["class_names"]:
        task = Task(shape, "regression", (), (names[-1],), tuple(names[:-1]))
        return Dataset(x, np.array(answers, dtype=np.float64)[:, None], task, columns=(True,) * features)
    classes = tuple(about["class_names"])
    position = {label: index for index, label in enumerate(classes)}
    y = np.array([position[answer] for answer in answers], dtype=np.int64)
    scale = about["pixel_scale"]
    image = scale is not None
    task = Task(shape, "classification", classes, (names[-1],), () if image else tuple(names[:-1]))
    return Dataset(x.reshape(-1, *shape), y, task, scale, () if image else (True,) * features)


def _load_text(name: str, content: str, settings: dict[str, Any], spec: DataSpec) -> Dataset:
    from core.data.text import Texts, build  # with all that reads tables; the others need none of it

    rows = [line.rsplit(",", 1) for line in content.splitlines()]
    (text, target), body = rows[0], rows[1:]
    classes = tuple(sorted({label for _, label in body}))
    kept = TextData(
        path=name, text=text, target=target, task="classification", delimiter=",", header=True,
        validation_fraction=spec.validation_fraction, split_seed=spec.split_seed, **settings,
    )  # fmt: skip
    y = np.array([classes.index(label) for _, label in body], np.int64)
    return build(Texts(tuple(line for line, _ in body), y, classes, kept, (text, target)))[0]
