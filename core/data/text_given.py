"""Texts for a model that is trained already: from a table, a plain text with one in each line, a folder or a zip.

They are cut and looked up by the TextEncoder that travels with the model. Imports its neighbours in core.data.
Example: a csv with the header ``text`` and two lines becomes int32 (2, length).
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.columns import Column
from core.data.encoder import Given, TableEncoder
from core.data.encoding import class_indices, dataset_target, known_targets, open_like, open_table
from core.data.sniffing import decode
from core.data.sources import Sources, content_of
from core.data.text import text_column, texts_of
from core.data.text_encoder import TextEncoder
from core.data.text_files import is_text, layout_of, read_items
from core.errors import DataError
from core.spec import did_you_mean
from core.task import Task

_NAMES = ("text", "message", "sentence", "content")


def read_given(encoder: TextEncoder, path: Path, task: Task, answers: bool) -> Given:
    """Texts as the model reads them, with the answers beside them if asked for."""
    if path.is_dir() or Sources(None, {}).is_tree(str(path)):
        return _of_folder(encoder, path, task, answers)
    content = content_of(path)
    if not answers and is_text(path.name) and not _is_table(encoder, content):
        lines = [line for line in decode(content)[0].split("\n") if line.strip()]
        return Given(encoder.encode(lines))
    columns = _columns(encoder, content, answers)
    if not answers:
        return Given(encoder.encode(texts_of(columns[_text_in(encoder, columns)])))
    columns, notes = known_targets(columns, encoder.target)
    target = columns[encoder.target]
    y: NDArray[np.generic]
    if task.kind == "classification":
        y = class_indices(target, task.class_names)
    else:
        y = dataset_target(target, "regression")[0]
    return Given(encoder.encode(texts_of(columns[_text_in(encoder, columns)])), y, (), tuple(notes))


def _is_table(encoder: TextEncoder, content: bytes) -> bool:
    """Whether the first line is that of a table rather than a text."""
    first = decode(content)[0].split("\n", 1)[0]
    return encoder.text in first.split(encoder.delimiter) or (encoder.delimiter == "\t" and "\t" in first)


def _columns(encoder: TextEncoder, content: bytes, answers: bool) -> dict[str, Column]:
    needed = [name for name in (encoder.text, encoder.target if answers else "") if name]
    headed = not answers and not encoder.header and _names_text(encoder, content)
    if not encoder.text or headed:  # trained on folders or without a header: any table of texts will do
        needed = []
        columns = open_table(content, {"header": True, "delimiter": _delimiter(content)}).columns
    else:
        like = TableEncoder((), encoder.target, encoder.header, encoder.delimiter, ".", encoder.order)
        columns = open_like(like, content, needed)
    for name in needed:
        if name not in columns:
            raise DataError(f"The table lacks the column '{name}'{did_you_mean(name, list(columns))}.")
    return columns


def _names_text(encoder: TextEncoder, content: bytes) -> bool:
    """Whether the first line is a header that names a column of texts."""
    cells = decode(content)[0].split("\n", 1)[0].split(_delimiter(content) or encoder.delimiter)
    return any(cell.strip(' "').lower() in _NAMES for cell in cells)


def _delimiter(content: bytes) -> str | None:
    """A comma for a table of one column, which shows none."""
    first = decode(content)[0].split("\n", 1)[0]
    return None if any(mark in first for mark in ",;\t|") else ","


def _text_in(encoder: TextEncoder, columns: dict[str, Column]) -> str:
    if encoder.text in columns:
        return encoder.text
    named = next((name for name in columns if name.strip().lower() in _NAMES), None)
    found = named or (next(iter(columns)) if len(columns) == 1 else text_column(columns, encoder.target))
    if found is None:
        raise DataError("The table has no column of texts; call it 'text'.")
    return found


def _of_folder(encoder: TextEncoder, path: Path, task: Task, answers: bool) -> Given:
    tree = Sources(None, {}).tree(str(path))
    layout = layout_of(tree, path.name)
    items = layout.judged(path.name, "text", task.class_names) if answers else layout.items
    part = read_items(tree, items, task.class_names)
    if not part.texts:
        raise DataError(f"{path.name} holds no text that can be read.")
    return Given(encoder.encode(part.texts), part.y if answers else None, part.names, part.notes)
