"""Mnemonics: a letter of its own for each entry of a menu, where the tables have set none.

It may import QtGui and QtWidgets. Where two entries want the same letter, one of them goes on to its next: no entry is
left without as long as there are letters. Worked shape: "Left edges" and "Lower edges" become "&Left edges" and
"L&ower edges".
"""

import re

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

_MARKED = re.compile(r"&([^&\s])")
_INITIAL = re.compile(r"\b\w")


def mnemonic(text: str) -> str:
    """The letter that is marked in a menu's text, in lower case, or nothing."""
    found = _MARKED.search(text.replace("&&", ""))
    return found.group(1).lower() if found else ""


def give_mnemonics(menu: QWidget) -> None:
    """Mark a letter in every entry of ``menu`` that has none."""
    entries = [action for action in menu.actions() if not action.isSeparator()]
    taken = {mnemonic(action.text()) for action in entries}
    waiting = [action for action in entries if not mnemonic(action.text())]
    owners: dict[str, QAction] = {}
    for action in waiting:
        _find(action, owners, taken, set())
    for letter, action in owners.items():
        action.setText(_marked(action.text(), letter))


def _find(action: QAction, owners: dict[str, QAction], taken: set[str], tried: set[str]) -> bool:
    """Give ``action`` its first free letter; where it has none, whoever holds one of its own goes on to another."""
    wanted = [letter for letter in _wanted(action.text()) if letter not in taken]
    for letter in sorted(wanted, key=owners.__contains__):
        if letter in tried:
            continue
        tried.add(letter)
        if letter not in owners or _find(owners[letter], owners, taken, tried):
            owners[letter] = action
            return True
    return False


def _wanted(text: str) -> list[str]:
    """Letters and digits of a text, those that begin a word first."""
    plain = text.replace("&&", "").lower()
    initials = [each for each in _INITIAL.findall(plain) if each.isalnum()]
    return list(dict.fromkeys([*initials, *(each for each in plain if each.isalnum())]))


def _marked(text: str, letter: str) -> str:
    """``text`` with a mark before this letter, at the beginning of a word where there is one."""
    at = next((found.start() for found in _INITIAL.finditer(text) if found[0].lower() == letter), -1)
    at = text.lower().find(letter) if at < 0 else at
    return f"{text[:at]}&{text[at:]}" if at >= 0 else text
