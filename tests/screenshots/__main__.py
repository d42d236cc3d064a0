"""`python -m tests.screenshots [NAME ...]`: write the named pictures, or all, to resources/screenshots/.

`--to FOLDER` writes them elsewhere. It needs a screen of at least 1440 x 900 pixels.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from gui.app import make_application
from gui.garbage import GarbageCollector
from tests.screenshots.pictures import PICTURES

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "screenshots"


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("names", nargs="*", help=f"some of {', '.join(PICTURES)}; all without it")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder to write to")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in PICTURES]
    if unknown:
        parser.error(f"There is no picture '{unknown[0]}'; there are {', '.join(PICTURES)}.")
    os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp()  # what is on show here is nobody's work to rescue
    sys.setswitchinterval(0.001)
    app = make_application(sys.argv[:1])
    GarbageCollector(app)  # many windows come and go here, beside the threads that train
    for name in arguments.names or PICTURES:
        PICTURES[name](app, arguments.to / f"{name}.png")


if __name__ == "__main__":
    main()
