"""Sheet: an Equation cut into columns, brackets and explaining rows, every number already written; nothing painted.

It may import core.arithmetic, the writing and the math text. A column has its symbols above its numbers, below them
the product and a bar. Worked shape: the blame of h1 in Mazur's network has the columns result, =, (, w5·δo1, +,
w7·δo2, ), ·, f′(zh1), one bracket under the sum and one under the slope.
"""

from dataclasses import replace
from typing import Literal

from core.arithmetic import Equation, Factor, Group, Line, Ref, Symbol, Term, spoken
from core.arithmetic.equation import is_sum
from core.frozen import dataclass
from gui.numbers import MINUS, NARROW
from gui.numbers import count as written_count
from gui.walk.writing import Writing
from gui.widgets.math_text import MathText, of_numbers, of_symbol, of_text

Role = Literal["result", "sign", "term", "factor", "rest"]
LARGEST, LARGEST_INLINE, ROWS = 6, 3, 4
_TIMES, _OVER = "  ·  ", " / "


@dataclass(frozen=True)
class Piece:
    """A written number with the value whose sign colours it; None: ink, as for words and signs."""

    text: str
    value: float | None = None


@dataclass(frozen=True)
class Column:
    """One column; ``bar`` is what its bar shows, ``gauge`` a share of 1, ``term`` what one can go into."""

    role: Role
    symbol: MathText
    numbers: tuple[Piece, ...]
    product: Piece | None = None
    caption: str = ""
    note: str = ""
    bar: float | None = None
    gauge: float | None = None
    ref: Ref | None = None
    term: Term | None = None
    name: Symbol | None = None

    @property
    def live(self) -> bool:
        """Whether it answers to the mouse and the keyboard."""
        return self.role in ("term", "factor", "rest") and (self.ref is not None or self.role == "rest")


@dataclass(frozen=True)
class Bracket:
    """A bracket below the columns ``first`` to ``last``: what they make together, in words; the formula behind it."""

    first: int
    last: int
    pieces: tuple[Piece, ...]
    formula: MathText | None = None


@dataclass(frozen=True)
class Row:
    """A line that explains a symbol of the main one."""

    symbols: MathText
    numbers: MathText
    result: Piece
    note: str
    ref: Ref | None
    left: Symbol


@dataclass(frozen=True)
class Sheet:
    """All there is to paint. ``full`` is the length of the longest bar; ``hidden`` counts the terms folded away."""

    columns: tuple[Column, ...]
    brackets: tuple[Bracket, ...]
    rows: tuple[Row, ...]
    full: float
    hidden: int
    hidden_rows: int

    @property
    def live(self) -> tuple[int, ...]:
        """Indices of the columns one can point at."""
        return tuple(at for at, column in enumerate(self.columns) if column.live)


def lay_out(equation: Equation, writing: Writing, unfolded: bool = False) -> Sheet:
    """The sheet of an equation; long sums are folded unless ``unfolded``."""
    whole = equation.lines[0]
    line = whole if unfolded else whole.largest(LARGEST)
    drawing = _Drawing(equation, writing)
    drawing.add_line(line)
    others = [each for each in equation.lines[1:] if each.left not in drawing.explained]
    shown = others if unfolded else others[: ROWS if len(others) > ROWS + 1 else None]
    rows = tuple(_row(each if unfolded else each.largest(LARGEST_INLINE), writing) for each in shown)
    sizes = [abs(column.bar) for column in drawing.columns if column.bar is not None]
    hidden = sum(term.count for term in line.terms if term.count > 1)
    finite = [size for size in sizes if size < float("inf")]
    return Sheet(
        tuple(drawing.columns), tuple(drawing.brackets), rows, max(finite, default=0.0), hidden,
        len(others) - len(shown),
    )  # fmt: skip


def can_fold(equation: Equation) -> bool:
    """Whether the folded sheet shows less than the unfolded."""
    long = any(len(group.terms) > LARGEST + 1 for group in equation.groups)
    return long or len(equation.lines) > ROWS + 2


def one_term(equation: Equation, term: Term) -> Equation:
    """One term as an equation of its own: its factors, and the lines that explain them."""
    symbols = {factor.symbol for factor in term.factors}
    name = spoken(Line(Symbol(""), (Group((term,)),), term.value).symbols())
    whole = equation.left.spoken
    count = len(equation.lines[0].terms)
    among = f"one of {written_count(count)} terms" if count > 1 else "the only term"
    place = f" It is {among} of {whole}."
    left = Symbol(f"term of {equation.left.base}", equation.left.subscript, equation.left.tail)
    main = Line(left, (Group((term,)),), term.value, term.note, term.ref)
    lines = (main, *(line for line in equation.lines[1:] if line.left in symbols))
    words = (f"{name} makes ", term.value, ".", place)
    return Equation(equation.kind, f"{name}, one term", lines, words, term.ref)


