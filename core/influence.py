"""Who moved this weight: each example's share of the last gradient of one weight, and of its last change.

The gradient is a mean over examples, so its shares are exact. A change is shared as the gradient is, with the
optimizer's denominator held fixed; what momentum carries over is "earlier steps", what pulls all weights to 0 is
"decay" (penalties on weights and AdamW's). Shares, earlier steps and decay add up to gradient and change.
"""

import numpy as np

from core.arithmetic import Factor, Index
from core.arithmetic.view import joint
from core.equations import Explainer
from core.equations.updating import old_weight, one_weight
from core.frozen import dataclass
from core.player import Player


@dataclass(frozen=True)
class Share:
    """One example: its column of the minibatch, its row of the dataset, what it adds to gradient and change."""

    example: int
    row: int
    gradient: float
    change: float | None


@dataclass(frozen=True)
class Influence:
    """``shares`` with the largest first; changes are None before the update has run."""

    weight: str
    shares: tuple[Share, ...]
    penalty: float
    """What penalties on weights add to the gradient."""
    gradient: float
    change: float | None
    earlier_steps: float | None
    decay: float | None
    clipped: float
    """What the optimizer saw of the gradient: 1, less of it where it was too long, 0 where locked."""
    coupled: str = ""
    """Why no share is an example's alone, where that is so."""


def influence(player: Player, layer: int, array: str, index: int | Index) -> Influence:
    """The shares of the present step; its gradient must have been computed."""
    place = (index,) if isinstance(index, int) else tuple(index)
    explainer = player.explainer()
    equation = explainer.gradient(layer, array, place)
    view = explainer.view(None)
    op, n = explainer.program.ops[layer], explainer.program.n
    each = np.broadcast_to(np.asarray(joint(op.explain_gradient(view, array, place))), (n,)) / n
    penalty = sum(term.value for group in equation.groups[1:] for term in group.terms)
    factor, earlier, decay, clipped, change = _change(explainer, layer, array, place)
    scale = None if factor is None else factor * clipped
    shares = tuple(
        Share(at, int(player.rows[at]), float(each[at]), None if scale is None else scale * float(each[at]))
        for at in np.argsort(-np.abs(each), kind="stable")
    )
    pulled = None if scale is None or decay is None else decay + scale * penalty
    symbol = explainer.named(layer, array, place)[0].spoken
    return Influence(
        symbol, shares, penalty, equation.result, change, earlier, pulled, clipped,
        " ".join(op.coupling for op in explainer.program.ops.values() if op.coupling),
    )  # fmt: skip


def _change(
    explainer: Explainer, layer: int, array: str, place: Index
) -> tuple[float | None, float | None, float | None, float, float | None]:
    """(factor of the gradient, earlier steps, decay, clipping, the change); Nones before the update."""
    if not explainer.updated:
        return None, None, None, 1.0, None
    vectors, basis = explainer.program.vectors, explainer.basis
    flat = explainer.place(layer, array, place)
    change = float(vectors.change[flat])
    if vectors.mask is not None and vectors.mask[flat] == 0.0:
        return 0.0, 0.0, 0.0, 0.0, change
    raw, used = float(basis.gradient[flat]), float(vectors.grad[flat])
    symbol, ref = explainer.named(layer, array, place)
    old = old_weight(basis.theta, flat, symbol, ref)
    at = one_weight(explainer.updater, old, Factor(symbol, used), basis.moments, flat, change)
    return (*explainer.updater.rule.shares(at), used / raw if raw else 1.0, change)
