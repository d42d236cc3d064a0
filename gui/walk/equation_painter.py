"""Where the parts of a Sheet lie, and how they are painted: measuring and painting use the same fonts.

It may import the sheet, the math text, fonts and the theme. Worked shape: ``place(sheet)`` gives a box for every
column, 118 px high, and one for every explaining row below the brackets.
"""

from functools import cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from core.frozen import dataclass
from gui import fonts, numbers
from gui.theme import Theme, current_theme
from gui.walk.sheet import Bracket, Column, Piece, Row, Sheet
from gui.widgets.math_text import MathText, of_numbers
from gui.widgets.painting import rounded

PAD, MARGIN = 12.0, 16.0
SYMBOL, INLINE, BELOW = 18.0, 12.0, 10.0  # pt of symbols
SYMBOL_AT, NUMBER_AT, PRODUCT_AT, BAR_AT, NOTE_AT = 32.0, 62.0, 91.0, 100.0, 124.0  # base lines; the bar's top
HEIGHT, NOTED, TOP = 118.0, 132.0, 2.0
BAR, LONGEST, GAUGE = 8.0, 132.0, 120.0
BRACKET_HEIGHT, CAPTION_LINE, ROW_HEIGHT = 9.0, 20.0, 30.0


@cache
def _font(size: float, weight: int) -> QFont:
    return fonts.font(size, weight, tabular=True)


@cache
def _metrics(size: float, weight: int) -> QFontMetricsF:
    return QFontMetricsF(_font(size, weight))


def _width(text: str, size: float, weight: int = 400) -> float:
    return _metrics(size, weight).horizontalAdvance(text)


def _pieces_width(pieces: tuple[Piece, ...], size: float, weight: int = 400) -> float:
    return sum(_width(piece.text, size, weight) for piece in pieces)


@dataclass(frozen=True)
class Places:
    """A box for every column and row; the whole size."""

    columns: tuple[QRectF, ...]
    rows: tuple[QRectF, ...]
    below: float
    width: float
    height: float

    def row(self, at: int, sight: QRectF) -> QRectF:
        """Where a row lies: it does not scroll away with a long sum above it, if it fits into ``sight``."""
        box = self.rows[at]
        return box.translated(sight.left(), 0.0) if box.right() <= sight.width() else box


def place(sheet: Sheet) -> Places:
    """Columns side by side, wide enough for their widest text and for the caption of their bracket."""
    widths = [_column_width(column) for column in sheet.columns]
    for bracket in sheet.brackets:
        span = slice(bracket.first, bracket.last + 1)
        lacking = _bracket_width(bracket) - sum(widths[span])
        if lacking > 0:
            share = [at for at in range(bracket.first, bracket.last + 1) if sheet.columns[at].role != "sign"]
            for at in share:
                widths[at] += lacking / len(share)
    height = NOTED if any(column.note for column in sheet.columns) else HEIGHT
    boxes, x = [], MARGIN
    for width in widths:
        boxes.append(QRectF(x, TOP, width, height))
        x += width
    below = TOP + height + 6
    bottom = below + _brackets_height(sheet) if sheet.brackets else TOP + height + 6
    rows = tuple(
        QRectF(MARGIN, bottom + at * ROW_HEIGHT, _row_width(row) + 2 * PAD, ROW_HEIGHT)
        for at, row in enumerate(sheet.rows)
    )
    bottom += len(rows) * ROW_HEIGHT + (22 if sheet.hidden_rows else 0)
    wide = max([x, *(row.right() for row in rows)]) + MARGIN
    return Places(tuple(boxes), rows, below, wide, bottom + 4)


def _brackets_height(sheet: Sheet) -> float:
    lines = max((1 + (each.formula is not None and each.first == each.last) for each in sheet.brackets), default=0)
    return BRACKET_HEIGHT + lines * CAPTION_LINE + 10


