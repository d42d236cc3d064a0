"""LinkReading: what the painter of the scene knows of single links: their numbers, ends and whether they are meant.

Reads the scene and its bundles, paints nothing. Worked shape: of a connection 64 -> 32 with 24 drawn neurons
``shown_part`` takes (32, 64) numbers and gives (24, 64).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gui.canvas.items import LinkItem
from gui.canvas.links import Bundle
from gui.canvas.marks import Hover

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

Key = tuple[int, int]
MOST_LABELS = 16


class LinkReading:
    """``bundles`` are the connections that are drawn link by link."""

    def __init__(self, scene: "CanvasScene") -> None:
        self.scene = scene
        self.bundles: dict[Key, Bundle] = {}

    def bundles_of(self, links: Iterable[LinkItem]) -> dict[Key, Bundle]:
        """The bundles of these connections, in their order."""
        return {link.key: self.bundles[link.key] for link in links if link.key in self.bundles}

    def shown_part(
        self, key: Key, values: npt.NDArray[np.floating] | None, bundle: Bundle
    ) -> npt.NDArray[np.floating] | None:
        """Of numbers (units, inputs) of a layer those of the neurons that are drawn; None where they do not fit."""
        if values is None:
            return None
        link = self.scene.links[key]
        target, sources = link.target_item.card, link.sources
        if max(target.shown, default=-1) >= len(values):
            return None
        if len(target.shown) < len(values):
            values = values[list(target.shown)]
        if sources is not None and len(sources) < values.shape[1]:
            values = values[:, list(sources)]
        return values if values.shape == (len(target.shown), len(bundle.start)) else None

    def stressed(self, links: Iterable[LinkItem]) -> dict[int, npt.NDArray[np.bool_]] | None:
        """Which links are pointed at, by the number of their bundle among ``links``; None: nobody points at one."""
        marks = self._pointed()
        if marks.weight is None and marks.neuron is None:
            return None
        found = {}
        for number, (key, bundle) in enumerate(self.bundles_of(links).items()):
            mask = self.stressed_links(key, bundle)
            if mask is not None:
                found[number] = mask
        return found or None

    def stressed_links(self, key: Key, bundle: Bundle) -> npt.NDArray[np.bool_] | None:
        """The chosen links of a bundle that the pointer means."""
        marks, link = self._pointed(), self.scene.links[key]
        target, source = np.divmod(bundle.chosen, max(1, len(bundle.start)))
        if marks.weight is not None:
            if marks.link != key:
                return None
            slot_in, slot_out = self.slots_of(key, marks.weight)
            found: npt.NDArray[np.bool_] = (source == slot_in) & (target == slot_out)
            return found
        if marks.layer == link.target and marks.neuron in link.target_item.card.shown:
            return np.asarray(target == link.target_item.card.shown.index(marks.neuron))
        if marks.layer == link.origin.layer_id and marks.neuron in link.origin.card.shown:
            return np.asarray(source == link.origin.card.shown.index(marks.neuron))
        return None

    def _pointed(self) -> Hover:
        """What the pointer means; while a weight is typed or dragged, that weight."""
        held = self.scene.pins.held
        if held is None or held.pin.weight is None:
            return self.scene.marks
        return Hover(link=held.pin.link, weight=held.pin.weight)

    def labelled(self, key: Key) -> bool:
        """Whether the links of a connection are few enough to write their values beside them."""
        bundle = self.bundles.get(key)
        return bundle is not None and bundle.values is not None and 0 < len(bundle.chosen) <= MOST_LABELS

    def slots_of(self, key: Key, weight: tuple[int, int]) -> tuple[int, int]:
        """Where (source neuron, target neuron) stand among the drawn ones; -1 where they do not."""
        link = self.scene.links[key]
        sources, shown_out = link.sources, link.target_item.card.shown
        source = weight[0] if sources is None else _index(sources, weight[0])
        return source, _index(shown_out, weight[1])

    def neurons_of(self, key: Key, number: int) -> tuple[int, int]:
        """(source neuron, target neuron) of the drawn link of this number."""
        link, bundle = self.scene.links[key], self.bundles[key]
        target, source = divmod(int(bundle.chosen[number]), len(bundle.start))
        shown = link.sources
        return (shown[source] if shown else source), link.target_item.card.shown[target]


def _index(shown: tuple[int, ...], neuron: int) -> int:
    return shown.index(neuron) if neuron in shown else -1
