"""Darkroom: decodes pictures in a thread of its own: those one looks at first, then one by one all others.

The newest wishes count: what is on the screen now comes before what was scrolled past, and only when nobody waits it
goes on checking that every file can be read. The thread never touches Qt objects of the window; a timer brings its
news. Worked shape: ``room.want([5, 6])`` is answered by ``developed([(5, QImage), (6, "it is cut off")])``.
"""

import queue
import threading

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from core.data.gallery import FileGallery
from core.data.image_encoder import ImageEncoder
from core.data.pictures import Probe, Unreadable, quietly
from core.frozen import dataclass
from gui.dialogs.picture_look import PictureLook

SIDE = 64
"""A thumbnail's edge in pixels."""
LARGE_SIDE = 264
"""The longer edge of the picture shown as it lies in its file."""
NEWS_MS = 25
FEW = 8
"""So many are decoded between two looks at what is wanted."""
CRISP = 48
"""Pictures of so few pixels are enlarged without blurring."""


@dataclass(frozen=True, eq=False)
class Compared:
    """One picture as it is in its file and as the network will see it; ``reason`` where it cannot be read."""

    index: int
    before: QImage | None
    size: tuple[int, int]
    after: QImage | None
    reason: str = ""


class Darkroom(QObject):
    """See the module's header; every signal arrives in the window's thread."""

    developed = Signal(object)
    """[(index, QImage or the reason why there is none)]."""
    compared = Signal(object)
    checked = Signal(int, int)
    """(how many files are checked, of how many)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._news: queue.SimpleQueue[tuple[str, object]] = queue.SimpleQueue()
        self._wish = threading.Condition()
        self._wanted: list[int] = []
        self._pair: tuple[int, ImageEncoder] | None = None
        self._closed = self._skipping = False
        self.ground = "white"
        """What lies under transparent pixels of thumbnails and beside them."""
        self._look: PictureLook | None = None
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(NEWS_MS)
        self._timer.timeout.connect(self._tell)

    def open(self, look: PictureLook) -> None:
        """Begin with the pictures of a look."""
        self._look, self.ground = look, look.spec.background
        self._thread = threading.Thread(target=self._run, args=(look,), name="darkroom", daemon=True)
        self._thread.start()
        self._timer.start()

    def want(self, indices: list[int]) -> None:
        """These are on the screen; earlier wishes that are not among them are forgotten."""
        with self._wish:
            self._wanted = indices[::-1]
            self._wish.notify()

    def compare(self, index: int, rule: ImageEncoder) -> None:
        """Show one picture before and after the rule."""
        with self._wish:
            self._pair = index, rule
            self._wish.notify()

    def stop_checking(self) -> None:
        """Leave the files that nobody looks at unchecked."""
        self._skipping = True

    def close(self) -> None:
        """End the thread; it ends after the picture in its hands."""
        self._timer.stop()
        with self._wish:
            self._closed = True
            self._wish.notify()

    def wait(self) -> None:
        """Close, and wait for the end."""
        self.close()
        if self._thread is not None:
            self._thread.join()

    # -- in the thread -----------------------------------------------------------------------------------------------

    def _run(self, look: PictureLook) -> None:
        total = len(look.items)
        checked = 0 if isinstance(look.gallery, FileGallery) else total  # IDX files are read whole and are all there
        self._news.put(("checked", checked))
        while not self._closed:
            with self._wish:
                pair, self._pair = self._pair, None
                some = [self._wanted.pop() for _ in range(min(FEW, len(self._wanted)))]
                if pair is None and not some and (checked >= total or self._skipping):
                    self._wish.wait()
                    continue
            with quietly():
                if pair is not None:
                    self._news.put(("compared", _compare(look, *pair)))
                elif some:
                    ground = self.ground
                    self._news.put((ground, [(index, _thumbnail(look, index, ground)) for index in some]))
                else:
                    checked = self._check(look, checked)

    def _check(self, look: PictureLook, start: int) -> int:
        stop = min(start + FEW, len(look.items))
        bad = [(at, found.reason) for at in range(start, stop)
               if isinstance(found := look.gallery.read(look.items[at], _GLANCE).pixels, Unreadable)]  # fmt: skip
        if bad:
            self._news.put(("unread", bad))
        self._news.put(("checked", stop))
        return stop

    # -- in the window -----------------------------------------------------------------------------------------------

    @Slot()
    def _tell(self) -> None:
        ready: list[tuple[int, QImage | str]] = []
        count = -1
        while not self._news.empty():
            what, found = self._news.get()
            if isinstance(found, list):  # thumbnails on another ground are asked for again
                ready += found if what in ("unread", self.ground) else []
            elif isinstance(found, Compared):
                self.compared.emit(found)
            elif isinstance(found, int):
                count = found
        if ready:
            self.developed.emit(ready)
        if count >= 0 and self._look is not None:
            self.checked.emit(count, len(self._look.items))


_GLANCE = ImageEncoder((16, 16), "grey")


def _thumbnail(look: PictureLook, index: int, ground: str) -> QImage | str:
    crisp = max(look.spec.size or (SIDE,)) <= CRISP
    rule = ImageEncoder((SIDE, SIDE), "rgb", "pad", "nearest" if crisp else "bilinear", ground)
    found = look.gallery.read(look.items[index], rule).pixels
    return found.reason if isinstance(found, Unreadable) else image_of_pixels(found)


def _compare(look: PictureLook, index: int, rule: ImageEncoder) -> Compared:
    item = look.items[index]
    found = look.gallery.probe(item)
    if isinstance(found, Unreadable):
        return Compared(index, None, (0, 0), None, found.reason)
    before = look.gallery.read(item, _as_in_file(found, rule)).pixels
    after = look.gallery.read(item, rule).pixels
    for each in (before, after):
        if isinstance(each, Unreadable):
            return Compared(index, None, (found.height, found.width), None, each.reason)
    assert not isinstance(before, Unreadable) and not isinstance(after, Unreadable)
    return Compared(index, image_of_pixels(before), (found.height, found.width), image_of_pixels(after))


def _as_in_file(found: Probe, rule: ImageEncoder) -> ImageEncoder:
    shrink = min(1.0, LARGE_SIDE / max(found.height, found.width))
    size = max(1, round(found.height * shrink)), max(1, round(found.width * shrink))
    return ImageEncoder(size, "rgb" if found.colored else "grey", background=rule.background)


def image_of_pixels(pixels: NDArray[np.uint8]) -> QImage:
    """uint8 (height, width, 1 or 3) as an image with memory of its own."""
    rows = np.ascontiguousarray(pixels)
    height, width, channels = rows.shape
    form = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_Grayscale8
    return QImage(rows.data, width, height, width * channels, form).copy()
