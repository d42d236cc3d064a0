"""One contender of the start-up benchmark: the program itself, which ends when its window is painted.

``python -m tests.benchmarks.startup_window 1764.25`` prints one line of JSON; the argument is the moment the
process was started at, by the clock of ``time.monotonic``.
"""

import json
import os
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from gui import __main__


def _tell() -> None:
    """The window is painted."""
    print(json.dumps({"clock": time.monotonic() - float(sys.argv[1]), "processor": time.process_time()}), flush=True)
    os._exit(0)


def main() -> None:
    """Start as the command does, with settings of its own."""
    os.environ["XDG_CONFIG_HOME"] = str(Path(mkdtemp()))
    sys.meta_path.insert(0, _Watcher())
    __main__.open_window(None)


class _Watcher:
    """Waits for the program's scene to be loaded, and then for its first picture."""

    def find_spec(self, name: str, *_: object) -> None:
        """Nothing is found here; the scene is there as soon as the window's module asks for its docks."""
        if name == "gui.docks":
            from gui.canvas.scene import CanvasScene

            paint = CanvasScene.drawBackground

            def painted(scene: CanvasScene, *arguments: object) -> None:
                paint(scene, *arguments)  # type: ignore[arg-type]
                _tell()

            CanvasScene.drawBackground = painted  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    main()
