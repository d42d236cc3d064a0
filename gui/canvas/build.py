"""Build: from a project to items. Existing items are kept by id, so that what points at them stays valid.

Decides what each card shows from its part in the network. Imports core and the items. Worked shape: digits with a
hidden layer give an image, a pill, a card of faces and a card of bars.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF

from core.layers.base import show_shape
from core.locks import Masks, locks_of
from core.network import NetworkSpec, Node
from core.project import ProjectSpec
from core.task import Task
from gui import numbers
from gui.canvas import layout, map_cards
from gui.canvas.cards import Part, Style
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.pills import is_pill, pill_text
from gui.tokens import unit_of

FEWEST_POINTS = 8
"""With fewer rows a plane says little: worked examples show values instead of fields."""


def origin_of(network: NetworkSpec, key: int) -> tuple[int, tuple[int, ...]]:
    """The layer whose numbers leave ``key``: itself, or for a pill the one before it; and the pills passed."""
    passed: list[int] = []
    while is_pill(network, network.by_id[key]) and network.by_id[key].inputs and key not in passed:
        passed.append(key)
        key = network.by_id[key].inputs[0]
    return key, tuple(reversed(passed))


def part_of(network: NetworkSpec, node: Node, task: Task | None, rows: int | None, shown: tuple[int, ...]) -> Part:
    """What a card needs to know of its surroundings."""
    entry = network.input
    flat = entry is not None and network.shapes.get(entry.id) in ((1,), (2,))
    plane = flat and (rows is None or rows >= FEWEST_POINTS)
    behind_image = False
    if node.layer.kind == "Dense" and node.inputs:
        origin = network.by_id[origin_of(network, node.inputs[0])[0]]
        behind_image = origin.layer.kind == "Input" and len(network.shapes.get(origin.id, ())) > 1
    is_output = node in network.heads
    if is_output and task is not None:
        task = task.of(node.name)
    return Part(plane, behind_image and not is_output, is_output, task, shown)


def build_layers(
    project: ProjectSpec,
    runner: Any,
    old: Mapping[int, LayerItem],
    shown: Mapping[int, tuple[int, ...]] | None = None,
) -> dict[int, LayerItem]:
    """An item for every node; items of ``old`` are used again."""
    network, task = project.network, runner.task
    rows = len(runner.prepared.train) if runner.prepared is not None else None
    made = {}
    for node in network.nodes:
        part = part_of(network, node, task, rows, _still_there(shown or {}, network, node))
        item = old.get(node.id)
        card = map_cards.card_of(network, node, part)
        if item is None:
            item = LayerItem(node, card, QPointF())
        item.node, item.card, item.part = node, card, part
        item.summary = node.layer.summary(network.input_shapes(node.id) or ())
        if card.style is Style.WORDS:
            item.summary = f"{card.units} {unit_of(runner.prepared)}"
        count = network.parameters(node.id)
        item.locks = _locks(network, node)
        item.parameters = locked_text(item.locks, count) or (numbers.counted(count, "parameter") if count else "")
        item.pill_text = pill_text(network, node)
        shape = network.shapes.get(node.id, ())
        item.rank = len(shape)
        if not item.parameters and item.card.style is Style.MAPS:
            item.parameters = show_shape(shape)
        item.size_text = " × ".join(f"{numbers.count(each)}" for each in (shape[:2] if len(shape) > 2 else shape))
        item.names = names_of(node, part)
        item.locked = node.layer.trainable is False
        made[node.id] = item
    sizes = {key: (item.card.width, item.card.height) for key, item in made.items()}
    for key, (x, y) in layout.complete(network, project.place, sizes).items():
        made[key].place = QPointF(x, y)
    return made


def _locks(network: NetworkSpec, node: Node) -> Masks:
    """Masks of what is locked; empty where nothing is, which costs nothing to ask for each frame."""
    free = node.layer.trainable is True and not node.layer.locked
    return {} if free else locks_of(network, node.id)


def locked_text(locks: Masks, parameters: int) -> str:
    """What the foot of a card says of its locks: "3 of 12 locked"; empty where nothing is."""
    locked = sum(int(mask.sum()) for mask in locks.values())
    if not locked or not parameters:
        return ""
    return f"all {numbers.count(parameters)} locked" if locked == parameters else (
        f"{numbers.count(locked)} of {numbers.count(parameters)} locked"
    )


def _still_there(shown: Mapping[int, tuple[int, ...]], network: NetworkSpec, node: Node) -> tuple[int, ...]:
    """The chosen neurons, unless the layer changed its size since."""
    chosen = shown.get(node.id, ())
    shape = network.shapes.get(node.id, (0,))
    most = map_cards.most_shown(node.layer, shape)
    return chosen if len(chosen) == most < shape[-1] and max(chosen) < shape[-1] else ()


def names_of(node: Node, part: Part) -> tuple[str, ...]:
    """What the data calls the neurons of this layer."""
    if part.task is None:
        return ()
    if node.layer.kind == "Input":
        return part.task.feature_names
    if not part.is_output:
        return ()
    if part.task.kind == "regression":
        return part.task.target_names
    one = len(part.task.class_names) == 2 and getattr(node.layer, "units", 0) == 1
    return part.task.class_names[1:] if one else part.task.class_names


def build_links(network: NetworkSpec, layers: Mapping[int, LayerItem]) -> dict[tuple[int, int], LinkItem]:
    """A link for every wire."""
    links = {}
    for node in network.nodes:
        for index, source in enumerate(node.inputs):
            if source not in layers:
                continue
            origin, through = origin_of(network, source)
            link = LinkItem(
                layers[source], layers[node.id], layers[origin], tuple(layers[each] for each in through)
            )
            link.index = index
            shape = network.shapes.get(source)
            link.label = "×".join(f"{numbers.count(each)}" for each in shape) if shape else ""
            links[link.key] = link
    return links
