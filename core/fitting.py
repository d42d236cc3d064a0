"""Fitting: networks that suit a task: what its output must be, a small network for it, a drawing adapted to it.

Pure functions of specs, built on core.edit. Example: ten classes of 8 x 8 images suggest Input, Flatten, Dense 32 relu
and Dense 10 softmax with categorical_crossentropy.
"""

from collections.abc import Callable
from dataclasses import replace

from core import edit
from core.layers import Dense, Input, Layer
from core.losing import Output, suggested_output
from core.network import NetworkSpec
from core.project import ProjectSpec
from core.task import Shape, Task

EMBEDDING = "Embedding"
_READING = (EMBEDDING, "Conv1D", "GlobalMaxPooling1D")
"""The layers that read words in order."""
_SEEING = ("Conv2D", "MaxPooling2D")
_SMALL = 12
"""Pictures of fewer pixels across than this have no room for two convolutions."""


def fit_to_task(project: ProjectSpec, task: Task) -> ProjectSpec:
    """Input shape; units, activation and loss of every head as this data asks for; hidden layers stay.

    Between numbers and words in order none fits: then it is the network that would be suggested.
    """
    network = project.network
    if network.nodes and set(_READING) <= set(Layer.kinds) and _reads_words(network) != bool(task.vocabulary):
        return replace(project, network=_numbered_from(network.next_id, suggest_network(task)), places=())
    return _fitted(project, task.input_shape, task.vocabulary, lambda name: suggested_output(task.of(name)))


def fit_to_network(project: ProjectSpec, suggested: NetworkSpec) -> ProjectSpec:
    """The same, asked for by the network that was suggested for the data; an empty drawing becomes that network."""
    network, entry, heads = project.network, suggested.input, suggested.heads
    if not network.nodes or _reads_words(network) != _reads_words(suggested) or entry is None or not heads:
        return replace(project, network=_numbered_from(network.next_id, suggested), places=())
    outputs = {
        head.name: (head.layer.units, head.layer.activation, suggested.loss_of(head.id))
        for head in heads
        if isinstance(head.layer, Dense)
    }
    vocabulary = max((getattr(node.layer, "input_dim", 0) for node in suggested.nodes), default=0)
    main = next(iter(outputs.values()))
    return _fitted(project, suggested.shapes[entry.id], vocabulary, lambda name: outputs.get(name, main))


def _fitted(project: ProjectSpec, shape: Shape, vocabulary: int, output: Callable[[str], Output]) -> ProjectSpec:
    """The project with this input, and of every head what ``output`` says of its name."""
    if project.network.input is not None:
        project = edit.set_layer(project, project.network.input.id, shape=shape)
    for node in project.network.nodes:
        if node.layer.kind == EMBEDDING and vocabulary:
            project = edit.set_layer(project, node.id, input_dim=vocabulary)
    for head in project.network.heads:
        units, activation, loss = output(head.name)
        if isinstance(head.layer, Dense):
            project = edit.set_layer(project, head.id, units=units, activation=activation)
        project = edit.set_loss(project, loss, head.id)
    if not project.network.heads:
        project = edit.set_loss(project, output("")[2])
    for problem in project.network.problems():
        if problem.remedy is not None and problem.remedy.edit == "insert_kind":
            return edit.apply_remedy(project, problem.remedy)
    return project


def suggest_network(task: Task, hidden: tuple[int, ...] | None = None, activation: str = "relu") -> NetworkSpec:
    """A small network for a task: Input, Flatten for images, hidden Dense layers, a fitting output and loss.

    Words in order get an Embedding, a convolution along them and its largest answers instead of the hidden layers,
    pictures of 12 x 12 and more convolutions before them. Each target of a head's own gets a head of its name beside
    the output.
    """
    width = 1
    for each in task.input_shape:
        width *= each
    project = edit.add_layer(ProjectSpec(), Input(shape=task.input_shape), name="input")
    layers: list[tuple[str, Layer]] = []
    if hidden is None and len(task.input_shape) == 3 and set(_SEEING) <= set(Layer.kinds):
        layers += _seers(task.input_shape)
    if len(task.input_shape) > 1:
        layers.append(("flatten", Layer.from_json({"kind": "Flatten"})))
    if task.vocabulary and hidden is None and set(_READING) <= set(Layer.kinds):
        layers, hidden = _readers(task), ()
    elif hidden is None:
        hidden = (32,) if width >= 32 else (16,) if width >= 8 else (8, 8) if width == 2 else (12,)
    for number, size in enumerate(hidden, 1):
        name = "hidden" if len(hidden) == 1 else f"hidden {number}"
        layers.append((name, Dense(units=size, activation=activation)))
    for name, layer in layers:
        project = edit.append_layer(project, layer, after=project.network.next_id - 1, name=name)
    last = project.network.next_id - 1
    for name in dict.fromkeys(("output", *(head.name for head in task.heads))):
        units, output_activation, loss = suggested_output(task.of(name))
        head = project.network.next_id
        output = Dense(units=units, activation=output_activation)
        project = edit.append_layer(project, output, after=last, name=name)
        project = edit.give_loss(project, head, loss)
    return project.network


def _reads_words(network: NetworkSpec) -> bool:
    return any(node.layer.kind == EMBEDDING for node in network.nodes)


def _numbered_from(first: int, network: NetworkSpec) -> NetworkSpec:
    """The same network with ids that were never given before."""
    by = first - 1
    nodes = tuple(
        replace(node, id=node.id + by, inputs=tuple(source + by for source in node.inputs)) for node in network.nodes
    )
    losses = tuple((key + by, loss) for key, loss in network.losses)
    return replace(network, nodes=nodes, losses=losses, next_id=network.next_id + by)


def _readers(task: Task) -> list[tuple[str, Layer]]:
    """Layers for rows of token indices: each word gets numbers, each filter looks at a few words at a time."""
    (length,) = task.input_shape
    layers: tuple[tuple[str, dict[str, object]], ...] = (
        ("words", {"kind": EMBEDDING, "input_dim": task.vocabulary, "output_dim": 16}),
        ("phrases", {"kind": "Conv1D", "filters": 32, "kernel_size": min(3, length), "activation": "relu"}),
        ("strongest", {"kind": "GlobalMaxPooling1D"}),
    )
    return [(name, Layer.from_json(raw)) for name, raw in layers]


def _seers(shape: tuple[int, ...]) -> list[tuple[str, Layer]]:
    """Convolutions for pictures, each followed by pooling: 28 x 28 get two, 64 x 64 three, 8 x 8 none."""
    layers: list[tuple[str, Layer]] = []
    side, filters = min(shape[:2]), 16
    while side >= _SMALL and filters <= 64:
        number = len(layers) // 2 + 1
        seeing = {"kind": "Conv2D", "filters": filters, "kernel_size": 3, "activation": "relu"}
        layers.append((f"shapes {number}", Layer.from_json(seeing)))
        layers.append((f"pooled {number}", Layer.from_json({"kind": "MaxPooling2D"})))
        side, filters = (side - 2) // 2, filters * 2
    return layers
