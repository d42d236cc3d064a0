"""DataSpec: where a project's rows come from, how they are split and prepared. Plain data; reads no file.

One frozen class per kind of source. ``core.data`` turns a DataSpec into a Dataset.
Example: ``BuiltinData(name="digits")``, ``TableData(path="cars.csv", target="mpg")``.
"""

from dataclasses import dataclass

from core.spec import Pairs, Spec, option

BUILTIN_NAMES = ("digits", "iris", "wine", "breast_cancer", "diabetes")
TOY_NAMES = ("circle", "xor", "gauss", "spiral", "moons", "sine")


@dataclass(frozen=True, kw_only=True)
class DataSpec(Spec):
    """What all kinds share: which part is kept for validation, and the seed of that split."""

    noun = "kind of data"

    validation_fraction: float = option(
        0.2,
        low=0.0,
        below=1.0,
        help="Share of the rows kept aside to judge the network on examples it never trained on. 0: none.",
    )
    split_seed: int = option(0, low=0, help="The same seed keeps the same rows aside.")


@dataclass(frozen=True, kw_only=True)
class BuiltinData(DataSpec, kind="builtin"):
    """A real dataset that comes with the program."""

    name: str = option("digits", choices=BUILTIN_NAMES, help="A real dataset that comes with the program.")


@dataclass(frozen=True, kw_only=True)
class ToyData(DataSpec, kind="toy"):
    """Points made by a formula and a seed, after TensorFlow Playground."""

    name: str = option("circle", choices=TOY_NAMES, help="The shape the points form.")
    samples: int = option(500, low=4, high=100_000, help="How many points are made.", unit="points")
    noise: float = option(0.0, low=0.0, high=1.0, help="How far points stray from the shape, as a share of its size.")
    seed: int = option(0, low=0, help="The same seed makes the same points.")


@dataclass(frozen=True, kw_only=True)
class ArraysData(DataSpec, kind="arrays"):
    """An npz file with arrays x and y, optionally x_validation and y_validation; examples first.

    ``y.<layer name>`` and ``y_validation.<layer name>`` are a target of its own for the head of this name.
    """

    path: str = option(help="The npz file, relative to the project.")
    sha256: str = ""
    as_is: bool = option(
        False, label="Numbers as they are", help="Nothing is standardised; one row is enough, as in a printed example."
    )


@dataclass(frozen=True, kw_only=True)
class TableData(DataSpec, kind="table"):
    """A CSV file. Whatever is left None is guessed when the file is first read and the guess written back."""

    path: str = option(help="The CSV file, relative to the project.")
    sha256: str = ""
    target: str = option(help="The column to predict.")
    task: str | None = option(None, choices=("classification", "regression"), help="Predict a class or a number.")
    delimiter: str | None = option(None, help="What separates the columns.")
    decimal: str | None = option(None, choices=(".", ","), help="The decimal mark of numbers.")
    encoding: str | None = option(None, help="The character encoding of the file.")
    header: bool | None = option(None, help="Whether the first line names the columns.")
    columns: Pairs | None = option(
        None, help="What each column becomes: standardize, one_hot, as_is or ignore. Columns left out are guessed."
    )
