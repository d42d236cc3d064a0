"""WeightPicker: one weight chosen by its layer, the neuron it leads to and the neuron it comes from, or the bias.

It knows the drawing and the weights' shapes only, and calls neurons as the equations do. Worked shape: of 64-32-10
``picker.show_network(network, slots)`` offers hidden and output; ``weight`` is WeightAt(3, "weight", (0, 4)).
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.equations.names import Names
from core.network import NetworkSpec
from core.snapshot import Slot
from core.weight_at import WeightAt
from gui.widgets.combo_field import ComboField
from gui.widgets.labels import Label


class WeightPicker(QWidget):
    """Three combo boxes in a row; ``chosen`` tells of the user's choices only."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: NetworkSpec | None = None
        self._slots: tuple[Slot, ...] = ()
        self._weight: WeightAt | None = None
        self._filled: object = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.layer = ComboField(f"{name}: layer")
        self.source = ComboField(f"{name}: comes from")
        self.target = ComboField(f"{name}: leads to")
        self.arrow = Label("→", "caption")
        for widget, share in ((self.layer, 3), (self.source, 2), (self.arrow, 0), (self.target, 2)):
            row.addWidget(widget, share)
        self.layer.setToolTip("The layer the weight belongs to.")
        self.source.setToolTip("The neuron the weight comes from, or the bias.")
        self.target.setToolTip("The neuron the weight leads to.")
        self.layer.chosen.connect(self._take_layer)
        for field in (self.layer, self.source, self.target):
            field.setIconSize(QSize(0, 16))  # there is none, so no room for one
            field.setMinimumWidth(64)
        for field in (self.source, self.target):
            field.setMinimumContentsLength(3)
            field.chosen.connect(self._take_place)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.layer)

    @property
    def weight(self) -> WeightAt | None:
        """The chosen weight; None while nothing can be chosen."""
        return self._weight

    def show_network(self, network: NetworkSpec, slots: Sequence[Slot]) -> None:
        """Another drawing; the chosen weight stays where there still is one of that name, else the first is taken."""
        if network == self._network and tuple(slots) == self._slots:
            return
        self._network, self._slots, self._filled = network, tuple(slots), None
        layers = dict.fromkeys(slot.layer for slot in slots)
        self.layer.set_choices((str(key), network.by_id[key].name) for key in layers)
        self.setEnabled(bool(slots))
        if not slots:
            self._weight = None
        elif self._weight is None or not self._has(self._weight):
            self.set_weight(_first(self._slots[0]))
        else:
            self.set_weight(self._weight)

    def set_weight(self, weight: WeightAt) -> None:
        """Show a weight that was chosen elsewhere; tells nobody."""
        if self._has(weight):
            self._weight = weight
            self._fill(weight.layer)
            self.layer.set_key(str(weight.layer))
            self.target.set_key(str(weight.index[0]))
            rest = ",".join(str(each) for each in weight.index[1:])
            self.source.set_key(f"{weight.array}:{rest}")

    def _has(self, weight: WeightAt) -> bool:
        return any(
            (slot.layer, slot.array, len(slot.shape)) == (weight.layer, weight.array, len(weight.index))
            and all(0 <= at < size for at, size in zip(weight.index, slot.shape, strict=True))
            for slot in self._slots
        )

    def _slots_of(self, layer: int) -> list[Slot]:
        return [slot for slot in self._slots if slot.layer == layer]

    def _fill(self, layer: int) -> None:
        """The neurons of a layer, and where its weights come from."""
        assert self._network is not None
        if self._filled == layer:
            return
        self._filled = layer
        names, slots = Names(self._network), self._slots_of(layer)
        source = self._network.by_id[layer].inputs[0]
        units = max(slot.shape[0] for slot in slots)
        self.target.set_choices((str(each), names.neuron(layer, (each,))) for each in range(units))
        choices: list[tuple[str, str]] = []
        for slot in slots:
            for place in np.ndindex(*slot.shape[1:]):
                rest = ",".join(str(each) for each in place)
                text = names.neuron(source, place) if place else slot.array
                choices.append((f"{slot.array}:{rest}", text))
        self.source.set_choices(choices)

    def _take_layer(self, key: str) -> None:
        first = self._slots_of(int(key))[0]
        self.set_weight(_first(first))
        self.chosen.emit(self._weight)

    def _take_place(self, _key: str) -> None:
        array, _, rest = self.source.key().partition(":")
        inner = tuple(int(each) for each in rest.split(",") if each)
        weight = WeightAt(int(self.layer.key()), array, (int(self.target.key()), *inner))
        if self._has(weight):
            self._weight = weight
            self.chosen.emit(weight)
        elif self._weight is not None:
            self.set_weight(self._weight)


def _first(slot: Slot) -> WeightAt:
    return WeightAt(slot.layer, slot.array, (0,) * len(slot.shape))
