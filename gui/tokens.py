"""Tokens: the words behind an example's numbers, for rows of text. No widget.

Worked shape: of the row 2, 17, 1, 0 under a vocabulary ("what", ...) ``words`` are ("what", ..., "(unknown)", "").
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Prepared
from core.data.text_encoder import FIRST, TextEncoder
from core.frozen import dataclass

KNOWN = FIRST
"""The number of the first word that is neither padding nor unknown."""


@dataclass(frozen=True)
class Tokens:
    """``words`` of the example; ``encoder`` is None where the data brought numbers without a vocabulary."""

    words: tuple[str, ...]
    encoder: TextEncoder | None

    def spell(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """The words of these numbers; padding is empty."""
        if self.encoder is None:
            return tuple(str(each) for each in numbers)
        return tuple(self.encoder.words(numbers))

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Known words, the number KNOWN first."""
        return self.encoder.vocabulary if self.encoder is not None else ()


def tokens_of(prepared: Prepared | None, x: NDArray[np.floating] | None) -> Tokens | None:
    """The words of a watched input (length,); None where the data is no text."""
    if prepared is None or not prepared.dataset.task.vocabulary:
        return None
    encoder = prepared.dataset.encoder
    known = encoder if isinstance(encoder, TextEncoder) else None
    found = Tokens((), known)
    row = [int(each) for each in x.reshape(-1)] if x is not None else []
    return Tokens(found.spell(row), known)


def unit_of(prepared: Prepared | None) -> str:
    """What a text is cut into: words or characters."""
    encoder = prepared.dataset.encoder if prepared is not None else None
    return f"{encoder.tokens}s" if isinstance(encoder, TextEncoder) else "tokens"
