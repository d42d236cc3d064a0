"""``chainrule new``: a project for data, with a small network suggested for it."""

import argparse
from dataclasses import replace
from pathlib import Path

from core.commands.progress import reading
from core.data import Dataset
from core.errors import FormatError
from core.formats import ENDING, ProjectFile, embed, save_project
from core.project import ProjectSpec
from core.session import portable
from core.suggest import find_data, suggest_project


def run(arguments: argparse.Namespace) -> int:
    """Write the project and say what is in it."""
    data = find_data(arguments.data, arguments.target)
    target = Path(arguments.output or _stem(Path(arguments.data)) + ENDING)
    if arguments.output is None and target.exists():
        raise FormatError(f"{target} exists already; choose another name with -o.")
    with reading() as report:
        project, dataset = suggest_project(data, report=report)
    embedded = embed(project.data)
    path = getattr(project.data, "path", "")
    if path and project.data is not None:
        seen = portable(Path(path), target.parent)
        project = replace(project, data=replace(project.data, path=seen))  # type: ignore[call-arg]
        embedded = dict(zip([seen], embedded.values(), strict=False))
    save_project(target, ProjectFile(project, embedded=embedded))
    print(f"{target}: {_about(project, dataset)}")
    for note in dataset.notes:
        print(f"  {note}")
    return 0


def _stem(path: Path) -> str:
    """What a project for this data is called."""
    return path.resolve().name or "data" if path.is_dir() else path.stem


def _about(project: ProjectSpec, dataset: Dataset) -> str:
    network, task = project.network, dataset.task
    assert network.input is not None
    width = 1
    for size in task.input_shape:
        width *= size
    sizes = [str(getattr(node.layer, node.layer.counted)) for node in network.nodes if node.layer.counted]
    what = f"{len(task.class_names)} classes" if task.kind == "classification" else ", ".join(task.target_names)
    held = len(dataset) + (len(dataset.fixed_validation) if dataset.fixed_validation is not None else 0)
    return f"{held:,} rows; {'-'.join([str(width), *sizes])} predicts {what}."
