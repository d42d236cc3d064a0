"""Sentences that say before an edit what it will do to trained weights. Pure: imports core only.

Worked shape: for a 64-32-10 network ``restart_note(project, hidden)`` is
"Changing the units starts **hidden** and **output** afresh, another start only **hidden**. ..."
"""

from collections.abc import Sequence

from core.edit import set_layer
from core.errors import SpecError
from core.layers import Layer
from core.project import ProjectSpec
from core.restarts import restarted_layers

PROBES = {
    "units": "the units", "shape": "the shape", "filters": "filters, kernel or groups",
    "output_dim": "words or numbers",
    "pool_size": "the window", "target_shape": "the shape", "padding": "the padding", "size": "the factors",
}  # fmt: skip
"""Fields whose change gives weights another shape, and how a sentence calls them."""


def listed(names: Sequence[str], strong: bool = True) -> str:
    """``**a**, **b** and **c**``."""
    shown = [f"**{name}**" if strong else name for name in names]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def restarted_by(project: ProjectSpec, layer: int, field: str) -> tuple[str, ...]:
    """Names of the layers that start afresh when ``field`` of this layer changes."""
    value = getattr(project.network.by_id[layer].layer, field)
    if not isinstance(value, int | tuple):
        return ()
    other = value + 1 if isinstance(value, int) else (*value[:-1], value[-1] + 1)
    try:
        return restarted_layers(project, set_layer(project, layer, **{field: other}))
    except SpecError:
        return ()


def restart_note(project: ProjectSpec, layer: int) -> str:
    """What changing this layer starts over, and what it leaves; empty where there is nothing to say."""
    spec = project.network.by_id[layer].layer
    for field, words in PROBES.items():
        if not hasattr(spec, field):
            continue
        names = restarted_by(project, layer, field)
        if not names:
            return ""
        end = " Activation and decay apply while it trains." if hasattr(spec, "activation") else ""
        verb = "starts" if len(names) <= 4 else "starts the weights of"
        shown = listed(names) if len(names) <= 4 else f"{len(names)} layers"
        own = f", another start only **{project.network.by_id[layer].name}**" if _has_own_start(spec, names) else ""
        return f"Changing {words} {verb} {shown} afresh{own}.{end}"
    return "Changes here leave the weights as they are and apply while it trains."


def _has_own_start(spec: Layer, names: Sequence[str]) -> bool:
    return hasattr(spec, "kernel_initializer") and len(names) > 1


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``3rd``, ``11th``."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def position_of(project: ProjectSpec, layer: int) -> str:
    """``2nd of 3 layers``, or that no data reaches it."""
    keys = [node.id for node in project.network.running]
    if layer not in keys:
        return "not connected"
    count = len(keys)
    return f"{ordinal(keys.index(layer) + 1)} of {count} layer{'s' * (count != 1)}"