class _Drawing:
    """Builds the columns of the main line from left to right."""

    def __init__(self, equation: Equation, writing: Writing) -> None:
        self.equation, self.writing = equation, writing
        self.columns: list[Column] = []
        self.brackets: list[Bracket] = []
        self.explained: set[Symbol] = set()

    def add_line(self, line: Line) -> None:
        result = Piece(self.writing(line.result), line.result)
        caption = _caption(self.equation)
        self._add(Column("result", of_symbol(line.left), (result,), None, caption, "", line.result, ref=line.ref))
        self._sign("=")
        product_only = len(line.groups) == 1 and len(line.terms) == 1 and not line.groups[0].factors
        if product_only and len(line.terms[0].factors) > 1:
            self._factors(line.terms[0].factors, started=False)
            return
        for at, group in enumerate(line.groups):
            self._group(group, line, first=at == 0)

    def _group(self, group: Group, line: Line, first: bool) -> None:
        closed = bool(group.factors) and len(group.terms) > 1
        total = group.sum if group.factors or len(line.groups) > 1 else line.result
        finer = self.writing.for_sum((term.value for term in group.terms), total)
        if closed:
            if not first:
                self._sign("+")
            self._sign("(")
        start = len(self.columns)
        for at, term in enumerate(group.terms):
            self._term(term, finer, leading=at == 0 and (first or closed))
        self._below(group, start, closed)
        if closed:
            self._sign(")")
        self._factors(group.factors, started=True)

    def _below(self, group: Group, start: int, closed: bool) -> None:
        if not closed and not (group.note and len(group.terms) > 1):
            return
        divided = any(factor.divides for factor in group.factors)
        words = "added up" if divided else group.note or "together"
        pieces = (Piece(self.writing(group.sum), group.sum), Piece(f"  {words}"))
        formula = of_symbol(group.symbol) if group.symbol else None
        self.brackets.append(Bracket(start, len(self.columns) - 1, pieces, formula))

    def _term(self, term: Term, writing: Writing, leading: bool) -> None:
        symbol, numbers = _product_symbol(term.factors), _product_numbers(term.factors, self.writing)
        minus = not leading and symbol.text.startswith(MINUS) and numbers[0].text.startswith(MINUS)
        if minus:  # "+ −η · g" reads "− η · g"
            head = replace(symbol.runs[0], text=symbol.runs[0].text.lstrip(MINUS))
            symbol = MathText((head, *symbol.runs[1:]))
            numbers = (Piece(numbers[0].text[1:]), *numbers[1:])
        if not leading:
            self._sign(MINUS if minus else "+")
        if term.count > 1:
            rest = Piece(writing(term.value), term.value)
            caption = f"the sum of the other {written_count(term.count)}"
            self._add(Column("rest", symbol, (rest,), None, caption, "click to see them", term.value, term=term))
            return
        product: Piece | None = Piece(writing(term.value), term.value)
        if len(numbers) == 1 and term.factors[0].pattern is None:
            text = writing(term.value)
            numbers, product = (Piece(text.removeprefix(MINUS) if minus else text, term.value),), None
        self._add(
            Column("term", symbol, numbers, product, "", term.note, term.value, ref=term.ref, term=term,
                   name=term.factors[0].symbol if len(term.factors) == 1 else None)
        )  # fmt: skip

    def _factors(self, factors: tuple[Factor, ...], started: bool) -> None:
        """Factors in columns of their own: those behind a bracket, or those of a lone product."""
        for factor in factors:
            if started:
                self._sign("/" if factor.divides else "·")
            elif factor.divides:
                self._sign("1 /")
            started = True
            slope = factor.symbol.base.startswith("f′") and 0.0 <= factor.value <= 1.0
            caption = f"{100 * factor.value:.0f}{NARROW}% gets through" if slope else ""
            number = Piece(factor.plain(self.writing.given), None if factor.pattern else factor.value)
            self._add(
                Column("factor", of_symbol(factor.symbol), (number,), None, caption, "", None,
                       factor.value if slope else None, factor.ref, name=factor.symbol)
            )  # fmt: skip
            self._explain(factor)

    def _explain(self, factor: Factor) -> None:
        """A short formula of a factor goes below it; longer ones become rows."""
        line = self.equation.line_of(factor.symbol)
        if line is None or len(line.terms) != 1:
            return
        here = len(self.columns) - 1
        numbers = line.numbers(self.writing.given)
        self.brackets.append(Bracket(here, here, (Piece(numbers),), of_text(line.symbols())))
        self.explained.add(line.left)

    def _sign(self, text: str) -> None:
        self._add(Column("sign", of_text(text), (Piece(text),)))

    def _add(self, column: Column) -> None:
        self.columns.append(column)


def _product_symbol(factors: tuple[Factor, ...]) -> MathText:
    runs = MathText(())
    for at, factor in enumerate(factors):
        if at or factor.divides:
            runs += of_text(_OVER if factor.divides and at else "1 / " if factor.divides else " · ")
        runs += _closed(of_symbol(factor.symbol)) if len(factors) > 1 else of_symbol(factor.symbol)
    return runs


def _closed(symbol: MathText) -> MathText:
    """A sum among factors goes into brackets."""
    if not is_sum(symbol.text):
        return symbol
    return of_text("(") + symbol + of_text(")")


def _product_numbers(factors: tuple[Factor, ...], writing: Writing) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for at, factor in enumerate(factors):
        if at or factor.divides:
            pieces.append(Piece(_OVER if factor.divides and at else "1 / " if factor.divides else _TIMES))
        pieces.append(Piece(factor.plain(writing.given), None if factor.pattern else factor.value))
    return tuple(pieces)


def _row(line: Line, writing: Writing) -> Row:
    symbols, numbers = line.symbols(), line.numbers(writing.given)
    result = Piece(writing(line.result), line.result)
    formula = of_symbol(line.left) + of_text(" = ") + of_text(symbols)
    single = len(line.terms) == 1 and len(line.terms[0].factors) == 1 and not line.terms[0].factors[0].pattern
    return Row(formula, of_numbers("" if single else numbers), result, line.note, line.ref, line.left)


def _caption(equation: Equation) -> str:
    """What the result is, in a word or two."""
    name = equation.title.rpartition(", ")[0]
    if equation.title.endswith("one term"):
        return "this term"
    told = {"forward": f"sum of {name}", "blame": f"blame of {name}", "error": f"error of {name}"}
    if equation.kind in told:
        return told[equation.kind] if name else "the error"
    return "gradient" if equation.kind == "gradient" else "new value"
