"""The rules that find what is wrong with a drawing, each a small function that yields Problems in plain sentences.

``find`` runs them in order of urgency. A rule reads the network and the task and changes nothing; what would mend a
problem is a Remedy that names a pure edit. Example: Dense after an 8 x 8 x 1 Input yields "needs a flat input" with
the remedy "Insert Flatten".
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

from core.judging import added_output, head_losses, head_outputs
from core.layers import Input, MisfitError
from core.locks import misfit
from core.losing import fitting_loss
from core.mending import remedy_for
from core.network import NetworkSpec, Node, Problem, Remedy, describe_input
from core.task import Task


def find(network: NetworkSpec, task: Task | None) -> tuple[Problem, ...]:
    """All problems of the drawing, blocking ones first."""
    found = [problem for rule in _RULES for problem in rule(network, task)]
    return tuple(sorted(found, key=lambda problem: not problem.blocking))


def _inputs(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    entries = [node for node in network.nodes if isinstance(node.layer, Input)]
    if not entries:
        shape = task.input_shape if task else (2,)
        remedy = Remedy("Add an Input", "add_input", (("shape", shape),))
        yield Problem("The network has no Input; data enters through one.", remedy=remedy)
    for extra in entries[1:]:
        remedy = Remedy("Remove it", "remove_layers", (("ids", (extra.id,)),))
        yield Problem(f"{network.label(extra)} is a second input; a network has one.", extra.id, remedy)


def _names(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    counts = Counter(node.name for node in network.nodes)
    seen: set[str] = set()
    for node in network.nodes:
        text = ""
        if not node.name.strip():
            text = f"A {node.layer.kind} layer has no name."
        elif counts[node.name] > 1 and node.name in seen:
            text = f"Two layers are called '{node.name}'; names are unique."
        elif "." in node.name or "/" in node.name:
            text = f"The name '{node.name}' contains '.' or '/'; they separate names in exported files."
        if text:
            plain = node.name.replace(".", " ").replace("/", " ").strip()
            free = network.free_name(plain or node.layer.kind.lower())
            remedy = Remedy(f"Call it '{free}'", "rename", (("id", node.id), ("name", free)))
            yield Problem(text, node.id, remedy)
        seen.add(node.name)


def _values(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    for node in network.nodes:
        for field, predicate in node.layer.complaints():
            remedy = None
            if field == "units":
                remedy = Remedy("Give it 4 units", "set_layer", (("id", node.id), ("units", 4)))
                predicate = predicate.replace(f"units {getattr(node.layer, field)};", f"{_units(node)};")
            yield Problem(f"{network.label(node)} {predicate.rstrip('.')}.", node.id, remedy)


def _units(node: Node) -> str:
    return f"{getattr(node.layer, 'units', 0):,} units"


def _locks(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    for node in network.nodes:
        if predicate := misfit(network, node.id):
            remedy = Remedy("Drop such locks", "drop_misfit_locks")
            yield Problem(f"{network.label(node)} {predicate}", node.id, remedy)


def _cycles(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    ordered = set(network.order)
    stuck = [node for node in network.nodes if node.id not in ordered and network.reaches_itself(node.id)]
    for node in stuck[:1]:
        remedy = Remedy("Disconnect it", "disconnect_all", (("id", node.id),))
        text = f"{network.label(node)} feeds itself through a circle of wires; remove one of them."
        yield Problem(text, node.id, remedy)


def _wires(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    running = {node.id for node in network.running}
    for node in network.nodes:
        fewest, most = node.layer.inputs
        if most is not None and len(node.inputs) > most:
            yield Problem(f"{network.label(node)} has {len(node.inputs)} wires entering; it takes {most}.", node.id)
        elif node.id in running and len(node.inputs) < fewest:
            remedy = Remedy("Remove it", "remove_layers", (("ids", (node.id,)),))
            text = f"{network.label(node)} has one wire entering; it takes {fewest} or more."
            yield Problem(text, node.id, remedy)
        elif node.id not in running and node.id in network.order and not isinstance(node.layer, Input):
            source = network.output
            remedy = None
            if source is not None and not node.inputs:
                remedy = Remedy(
                    f"Connect it to '{source.name}'", "connect", (("source", source.id), ("target", node.id))
                )
            dry = [network.by_id[each].name for each in node.inputs if each not in running]
            why = f"waits for '{dry[0]}', which no data reaches" if dry else "is not connected, so no data reaches it"
            yield Problem(f"{network.label(node)} {why}.", node.id, remedy, blocking=False)


def _ends(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    ends = network.ends
    judged = {node.id for node in network.heads}
    names = " and ".join(f"'{node.name}'" for node in ends[:3])
    for node in ends:
        if node.id not in judged:
            text = f"The network ends in {names}, and no loss judges '{node.name}': give it one, or connect it on."
            remedy, *others = _ways_out(network, node, task)
            yield Problem(text, node.id, remedy, others=tuple(others))
    if network.input is not None and ends == (network.input,):
        text = "The Input leads nowhere yet. Drag a Dense layer behind it."
        yield Problem(text, network.input.id, added_output(network, network.input, task))


def _give(network: NetworkSpec, node: Node, task: Task | None) -> Remedy:
    loss = fitting_loss(network, node, task)
    return Remedy("Give it a loss of its own", "give_loss", (("id", node.id), ("loss", loss)))


def _ways_out(network: NetworkSpec, node: Node, task: Task | None) -> tuple[Remedy, ...]:
    """What may be done about an end without a loss; behind a head it is likely to be that head, made longer."""
    before = [key for key, _ in network.losses if network.reaches(key, node.id)]
    moved = (
        Remedy(f"Move the loss of '{network.by_id[key].name}' to it", "move_loss", (("id", key), ("to", node.id)))
        for key in before[:1]
    )
    return (*moved, _give(network, node, task), Remedy("Remove it", "remove_layers", (("ids", (node.id,)),)))


def _shapes(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    for key, error in network.misfits.items():
        node = network.by_id[key]
        remedy = None
        if isinstance(error, MisfitError) and error.insert:
            arguments = (("kind", error.insert), ("source", node.inputs[0]), ("target", key))
            remedy = Remedy(f"Insert {error.insert}", "insert_kind", arguments)
        remedy = remedy or remedy_for(network, node)
        yield Problem(f"{network.label(node)} {error}", key, remedy)


def _starts(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    """Starting weights given one by one that are too few or too many since the drawing was edited."""
    for node in network.running:
        for weight in network.weights(node.id):
            predicate = weight.initializer.misfit(weight.shape)
            if predicate:
                held = {each.name: each.default for each in fields(node.layer)}
                names = [name for name in held if getattr(node.layer, name) is weight.initializer]
                changes = ((name, held[name]) for name in names)
                remedy = Remedy("Start from the usual weights", "set_layer", (("id", node.id), *changes))
                yield Problem(f"{network.label(node)} {predicate} ({weight.name}).", node.id, remedy)


def _task_input(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    node = network.input
    if task is None or node is None or network.shapes.get(node.id, task.input_shape) == task.input_shape:
        return
    wanted = describe_input(task.input_shape)
    remedy = Remedy(f"Make it {wanted}", "set_layer", (("id", node.id), ("shape", task.input_shape)))
    text = f"{network.label(node)} takes {describe_input(network.shapes[node.id])}; an example of the data is {wanted}."
    yield Problem(text, node.id, remedy)


def _targets(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    """Targets in the data that no head is named after."""
    known = {node.name for node in (*network.heads, *network.ends)}
    for each in task.heads if task and known else ():
        if each.name in known:
            continue
        node = next((node for node in network.nodes if node.name == each.name), None)
        if node is None:
            text = f"The data has a target for '{each.name}', but no layer is called so; name one after it."
            yield Problem(text, None, blocking=False)
        elif node in network.running and not isinstance(node.layer, Input):
            text = f"The data has a target for '{node.name}', but no loss judges this layer."
            yield Problem(text, node.id, _give(network, node, task), blocking=False)


_RULES = (
    _inputs, _names, _values, _cycles, _wires, _shapes, _starts, _locks, _ends, _task_input, head_outputs,
    head_losses, _targets,
)  # fmt: skip
