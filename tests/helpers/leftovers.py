"""What a test of the window may not leave behind: running threads, active timers, windows.

They are found by looking through every object of the heap. What the tests themselves are made of, modules and some
thousand items, is put aside first: looking through that again after every test took as long as many tests do. A timer
or thread that is put aside is still asked. Worked shape: ``put_aside()`` once, then ``left_behind()`` after each test.
"""

import gc
import weakref

import shiboken6
from PySide6.QtCore import QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

MANY = 50_000
"""With more objects than these to look through, they are put aside again: some thousand come with each library."""
_aside: "weakref.WeakSet[QObject]" = weakref.WeakSet()


def _watched(things: list[object]) -> list[QObject]:
    """The threads and timers among them that Qt has not deleted."""
    # The type is asked, not the object: some proxies in the heap lie about their class, or raise.
    kinds = (QThread, QTimer)
    return [each for each in things if issubclass(type(each), kinds) and shiboken6.isValid(each)]


def put_aside() -> None:
    """What is here now, garbage apart, is not looked through again, nor by the collector."""
    gc.collect()
    _aside.update(_watched(gc.get_objects()))
    gc.freeze()


def left_behind() -> list[str]:
    """Running threads, active timers, visible windows and main windows: nothing of these may outlive a test."""
    main = QApplication.instance().thread() if QApplication.instance() is not None else None
    things = gc.get_objects()
    found: list[str] = []
    for thing in (*_watched(things), *(each for each in _aside if shiboken6.isValid(each))):
        if isinstance(thing, QThread) and thing.isRunning() and thing != main:
            found.append(f"running thread {thing!r}")
        elif isinstance(thing, QTimer) and thing.isActive():
            found.append(f"active timer {thing!r}")
    if len(things) > MANY:
        del things
        put_aside()
    windows = [each for each in QApplication.topLevelWidgets() if each.isVisible() or isinstance(each, QMainWindow)]
    return found + [f"window {type(window).__name__} '{window.windowTitle()}'" for window in windows]
