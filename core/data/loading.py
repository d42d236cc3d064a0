"""Loading: from a DataSpec to a Dataset, and from a file to the DataSpec that suits it.

One module per kind of source, imported where such data is read; ``load`` finds the right one in a table. Imports numpy.
Example: ``load(BuiltinData(name="digits"))`` has (1797, 8, 8, 1) pictures, and the spec it was given.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.data.dataset import Dataset
from core.data.sources import Report, Sources, Tree, content_of, package, silent, whole, within_memory
from core.data_spec import ArraysData, BuiltinData, DataSpec, ImagesData, TableData, TextData, ToyData
from core.errors import DataError
from core.spec import did_you_mean

Loaded = tuple[Dataset, DataSpec]


def _load_builtin(spec: BuiltinData, sources: Sources, report: Report) -> Loaded:
    from core.data import builtin

    return builtin.load(spec.name, spec), spec


def _load_toy(spec: ToyData, sources: Sources, report: Report) -> Loaded:
    from core.data import toy

    return toy.load(spec), spec


def _load_arrays(spec: ArraysData, sources: Sources, report: Report) -> Loaded:
    from core.data import arrays, npy

    if spec.path.lower().endswith(".npy") and spec.path not in sources.embedded:
        files = npy.files_of(sources.full(spec.path))
        dataset, digest = npy.load(files, Path(spec.path).name, spec.as_is, spec.examples)
        return _noted(dataset, spec, replace(spec, sha256=digest, examples=dataset.examples))
    with sources.open(spec.path) as file:
        if file.read(2) != b"PK" and not spec.path.lower().endswith(".npy"):
            raise DataError(f"{Path(spec.path).name} is not an npz file, or it is damaged; write it with numpy.savez.")
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        file.seek(0)
        dataset = arrays.load(file, Path(spec.path).name, spec.as_is, spec.examples)
        if spec.path.lower().endswith(".npy"):  # a copy that the project carries
            digest = spec.sha256 or digest
    return _noted(dataset, spec, replace(spec, sha256=digest, examples=dataset.examples))


def _load_table(spec: TableData, sources: Sources, report: Report) -> Loaded:
    from core.data import tables

    with sources.open(spec.path) as file:
        content = whole(file, spec.path)
    try:
        dataset, completed = tables.read_table(spec, content)
    except DataError as error:
        raise DataError(f"{Path(spec.path).name}: {error}") from error
    return _noted(dataset, spec, replace(completed, sha256=hashlib.sha256(content).hexdigest()))


def _load_images(spec: ImagesData, sources: Sources, report: Report) -> Loaded:
    from core.data import images

    dataset, completed = images.load(spec, sources, report)
    return _noted(dataset, spec, completed)


def _load_text(spec: TextData, sources: Sources, report: Report) -> Loaded:
    from core.data import text

    dataset, completed = text.load(spec, sources, report)
    return _noted(dataset, spec, completed)


FileData = ArraysData | TableData | ImagesData | TextData


def _noted(dataset: Dataset, asked: FileData, read: FileData) -> Loaded:
    if asked.sha256 and asked.sha256 != read.sha256:
        note = f"{Path(asked.path).name} has changed since the project was saved."
        dataset = replace(dataset, notes=(note, *dataset.notes))
    return dataset, read


LOADERS: dict[str, Callable[[Any, Sources, Report], Loaded]] = {
    BuiltinData.kind: _load_builtin,
    ToyData.kind: _load_toy,
    ArraysData.kind: _load_arrays,
    TableData.kind: _load_table,
    ImagesData.kind: _load_images,
    TextData.kind: _load_text,
}


def load(
    spec: DataSpec,
    base: Path | None = None,
    embedded: Mapping[str, bytes] | None = None,
    report: Report = silent,
) -> Loaded:
    """The Dataset of ``spec`` and the spec with every guess written back. Paths are relative to ``base``.

    ``report(share, sentence)`` is told how far reading many files has come; what it raises ends the reading.
    """
    with within_memory(getattr(spec, "path", spec.kind)):
        return LOADERS[spec.kind](spec, Sources(base, embedded or {}), report)


def _copy_file(spec: Any, sources: Sources, most: int) -> dict[str, bytes]:
    full = sources.full(spec.path)
    if not full.is_file() or full.stat().st_size > most:
        return {}
    return {full.name: content_of(full)}


def _copy_arrays(spec: ArraysData, sources: Sources, most: int) -> dict[str, bytes]:
    from core.data import npy

    if not spec.path.lower().endswith(".npy"):
        return _copy_file(spec, sources, most)
    files = npy.files_of(sources.full(spec.path))
    if sum(path.stat().st_size for path in files.values()) > most:
        return {}
    return {f"{name}.npy": content_of(path) for name, path in files.items()}


def _copy_text(spec: TextData, sources: Sources, most: int) -> dict[str, bytes]:
    from core.data import text_files

    if not sources.is_tree(spec.path):
        return _copy_file(spec, sources, most)
    tree = sources.tree(spec.path)
    return package(tree, filter(text_files.is_text, tree.names), most)


def _copy_images(spec: ImagesData, sources: Sources, most: int) -> dict[str, bytes]:
    from core.data.gallery import open_gallery

    gallery = open_gallery(spec, sources)
    return package(gallery.tree, gallery.files, most)


COPIERS: dict[str, Callable[[Any, Sources, int], dict[str, bytes]]] = {
    ArraysData.kind: _copy_arrays,
    TableData.kind: _copy_file,
    ImagesData.kind: _copy_images,
    TextData.kind: _copy_text,
}


def copies(spec: DataSpec | None, base: Path | None, most: int) -> dict[str, bytes]:
    """The files ``spec`` needs, by name, where they are there and take ``most`` bytes at most together; else none."""
    copy = COPIERS.get(spec.kind) if spec is not None else None
    try:
        return copy(spec, Sources(base, {}), most) if copy is not None else {}
    except (DataError, OSError):  # whoever loads it is told what is wrong
        return {}


_NAMED = 30
"""How many columns an error names."""


def _suggest_arrays(path: Path, target: str | None) -> DataSpec:
    return ArraysData(path=str(path))


def _suggest_table(path: Path, target: str | None) -> DataSpec:
    from core.data import tables, text

    content = content_of(path)
    try:
        guess, columns = tables.looked_at(content)
        if target is not None and target not in (names := guess.columns):
            known = ", ".join(list(names)[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
            raise DataError(f"There is no column '{target}'{did_you_mean(target, list(names))}; known: {known}.")
        found = text.suggest(guess, columns, target)
        if found is not None:
            return replace(found, path=str(path))
        return TableData(path=str(path), target=target or tables.guess_target(guess, columns))
    except DataError as error:
        raise DataError(f"{path.name}: {error}") from error


SUGGESTERS: dict[str, Callable[[Path, str | None], DataSpec]] = {
    ".npz": _suggest_arrays,
    **dict.fromkeys((".csv", ".tsv", ".txt", ".tab", ".data", ".dat"), _suggest_table),
}
"""Single files by their ending; folders, zips and IDX files are looked into instead."""


def suggest_from_path(path: Path | str, target: str | None = None) -> DataSpec:
    """A DataSpec for a file or folder that was dropped or named; its target is guessed unless given."""
    with within_memory(path):
        return _suggest(Path(path), target)


def _suggest(path: Path, target: str | None) -> DataSpec:
    from core.data import idx
    from core.data.pictures import is_picture

    if path.is_dir() or path.suffix.lower() == ".zip" or idx.is_idx(path.name):
        return _suggest_tree(path, target)
    suggest = _suggest_arrays if path.suffix.lower() == ".npy" else SUGGESTERS.get(path.suffix.lower())
    if suggest is None:
        if is_picture(path.name):
            raise DataError(f"{path.name} is a single picture; choose a folder that holds a folder of them per class.")
        raise DataError(
            f"{path.name} is not a kind of data that can be opened; a CSV table, an npz file, a folder or zip of "
            "pictures or texts, and IDX files are."
        )
    return suggest(path, target)


def _suggest_tree(path: Path, target: str | None) -> DataSpec:
    from core.data import idx, text_files
    from core.data.pictures import is_picture

    if target is not None:
        raise DataError(f"In {path.name} the folders say what is to be predicted; leave out --target.")
    sources = Sources(None, {})
    with_texts, with_pictures = TextData(path=str(path)), ImagesData(path=str(path))
    if not path.is_dir() and path.suffix.lower() != ".zip":
        return with_pictures
    tree: Tree = sources.tree(str(path))
    texts = sum(text_files.is_text(name) for name in tree.names)
    pictures = sum(is_picture(name) or idx.is_idx(name) for name in tree.names)
    if texts > pictures:
        return with_texts
    other = next((name for name in tree.names if Path(name).suffix.lower() in SUGGESTERS), None)
    if not pictures and other is not None:
        raise DataError(f"{path.name} holds no pictures and no texts; choose a file in it, such as {other:.60}.")
    return with_pictures
