"""Encoders: what a file of data becomes, so that later files of its sort are read alike. Here the one for tables.

Frozen plain data with a JSON round trip; an encoder travels with the trained model. Imports core.spec and core.task
only; reading files is the business of core.data.encoding and its like, imported where they are needed.
Example: columns ``horsepower`` (standardize) and ``origin`` (one_hot: europe, japan, usa) give the four features
``horsepower, origin=europe, origin=japan, origin=usa``.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from numpy.typing import NDArray

from core.frozen import dataclass
from core.spec import Spec
from core.task import Shape, Task

if TYPE_CHECKING:
    from pandas import DataFrame

MISSING = "missing"  # the category of empty cells


@dataclass(frozen=True, eq=False)
class Given:
    """Raw rows read from a file for a trained model: ``x`` (rows, *input shape), and what is to be said of them."""

    x: NDArray[Any]
    y: NDArray[Any] | None = None  # the answers, where they were asked for: class indices, or numbers (rows, k)
    names: tuple[str, ...] = ()  # per row the file it came from, where each row is a file
    notes: tuple[str, ...] = ()
    others: Mapping[str, NDArray[Any]] = field(default_factory=dict)  # answers that single heads have, by layer name


@dataclass(frozen=True)
class Encoder(Spec, ABC):
    """What turns files into raw rows. Texts and images say their kind in JSON; without one it is a table's."""

    noun = "encoder"

    @classmethod
    def from_json(cls, raw: object, where: str = "") -> Self:
        """As every spec; the files of the first version hold tables only and name no kind.

        The kinds for texts and images are imported here, where a file may name them.
        """
        if isinstance(raw, dict) and "kind" not in raw:
            raw = {"kind": "table", **raw}
        if not isinstance(raw, dict) or raw["kind"] != TableEncoder.kind:
            from core.data import image_encoder, text_encoder  # noqa: F401
        return super().from_json(raw, where)

    @property
    @abstractmethod
    def row_shape(self) -> Shape:
        """The shape of one raw row."""

    @abstractmethod
    def reads(self, path: Path) -> bool:
        """Whether files such as ``path`` are read by this encoder rather than as plain columns of numbers."""

    @abstractmethod
    def read(self, path: Path, task: Task, answers: bool) -> Given:
        """The raw rows of a file or folder, with their answers if asked for; DataError where it does not fit."""

    @property
    def sentence(self) -> str:
        """What the raw rows are, for whoever reads an exported file; empty where that needs no words."""
        return ""


@dataclass(frozen=True)
class ColumnRule(Spec):
    """What one column becomes; ``categories`` is empty for numbers."""

    noun = "column"

    name: str
    treatment: str  # standardize, as_is or one_hot
    numeric: bool = True  # whether its cells are numbers; categories may be numbers too
    categories: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # texts among its numbers that mean "no value"

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of the features made from this column."""
        return tuple(f"{self.name}={each}" for each in self.categories) if self.treatment == "one_hot" else (self.name,)


@dataclass(frozen=True)
class TableEncoder(Encoder, kind="table"):
    """The rules of all used columns, in the order of the features."""

    columns: tuple[ColumnRule, ...]
    target: str = ""
    header: bool = True
    delimiter: str = ","
    decimal: str = "."
    order: tuple[str, ...] = ()  # every column of the first file, the target included: for files without a header

    @property
    def feature_names(self) -> tuple[str, ...]:
        """One name per feature."""
        return tuple(name for column in self.columns for name in column.feature_names)

    @property
    def standardized(self) -> tuple[bool, ...]:
        """Per feature, whether it is brought to mean 0 and deviation 1."""
        return tuple(rule.treatment == "standardize" for rule in self.columns for _ in rule.feature_names)

    @property
    def row_shape(self) -> Shape:
        """One number per feature."""
        return (len(self.feature_names),)

    def reads(self, path: Path) -> bool:
        """Every file that holds a table."""
        return path.suffix.lower() not in (".npy", ".npz")

    def read(self, path: Path, task: Task, answers: bool) -> Given:
        """The rows of a table with the same columns; the target is read where answers are wanted."""
        from core.data.encoding import encode_table, labelled
        from core.data.sources import content_of

        content = content_of(path)
        return Given(*labelled(self, task, content)) if answers else Given(encode_table(self, content))

    def encode(self, table: "bytes | str | Path | DataFrame") -> NDArray[Any]:
        """The rows of ``table`` as floats (rows, features); NaN where a number is missing, zeros for a new category."""
        from core.data.encoding import encode_table

        features: NDArray[Any] = encode_table(self, table)
        return features
