"""TextEncoder: how a text becomes numbers: cut into tokens, each looked up in a vocabulary, padded to one length.

Frozen plain data with a JSON round trip; it travels with the trained model, vocabulary included. Index 0 is padding and
1 every unknown token, as in Keras's TextVectorization; known tokens count from 2. Imports numpy and its neighbours.
Example: the vocabulary (the, cat) and length 4 make of "The dog!" the row 2, 1, 0, 0.
"""

import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.encoder import Encoder, Given
from core.data_spec import PUNCTUATIONS, SIDES, TOKENS
from core.frozen import dataclass
from core.spec import option
from core.task import Task

PADDING, UNKNOWN, FIRST = 0, 1, 2
UNKNOWN_NAME = "(unknown)"


class _Marks(dict[int, "str | int | None"]):
    """A table for ``str.translate`` that asks of each character once whether it is a punctuation mark."""

    def __init__(self, form: "str | None") -> None:
        super().__init__()
        self._form = form

    def __missing__(self, code: int) -> "str | int | None":
        letter = chr(code)
        mark = letter in string.punctuation or unicodedata.category(letter).startswith("P")
        self[code] = (self._form and self._form.format(letter)) if mark else code
        return self[code]


_MARKS = {"drop": _Marks(None), "separate": _Marks(" {} ")}


@dataclass(frozen=True)
class TextEncoder(Encoder, kind="text"):
    """See TextData for the settings; ``vocabulary`` holds the known tokens, index 2 first."""

    vocabulary: tuple[str, ...] = ()
    vocabulary_size: int = option(FIRST + 1, low=3, high=1_000_000, help="Padding and unknown included.")
    length: int = option(1, low=1, high=100_000, help="How many tokens of a text are read.")
    tokens: str = option("word", choices=TOKENS, help="What a text is cut into.")
    lowercase: bool = True
    punctuation: str = option("drop", choices=PUNCTUATIONS, help="What becomes of marks.")
    padding: str = option("post", choices=SIDES, help="Where short texts are filled up.")
    truncating: str = option("post", choices=SIDES, help="Where long texts are cut.")
    output_mode: str = option("int", choices=("int", "multi_hot"), help="Numbers in order, or one input per token.")
    text: str = ""  # the column of texts; empty for folders
    target: str = ""
    header: bool = True
    delimiter: str = ","
    order: tuple[str, ...] = ()  # every column of the first file: for files without a header

    def cut(self, text: str) -> list[str]:
        """The tokens of a text, however many."""
        if self.lowercase:
            text = text.lower()
        if self.punctuation in _MARKS and not (self.tokens == "character" and self.punctuation == "separate"):
            text = text.translate(_MARKS[self.punctuation])
        words = text.split()
        return words if self.tokens == "word" else list(" ".join(words))

    @property
    def positions(self) -> dict[str, int]:
        """The index of each known token."""
        return {token: index for index, token in enumerate(self.vocabulary, FIRST)}

    def shortened(self, text: str) -> list[str]:
        """The tokens of a text that are read; ``multi_hot`` reads all."""
        tokens = self.cut(text)
        if self.output_mode == "multi_hot":
            return tokens
        return tokens[: self.length] if self.truncating == "post" else tokens[-self.length :]

    def encode(self, texts: Iterable[str]) -> NDArray[np.int32] | NDArray[np.uint8]:
        """Texts as int32 (rows, length), or with ``multi_hot`` as uint8 (rows, vocabulary size - 1)."""
        known = self.positions
        found = [[known.get(token, UNKNOWN) for token in self.shortened(text)] for text in texts]
        if self.output_mode == "multi_hot":
            hot = np.zeros((len(found), self.vocabulary_size - 1), np.uint8)
            for at, numbers in enumerate(found):
                hot[at, np.array(numbers, np.intp) - UNKNOWN] = 1
            return hot
        rows = np.full((len(found), self.length), PADDING, np.int32)
        for row, numbers in zip(rows, found, strict=True):
            if numbers:
                row[slice(None, len(numbers)) if self.padding == "post" else slice(-len(numbers), None)] = numbers
        return rows

    def words(self, row: Sequence[int] | NDArray[np.generic]) -> list[str]:
        """The tokens behind a row of indices; padding is an empty text."""
        names = ("", UNKNOWN_NAME, *self.vocabulary)
        return [names[int(each)] if 0 <= int(each) < len(names) else UNKNOWN_NAME for each in row]

    def fitted(self, texts: Iterable[str], size: int | None, most: int) -> "TextEncoder":
        """With the commonest tokens of ``texts`` as vocabulary, ties in order of the alphabet.

        ``size`` counts padding and unknown in; None takes what occurs twice or more, at most ``most`` in all.
        """
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(self.cut(text))
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        if size is None:
            size = min(most, FIRST + max(1, sum(count > 1 for _, count in ranked)))
        kept = tuple(token for token, _ in ranked[: size - FIRST])
        return replace(self, vocabulary=kept, vocabulary_size=size)

    @property
    def row_shape(self) -> tuple[int, ...]:
        """The shape of one raw row."""
        return (self.length,) if self.output_mode == "int" else (self.vocabulary_size - 1,)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """With ``multi_hot`` the token of each input; indices in order have no names of their own."""
        if self.output_mode == "int":
            return ()
        unused = (f"(unused {number + 1})" for number in range(self.vocabulary_size - FIRST - len(self.vocabulary)))
        return (UNKNOWN_NAME, *self.vocabulary, *unused)

    @property
    def token_count(self) -> int:
        """How many different indices a row may hold; 0 where a row holds none."""
        return self.vocabulary_size if self.output_mode == "int" else 0

    @property
    def sentence(self) -> str:
        """What the raw rows are."""
        if self.output_mode == "multi_hot":
            return f"For each known {self.tokens} 1 where the text holds it, else 0; the first stands for unknown ones."
        return (
            f"Token indices of {self.tokens}s, 0 for padding ({self.padding}) and 1 for unknown; the vocabulary in "
            "preprocessing.encoder counts from 2."
        )

    def complaints(self) -> Iterator[tuple[str, str]]:
        """Further: more tokens than the vocabulary's size."""
        yield from super().complaints()
        if len(self.vocabulary) > self.vocabulary_size - FIRST:
            room = self.vocabulary_size - FIRST
            yield "vocabulary", f"has a vocabulary of {len(self.vocabulary):,} tokens; it has room for {room:,}"

    def reads(self, path: Path) -> bool:
        """Tables, texts, folders and zips; arrays hold indices as they are."""
        return path.suffix.lower() not in (".npy", ".npz")

    def read(self, path: Path, task: Task, answers: bool) -> Given:
        """The texts of a table, a folder or a zip."""
        from core.data.text_given import read_given

        return read_given(self, path, task, answers)
