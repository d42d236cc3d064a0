"""Layout: where cards stand. A place is the CENTRE of a card, so that a card that grows keeps its wires level.

Pure functions on a network, the cards' sizes and known places; nothing here paints. Worked shape: three cards of
172, 138 and 282 px in one chain stand on one line, 136 px apart.
"""

from collections.abc import Mapping

from core.network import NetworkSpec
from core.project import Place
from gui.canvas.joins import first_lane

Size = tuple[float, float]
Places = dict[int, Place]

GAP = 136.0
"""Between two cards that are joined by links."""
LANE_GAP, KERNEL_GAP, GAP_OF_MANY = 76.0, 108.0, 96.0
"""The same where maps are joined one by one, where kernels stand on the wire, and in a long drawing."""
LONG_FROM, PILL_HEIGHT = 6, 50.0
PILL_GAP = 34.0
"""Between a pill and its neighbours; the links run on behind it."""
ROW_GAP = 48.0
LEAST_GAP = GAP * 0.75
NEW_CARD: Size = (140.0, 200.0)
"""Of a card that is not there yet, where nobody knows better."""


def depths(network: NetworkSpec) -> dict[int, int]:
    """Column of every node: one behind the last of its inputs; what stands on a cycle starts at 0."""
    found: dict[int, int] = {}
    for key in network.order:
        sources = [found[each] for each in network.by_id[key].inputs if each in found]
        found[key] = max(sources) + 1 if sources else 0
    for node in network.nodes:
        found.setdefault(node.id, 0)
    return found


def tidy(network: NetworkSpec, sizes: Mapping[int, Size]) -> Places:
    """Columns by depth, left to right; the branches of a column stand around one line, what is free below them."""
    columns: dict[int, list[int]] = {}
    for key, depth in depths(network).items():
        columns.setdefault(depth, []).append(key)
    places: Places = {}
    right, before = 0.0, None
    for depth in sorted(columns):
        keys = columns[depth]
        width = max(sizes[key][0] for key in keys)
        right += 0.0 if before is None else max(gap(network, source, key, sizes) for key in keys for source in before)
        before = keys
        for key, y in _column(network, keys, places, sizes).items():
            places[key] = (round(right + width / 2), round(y))
        right += width
    return places


def _column(network: NetworkSpec, keys: list[int], places: Places, sizes: Mapping[int, Size]) -> dict[int, float]:
    """Heights in one column: in the order of what they draw from, around the line, those without wires below."""

    def level(key: int) -> tuple[bool, float, int]:
        heights = [places[source][1] for source in network.by_id[key].inputs if source in places]
        lone = not network.by_id[key].inputs and not network.consumers[key]
        return lone, sum(heights) / len(heights) if heights else 0.0, key

    ordered = sorted(keys, key=level)
    wired = [key for key in ordered if not level(key)[0]]
    chained = wired or ordered[:1]
    total = sum(sizes[key][1] for key in chained) + ROW_GAP * (len(chained) - 1)
    top, found = -total / 2, {}
    for key in (*chained, *(each for each in ordered if each not in chained)):
        found[key] = top + sizes[key][1] / 2
        top += sizes[key][1] + ROW_GAP
    return found


def gap(network: NetworkSpec, source: int, target: int, sizes: Mapping[int, Size]) -> float:
    """Between two cards: wide where links cross, narrow beside pills and where every map goes its own way."""
    if min(sizes[source][1], sizes[target][1]) < PILL_HEIGHT:
        return PILL_GAP
    long = sum(not node.layer.slim for node in network.nodes) > LONG_FROM
    if any(len(weight.shape) > 2 for weight in network.weights(target)):
        return KERNEL_GAP
    if source in network.by_id[target].inputs and first_lane(network, source, target) is not None:
        return LANE_GAP
    return GAP_OF_MANY if long else GAP


def complete(network: NetworkSpec, known: Mapping[int, Place], sizes: Mapping[int, Size]) -> Places:
    """A place for every node: the known ones, and for the others one beside what they are wired to."""
    if not any(node.id in known for node in network.nodes):
        return tidy(network, sizes)
    places = {node.id: known[node.id] for node in network.nodes if node.id in known}
    keys = [*network.order, *(node.id for node in network.nodes if node.id not in network.order)]
    for key in keys:
        if key not in places:
            places[key] = _beside(network, key, places, sizes)
            make_room(network, key, places, sizes)
    return places


def _beside(network: NetworkSpec, key: int, places: Places, sizes: Mapping[int, Size]) -> Place:
    width, _ = sizes[key]
    sources = [each for each in network.by_id[key].inputs if each in places]
    targets = [each for each in network.consumers[key] if each in places]
    if sources:
        x, y = places[sources[0]]
        return (round(x + sizes[sources[0]][0] / 2 + gap(network, sources[0], key, sizes) + width / 2), y)
    if targets:
        x, y = places[targets[0]]
        return (round(x - sizes[targets[0]][0] / 2 - gap(network, key, targets[0], sizes) - width / 2), y)
    return free_place(places, sizes, _middle(places), sizes[key])


def make_room(network: NetworkSpec, key: int, places: Places, sizes: Mapping[int, Size]) -> None:
    """Shift what follows ``key`` to the right until it no longer stands on it; ``places`` is changed."""
    x, _ = places[key]
    right = x + sizes[key][0] / 2
    for target in network.consumers[key]:
        if target not in places:
            continue
        least = PILL_GAP if min(sizes[key][1], sizes[target][1]) < PILL_HEIGHT else LEAST_GAP
        missing = right + min(least, gap(network, key, target, sizes)) - (places[target][0] - sizes[target][0] / 2)
        if missing > 0:
            _shift(network, target, places, missing, {key})


def _shift(network: NetworkSpec, key: int, places: Places, by: float, seen: set[int]) -> None:
    if key in seen or key not in places:
        return
    seen.add(key)
    x, y = places[key]
    places[key] = (round(x + by), y)
    for target in network.consumers[key]:
        _shift(network, target, places, by, seen)


def _middle(places: Mapping[int, Place]) -> Place:
    count = max(1, len(places))
    return (sum(x for x, _ in places.values()) / count, sum(y for _, y in places.values()) / count)


def free_place(
    places: Mapping[int, Place], sizes: Mapping[int, Size], near: Place, size: Size = NEW_CARD
) -> Place:
    """The place nearest to ``near``, on a grid, where a card of ``size`` covers no other card."""
    step = 24.0
    best = near
    for ring in range(60):
        ring_places = [
            (near[0] + step * i, near[1] + step * j)
            for i in range(-ring, ring + 1)
            for j in range(-ring, ring + 1)
            if max(abs(i), abs(j)) == ring
        ]
        ring_places.sort(key=lambda place: (place[0] - near[0]) ** 2 + (place[1] - near[1]) ** 2)
        for place in ring_places:
            if not any(_covers(place, size, places[key], sizes[key]) for key in places if key in sizes):
                return place
        best = ring_places[-1]
    return best


def _covers(a: Place, size_a: Size, b: Place, size_b: Size) -> bool:
    return (
        abs(a[0] - b[0]) < (size_a[0] + size_b[0]) / 2 + 24 and abs(a[1] - b[1]) < (size_a[1] + size_b[1]) / 2 + 24
    )
