"""The JSON of a network: read with sentences for whatever is wrong with it, and written.

Imports the network and the tables only. Example: two heads have ``"loss": {"kind": "categorical_crossentropy",
"size": "mean_squared_error"}``, the main head first; one head has the plain name of its loss.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.errors import FormatError
from core.layers import Input, Layer
from core.losses import LOSSES
from core.network import NetworkSpec, Node
from core.spec import did_you_mean, read_value

MAX_LAYERS = 10_000


def write(network: NetworkSpec) -> dict[str, object]:
    """``{"layers": [...], "loss": ..., "next_id": ...}``."""
    names = {node.id: node.name for node in network.nodes}
    losses = {names[key]: loss for key, loss in network.losses}
    layers = [_node_to_json(node) for node in network.nodes]
    return {"layers": layers, "loss": losses or network.loss, "next_id": network.next_id}


def read(raw: object) -> NetworkSpec:
    """The reverse; FormatError names what is wrong."""
    if not isinstance(raw, dict) or not isinstance(raw.get("layers"), list):
        raise FormatError("The key 'network' should be an object with a list 'layers'.")
    for key in raw:
        if key not in ("layers", "loss", "next_id"):
            raise FormatError(f"network has an unknown key '{key}'{did_you_mean(key, ['layers', 'loss'])}.")
    if len(raw["layers"]) > MAX_LAYERS:
        raise FormatError(f"The network has {len(raw['layers']):,} layers; at most {MAX_LAYERS:,} can be opened.")
    network = NetworkSpec()
    for number, each in enumerate(raw["layers"], 1):
        network = _add_from_json(network, each, number)
    _check_wires(network)
    last = read_value(int, raw.get("next_id", 0), "network, key 'next_id'")
    return _with_losses(replace(network, next_id=max(last, network.next_id)), raw.get("loss"))


def _node_to_json(node: Node) -> dict[str, object]:
    fields = node.layer.to_json()
    kind = fields.pop("kind")
    return {"id": node.id, "kind": kind, "name": node.name} | fields | {"inputs": list(node.inputs)}


def _add_from_json(network: NetworkSpec, raw: object, number: int) -> NetworkSpec:
    where = f"layer {number}"
    if not isinstance(raw, dict):
        raise FormatError(f"{where} should be an object with a 'kind'; received {raw!r:.60}.")
    where = f"layer '{raw['name']}'" if isinstance(raw.get("name"), str) else where
    rest = {key: value for key, value in raw.items() if key not in ("id", "name", "inputs")}
    layer = Layer.from_json(rest, where)
    key = read_value(int, raw.get("id", network.next_id), f"{where}, key 'id'")
    if key < 1 or key in network.by_id:
        raise FormatError(f"{where} has the id {key}; ids are whole numbers from 1, each used once.")
    name = read_value(str, raw.get("name", network.free_name(layer.kind.lower())), f"{where}, key 'name'")
    inputs = read_value(tuple[int, ...], raw.get("inputs", []), f"{where}, key 'inputs'")
    node = Node(key, name, layer, inputs)
    return replace(network, nodes=(*network.nodes, node), next_id=max(network.next_id, key + 1))


def _check_wires(network: NetworkSpec) -> None:
    for node in network.nodes:
        for source in node.inputs:
            if source not in network.by_id:
                raise FormatError(f"{network.label(node)} draws from layer {source}, which is not in the file.")


def _with_losses(network: NetworkSpec, raw: object) -> NetworkSpec:
    """With the loss, or with one for each named head; the loss of the one end is the network's own."""
    if raw is None:
        return network
    if not isinstance(raw, dict) or not raw:
        return replace(network, loss=_loss(raw))
    named = {node.name: node for node in network.nodes}
    losses = []
    for name, each in raw.items():
        if name not in named:
            raise FormatError(f"The loss names the layer '{name!s:.60}', which is not in the network.")
        if isinstance(named[name].layer, Input):
            raise FormatError(f"The loss names the Input '{name!s:.60}'; a loss judges a layer that data flows into.")
        losses.append((named[name].id, _loss(each)))
    return settled(replace(network, loss=losses[0][1], losses=tuple(losses)))


def settled(network: NetworkSpec) -> NetworkSpec:
    """With losses of layers that are there only, and with a plain loss where the one end is the one head."""
    losses = tuple((key, loss) for key, loss in network.losses if key in network.by_id)
    loss = losses[0][1] if losses else network.loss
    if len(losses) == 1 and [node.id for node in network.ends] == [losses[0][0]]:
        losses = ()
    return network if losses == network.losses else replace(network, loss=loss, losses=losses)


def _loss(raw: object) -> str:
    if not isinstance(raw, str) or raw not in LOSSES:
        raise FormatError(f"Unknown loss '{raw!s:.60}'{did_you_mean(str(raw), LOSSES) or _known(LOSSES)}.")
    return raw


def _known(names: Iterable[str]) -> str:
    return f" (known: {', '.join(names)})"
