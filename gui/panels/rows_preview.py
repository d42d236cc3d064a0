"""RowsPreview: a picture of the data where one says more, and the first rows as a table.

It may import gui.data_pictures and core.data. Worked shape: digits show three rows of images, iris its two most
telling features as points, a table of diabetes its first rows with the target last.
"""

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem, QWidget

from core.data.dataset import Dataset
from gui import numbers
from gui.accessible import CHART
from gui.data_pictures import telling_features
from gui.row_picture import RowPicture
from gui.token_rows import ROW_HIGH, TokenRows, text_encoder_of, token_row
from gui.widgets.styling import forget_when_gone

TABLE_ROWS, TABLE_COLUMNS = 6, 40
TEXT_ROWS, MOST_TEXTS = 5, 200


class DataPicture(RowPicture):
    """A picture of a dataset in a thin frame; a click or Return on a row of it chooses that row."""

    accessible_role = CHART

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(150)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Another dataset, or none."""
        dataset = dataset if text_encoder_of(dataset) is None else None
        super().show_dataset(dataset)
        self.setVisible(dataset is not None)
        told = describe_picture(dataset) if dataset is not None else ""
        self.setAccessibleName(told)
        self.setAccessibleDescription("Arrow keys go from row to row, Return shows one in the drawing.")
        self.setToolTip(f"{told} Click one to see it in the drawing." if told else "")

    def sizeHint(self) -> QSize:
        return QSize(280, 150)


def describe_picture(dataset: Dataset) -> str:
    """What the picture shows, for tooltip and screen reader."""
    task = dataset.task
    if len(task.input_shape) == 3:
        return "The first images of the data."
    first, second = telling_features(dataset)
    names = task.feature_names
    if task.kind == "classification" and len(names) > 2:
        return f"{names[first]} across, {names[second]} up: the two that part the classes best."
    if task.kind == "regression":
        return f"{names[first] if names else 'The input'} across, {task.target_names[0]} up."
    return "The points of the data by class."


class RowsTable(QTableWidget):
    """The first rows, features in their order and the target last; a click or Return on one chooses it."""

    row_chosen = Signal(int)
    """A row of the dataset, to be watched in the drawing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("First rows")
        self.setToolTip("Click a row, or press Return on it, to see it in the drawing.")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)  # Tab goes on, arrows go from cell to cell
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(24)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setFixedHeight(24 * TABLE_ROWS + 40)
        self.cellClicked.connect(self._choose)
        self.cellActivated.connect(self._choose)
        forget_when_gone(self)

    def _choose(self, row: int, _column: int) -> None:
        self.row_chosen.emit(row)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Another dataset; images have no table, texts one of their own."""
        texts = text_encoder_of(dataset) is not None
        flat = dataset is not None and len(dataset.task.input_shape) == 1 and not texts
        self.setVisible(flat)
        self.clear()
        if dataset is None or not flat:
            return
        names = _names(dataset)
        self.setColumnCount(len(names))
        self.setRowCount(min(TABLE_ROWS, len(dataset)))
        self.setHorizontalHeaderLabels(list(names))
        for row in range(self.rowCount()):
            for column, text in enumerate(_cells(dataset, row, len(names) - 1)):
                self.setItem(row, column, QTableWidgetItem(text))


class TextTable(TokenRows):
    """The first texts of the data as the tokens the network reads; a click or Return on one chooses its row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTip("Click a text, or press Return on it, to see it in the drawing.")
        self.setFixedHeight(ROW_HIGH * TEXT_ROWS + 34)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Another dataset; hidden where its rows are no texts."""
        encoder = text_encoder_of(dataset)
        self.setVisible(encoder is not None)
        if dataset is None or encoder is None:
            self.show_rows((), "")
            return
        positions, name = encoder.positions, (dataset.task.target_names or ("class",))[0]
        shown = dataset.sources[:MOST_TEXTS]
        self.show_rows(
            [token_row(encoder, positions, text, target_text(dataset, row)) for row, text in enumerate(shown)], name
        )


def _names(dataset: Dataset) -> tuple[str, ...]:
    task = dataset.task
    features = task.feature_names or tuple(f"x{i + 1}" for i in range(task.input_shape[0]))
    return (*features[:TABLE_COLUMNS], task.target_names[0] if task.target_names else "class")


def _cells(dataset: Dataset, row: int, features: int) -> list[str]:
    values = [_cell(float(value)) for value in dataset.x[row, :features]]
    return [*values, target_text(dataset, row)]


def target_text(dataset: Dataset, row: int) -> str:
    """The answer of a row: its class, or its number."""
    task = dataset.task
    classes = task.kind == "classification"
    return task.class_names[int(dataset.y[row])] if classes else _cell(float(dataset.y[row, 0]))


def _cell(value: float) -> str:
    return "missing" if np.isnan(value) else numbers.short(float(f"{value:.4g}"))
