"""Attack: one reader, tried with one damaged file after the other, each in a fresh folder."""

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

from core.errors import ChainruleError
from tests.fuzz.readers import READERS

ALLOWED = {"a-labels.idx1-ubyte"}
LONGEST = 600
"""Characters of a sentence; what was read must not be poured into it."""


class Attack:
    """``sound`` are the reader's whole files; ``try_one`` fails on what no user may see."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.reader, self.folder = name, READERS[name], folder / "attack"
        self.sound = self.reader.sound()

    def try_one(self, content: bytes, ending: str, read: Callable[[Path], object] | None = None) -> bool:
        """Whether it was read; what is neither that nor a sentence is an AssertionError."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        path = self.folder / f"a{ending}"
        path.write_bytes(content)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                (read or self.reader.read)(path)
        except ChainruleError as error:
            said = str(error)
            assert said and said[-1] in ".)?" and "Traceback" not in said and len(said) < LONGEST, said
            return False
        except Exception as error:
            found = f"{self.name} let {type(error).__name__} through: {error!s:.300}"
            raise AssertionError(found) from error
        finally:
            left = {each.name for each in self.folder.iterdir()} - {path.name} - ALLOWED
            assert not left, f"{self.name} left {left} behind"
        return True
