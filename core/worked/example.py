"""WorkedExample: reads a worked example's file and makes a project of it whose fresh weights are the printed ones.

The format is documented in resources/worked/README.md. Whatever is wrong with a file is a FormatError that says what
and where. Imports the core's readers; no screen. Example: ``titles()`` lists what the menu shows,
``read_example(path).project`` is ready to be opened together with ``embedded``, the rows it carries.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import resources
from core.data import load, prepare
from core.data.dataset import Prepared
from core.data_spec import ArraysData
from core.edit import set_data, set_layer
from core.errors import ChainruleError, FormatError
from core.formats import atomic
from core.formats.plain import parse
from core.frozen import dataclass
from core.initializers import Given
from core.optimizers import SGD
from core.project import FORMAT as PROJECT_FORMAT
from core.project import ProjectSpec
from core.spec import did_you_mean, read_value
from core.worked.printed import Printed, decimal_of
from core.worked.table import Address, StepNumbers

FORMAT = "chainrule-worked/1"
MOST_WEIGHTS = 2000
"""A printed example is small; its numbers are listed by name."""
MOST_STEPS = 100_000
_INITIALIZERS = {"weight": "kernel_initializer", "bias": "bias_initializer"}
_TEXTS = {"title": str, "source": str, "url": str, "summary": str, "story": tuple[str, ...], "other_seeds": bool}
_KEYS = ["format", *_TEXTS, "project", "weights", "rows", "printed"]
_PRINTED = {
    "number": str, "text": str, "after": int, "called": str, "minus": bool, "differs": str, "early": bool,
}  # fmt: skip
_ASCII = {"delta_": "δ_"}


@dataclass(frozen=True, eq=False)
class WorkedExample:
    """A worked example. ``content`` is its file, so that a saved project can carry it along."""

    title: str
    source: str
    url: str
    summary: str
    story: tuple[str, ...]
    project: ProjectSpec
    embedded: dict[str, bytes]
    printed: tuple[Printed, ...]
    other_seeds: bool
    content: bytes

    @cached_property
    def numbers(self) -> StepNumbers:
        """The names of its numbers."""
        return StepNumbers(self.project.network)

    def address(self, printed: Printed) -> Address:
        """Where a printed number belongs."""
        return self.numbers.addresses[printed.number]

    @property
    def later(self) -> tuple[int, ...]:
        """After how many steps there are printed numbers, beyond those of the first step."""
        return tuple(sorted({each.after for each in self.printed if each.after}))

    def trains_on(self, prepared: Prepared) -> bool:
        """Whether these are its rows."""
        return np.array_equal(self.prepared().dataset.x, prepared.dataset.x)

    def prepared(self) -> Prepared:
        """Its rows, as a trainer takes them."""
        assert self.project.data is not None
        return prepare(*load(self.project.data, None, self.embedded), self.project.training.dtype)

    def fits(self, project: ProjectSpec) -> bool:
        """Whether a project still computes what is printed: same network, same training but for its length."""
        own, other = self.project.training, project.training
        seed = other.seed if self.other_seeds else own.seed
        same = replace(own, epochs=other.epochs, early_stopping=other.early_stopping, seed=seed) == other
        return same and self.project.network == project.network and _source(self.project) == _source(project)


def _source(project: ProjectSpec) -> object:
    """Which rows a project has; their checksum is filled in when they are read."""
    data = project.data
    return replace(data, sha256="") if isinstance(data, ArraysData) else data


def is_worked(content: bytes) -> bool:
    """Whether a file says that it is a worked example, of whatever version."""
    return b'"chainrule-worked/' in content[:2000]


def titles(paths: tuple[Path, ...] | None = None) -> tuple[tuple[Path, str], ...]:
    """(path, title) of the files that come with the program, in their order; of an unreadable one its file name."""
    found = []
    for path in resources.worked_paths() if paths is None else paths:
        try:
            raw = parse(atomic.read(path), path.name)
            title = raw.get("title") if isinstance(raw, dict) else None
        except ChainruleError:
            title = None
        found.append((path, title if isinstance(title, str) and title else path.name))
    return tuple(found)


def read_example(path: Path | str) -> WorkedExample:
    """The worked example of a file; FormatError says what is wrong with it."""
    return parse_example(atomic.read(path), Path(path).name)


def parse_example(content: bytes, name: str) -> WorkedExample:
    """As ``read_example``, of a file's bytes; ``name`` is what errors call it."""
    try:
        return _Reader(parse(content, name)).example(content)
    except ChainruleError as error:
        text = str(error)
        raise FormatError(text if text.startswith(name) else f"{name}: {text}") from error


