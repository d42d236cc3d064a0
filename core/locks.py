"""Locks: which single weights training leaves as they are, and the same network with others locked.

A layer says so in two fields: ``trainable`` for whole arrays, ``locked`` for places in them. Here both are one mask
per array, True where a weight is locked, in the array's inner shape. Imports the network.
Example: Dense 2-3 with ``locked=(("weight", ((0, 1),)),)`` has a mask (3, 2) with one True and one (3,) with none.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.layers import Layer
from core.layers.base import Weight, show_shape
from core.network import NetworkSpec
from core.spec import Flags, Places

Masks = dict[str, NDArray[np.bool_]]


def locks_of(network: NetworkSpec, key: int) -> Masks:
    """A mask for each weight array of layer ``key``, True where locked; places that do not fit count for nothing."""
    layer = network.by_id[key].layer
    masks: Masks = {}
    for weight in network.weights(key):
        mask = np.full(weight.shape, not layer.trains(weight.name))
        for place in dict(layer.locked).get(weight.name, ()):
            if _fits(place, weight):
                mask[place] = True
        masks[weight.name] = mask
    return masks


def count_locked(network: NetworkSpec, key: int) -> int:
    """How many weights of layer ``key`` are locked, singly or as a whole."""
    return sum(int(mask.sum()) for mask in locks_of(network, key).values())


def locked_in_all(network: NetworkSpec) -> int:
    """How many weights of all the running layers are locked."""
    some = (node.id for node in network.running if node.layer.locked or node.layer.trainable is not True)
    return sum(count_locked(network, key) for key in some)


def with_locks(network: NetworkSpec, key: int, masks: Mapping[str, NDArray[np.bool_]]) -> NetworkSpec:
    """The network with exactly these weights of layer ``key`` locked; arrays that are not named stay as they are."""
    every = locks_of(network, key) | dict(masks)
    if not every:
        return network
    layer = replace(network.by_id[key].layer, trainable=_trainable(every), locked=_places(every))
    return with_layer(network, key, layer)


def _trainable(masks: Masks) -> bool | Flags:
    whole = {name: bool(mask.all()) for name, mask in masks.items()}
    if len(set(whole.values())) == 1:
        return not next(iter(whole.values()))
    return tuple((name, not locked) for name, locked in whole.items())


def _places(masks: Masks) -> Places:
    """Single places of the arrays that are not locked as a whole."""
    return tuple(
        (name, tuple(tuple(int(each) for each in place) for place in np.argwhere(mask)))
        for name, mask in sorted(masks.items())
        if mask.any() and not mask.all()
    )


def with_layer(network: NetworkSpec, key: int, layer: Layer) -> NetworkSpec:
    """The network with other settings for one layer."""
    nodes = tuple(replace(node, layer=layer) if node.id == key else node for node in network.nodes)
    return replace(network, nodes=nodes)


def misfit(network: NetworkSpec, key: int) -> str:
    """The predicate of a lock that names no weight of layer ``key``; empty where all do, or its shapes are unknown."""
    layer = network.by_id[key].layer
    if not layer.locked or key not in network.shapes:
        return ""
    arrays = {weight.name: weight for weight in network.weights(key)}
    for name, places in layer.locked:
        if name not in arrays:
            known = f"it has {' and '.join(arrays)}" if arrays else "it has no weights"
            return f"locks places in '{name}'; {known}."
        for place in places:
            if not _fits(place, arrays[name]):
                at, shape = ", ".join(str(each) for each in place), show_shape(arrays[name].shape)
                return f"locks the place ({at}) of '{name}', which is {shape}, counted from 0."
    return ""


def without_misfits(network: NetworkSpec) -> NetworkSpec:
    """The network without locks that name no weight; those of layers whose shapes are unknown stay."""
    for node in network.nodes:
        if node.layer.locked and misfit(network, node.id):
            arrays = {weight.name: weight for weight in network.weights(node.id)}
            kept = (
                (name, tuple(place for place in places if _fits(place, arrays[name])))
                for name, places in node.layer.locked
                if name in arrays
            )
            locked = tuple((name, places) for name, places in kept if places)
            network = with_layer(network, node.id, replace(node.layer, locked=locked))
    return network


def alike(one: NetworkSpec, other: NetworkSpec) -> bool:
    """Whether two drawings are the same but for their locks."""
    return one == other or _unlocked(one) == _unlocked(other)


def _unlocked(network: NetworkSpec) -> NetworkSpec:
    nodes = tuple(
        replace(node, layer=replace(node.layer, trainable=True, locked=()))
        if node.layer.locked or node.layer.trainable is not True
        else node
        for node in network.nodes
    )
    return replace(network, nodes=nodes)


def _fits(place: tuple[int, ...], weight: Weight) -> bool:
    return len(place) == len(weight.shape) and all(
        0 <= at < size for at, size in zip(place, weight.shape, strict=True)
    )
