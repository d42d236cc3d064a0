"""Text: a table with a column of texts, or folders of .txt files, as rows of token indices with their labels.

``read_labelled_texts`` finds texts and answers, ``build`` fits the vocabulary on the texts to learn from and encodes
all. Reads tables as core.data.tables does. Imports numpy; pandas inside functions only.
Example: 5,574 messages, ham or spam, become int32 (5574, 28) over a vocabulary of 3,800 words.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import Column, describe
from core.data.dataset import Dataset, split
from core.data.encoding import Table, dataset_target, known_targets, open_table
from core.data.sniffing import TableGuess
from core.data.sources import Report, Sources, silent
from core.data.tables import guess_target, guess_task
from core.data.text_encoder import TextEncoder
from core.data.text_files import TARGET, read_folder
from core.data_spec import TextData
from core.errors import DataError
from core.frozen import dataclass
from core.spec import did_you_mean
from core.task import Task

MOST_WORDS, MOST_CHARACTERS = 10_000, 1_000
LONGEST = {"word": 400, "character": 1_000}
_SHARE = 95  # per cent of the texts that the guessed length holds whole
_WORDS = 3  # a column with so many words a cell is text
CHUNK = 2_000


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts and answers as found, before anything is counted: ``y`` as a Dataset holds it."""

    texts: tuple[str, ...]
    y: NDArray[Any]
    classes: tuple[str, ...]
    spec: TextData
    order: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    digest: str = ""
    held: "Texts | None" = None


@dataclass(frozen=True)
class TextPreview:
    """What a dialog shows: guesses, and the first texts with their tokens and indices."""

    spec: TextData
    encoder: TextEncoder
    task: Task
    count: int
    rows: tuple[tuple[str, tuple[str, ...], tuple[int, ...], str], ...]  # text, tokens read, indices, label
    unknown_share: float
    notes: tuple[str, ...]


def load(spec: TextData, sources: Sources, report: Report = silent) -> tuple[Dataset, TextData]:
    """The Dataset, and the spec with every guess and the fingerprint written into it."""
    return build(find_texts(spec, sources, report), report)


def find_texts(spec: TextData, sources: Sources, report: Report = silent) -> Texts:
    """Texts and answers of a table, a folder or a zip."""
    name = Path(spec.path).name
    report(0.0, f"Reading {name}.")
    if sources.is_tree(spec.path):
        parts = read_folder(sources.tree(spec.path), name, spec.encoding, report)
        found = [
            Texts(part.texts, part.y, part.classes, replace(spec, task="classification", target=TARGET),
                  notes=part.notes, unreadable=part.unreadable, digest=part.digest)
            for part in parts
        ]  # fmt: skip
        return replace(found[0], held=found[1] if len(found) > 1 else None)
    with sources.open(spec.path) as file:
        content = file.read()
    try:
        return read_texts(spec, content)
    except DataError as error:
        raise DataError(f"{name}: {error}") from error


def read_texts(spec: TextData, content: bytes) -> Texts:
    """Texts and answers of a table."""
    known = {key: getattr(spec, key) for key in ("encoding", "delimiter", "header")}
    table = open_table(content, known)
    text, target = _chosen(spec, table)
    columns, notes = known_targets(table.columns, target)
    task = spec.task or guess_task(columns[target])
    y, classes = dataset_target(columns[target], task)
    guess = table.guess
    done = replace(
        spec, text=text, target=target, task=task,
        delimiter=guess.delimiter, encoding=guess.encoding, header=guess.header,
    )  # fmt: skip
    digest = hashlib.sha256(content).hexdigest()
    return Texts(texts_of(columns[text]), y, classes, done, tuple(table.columns), tuple(notes), digest=digest)


def _chosen(spec: TextData, table: Table) -> tuple[str, str]:
    """The columns of texts and answers."""
    known = list(table.columns)
    for wanted in (spec.text, spec.target):
        if wanted is not None and wanted not in table.columns:
            hint = did_you_mean(wanted, known) or f"; known: {', '.join(known[:12])}"
            raise DataError(f"There is no column '{wanted:.60}'{hint}.")
    text = spec.text or text_column(table.columns, spec.target)
    if text is None:
        raise DataError("No column holds texts of several words; name the one to read as the key 'text'.")
    others = {name: column for name, column in table.columns.items() if name != text}
    if spec.target is None and not others:
        raise DataError("The table has one column; it needs a second one with the label of each text.")
    target = spec.target or guess_target(replace(table.guess, columns=tuple(others)), others)
    if target == text:
        raise DataError(f"The column '{text}' is both the text and what is to be predicted; choose two.")
    return text, target


def text_column(columns: dict[str, Column], target: str | None = None) -> str | None:
    """The column with the longest texts of several words; None where none has such."""
    best, most = None, 1.0
    for name, column in columns.items():
        if name == target or column.texts is None:
            continue
        cells = [text for text in column.texts[:CHUNK] if text is not None]
        words = sum(len(text.split()) for text in cells) / max(1, len(cells))
        if words > most:
            best, most = name, words
    return best


def suggest(guess: TableGuess, columns: dict[str, Column], target: str | None) -> TextData | None:
    """A spec for a table that is nothing but texts and labels; None where it is a table of features."""
    text = text_column(columns, target)
    others = {name: column for name, column in columns.items() if name != text}
    if text is None or not others:
        return None
    cells = [cell for cell in texts_of(columns[text])[:CHUNK] if cell]
    if sum(len(cell.split()) for cell in cells) < _WORDS * len(cells):
        return None
    answer = target or guess_target(replace(guess, columns=tuple(others)), others)
    usable = [name for name in others if name != answer and describe(others[name]).treatment != "ignore"]
    return None if usable else TextData(path="", text=text, target=answer)


