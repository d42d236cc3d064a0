"""Arranging: cards in line with each other, or with equal gaps between them; pure functions on places and sizes.

A place is the centre of a card. Worked shape: cards of 100 and 200 px at x 0 and 300, aligned at the left, stand at
x 0 and 50, both edges at -50.
"""

from collections.abc import Iterable, Mapping

from core.project import Place

Size = tuple[float, float]
Places = dict[int, Place]

ALIGN = {
    "left": (0, -0.5), "center": (0, 0.0), "right": (0, 0.5), "top": (1, -0.5), "middle": (1, 0.0), "bottom": (1, 0.5),
}  # fmt: skip
"""Name: (axis, which part of a card is brought in line, as a share of its size from its centre)."""
DISTRIBUTE = {"across": 0, "down": 1}


def align(places: Mapping[int, Place], sizes: Mapping[int, Size], how: str) -> Places:
    """All cards with this edge or middle in one line: the outermost edge, or the middle of all."""
    axis, share = ALIGN[how]
    lines = {key: place[axis] + share * sizes[key][axis] for key, place in places.items()}
    edges = [place[axis] + side * sizes[key][axis] for key, place in places.items() for side in (-0.5, 0.5)]
    middle = (min(edges) + max(edges)) / 2
    goal = min(lines.values()) if share < 0 else max(lines.values()) if share > 0 else middle
    return {key: _with(place, axis, goal - share * sizes[key][axis]) for key, place in places.items()}


def distribute(places: Mapping[int, Place], sizes: Mapping[int, Size], how: str) -> Places:
    """Equal gaps between all cards; the outermost two stay where they are."""
    axis = DISTRIBUTE[how]
    order = sorted(places, key=lambda key: (places[key][axis] - sizes[key][axis] / 2, key))
    if len(order) < 3:
        return dict(places)
    start = places[order[0]][axis] - sizes[order[0]][axis] / 2
    end = max(places[key][axis] + sizes[key][axis] / 2 for key in order)
    gap = (end - start - sum(sizes[key][axis] for key in order)) / (len(order) - 1)
    found: Places = {}
    for key in order:
        found[key] = _with(places[key], axis, start + sizes[key][axis] / 2)
        start += sizes[key][axis] + gap
    return found


def beside(places: Mapping[int, Place], here: int, way: tuple[int, int], but: Iterable[int] = ()) -> int | None:
    """The nearest card in a direction, such as (1, 0) for right; None at the end. Aside counts more than ahead."""
    x, y = places[here]
    left_out = {here, *but}
    found: list[tuple[float, int]] = []
    for key, (other_x, other_y) in places.items():
        dx, dy = other_x - x, other_y - y
        ahead, aside = dx * way[0] + dy * way[1], abs(dx * way[1] + dy * way[0])
        if ahead > 0 and key not in left_out:
            found.append((ahead + 1.2 * aside + (10_000 if aside > 2 * ahead else 0), key))
    return min(found, default=(0.0, None))[1]


def _with(place: Place, axis: int, value: float) -> Place:
    return (round(value), place[1]) if axis == 0 else (place[0], round(value))
