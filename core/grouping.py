"""Pure edits of groups: put layers into a box of their own, name it, take it apart.

As those of core.edit: a ProjectSpec goes in, another comes out. Example: ``group(project, [2, 3])`` boxes the layers
2 and 3; where they stood in another group, they leave it.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.errors import SpecError
from core.groups import MOST_TEXT, Group, without
from core.project import ProjectSpec

FIRST_NAME = "Group"


def group(project: ProjectSpec, ids: Iterable[int], name: str = "", comment: str = "") -> ProjectSpec:
    """A box around these layers, the last of ``groups``; without a name it is "Group", "Group 2" and so on."""
    members = tuple(sorted(set(ids) & project.network.by_id.keys()))
    if not members:
        raise SpecError("A group needs layers; select some first.")
    others = without(project.groups, members)
    return replace(project, groups=(*others, Group(name or _free_name(project), members, comment)))


def describe(project: ProjectSpec, index: int, name: str, comment: str) -> ProjectSpec:
    """Another name and comment for the group at ``index``."""
    if not name.strip():
        raise SpecError("A group needs a name.")
    for text in (name, comment):
        if len(text) > MOST_TEXT:
            raise SpecError(f"That is {len(text):,} characters; a name or comment has at most {MOST_TEXT:,}.")
    changed = replace(project.groups[index], name=name.strip(), comment=comment.strip())
    return replace(project, groups=(*project.groups[:index], changed, *project.groups[index + 1 :]))


def ungroup(project: ProjectSpec, ids: Iterable[int]) -> ProjectSpec:
    """Without the groups that any of these layers stands in; the layers stay."""
    chosen = set(ids)
    return replace(project, groups=tuple(each for each in project.groups if not chosen & set(each.layers)))


def between(project: ProjectSpec, new: int, source: int, target: int) -> ProjectSpec:
    """A layer that came to stand between two of one group stands in it as well."""
    groups = tuple(
        replace(each, layers=tuple(sorted({*each.layers, new}))) if {source, target} <= set(each.layers) else each
        for each in without(project.groups, (new,))
    )
    return replace(project, groups=groups)


def group_of(project: ProjectSpec, layer: int) -> int | None:
    """Index of the group that a layer stands in."""
    return next((index for index, each in enumerate(project.groups) if layer in each.layers), None)


def _free_name(project: ProjectSpec) -> str:
    taken, name, number = {each.name for each in project.groups}, FIRST_NAME, 2
    while name in taken:
        name, number = f"{FIRST_NAME} {number}", number + 1
    return name
