"""ImageSettings: the form beside the contact sheet: what every picture becomes, what is kept aside, what it takes.

It may import widgets and picture_look. The choices are one frozen ImagesData. Worked shape: choosing 32 × 32 emits
``changed`` and ``spec.size`` is (32, 32).
"""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.data_spec import COLORS, FITS, GROUNDS, RESAMPLES, ImagesData
from gui import numbers
from gui.dialogs.before_after import BeforeAfter
from gui.dialogs.network_sketch import NetworkSketch
from gui.dialogs.picture_look import Sorting, memory_words
from gui.widgets.combo_field import ComboField
from gui.widgets.form import Form
from gui.widgets.labels import Label
from gui.widgets.number_field import NumberField
from gui.widgets.segmented import SegmentedControl

FIT_WORDS = ("Stretch", "Crop", "Pad")
PARTS_SAID = "The folders say which pictures are kept aside."


class ImageSettings(QWidget):
    """The right column of the dialog, 284 px wide."""

    changed = Signal()

    def __init__(self, spec: ImagesData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.setFixedWidth(284)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.pair = BeforeAfter()
        column.addWidget(Label("What the network sees", "title"))
        column.addWidget(self.pair)
        column.addWidget(self._form())
        self.rows = Label("", "caption", wrap=True)
        self.memory = Label("", "caption", wrap=True)
        column.addWidget(self.rows)
        column.addWidget(self.memory)
        column.addStretch(1)
        column.addWidget(Label("Suggested network", "title"))
        self.sketch = NetworkSketch()
        column.addWidget(self.sketch)

    def _form(self) -> Form:
        form = Form()
        self.high = NumberField("Height", 28, low=1, high=2048, integer=True, buttons=False)
        self.wide = NumberField("Width", 28, low=1, high=2048, integer=True, buttons=False)
        size = QWidget()
        row = QHBoxLayout(size)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self.high, QLabel("×"), self.wide):
            row.addWidget(part)
        for field in (self.high, self.wide):
            field.value_changed.connect(self._choose_size)
        form.add("Size", size, "Height and width in pixels that every picture is brought to.")
        self.color = SegmentedControl("Colours", [("Grey", ""), ("Colour", "")])
        self.color.selected.connect(lambda index: self._choose(color=COLORS[index]))
        form.add("Colours", self.color, "One channel of grey, or red, green and blue.")
        self.fit = SegmentedControl("Shape", [(word, "") for word in FIT_WORDS])
        self.fit.selected.connect(lambda index: self._choose(fit=FITS[index]))
        form.add("Shape", self.fit, "Pictures of another shape are stretched, cropped at the middle, or padded.")
        self.ground = SegmentedControl("Background", [(each.capitalize(), "") for each in GROUNDS])
        self.ground.selected.connect(lambda index: self._choose(background=GROUNDS[index]))
        form.add("Background", self.ground, "What lies under transparent pixels and beside padded pictures.")
        self.resample = ComboField("Pixels", [(each, each) for each in RESAMPLES])
        self.resample.chosen.connect(lambda key: self._choose(resample=key))
        form.add("Pixels", self.resample, "How pixels are made from those of another size; nearest keeps them sharp.")
        self.aside = NumberField("Kept for validation", 20, low=0, below=100, unit="%")
        self.aside.value_changed.connect(lambda value: self._choose(validation_fraction=value / 100))
        self._aside = form.add(
            "Kept aside", self.aside, "Pictures the network never trains on, to judge it by. 0: none."
        )
        return form

    def _choose(self, **fields: object) -> None:
        self.spec = replace(self.spec, **fields)  # type: ignore[arg-type]
        self.changed.emit()

    def _choose_size(self, _value: object) -> None:
        self._choose(size=(int(self.high.value()), int(self.wide.value())))

    def show_spec(self, spec: ImagesData) -> None:
        """Show choices that came from elsewhere; tells nobody."""
        self.spec = spec
        blockers = [QSignalBlocker(each) for each in (self.color, self.fit, self.ground)]
        if spec.size is not None:
            self.high.set_value(spec.size[0])
            self.wide.set_value(spec.size[1])
        self.color.select(COLORS.index(spec.color or "rgb"))
        self.fit.select(FITS.index(spec.fit))
        self.ground.select(GROUNDS.index(spec.background))
        self.resample.set_key(spec.resample)
        self.aside.set_value(100 * spec.validation_fraction)
        del blockers

    def show_sorting(self, sorting: Sorting | None) -> None:
        """The counts, what they take, and the network for them."""
        network = sorting.network(self.spec) if sorting is not None and not sorting.problem else None
        self.sketch.show_network(network)
        if sorting is None:
            self.rows.setText("")
            self.memory.setText("")
            return
        self._aside.set_enabled(not sorting.own_parts, PARTS_SAID)
        aside = f", {numbers.count(sorting.kept)} are kept for validation" if sorting.kept else ""
        whose = " by their folders" if sorting.own_parts and sorting.kept else ""
        self.rows.setText(f"{numbers.counted(sorting.learn, 'picture')} to learn from{aside}{whose}.")
        self.memory.setText(memory_words(self.spec, sorting.learn + sorting.kept))
