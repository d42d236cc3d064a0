"""DataSpec: where a project's rows come from, how they are split and prepared. Plain data; reads no file.

One frozen class per kind of source. ``core.data`` turns a DataSpec into a Dataset.
Example: ``BuiltinData(name="digits")``, ``TableData(path="cars.csv", target="mpg")``.
"""

from dataclasses import replace
from typing import ClassVar, Self

from core.frozen import dataclass
from core.spec import Pairs, Spec, option

BUILTIN_NAMES = ("digits", "iris", "wine", "breast_cancer", "diabetes", "questions", "moods")
EXAMPLES = ("images", "sequences")
TOY_NAMES = ("circle", "xor", "gauss", "spiral", "moons", "sine")


@dataclass(frozen=True, kw_only=True)
class DataSpec(Spec):
    """What all kinds share: which part is kept for validation, and the seed of that split."""

    noun = "kind of data"
    lasting: ClassVar[tuple[str, ...]] = ("validation_fraction", "split_seed")
    """What stays as it was when a project turns to another file of the same kind."""

    validation_fraction: float = option(
        0.2,
        low=0.0,
        below=1.0,
        help="Share of the rows kept aside to judge the network on examples it never trained on. 0: none.",
    )
    split_seed: int = option(0, low=0, help="The same seed keeps the same rows aside.")

    def keeping(self, old: "DataSpec | None") -> Self:
        """With the lasting settings of what the project learnt from before: all of the same kind, else the split."""
        if old is None:
            return self
        names = self.lasting if type(self) is type(old) else DataSpec.lasting
        return replace(self, **{name: getattr(old, name) for name in names})


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
    """An npz file with arrays x and y, optionally x_validation and y_validation; examples first. Or an npy file of x
    with one of y beside it.

    ``y.<layer name>`` and ``y_validation.<layer name>`` are a target of its own for the head of this name.
    """

    path: str = option(help="The npz or npy file, relative to the project.")
    sha256: str = ""
    examples: str | None = option(
        None, choices=EXAMPLES,
        help="What an x of three axes holds: grey images without an axis for the channel, or sequences with channels.",
    )  # fmt: skip
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


COLORS = ("grey", "rgb")
FITS = ("stretch", "crop", "pad")
RESAMPLES = ("bilinear", "nearest", "bicubic", "lanczos")
GROUNDS = ("white", "black", "grey")
TOKENS = ("word", "character")
PUNCTUATIONS = ("drop", "keep", "separate")
SIDES = ("pre", "post")


@dataclass(frozen=True, kw_only=True)
class ImagesData(DataSpec, kind="images"):
    """Pictures: a folder with a folder per class, a zip of one, or IDX files. What is left None is guessed."""

    lasting: ClassVar[tuple[str, ...]] = (*DataSpec.lasting, "size", "color", "fit", "resample", "background")

    path: str = option(help="The folder, zip or IDX file of pictures, relative to the project.")
    sha256: str = ""
    size: tuple[int, ...] | None = option(
        None, low=1, high=2048, help="Height and width that every picture is brought to.", unit="pixels"
    )
    color: str | None = option(None, choices=COLORS, help="One channel of grey, or red, green and blue.")
    fit: str = option(
        "stretch",
        choices=FITS,
        help="What happens to pictures of another shape: stretched, cropped at the middle, or padded with background.",
    )
    resample: str = option("bilinear", choices=RESAMPLES, help="How pixels are made from those of another size.")
    background: str = option(
        "white", choices=GROUNDS, help="What lies under transparent pixels and beside padded ones."
    )
    labels: Pairs = option(
        (), help="Corrections: the class of single pictures by their names, whatever their folder. Empty: left out."
    )

    def relabelled(self, name: str, label: str | None) -> "ImagesData":
        """With the class of one picture corrected; an empty one leaves it out, None takes the correction back."""
        kept = {key: value for key, value in self.labels if key != name}
        return replace(self, labels=tuple((kept | ({} if label is None else {name: label})).items()))


@dataclass(frozen=True, kw_only=True)
class TextData(DataSpec, kind="text"):
    """Texts with a label each: a table with a column of text, or a folder with a folder of .txt files per class."""

    lasting: ClassVar[tuple[str, ...]] = (
        *DataSpec.lasting,
        *("tokens", "lowercase", "punctuation", "vocabulary_size", "length", "padding", "truncating", "output_mode"),
    )

    path: str = option(help="The table, folder or zip of texts, relative to the project.")
    sha256: str = ""
    text: str | None = option(None, help="The column of the texts. Folders have none.")
    target: str | None = option(None, help="The column to predict. In folders the class.")
    task: str | None = option(None, choices=("classification", "regression"), help="Predict a class or a number.")
    delimiter: str | None = option(None, help="What separates the columns.")
    encoding: str | None = option(None, help="The character encoding of the file or files.")
    header: bool | None = option(None, help="Whether the first line names the columns.")
    tokens: str = option("word", choices=TOKENS, help="What a text is cut into.")
    lowercase: bool = option(True, help="Make all letters small first.")
    punctuation: str = option(
        "drop",
        choices=PUNCTUATIONS,
        help="Marks are dropped, kept as part of the words they touch, or made words of their own.",
    )
    vocabulary_size: int | None = option(
        None, low=3, high=1_000_000, help="How many tokens are known, 0 for padding and 1 for unknown ones included."
    )
    length: int | None = option(None, low=1, high=100_000, help="How many tokens of a text are read.", unit="tokens")
    padding: str = option("post", choices=SIDES, help="Where short texts are filled up with 0: before or after.")
    truncating: str = option("post", choices=SIDES, help="Where long texts are cut: before or after.")
    output_mode: str = option(
        "int",
        choices=("int", "multi_hot"),
        help="The numbers of the tokens in order, for an Embedding; or one input per token, 1 where it occurs.",
    )
