"""Pure edits of locks: each takes a ProjectSpec and returns one with other weights locked against training.

A place is an index into the array's inner shape: (2, 0) of Dense's ``weight`` is the wire from its first source to its
third neuron. Example: ``lock_weights(project, 3, "weight", [(0, 1)])``; unlocking is the same with ``locked=False``.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.arithmetic import Index
from core.errors import SpecError
from core.layers.base import show_shape
from core.locks import Masks, locks_of, with_layer, with_locks
from core.project import ProjectSpec


def lock_weights(
    project: ProjectSpec, id: int, array: str, places: Iterable[Index], locked: bool = True
) -> ProjectSpec:
    """Lock single weights of one array, or unlock them; SpecError where there is no such weight."""
    network = project.network
    masks = locks_of(network, id)
    if array not in masks:
        raise SpecError(f"{network.label(network.by_id[id])} has no weights called '{array}'.")
    mask = masks[array]
    for place in places:
        inside = len(place) == mask.ndim and all(0 <= at < most for at, most in zip(place, mask.shape, strict=True))
        if not inside:
            at = ", ".join(str(each) for each in place)
            raise SpecError(f"There is no weight ({at}) in '{array}', which is {show_shape(mask.shape)}.")
        mask[tuple(place)] = locked
    return set_locks(project, id, masks)


def lock_layer(project: ProjectSpec, id: int, locked: bool = True, array: str = "") -> ProjectSpec:
    """Lock or unlock all weights of a layer, or (``array``) of one array of it; single locks there give way."""
    masks = locks_of(project.network, id)
    if not masks:
        layer = replace(project.network.by_id[id].layer, trainable=not locked, locked=())
        return replace(project, network=with_layer(project.network, id, layer))
    for name, mask in masks.items():
        if array in ("", name):
            mask[...] = locked
    return set_locks(project, id, masks)


def set_locks(project: ProjectSpec, id: int, masks: Masks) -> ProjectSpec:
    """Exactly these weights of a layer locked; ``core.locks.locks_of`` gives the present ones."""
    return replace(project, network=with_locks(project.network, id, masks))
