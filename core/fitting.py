"""Fitting: networks that suit a task: what its output must be, a small network for it, a drawing adapted to it.

Pure functions of specs, built on core.edit. Example: ten classes of 8 x 8 images suggest Input, Flatten, Dense 32 relu
and Dense 10 softmax with categorical_crossentropy.
"""

from core import edit
from core.layers import Dense, Input, Layer
from core.network import NetworkSpec
from core.project import ProjectSpec
from core.task import Task


def fit_to_task(project: ProjectSpec, task: Task) -> ProjectSpec:
    """Input shape; units, activation and loss of every head as this data asks for; hidden layers stay."""
    network = project.network
    if network.input is not None:
        project = edit.set_layer(project, network.input.id, shape=task.input_shape)
    for head in project.network.heads:
        units, activation, loss = suggested_output(task.of(head.name))
        if isinstance(head.layer, Dense):
            project = edit.set_layer(project, head.id, units=units, activation=activation)
        project = edit.set_loss(project, loss, head.id)
    if not project.network.heads:
        project = edit.set_loss(project, suggested_output(task)[2])
    for problem in project.network.problems(task):
        if problem.remedy is not None and problem.remedy.edit == "insert_kind":
            return edit.apply_remedy(project, problem.remedy)
    return project


def suggested_output(task: Task) -> tuple[int, str, str]:
    """(units, activation, loss) that fit a task."""
    if task.kind == "regression":
        return task.outputs, "linear", "mean_squared_error"
    if task.outputs == 2:
        return 1, "sigmoid", "binary_crossentropy"
    return task.outputs, "softmax", "categorical_crossentropy"


def suggest_network(task: Task, hidden: tuple[int, ...] | None = None, activation: str = "relu") -> NetworkSpec:
    """A small network for a task: Input, Flatten for images, hidden Dense layers, a fitting output and loss.

    Each target of a head's own gets a head of its name beside the output.
    """
    width = 1
    for each in task.input_shape:
        width *= each
    if hidden is None:
        hidden = (32,) if width >= 32 else (16,) if width >= 8 else (8, 8) if width == 2 else (12,)
    project = edit.add_layer(ProjectSpec(), Input(shape=task.input_shape), name="input")
    layers: list[tuple[str, Layer]] = []
    if len(task.input_shape) > 1:
        layers.append(("flatten", Layer.from_json({"kind": "Flatten"})))
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
