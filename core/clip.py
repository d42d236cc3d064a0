"""Clip: layers as text, for the clipboard: copied in one drawing or window, pasted into another, or sent by mail.

The text is JSON: ``{"format": "chainrule-layers/1", "layers": [...], "places": {...}, "groups": [...]}`` with layers
as in a project file; the text of a whole project is taken, too. Pasted layers get new ids and free names. Whatever
else the clipboard may hold is a FormatError with a sentence. Example: ``paste(project, copy(project, [2, 3]))``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from core import groups
from core.edit import add_layer, rooted_name
from core.errors import FormatError
from core.formats.plain import parse, render
from core.network import NetworkSpec
from core.project import FORMAT as PROJECT
from core.project import Place, ProjectSpec, read_places

FORMAT = "chainrule-layers/1"
MOST_TEXT, MOST_LAYERS = 4_000_000, 1_000
NOT_LAYERS = "The clipboard holds no layers. Copy some on the canvas first, or the text of a project."
_KEYS = {"format", "layers", "places", "groups"}


def copy(project: ProjectSpec, ids: Iterable[int], places: Mapping[int, Place] | None = None) -> str:
    """These layers as text, with the wires and groups among them, and where their cards stand."""
    wanted = set(ids)
    nodes = [node for node in project.network.nodes if node.id in wanted]
    inner = tuple(replace(node, inputs=tuple(each for each in node.inputs if each in wanted)) for node in nodes)
    standing = dict(project.place if places is None else places)
    whole = [each for each in project.groups if set(each.layers) <= wanted]
    raw: dict[str, object] = {
        "format": FORMAT,
        "layers": NetworkSpec(nodes=inner).to_json()["layers"],
        "places": {str(node.id): list(standing[node.id]) for node in nodes if node.id in standing},
    }
    return render(raw | ({"groups": groups.write(whole)} if whole else {}), indent=2).decode()


def paste(
    project: ProjectSpec, text: str, centre: Place | None = None, offset: Place = (0.0, 0.0)
) -> tuple[ProjectSpec, tuple[int, ...]]:
    """The project with the layers of ``text``, and their new ids; see ``put``."""
    return put(project, read(text), centre, offset)


def put(
    project: ProjectSpec, clip: ProjectSpec, centre: Place | None = None, offset: Place = (0.0, 0.0)
) -> tuple[ProjectSpec, tuple[int, ...]]:
    """The project with the layers of ``clip``, and their new ids.

    Their cards are laid around ``centre``, or stand where they stood, moved by ``offset``.
    """
    if not clip.network.nodes:
        raise FormatError("The clipboard holds a drawing without layers, so nothing was pasted.")
    if len(project.network.nodes) + len(clip.network.nodes) > MOST_LAYERS * 10:
        raise FormatError(f"A drawing has at most {MOST_LAYERS * 10:,} layers, so nothing was pasted.")
    shift = offset if centre is None else _shift(clip, centre)
    first = project.network.next_id
    new = {node.id: first + index for index, node in enumerate(clip.network.nodes)}
    for node in clip.network.nodes:
        x, y = clip.place.get(node.id, (None, None))
        place = (x + shift[0], y + shift[1]) if x is not None and y is not None else None
        free = node.name if node.name not in {each.name for each in project.network.nodes} else rooted_name(node.name)
        project = add_layer(
            project, node.layer, name=free, inputs=tuple(new[each] for each in node.inputs), place=place
        )
    boxes = tuple(replace(each, layers=tuple(new[key] for key in each.layers)) for each in clip.groups)
    return replace(project, groups=(*project.groups, *boxes)), tuple(new.values())


def holds_layers(text: str) -> bool:
    """Whether a text looks like one of ours, without reading all of it."""
    return text.lstrip()[:1] == "{" and '"format"' in text[:400] and "chainrule" in text[:400]


def read(text: str) -> ProjectSpec:
    """Network, places and groups of a text from the clipboard; FormatError says what is wrong with it."""
    if len(text) > MOST_TEXT:
        raise FormatError(f"The clipboard holds {len(text):,} characters; at most {MOST_TEXT:,} are read.")
    if text.lstrip()[:1] != "{":
        raise FormatError(NOT_LAYERS)
    raw = parse(text.encode(errors="replace"), "The text on the clipboard")
    if not isinstance(raw, dict) or not str(raw.get("format", "")).startswith("chainrule"):
        raise FormatError(NOT_LAYERS)
    layers = raw["network"].get("layers") if isinstance(raw.get("network"), dict) else raw.get("layers")
    if isinstance(layers, list) and len(layers) > MOST_LAYERS:
        raise FormatError(f"The clipboard holds {len(layers):,} layers; at most {MOST_LAYERS:,} are pasted at once.")
    if raw["format"] == PROJECT:
        return ProjectSpec.from_json(raw)
    return _read_layers(raw)


def _read_layers(raw: dict[str, Any]) -> ProjectSpec:
    if raw["format"] != FORMAT:
        raise FormatError(
            f"The layers on the clipboard are of the format {raw['format']!s:.40}; this Chainrule reads {FORMAT}."
        )
    unknown = next((key for key in raw if key not in _KEYS), None)
    if unknown is not None:
        raise FormatError(f"The layers on the clipboard have an unknown key '{unknown!s:.40}'.")
    network = NetworkSpec.from_json({"layers": raw.get("layers")})
    found = groups.read(raw.get("groups", []), network.by_id)
    return ProjectSpec(network, places=read_places(raw.get("places", {}), network), groups=found)


def _shift(clip: ProjectSpec, centre: Place) -> Place:
    """From the middle of the copied cards to ``centre``."""
    if not clip.places:
        return (0.0, 0.0)
    xs, ys = zip(*(place for _, place in clip.places), strict=True)
    return (centre[0] - (min(xs) + max(xs)) / 2, centre[1] - (min(ys) + max(ys)) / 2)