class _Reader:
    """Turns the parsed JSON into a WorkedExample, key by key."""

    def __init__(self, raw: Any) -> None:
        if not isinstance(raw, dict) or not str(raw.get("format", "")).startswith("chainrule-worked/"):
            raise FormatError(f'This is not a worked example; it needs "format": "{FORMAT}".')
        if raw["format"] != FORMAT:
            raise FormatError(f"The format is {raw['format']!r:.40}; this Chainrule reads {FORMAT}. Update it.")
        _known(raw, _KEYS, "The example")
        for key in ("title", "project", "rows"):
            if key not in raw:
                raise FormatError(f"The example lacks the key '{key}'.")
        self.raw: dict[str, Any] = raw

    def example(self, content: bytes) -> WorkedExample:
        """All of it."""
        raw = self.raw
        texts: dict[str, Any] = {}
        for key, hint in _TEXTS.items():
            default = () if key == "story" else False if hint is bool else ""
            texts[key] = read_value(hint, raw[key], f"key '{key}'") if key in raw else default
        if not texts["title"].strip():
            raise FormatError("The title is empty.")
        embedded, data = _rows(raw["rows"], texts["title"])
        project = set_data(self._weights(_project(raw["project"])), data)
        count = project.network.parameters()
        if count > MOST_WEIGHTS:
            raise FormatError(f"The network has {count:,} weights; a printed example has at most {MOST_WEIGHTS:,}.")
        made = WorkedExample(
            **texts, project=project, embedded=embedded, printed=self._printed(project), content=content
        )
        project.network.require_runnable(made.prepared().dataset.task)
        return made

    def _weights(self, project: ProjectSpec) -> ProjectSpec:
        """The project, its layers starting from the weights given."""
        given = self.raw.get("weights", {})
        if not isinstance(given, Mapping):
            raise FormatError("The key 'weights' should be an object of \"<layer>.weight\" and \"<layer>.bias\".")
        network = project.network
        shapes = {
            f"{node.name}.{weight.name}": (node.id, weight.name, weight.shape)
            for node in network.running for weight in network.weights(node.id) if weight.name in _INITIALIZERS
        }  # fmt: skip
        for key, values in given.items():
            if key not in shapes:
                raise FormatError(f"The weights '{key}' belong to no layer{did_you_mean(str(key), list(shapes))}.")
            layer, array, shape = shapes[key]
            numbers = _array(values, f"the weights '{key}'", len(shape))
            if numbers.shape != shape:
                raise FormatError(f"The weights '{key}' have the shape {numbers.shape}; the network needs {shape}.")
            start = Given(values=tuple(float(each) for each in numbers.reshape(-1)))
            project = set_layer(project, layer, **{_INITIALIZERS[array]: start})
        return project

    def _printed(self, project: ProjectSpec) -> tuple[Printed, ...]:
        raw = self.raw.get("printed", [])
        if not isinstance(raw, list):
            raise FormatError("The key 'printed' should be a list of numbers.")
        known = StepNumbers(project.network).addresses if raw else {}
        return tuple(_one(each, f"printed number {at}", known, project) for at, each in enumerate(raw, 1))


def _known(raw: Mapping[str, object], keys: list[str], where: str) -> None:
    for key in raw:
        if key not in keys:
            raise FormatError(f"{where} has an unknown key '{key}'{did_you_mean(str(key), keys)}.")


def _project(raw: object) -> ProjectSpec:
    if not isinstance(raw, dict):
        raise FormatError("The key 'project' should be an object with network and training.")
    _known(raw, ["network", "training", "places"], "The project")
    return ProjectSpec.from_json({"format": PROJECT_FORMAT, "data": None} | raw)


def _rows(raw: object, title: str) -> tuple[dict[str, bytes], ArraysData]:
    """The rows as an npz file of their own, and the data that names it."""
    if not isinstance(raw, dict) or set(raw) != {"x", "y"}:
        raise FormatError("The key 'rows' should be an object with x and y, a list of rows each.")
    x, y = _array(raw["x"], "x in the rows", 2), _array(raw["y"], "y in the rows", 2)
    if len(x) != len(y) or not len(x):
        raise FormatError(f"The rows have {len(x)} x and {len(y)} y; each row needs both, and there is at least one.")
    buffer = io.BytesIO()
    np.savez(buffer, x=x, y=y)
    content, path = buffer.getvalue(), f"{''.join(each for each in title if each.isalnum() or each in ' -')}.npz"
    digest = hashlib.sha256(content).hexdigest()
    return {path: content}, ArraysData(path=path, sha256=digest, as_is=True, validation_fraction=0.0)


def _array(raw: object, where: str, axes: int) -> NDArray[np.float64]:
    """Numbers in rows of equal length (``axes`` 2), or a single row (1)."""
    def plain(value: object, depth: int) -> bool:
        if depth == 0:
            return type(value) in (int, float) and abs(value) < 1e300  # type: ignore[arg-type]
        return isinstance(value, list) and bool(value) and all(plain(each, depth - 1) for each in value)

    even = axes < 2 or (isinstance(raw, list) and len({len(row) for row in raw if isinstance(row, list)}) == 1)
    if not plain(raw, axes) or not even:
        shape = "a list of rows of numbers, all of the same length" if axes == 2 else "a list of numbers"
        raise FormatError(f"{where[:1].upper()}{where[1:]} should be {shape}; received {raw!r:.60}.")
    return np.array(raw, np.float64)


def _one(raw: object, where: str, known: dict[str, Address], project: ProjectSpec) -> Printed:
    if not isinstance(raw, dict):
        raise FormatError(f"{where} should be an object with number and text; received {raw!r:.60}.")
    _known(raw, list(_PRINTED), where)
    for key in ("number", "text"):
        if key not in raw:
            raise FormatError(f"{where} lacks the key '{key}'.")
    values = {key: read_value(_PRINTED[key], value, f"{where}, key '{key}'") for key, value in raw.items()}
    for plain, sign in _ASCII.items():
        if values["number"].startswith(plain):
            values["number"] = sign + values["number"][len(plain) :]
    number = values["number"]
    if number not in known:
        hint = did_you_mean(number, list(known)) or f" (such as {', '.join(list(known)[:4])})"
        raise FormatError(f"{where} is '{number:.40}', which the network does not have{hint}.")
    if decimal_of(values["text"]) is None:
        raise FormatError(f"{where} has the text '{values['text']:.40}'; it should be a number as it is printed.")
    if not 0 <= values.get("after", 0) <= MOST_STEPS:
        raise FormatError(f"{where} comes after {values['after']:,} steps; 0 to {MOST_STEPS:,} are possible.")
    optimizer = project.training.optimizer
    if values.get("early") and (not isinstance(optimizer, SGD) or optimizer.momentum):
        raise FormatError(f"{where}: updating too early is shown for SGD without momentum only.")
    return Printed(**values)
