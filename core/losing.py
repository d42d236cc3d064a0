"""Edits of losses: which layers are heads, and by what each is judged. Pure, as all of core.edit, which they belong to.

A network with one end has one plain loss; the first loss given to a second layer names both. Example: with ends 'kind'
and 'size', ``give_loss(project, 5, "mean_squared_error")`` makes heads of both, 'kind' with the loss there was.
"""

from dataclasses import replace

from core.errors import SpecError
from core.layers import Input
from core.network import NetworkSpec, Node
from core.network_json import settled
from core.project import ProjectSpec
from core.task import Task

Output = tuple[int, str, str]
"""Units, activation and loss of a head."""


def set_loss(project: ProjectSpec, loss: str, id: int | None = None) -> ProjectSpec:
    """Another loss for the head ``id``, or for the main one."""
    own = dict(project.network.losses)
    if own:
        own[project.network.losses[0][0] if id is None else id] = loss
    return _with(project, loss, tuple(own.items()))


def give_loss(project: ProjectSpec, id: int, loss: str) -> ProjectSpec:
    """A loss of its own for layer ``id``, which makes a head of it; the end there was keeps its own."""
    network = project.network
    if isinstance(network.by_id[id].layer, Input):
        raise SpecError("A loss judges a layer that data flows into; an Input has none.")
    own = dict(network.losses)
    if not own:
        main = next((node.id for node in _ends(network) if node.id != id), None)
        if main is None:
            return set_loss(project, loss)
        own[main] = network.loss
    return _with(project, network.loss, tuple((own | {id: loss}).items()))


def _ends(network: NetworkSpec) -> tuple[Node, ...]:
    return tuple(node for node in network.ends if not isinstance(node.layer, Input))


def fit_head(project: ProjectSpec, id: int, units: int, activation: str, loss: str) -> ProjectSpec:
    """Units, activation and loss of a head at once."""
    network = project.network
    layer = replace(network.by_id[id].layer, **{"units": units, "activation": activation})  # type: ignore[arg-type]
    nodes = tuple(replace(node, layer=layer) if node.id == id else node for node in network.nodes)
    return set_loss(replace(project, network=replace(network, nodes=nodes)), loss, id)


def drop_loss(project: ProjectSpec, id: int) -> ProjectSpec:
    """No head any more; the layer itself stays."""
    network = project.network
    return _with(project, network.loss, tuple(each for each in network.losses if each[0] != id))


def move_loss(project: ProjectSpec, id: int, to: int) -> ProjectSpec:
    """The loss of head ``id`` judges layer ``to`` instead."""
    losses = project.network.losses
    return _with(project, project.network.loss, tuple((to if key == id else key, loss) for key, loss in losses))


def _with(project: ProjectSpec, loss: str, losses: tuple[tuple[int, str], ...]) -> ProjectSpec:
    main = losses[0][1] if losses else loss
    return replace(project, network=settled(replace(project.network, loss=main, losses=losses)))


def suggested_output(task: Task) -> Output:
    """(units, activation, loss) that fit a task."""
    if task.kind == "regression":
        return task.outputs, "linear", "mean_squared_error"
    if task.outputs == 2:
        return 1, "sigmoid", "binary_crossentropy"
    return task.outputs, "softmax", "categorical_crossentropy"


def fitting_loss(network: NetworkSpec, node: Node, task: Task | None) -> str:
    """The loss that suits what the layer gives and what is asked of it."""
    activation = getattr(node.layer, "activation", "")
    classes = task is None or task.of(node.name).kind == "classification"
    if classes and activation == "softmax":
        return "categorical_crossentropy"
    if classes and activation == "sigmoid":
        return "binary_crossentropy"
    return "mean_squared_error"
