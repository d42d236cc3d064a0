"""The words of an Embedding: which lie near a chosen one, and all of them on a plane.

``weight`` is (numbers, words), a column for each word. Nearness is the cosine of the angle between two columns; the
plane is that of the two directions in which the words spread most (PCA). Example: of (50, 3800) ``nearest(weight, 17)``
gives the eight words whose columns point most nearly the same way.
"""

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.frozen import dataclass

Floats = NDArray[np.float64]
MOST = 5_000
"""Words from the front of the vocabulary that the plane is found from: the commonest."""


@dataclass(frozen=True, eq=False)
class Projection:
    """``points`` (words, 2) of the words ``words`` (their numbers); ``share`` (2,) is the part of the spread shown."""

    words: NDArray[np.intp]
    points: Floats
    axes: Floats
    share: Floats


def nearest(weight: Array, word: int, count: int = 8, first: int = 0) -> tuple[tuple[int, float], ...]:
    """Words from ``first`` on with the largest cosine to ``word``, itself left out: (number, cosine), best first."""
    columns = np.asarray(weight, np.float64)
    lengths = np.linalg.norm(columns, axis=0)
    safe = np.where(lengths > 0, lengths, 1.0)
    cosines = (columns[:, word] @ columns) / (safe * safe[word])
    cosines[:first] = -np.inf
    cosines[word] = -np.inf
    best = np.argsort(-cosines, kind="stable")[:count]
    return tuple((int(each), float(cosines[each])) for each in best if np.isfinite(cosines[each]))


def project(weight: Array, first: int = 0, before: Projection | None = None) -> Projection:
    """The words from ``first`` on upon their two main directions; signs as in ``before``, so that it does not flip."""
    words = np.arange(first, min(weight.shape[1], first + MOST))
    rows = np.asarray(weight[:, words], np.float64).T
    away = rows - rows.mean(axis=0) if len(rows) else rows
    sizes, vectors = np.linalg.eigh(away.T @ away)
    axes = np.zeros((2, len(sizes)))
    for at in range(min(2, len(sizes))):
        axes[at] = vectors[:, -1 - at]
    for at, axis in enumerate(axes):
        known = before is not None and before.axes.shape == axes.shape
        lead = float(axis @ before.axes[at]) if known and before is not None else float(axis[np.argmax(np.abs(axis))])
        if lead < 0:
            axes[at] = -axis
    total = float(np.maximum(sizes, 0.0).sum()) or 1.0
    share = np.array([max(0.0, float(sizes[-1 - at])) / total if at < len(sizes) else 0.0 for at in range(2)])
    return Projection(words, away @ axes.T, axes, share)
