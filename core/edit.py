"""Pure edits: each takes a ProjectSpec and returns a new one; nothing is changed in place, nothing is drawn.

Canvas, inspector, remedies and the clipboard all edit through these functions, so every change can be undone by
keeping the project before it. An edit that is not possible raises SpecError with a sentence for the user.
Example: ``insert_layer(project, Dense(units=8), source=1, target=2)`` puts a layer onto the wire from 1 to 2.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from core.data_spec import DataSpec
from core.errors import SpecError
from core.grouping import between
from core.groups import without
from core.layers import Dense, Input, Layer
from core.locks import without_misfits
from core.losing import drop_loss as drop_loss
from core.losing import fit_head as fit_head
from core.losing import give_loss as give_loss
from core.losing import move_loss as move_loss
from core.losing import set_loss as set_loss
from core.network import NetworkSpec, Node, Remedy
from core.network_json import settled
from core.project import Place, ProjectSpec
from core.task import Shape
from core.treating import set_activations as set_activations
from core.treating import standardize_columns as standardize_columns
from core.treating import start_afresh as start_afresh
from core.treating import stop_early as stop_early

_NUMBER = re.compile(r" \d+$")
GAP = 96.0
"""Free space between two cards that are placed by the program, in logical pixels."""


def add_layer(
    project: ProjectSpec, layer: Layer, *, name: str = "", inputs: tuple[int, ...] = (), place: Place | None = None
) -> ProjectSpec:
    """A new layer, free-standing or drawing from ``inputs``."""
    network = project.network
    node = Node(network.next_id, network.free_name(name or layer.kind.lower()), layer, inputs)
    grown = replace(network, nodes=(*network.nodes, node), next_id=network.next_id + 1)
    places = project.places if place is None else (*project.places, (node.id, place))
    return replace(project, network=grown, places=places)


def insert_layer(
    project: ProjectSpec, layer: Layer, *, source: int, target: int, name: str = "", place: Place | None = None
) -> ProjectSpec:
    """A new layer on the wire from ``source`` to ``target``."""
    new = project.network.next_id
    grown = add_layer(project, layer, name=name, inputs=(source,), place=place)
    node = grown.network.by_id[target]
    if source not in node.inputs:
        raise SpecError(f"There is no wire from layer {source} to layer {target}.")
    if layer.inputs[1] == 0:
        raise SpecError(f"Nothing can enter an {layer.kind}, so it cannot stand on a wire; drop it on free canvas.")
    inputs = tuple(new if each == source else each for each in node.inputs)
    return between(_with_node(grown, replace(node, inputs=inputs)), new, source, target)


def insert_existing(project: ProjectSpec, id: int, *, source: int, target: int) -> ProjectSpec:
    """A free-standing layer onto the wire from ``source`` to ``target``; its card finds its place there."""
    network = project.network
    node, after = network.by_id[id], network.by_id[target]
    if node.inputs or network.consumers[id]:
        raise SpecError(f"{network.label(node)} is connected already; disconnect it first.")
    if source not in after.inputs:
        raise SpecError(f"There is no wire from layer {source} to layer {target}.")
    if node.layer.inputs[1] == 0:
        raise SpecError(f"Nothing can enter an {node.layer.kind}, so it cannot stand on a wire.")
    project = _with_node(project, replace(node, inputs=(source,)))
    project = _with_node(project, replace(after, inputs=tuple(id if each == source else each for each in after.inputs)))
    project = replace(project, places=tuple((key, place) for key, place in project.places if key != id))
    return between(project, id, source, target)


def append_layer(
    project: ProjectSpec, layer: Layer, *, after: int, name: str = "", place: Place | None = None
) -> ProjectSpec:
    """A new layer behind ``after``."""
    return add_layer(project, layer, name=name, inputs=(after,), place=place)


def end_of(network: NetworkSpec) -> Node | None:
    """The layer a new one is appended to: the output, else the last that data reaches, else the last drawn.

    Where an end has no loss yet, the output is one of several ends: a branch grows where it was drawn last.
    """
    if network.output is not None and (network.losses or len(network.ends) == 1):
        return network.output
    known = network.running or network.nodes
    return known[-1] if known else None


def append_to_end(project: ProjectSpec, layer: Layer, *, place: Place | None = None) -> ProjectSpec:
    """A new layer behind the present end; an Input, or the first layer of all, stands alone."""
    end = end_of(project.network)
    if end is None or layer.inputs[1] == 0:
        return add_layer(project, layer, place=place)
    return append_layer(project, layer, after=end.id, place=place)


def remove_layers(project: ProjectSpec, ids: Iterable[int]) -> ProjectSpec:
    """Without these layers; where one stood between two others, its neighbours are joined."""
    gone = set(ids)
    network = project.network
    kept = []
    for node in network.nodes:
        if node.id not in gone:
            inputs = tuple(dict.fromkeys(end for each in node.inputs for end in _kept_sources(network, each, gone)))
            # Where several branches ended in a layer that goes, one wire is all that most layers take.
            kept.append(replace(node, inputs=inputs[: node.layer.inputs[1]]))
    places = tuple((key, place) for key, place in project.places if key not in gone)
    groups = without(project.groups, gone)
    return replace(project, network=_sound(replace(network, nodes=tuple(kept))), places=places, groups=groups)


def _kept_sources(network: NetworkSpec, key: int, gone: set[int]) -> list[int]:
    """The nearest layers that stay, going up the wires from ``key``; a circle of wires is walked once."""
    found, waiting, seen = [], [key], {key}
    while waiting:
        current = waiting.pop()
        if current not in gone:
            found.append(current)
            continue
        for source in reversed(network.by_id[current].inputs):
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return found


def refusal(network: NetworkSpec, source: int, target: int) -> str:
    """Why a wire from ``source`` to ``target`` is not possible, or an empty text."""
    if source == target or network.reaches(target, source):
        return "That wire would close a circle; data flows one way."
    if isinstance(network.by_id[target].layer, Input):
        return "Nothing can enter an Input; data starts there."
    if source in network.by_id[target].inputs:
        return "These layers are connected already."
    return ""


def connect(project: ProjectSpec, source: int, target: int) -> ProjectSpec:
    """A wire; where ``target`` takes only one, the new wire replaces the old."""
    if reason := refusal(project.network, source, target):
        raise SpecError(reason)
    node = project.network.by_id[target]
    _, most = node.layer.inputs
    inputs = (*node.inputs, source) if most is None or len(node.inputs) < most else (*node.inputs[: most - 1], source)
    return _with_node(project, replace(node, inputs=inputs))


def disconnect(project: ProjectSpec, source: int, target: int) -> ProjectSpec:
    """Without the wire from ``source`` to ``target``."""
    node = project.network.by_id[target]
    return _with_node(project, replace(node, inputs=tuple(each for each in node.inputs if each != source)))


def reconnect(project: ProjectSpec, source: int, target: int, new_target: int) -> ProjectSpec:
    """The wire from ``source`` to ``target`` ends at ``new_target`` instead."""
    return connect(disconnect(project, source, target), source, new_target)


def disconnect_all(project: ProjectSpec, id: int) -> ProjectSpec:
    """Without the wires that enter a layer."""
    return _with_node(project, replace(project.network.by_id[id], inputs=()))


def set_layer(project: ProjectSpec, id: int, **fields: Any) -> ProjectSpec:
    """Other settings for one layer, such as ``units=8``."""
    node = project.network.by_id[id]
    return _with_node(project, replace(node, layer=replace(node.layer, **fields)))


def rename(project: ProjectSpec, id: int, name: str) -> ProjectSpec:
    """Another name; SpecError where it is empty or taken."""
    name = name.strip()
    if not name:
        raise SpecError("A layer needs a name.")
    if any(node.name == name and node.id != id for node in project.network.nodes):
        raise SpecError(f"Another layer is called '{name}'; names are unique.")
    if "/" in name or "." in name:
        raise SpecError("A layer's name cannot contain '.' or '/'; they separate names in exported files.")
    return _with_node(project, replace(project.network.by_id[id], name=name))


def duplicate(project: ProjectSpec, ids: Iterable[int], offset: Place = (32.0, 32.0)) -> ProjectSpec:
    """Copies of these layers, wired among themselves as the originals are."""
    wanted = set(ids)
    chosen = [node for node in project.network.nodes if node.id in wanted]
    new_id = {node.id: project.network.next_id + index for index, node in enumerate(chosen)}
    for node in chosen:
        x, y = project.place.get(node.id, (0.0, 0.0))
        inputs = tuple(new_id[each] for each in node.inputs if each in new_id)
        place = (x + offset[0], y + offset[1])
        project = add_layer(project, node.layer, name=rooted_name(node.name), inputs=inputs, place=place)
    return project


def rooted_name(name: str) -> str:
    """A name without its number: the copy of "hidden 2" is "hidden 3", not "hidden 2 2"."""
    return _NUMBER.sub("", name) or name


def move(project: ProjectSpec, places: dict[int, Place]) -> ProjectSpec:
    """Cards at other places; the network stays as it is."""
    known = {key: place for key, place in places.items() if key in project.network.by_id}
    return replace(project, places=tuple((project.place | known).items()))


def set_training(project: ProjectSpec, **fields: Any) -> ProjectSpec:
    """Other training settings."""
    return replace(project, training=replace(project.training, **fields))


def set_optimizer(project: ProjectSpec, **fields: Any) -> ProjectSpec:
    """Other settings of the present optimizer."""
    return set_training(project, optimizer=replace(project.training.optimizer, **fields))


def set_data(project: ProjectSpec, data: DataSpec | None) -> ProjectSpec:
    """Other data."""
    return replace(project, data=data)


def add_input(project: ProjectSpec, shape: Shape) -> ProjectSpec:
    """An Input of this shape, wired to the first layer that nothing enters."""
    first = next((node for node in project.network.nodes if not node.inputs), None)
    place = None
    if first is not None and first.id in project.place:
        x, y = project.place[first.id]
        place = (x - 2 * GAP, y)
    new = project.network.next_id
    project = add_layer(project, Input(shape=shape), name="input", place=place)
    return connect(project, new, first.id) if first is not None else project


def add_output(
    project: ProjectSpec, units: int, after: int | None = None, activation: str = "linear", loss: str = ""
) -> ProjectSpec:
    """A Dense output behind the present end, or behind the head ``after``, whose loss it takes over or gets anew."""
    end, new = project.network.output, project.network.next_id
    last = after or (end.id if end else project.network.nodes[-1].id)
    grown = append_layer(project, Dense(units=units, activation=activation), after=last, name="output")
    grown = move_loss(grown, last, new)
    return set_loss(grown, loss, new) if loss else grown


def insert_kind(
    project: ProjectSpec, kind: str, source: int, target: int, settings: tuple[tuple[str, Any], ...] = ()
) -> ProjectSpec:
    """A layer of this kind on a wire, with these settings as in a file, else its defaults."""
    given = {key: list(value) if isinstance(value, tuple) else value for key, value in settings}
    return insert_layer(project, Layer.from_json({"kind": kind} | given), source=source, target=target)


def drop_misfit_locks(project: ProjectSpec) -> ProjectSpec:
    """Without locks that name no weight, such as those in a file written by hand."""
    return replace(project, network=without_misfits(project.network))


def apply_remedy(project: ProjectSpec, remedy: Remedy) -> ProjectSpec:
    """What the button beside a problem does."""
    return _REMEDIES[remedy.edit](project, **dict(remedy.arguments))


_REMEDIES: dict[str, Callable[..., ProjectSpec]] = {
    edit.__name__: edit
    for edit in (
        add_input, add_output, insert_kind, set_layer, set_loss, give_loss, drop_loss, move_loss, fit_head, rename,
        remove_layers, connect, disconnect_all, drop_misfit_locks, set_optimizer, set_training, set_activations,
        start_afresh, stop_early, standardize_columns,
    )
}  # fmt: skip


def _with_node(project: ProjectSpec, node: Node) -> ProjectSpec:
    nodes = tuple(node if each.id == node.id else each for each in project.network.nodes)
    return replace(project, network=_sound(replace(project.network, nodes=nodes)))


def _sound(network: NetworkSpec) -> NetworkSpec:
    """Without what an edit has left behind: locks of weights and losses of layers that are gone."""
    return settled(without_misfits(network))
