"""Arcs: the way of a wire that would run through cards: up, over them, and down again.

Pure geometry on rectangles. Worked shape: from card 2 to card 5 over the cards 3 and 4, whose tops lie at -200, the
wire leaves 2 to the right, runs along y = -236 and comes down before 5; a second such wire runs 20 px higher.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF

from gui.canvas.bundle import cubic
from gui.canvas.items import LayerItem, LinkItem

CLEAR, APART, TURN = 34.0, 22.0, 54.0
"""Above the cards, between two arcs, and the width of a turn."""
MARGIN = 3.0


def level(start: QPointF, end: QPointF) -> npt.NDArray[np.float64]:
    """The cubic from port to port as points (25, 2)."""
    return cubic(np.array([[start.x(), start.y()]]), np.array([[end.x(), end.y()]]), 24).reshape(-1, 2)


def over(start: QPointF, end: QPointF, top: float) -> npt.NDArray[np.float64]:
    """The way by ``top``: a turn up, a level part, a turn down."""
    turn = min(TURN, max(24.0, (end.x() - start.x()) / 4))
    first = level(start, QPointF(start.x() + turn, top))
    last = level(QPointF(end.x() - turn, top), end)
    return np.concatenate((first, last))


def runs_through(points: npt.NDArray[np.float64], rects: Iterable[QRectF]) -> bool:
    """Whether a line of points enters one of the rectangles."""
    for rect in rects:
        x, y = points[:, 0], points[:, 1]
        inside = (x > rect.left()) & (x < rect.right()) & (y > rect.top()) & (y < rect.bottom())
        if inside.any():
            return True
    return False


def arrange(links: Iterable[LinkItem], layers: Mapping[int, LayerItem]) -> None:
    """Give every connection that would run through a card an arc over what is in between."""
    taken: list[tuple[float, float, float]] = []
    links = list(links)
    longest_last = sorted(links, key=lambda link: abs(link.target_item.place.x() - link.source_item.place.x()))
    for link in longest_last:
        link.arc = None
        ends = {link.source, link.target, link.origin.layer_id, *(item.layer_id for item in link.through)}
        start, end = link.source_item.port_out(), link.target_item.port_in()
        rects = {key: item.card_rect() for key, item in layers.items() if key not in ends}
        points = level(start, end)
        if end.x() <= start.x() or not runs_through(_fine(points), (_grown(each) for each in rects.values())):
            continue
        between = [each for each in rects.values() if each.right() > start.x() and each.left() < end.x()]
        own = (link.source_item.card_rect(), link.target_item.card_rect())
        top = min(rect.top() for rect in (*between, *own)) - CLEAR
        while any(abs(top - other) < APART and left < end.x() and right > start.x() for left, right, other in taken):
            top -= APART
        taken.append((start.x(), end.x(), top))
        link.arc = over(start, end, top)
    _sort_ports(links)


def _sort_ports(links: list[LinkItem]) -> None:
    """Wires that come from above take the upper ports of a layer that joins several."""
    entering: dict[int, list[LinkItem]] = {}
    for link in links:
        entering.setdefault(link.target, []).append(link)
    for found in entering.values():
        found.sort(key=lambda link: (link.arc is None, link.source_item.place.y()))
        for index, link in enumerate(found):
            link.index = index
            if link.arc is not None:
                link.arc = over(*link.ends(), float(link.arc[:, 1].min()))


def _fine(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Points close enough together that no card slips between two."""
    at = np.linspace(0, len(points) - 1, 240)
    known = np.arange(len(points))
    return np.column_stack((np.interp(at, known, points[:, 0]), np.interp(at, known, points[:, 1])))


def _grown(rect: QRectF) -> QRectF:
    return rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