def _column_width(column: Column) -> float:
    if column.role == "sign":
        return column.symbol.width(SYMBOL) + (8.0 if column.symbol.text in "()" else 18.0)
    weight = 600 if column.role == "result" else 400
    widths = [column.symbol.width(SYMBOL), _pieces_width(column.numbers, fonts.SECTION, weight)]
    widths += [_width(column.caption, fonts.PANEL), _width(column.note, fonts.SMALL)]
    if column.product:
        widths.append(_width(column.product.text, fonts.SECTION, 500))
    if column.gauge is not None:
        widths.append(GAUGE)
    return max(*widths, 44.0) + 2 * PAD


def _bracket_width(bracket: Bracket) -> float:
    first = _pieces_width(bracket.pieces, fonts.PANEL, 500)
    formula = bracket.formula.width(BELOW) if bracket.formula else 0.0
    if bracket.first == bracket.last:
        return max(first, formula) + 2 * PAD
    return first + 8 + formula + 2 * PAD


def _row_width(row: Row) -> float:
    width = row.symbols.width(INLINE)
    width += _width(" = ", fonts.BODY) + row.numbers.width(fonts.BODY) if row.numbers.runs else 0.0
    width += _width(" = ", fonts.BODY) + _width(row.result.text, fonts.BODY, 500)
    return width + (16 + _width(row.note, fonts.SMALL) if row.note else 0.0)


# -- painting ----------------------------------------------------------------------------------------------------------


def paint_sheet(painter: QPainter, sheet: Sheet, places: Places, clip: QRectF, sight: QRectF) -> None:
    """Paint what of the sheet lies within ``clip``; captions keep within ``sight``, the part one can see."""
    theme = current_theme()
    for column, box in zip(sheet.columns, places.columns, strict=True):
        if box.right() >= clip.left() and box.left() <= clip.right():
            _paint_column(painter, column, box, sheet.full, theme)
    for bracket in sheet.brackets:
        span = places.columns[bracket.first].united(places.columns[bracket.last])
        if span.right() >= clip.left() and span.left() <= clip.right():
            _paint_bracket(painter, bracket, span, sight, places.below, theme)
    for at, row in enumerate(sheet.rows):
        _paint_row(painter, row, places.row(at, sight), theme)
    if sheet.hidden_rows:
        painter.setFont(_font(fonts.SMALL, 400))
        painter.setPen(theme.ink3)
        text = f"{numbers.count(sheet.hidden_rows)} more lines explain the others"
        painter.drawText(QPointF(sight.left() + MARGIN + PAD, places.height - 12), text)


def _paint_column(painter: QPainter, column: Column, box: QRectF, full: float, theme: Theme) -> None:
    x, top = box.center().x(), box.top()
    if column.role == "sign":
        _centre_math(painter, column.symbol, x, top + SYMBOL_AT, theme.ink)
        _centre(painter, column.numbers, x, top + NUMBER_AT, fonts.SECTION, 400, theme.ink3, theme)
        return
    _centre_math(painter, column.symbol, x, top + SYMBOL_AT, theme.ink)
    weight = 600 if column.role == "result" else 400
    _centre(painter, column.numbers, x, top + NUMBER_AT, fonts.SECTION, weight, theme.ink2, theme)
    if column.product is not None:
        _centre(painter, (column.product,), x, top + PRODUCT_AT, fonts.SECTION, 500, theme.ink, theme)
    elif column.caption:
        _centre(painter, (Piece(column.caption),), x, top + PRODUCT_AT, fonts.PANEL, 400, theme.ink2, theme)
    if column.note:
        _centre(painter, (Piece(column.note),), x, top + NOTE_AT, fonts.SMALL, 400, theme.ink3, theme)
    if column.gauge is not None:
        trough = QRectF(x - GAUGE / 2, top + BAR_AT, GAUGE, BAR)
        rounded(painter, trough, BAR / 2, theme.sunken)
        if column.gauge > 0:
            passed = QRectF(trough.left(), trough.top(), max(BAR, GAUGE * column.gauge), BAR)
            rounded(painter, passed, BAR / 2, theme.ink2)
    elif column.bar:
        _paint_bar(painter, column.bar, full, min(LONGEST, box.width() - 2 * PAD), QPointF(x, top + BAR_AT), theme)


