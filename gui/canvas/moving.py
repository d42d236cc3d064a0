"""Moving: the links of a drawing while a stop is on its way: cut off at the front, or between two tints.

From bundles and a StopMotion to the bundles that are painted; nothing is computed but slices and mixtures. Worked
shape: half-way along, a bundle of 4 links in 13 pieces is painted as (4, 6, 4) in colour and (4, 7, 4) without.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from gui.canvas.bundle import Points
from gui.canvas.links import Bundle
from gui.canvas.passing import Front
from gui.canvas.stop_motion import StopMotion

Key = tuple[int, int]
Values = npt.NDArray[np.floating]


def strengths(bundles: Mapping[Key, Bundle], full: float) -> dict[Key, Values]:
    """What each bundle shows, in shares of the full width."""
    return {key: each.values / full for key, each in bundles.items() if each.values is not None}


def drawn(
    bundles: Mapping[Key, Bundle], motion: StopMotion, before: Mapping[Key, Values], full: float,
    fronts: Mapping[Key, Front],
) -> list[Bundle]:  # fmt: skip
    """The bundles to paint, by (source, target), in their order; then the parts the front has not reached."""
    if not motion.running:
        return list(bundles.values())
    if motion.fades:
        return [_faded(each, before.get(key), motion.share, full) for key, each in bundles.items()]
    found, rests = [], []
    for key, each in bundles.items():
        front = fronts.get(key)
        if front is None or each.values is None:
            found.append(each)
            continue
        passed, rest = _split(each, front.at, front.forwards)
        found.append(passed)
        rests.append(replace(rest, values=None))
    return found + rests


def _faded(bundle: Bundle, before: Values | None, share: float, full: float) -> Bundle:
    """Between what was shown and what is; blank links grow from nothing."""
    if bundle.values is None:
        return bundle
    now = bundle.values / full
    old = before if before is not None and before.shape == now.shape else np.zeros_like(now)
    eased = share * share * (3.0 - 2.0 * share)
    return replace(bundle, values=(old + (now - old) * eased) * full)


def _split(bundle: Bundle, x: float, forwards: bool) -> tuple[Bundle, Bundle]:
    """The part of every link that the front, which stands at ``x``, has passed, and the rest."""

    def cut(first: bool) -> Bundle:
        def part(pieces: Points) -> Points:
            at = int(np.count_nonzero(pieces[..., [0, 2]].mean(axis=(0, 2)) <= x)) if len(pieces) else 0
            return pieces[:, :at] if first else pieces[:, at:]

        return replace(bundle, pieces=part(bundle.pieces), fine=part(bundle.fine), finest=part(bundle.finest))

    return cut(forwards), cut(not forwards)
