"""TileSum: two blocks of tiles, their products and a pager below: window × kernel = products, to be summed up."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.inside.pager import Pager
from gui.inside.tiles import Sign, TileBlock

SIGNS = ("×", "=", "Σ")


class TileSum(QWidget):
    """``titles`` are those of the three blocks; ``pages`` names what the pager leafs through."""

    def __init__(self, titles: tuple[str, str, str], pages: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks = TileBlock(titles[0]), TileBlock(titles[1]), TileBlock(titles[2])
        self.pager = Pager(pages)
        tiles = QHBoxLayout()
        tiles.setSpacing(0)
        for block, sign in zip(self.blocks, SIGNS, strict=True):
            tiles.addWidget(block, 1)
            tiles.addWidget(Sign(sign, block))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(tiles, 1)
        column.addWidget(self.pager)

    def connect_all(self, turn: Callable[[int], None], point: Callable[..., None]) -> None:
        """``turn`` another page; ``point`` at a tile."""
        self.pager.turned.connect(turn)
        for block in self.blocks:
            block.grid.pointed.connect(point)