def texts_of(column: Column) -> tuple[str, ...]:
    """Every cell as text; empty where missing."""
    return tuple("" if label is None else str(label) for label in column.labels())


def build(found: Texts, report: Report = silent) -> tuple[Dataset, TextData]:
    """Count the tokens of the texts to learn from, and encode all."""
    encoder, train = fit(found)
    digest = found.digest
    if found.held is not None:
        digest = hashlib.sha256((digest + found.held.digest).encode()).hexdigest()
    spec = replace(found.spec, vocabulary_size=encoder.vocabulary_size, length=encoder.length, sha256=digest)
    x = _encoded(encoder, found.texts, report)
    task = task_of(found, encoder)
    notes = (*found.notes, *_notes(found, encoder, train))
    dataset = Dataset(
        x, found.y, task, encoder=encoder, notes=notes, sources=found.texts, unreadable=found.unreadable,
    )  # fmt: skip
    if found.held is None:
        return dataset, spec
    held = found.held
    x = _encoded(encoder, held.texts, report)
    fixed = replace(dataset, x=x, y=held.y, notes=(), sources=held.texts, unreadable=())
    return replace(dataset, fixed_validation=fixed), spec


def task_of(found: Texts, encoder: TextEncoder) -> Task:
    """What the texts ask of a network, read by this encoder."""
    kind: Any = found.spec.task
    return Task(
        encoder.row_shape, kind, found.classes, (found.spec.target or TARGET,), encoder.feature_names,
        encoder.token_count,
    )  # fmt: skip


def fit(found: Texts) -> tuple[TextEncoder, list[str]]:
    """The encoder, and the texts it was fitted on: never those kept for validation."""
    spec = found.spec
    texts = list(found.texts)
    if found.held is None:
        kind: Any = spec.task
        bare = Dataset(np.zeros((len(texts), 1)), found.y, Task((1,), kind, found.classes, ("",)))
        texts = [texts[row] for row in split(bare, spec)[0]]
    encoder = TextEncoder(
        tokens=spec.tokens, lowercase=spec.lowercase, punctuation=spec.punctuation, padding=spec.padding,
        truncating=spec.truncating, output_mode=spec.output_mode, text=spec.text or "", target=spec.target or TARGET,
        header=spec.header is not False, delimiter=spec.delimiter or ",", order=found.order,
    )  # fmt: skip
    most = MOST_WORDS if spec.tokens == "word" else MOST_CHARACTERS
    encoder = encoder.fitted(texts, spec.vocabulary_size, most)
    if not encoder.vocabulary:
        raise DataError("The texts to learn from hold no words; look at the column, and at what is dropped from them.")
    return replace(encoder, length=spec.length or _length(encoder, texts)), texts


def _length(encoder: TextEncoder, texts: list[str]) -> int:
    lengths = [len(encoder.cut(text)) for text in texts]
    return int(np.clip(np.ceil(np.percentile(lengths, _SHARE)), 1, LONGEST[encoder.tokens]))


def _encoded(encoder: TextEncoder, texts: tuple[str, ...], report: Report) -> NDArray[Any]:
    parts = []
    for start in range(0, max(1, len(texts)), CHUNK):
        report(start / max(1, len(texts)), f"Reading text {start + 1:,} of {len(texts):,}.")
        parts.append(encoder.encode(texts[start : start + CHUNK]))
    return np.concatenate(parts)


def _notes(found: Texts, encoder: TextEncoder, train: list[str]) -> list[str]:
    lengths = np.array([len(encoder.cut(text)) for text in found.texts])
    notes = []
    if empty := int((lengths == 0).sum()):
        notes.append(f"{empty:,} text{'s hold' if empty > 1 else ' holds'} no {encoder.tokens} at all.")
    longer = int((lengths > encoder.length).sum())
    if longer and encoder.output_mode == "int":
        side = "end" if encoder.truncating == "post" else "beginning"
        are = "texts are" if longer > 1 else "text is"
        notes.append(f"{longer:,} {are} longer than {encoder.length} {encoder.tokens}s and cut at the {side}.")
    share = unknown_share(encoder, train)
    known, what = len(encoder.vocabulary), f"{encoder.tokens}s"
    notes.append(f"The vocabulary holds {known:,} {what}; {100 * share:.1f} % of the {what} to learn from are unknown.")
    return notes


def unknown_share(encoder: TextEncoder, texts: list[str]) -> float:
    """The share of tokens that the vocabulary does not hold."""
    known = encoder.positions
    every = [token in known for text in texts for token in encoder.cut(text)]
    return 1.0 - sum(every) / max(1, len(every))


def preview(spec: TextData, sources: Sources, rows: int = 20) -> TextPreview:
    """The first texts, their tokens and indices, under the settings of ``spec`` and guesses for the rest."""
    found = find_texts(spec, sources)
    encoder, train = fit(found)
    done = replace(found.spec, vocabulary_size=encoder.vocabulary_size, length=encoder.length)
    known = encoder.positions
    label: Callable[[int], str]
    label = (lambda at: found.classes[int(found.y[at])]) if found.classes else (lambda at: f"{found.y[at, 0]:g}")
    shown = []
    for at, text in enumerate(found.texts[:rows]):
        tokens = tuple(encoder.shortened(text))
        shown.append((text, tokens, tuple(known.get(token, 1) for token in tokens), label(at)))
    notes = (*found.notes, *_notes(found, encoder, train))
    share = unknown_share(encoder, train)
    return TextPreview(done, encoder, task_of(found, encoder), len(found.texts), tuple(shown), share, notes)
