"""Edits that mend what the doctor finds: other activations, other starting weights, an early stop, scaled columns.

Pure, as all of core.edit, which they belong to. Example: ``start_afresh(project, (3,), "he_normal")`` gives layer 3 the
initializer of that name, so that its weights start over.
"""

from dataclasses import fields, replace

from core.data_spec import TableData
from core.errors import SpecError
from core.initializers import Initializer
from core.network import NetworkSpec, Node
from core.project import EarlyStopping, ProjectSpec


def set_activations(project: ProjectSpec, ids: tuple[int, ...], activation: str) -> ProjectSpec:
    """The same activation for several layers; those without one stay."""
    return _each(project, ids, "activation", activation)


def start_afresh(project: ProjectSpec, ids: tuple[int, ...], initializer: str) -> ProjectSpec:
    """Another initializer for the kernels of several layers, and so fresh weights."""
    return _each(project, ids, "kernel_initializer", Initializer.from_json({"kind": initializer}))


def _each(project: ProjectSpec, ids: tuple[int, ...], name: str, value: object) -> ProjectSpec:
    def changed(node: Node) -> Node:
        if node.id not in ids or name not in {field.name for field in fields(node.layer)}:
            return node
        return replace(node, layer=replace(node.layer, **{name: value}))  # type: ignore[arg-type]

    network: NetworkSpec = replace(project.network, nodes=tuple(changed(node) for node in project.network.nodes))
    return replace(project, network=network)


def stop_early(project: ProjectSpec, monitor: str, patience: int, restore_best: bool) -> ProjectSpec:
    """End a run that no longer improves, with the weights of its best epoch."""
    rule = EarlyStopping(monitor=monitor, patience=patience, restore_best=restore_best)
    return replace(project, training=replace(project.training, early_stopping=rule))


def standardize_columns(project: ProjectSpec) -> ProjectSpec:
    """Every column that was taken as it is gets mean 0 and deviation 1."""
    data = project.data
    if not isinstance(data, TableData) or data.columns is None:
        raise SpecError("Only columns of a table can be standardized here; insert BatchNormalization instead.")
    columns = tuple((name, "standardize" if rule == "as_is" else rule) for name, rule in data.columns)
    return replace(project, data=replace(data, columns=columns))
