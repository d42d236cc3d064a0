"""SheetChoice: which places of a sheet are chosen, as clicks and keys change it. Plain state without Qt.

Worked shape: ``click(3)``, then ``click(6, extend=True)`` chooses 3, 4, 5 and 6; a move of 1 chooses 7 alone.
"""


class SheetChoice:
    """``chosen`` places, the ``current`` one that the keyboard is at, and where a range began."""

    def __init__(self) -> None:
        self.chosen: set[int] = set()
        self.current = -1
        self._count, self._anchor = 0, -1

    def show(self, count: int) -> None:
        """Another number of places; nothing is chosen."""
        self.chosen, self.current, self._anchor, self._count = set(), -1, -1, count

    def click(self, at: int, add: bool = False, extend: bool = False) -> None:
        """Choose this place alone, turn it over (``add``), or all up to it (``extend``); -1 chooses nothing."""
        if at < 0:
            self.chosen, self.current, self._anchor = set(), -1, -1
        elif extend and self._anchor >= 0:
            first, last = sorted((self._anchor, at))
            reach = set(range(first, last + 1))
            self.chosen = self.chosen | reach if add else reach
        elif add:
            self.chosen ^= {at}
            self._anchor = at
        else:
            self.chosen, self._anchor = {at}, at
        self.current = at

    def move(self, step: int, extend: bool = False) -> None:
        """Go ``step`` places on from the current one, never out of the sheet."""
        begun = self.current >= 0
        self.click(min(self._count - 1, max(0, self.current + step)) if begun else 0, extend=extend and begun)