def _paint_bar(painter: QPainter, value: float, full: float, room: float, at: QPointF, theme: Theme) -> None:
    """Filled is positive, outlined is negative; what is not a number has none."""
    if not 0.0 < abs(value) <= full:
        return
    length = max(BAR, LONGEST * abs(value) / full)
    bar = QRectF(at.x() - min(length, room) / 2, at.y(), min(length, room), BAR)
    color = theme.sign(value)
    if value > 0:
        rounded(painter, bar, BAR / 2, color)
    else:
        rounded(painter, bar, BAR / 2, theme.raised, color, 2.0)


def _paint_bracket(
    painter: QPainter, bracket: Bracket, span: QRectF, sight: QRectF, top: float, theme: Theme
) -> None:  # fmt: skip
    painter.setPen(QPen(theme.line2, 1.5))
    left, right, foot = span.left() + 0.5, span.right() - 0.5, top + BRACKET_HEIGHT
    painter.drawPolyline([QPointF(left, top), QPointF(left, foot), QPointF(right, foot), QPointF(right, top)])
    line = foot + CAPTION_LINE - 2
    single = bracket.first == bracket.last
    width = _pieces_width(bracket.pieces, fonts.PANEL, 500)
    formula = bracket.formula.width(BELOW) + 8 if bracket.formula and not single else 0.0
    x = _in_sight(span, sight, width + formula)
    for piece in bracket.pieces:
        painter.setFont(_font(fonts.PANEL, 500 if piece.value is not None else 400))
        painter.setPen(theme.sign_text(piece.value) if piece.value is not None else theme.ink2)
        painter.drawText(QPointF(x, line), piece.text)
        x += _width(piece.text, fonts.PANEL, 500 if piece.value is not None else 400)
    if bracket.formula is None:
        return
    if single:
        at = span.center().x() - bracket.formula.width(BELOW) / 2
        bracket.formula.paint(painter, QPointF(at, line + CAPTION_LINE), BELOW, theme.ink3)
    else:
        bracket.formula.paint(painter, QPointF(x + 8, line), BELOW, theme.ink2)


def _in_sight(span: QRectF, sight: QRectF, width: float) -> float:
    """The left end of a caption: in the middle of what one sees of its bracket."""
    seen = span.intersected(QRectF(sight.left(), span.top(), sight.width(), span.height()))
    middle = (seen if seen.width() > width else span).center().x()
    return middle - width / 2


def _paint_row(painter: QPainter, row: Row, box: QRectF, theme: Theme) -> None:
    y = box.top() + 21
    x = row.symbols.paint(painter, QPointF(box.left() + PAD, y), INLINE, theme.ink)
    if row.numbers.runs:
        x = of_numbers(" = ").paint(painter, QPointF(x, y), fonts.BODY, theme.ink3)
        x = row.numbers.paint(painter, QPointF(x, y), fonts.BODY, theme.ink2)
    parts = [(" = ", 400, theme.ink3), (row.result.text, 500, theme.sign_text(row.result.value or 0.0))]
    for text, weight, color in parts:
        painter.setFont(_font(fonts.BODY, weight))
        painter.setPen(color)
        painter.drawText(QPointF(x, y), text)
        x += _width(text, fonts.BODY, weight)
    if row.note:
        painter.setFont(_font(fonts.SMALL, 400))
        painter.setPen(theme.ink3)
        painter.drawText(QPointF(x + 16, y), row.note)


def _centre_math(painter: QPainter, text: MathText, x: float, y: float, color: QColor) -> None:
    text.paint(painter, QPointF(x - text.width(SYMBOL) / 2, y), SYMBOL, color)


def _centre(
    painter: QPainter, pieces: tuple[Piece, ...], x: float, y: float, size: float, weight: int, plain: QColor,
    theme: Theme,
) -> None:  # fmt: skip
    """Pieces side by side around ``x``, each in the colour of its sign."""
    painter.setFont(_font(size, weight))
    x -= _pieces_width(pieces, size, weight) / 2
    for piece in pieces:
        painter.setPen(theme.sign_text(piece.value) if piece.value is not None else plain)
        painter.drawText(QPointF(x, y), piece.text)
        x += _width(piece.text, size, weight)
