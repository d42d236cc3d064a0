"""The gallery's card of a rescued drawing: its network as a sketch, its name, how old it is.

It may import the gallery's cards and a glance at the file. Worked shape: "wine", "Recovered after Chainrule stopped.",
"64-32-10 · epoch 62 · 9 minutes ago".
"""

import time

from core.errors import ChainruleError
from core.formats.glance import glance
from core.network import NetworkSpec
from gui import numbers
from gui.dialogs.gallery_cards import Entry
from gui.recovery.folder import Rescued
from gui.recovery.notices import when

MINUTE, HOUR, DAY = 60, 3_600, 86_400
MOST_COLUMNS = 5
"""As many sizes are named; of a longer network, how many layers it has."""


def card_of(rescued: Rescued, now: float | None = None) -> Entry:
    """Its card; a file that cannot be looked into has one as well, and opening it says what is wrong."""
    note, network = rescued.note, NetworkSpec()
    sizes: tuple[int, ...] = ()
    try:
        found = glance(rescued.place.path)
        sizes, network = found.sizes, found.network
    except ChainruleError:
        pass  # the sentence comes when it is opened
    drawn = "-".join(map(str, sizes)) if len(sizes) <= MOST_COLUMNS else numbers.counted(note.layers, "layer")
    trained = f"epoch {numbers.count(note.epoch)}" if note.epoch else f"step {numbers.count(note.step)}"
    parts = (drawn, trained if note.step else "", age(note.saved_at, now))
    return Entry(
        f"rescued:{rescued.place.name}", note.name, "Recovered after Chainrule stopped.",
        " · ".join(part for part in parts if part), "recovered rescued crash unsaved", "Open recovered", network,
    )  # fmt: skip


def age(saved_at: float, now: float | None = None) -> str:
    """How long ago: "a moment ago", "9 minutes ago", "2 hours ago", then "at 14:51 yesterday" or the day."""
    passed = (time.time() if now is None else now) - saved_at
    if passed < MINUTE:
        return "a moment ago"
    if passed < HOUR:
        return f"{numbers.counted(int(passed // MINUTE), 'minute')} ago"
    return f"{numbers.counted(int(passed // HOUR), 'hour')} ago" if passed < DAY else when(saved_at)
