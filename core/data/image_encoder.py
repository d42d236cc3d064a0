"""ImageEncoder: what every picture becomes before a network sees it: size, colours, fit, background.

Frozen plain data with a JSON round trip; it travels with the trained model, so that pictures of any size can be given
to it later. Reading files is the business of core.data.images, imported where it is needed.
Example: size (28, 28) and colour grey make raw rows (28, 28, 1) of 0 to 255.
"""

from pathlib import Path

from core.data.encoder import Encoder, Given
from core.data_spec import COLORS, FITS, GROUNDS, RESAMPLES
from core.frozen import dataclass
from core.spec import option
from core.task import Shape, Task

_ARRAYS = (".npy", ".npz", ".csv", ".tsv", ".tab", ".txt", ".data", ".dat")


@dataclass(frozen=True)
class ImageEncoder(Encoder, kind="images"):
    """``size`` is (height, width); see ImagesData for the rest."""

    size: tuple[int, ...] = option(low=1, high=2048, help="Height and width.")
    color: str = option("rgb", choices=COLORS, help="Grey or colours.")
    fit: str = option("stretch", choices=FITS, help="Stretched, cropped or padded.")
    resample: str = option("bilinear", choices=RESAMPLES, help="How pixels are made from those of another size.")
    background: str = option("white", choices=GROUNDS, help="Under transparent pixels and beside padded ones.")

    @property
    def shape(self) -> tuple[int, int, int]:
        """(height, width, channels)."""
        height, width = self.size
        return height, width, 1 if self.color == "grey" else 3

    @property
    def row_shape(self) -> Shape:
        """As ``shape``; a size that is none of two numbers fits nothing."""
        return self.shape if len(self.size) == 2 else self.size

    @property
    def sentence(self) -> str:
        """What the raw rows are."""
        height, width, channels = self.shape
        order = "red, green, blue" if channels == 3 else "one channel of grey"
        return f"Pictures of {height} × {width} pixels ({self.fit}, {self.resample}), {order}, values 0 to 255."

    def reads(self, path: Path) -> bool:
        """Pictures, folders, zips and IDX files; tables and arrays hold pixels as they are."""
        return path.is_dir() or path.suffix.lower() not in _ARRAYS

    def read(self, path: Path, task: Task, answers: bool) -> Given:
        """The pictures of a folder, zip, IDX file or a single picture."""
        from core.data.images import read_given

        return read_given(self, path, task, answers)
