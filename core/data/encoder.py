"""TableEncoder: what each column of a table becomes, so that later files with the same columns are read alike.

Frozen plain data with a JSON round trip; it travels with the trained model. Imports core.spec only; reading files is
the business of core.data.encoding, which is imported where it is needed.
Example: columns ``horsepower`` (standardize) and ``origin`` (one_hot: europe, japan, usa) give the four features
``horsepower, origin=europe, origin=japan, origin=usa``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from core.spec import Spec

if TYPE_CHECKING:
    from pandas import DataFrame

MISSING = "missing"  # the category of empty cells


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
class TableEncoder(Spec):
    """The rules of all used columns, in the order of the features."""

    noun = "table encoder"

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

    def encode(self, table: "bytes | str | Path | DataFrame") -> NDArray[Any]:
        """The rows of ``table`` as floats (rows, features); NaN where a number is missing, zeros for a new category."""
        from core.data.encoding import encode_table

        features: NDArray[Any] = encode_table(self, table)
        return features
