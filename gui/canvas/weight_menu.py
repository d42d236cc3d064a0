"""Weight menu: what a right click on a wire or a neuron offers for its weight, above what it offers for the layer.

It may import Hand and the menus' helpers. Worked shape: on the wire w5 "Set w5 to…", "Lock w5", "Lock all weights into
o1", "Back to the start"; what cannot be done says why in its tooltip.
"""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from core.equations.names import Names
from gui.canvas.hand import Hand
from gui.canvas.pins import Pin, is_locked
from gui.icons import icon


def add_weight_entries(menu: QMenu, hand: Hand, pin: Pin, why_not: str) -> None:
    """Put the entries for a weight at the top of a menu; ``why_not`` says why no number can be set now."""
    weighing, first = hand.weighing, menu.actions()[0] if menu.actions() else None
    name = weighing.name(pin)
    neuron = Names(hand.desk.document.network).neuron(pin.layer, (pin.neuron,))
    locked, all_locked = is_locked(hand.desk.scene, pin), weighing.all_locked_into(pin.layer, pin.neuron)
    menu.setToolTipsVisible(True)

    def add(text: str, act: Callable[[], object], picture: str = "", key: str = "", reason: str = "") -> None:
        entry = QAction(icon(picture, "ink2"), text, menu) if picture else QAction(text, menu)
        entry.triggered.connect(act)
        if key:
            entry.setShortcut(QKeySequence(key))
        entry.setEnabled(not reason)
        entry.setToolTip(reason)
        menu.insertAction(first, entry) if first is not None else menu.addAction(entry)

    add(f"Set {name} to…", hand.open, key="Return", reason=why_not)
    add(f"{name} back to the start", lambda: weighing.back_to_start(pin), "action-reset", reason=why_not)
    add(f"{'Unlock' if locked else 'Lock'} {name}", lambda: weighing.lock(pin, not locked), "action-lock", "L")
    add(
        f"{'Unlock' if all_locked else 'Lock'} all weights into {neuron}",
        lambda: weighing.lock_into(pin.layer, pin.neuron, not all_locked),
    )
    if pin.weight is not None:  # a neuron's menu has the layer's table already
        add(f"Weights of {hand.desk.name(pin.layer)}…", lambda: hand.table_wanted.emit(pin.layer), "action-data")
    if first is not None:
        menu.insertSeparator(first)
