"""Plots: loss and metric, weight change, the heat map of a layer, and what the network makes of the data.

Importing this package settles that pyqtgraph speaks to PySide6, whichever other binding is installed. Its widgets may
import core, the theme, numbers and widgets of gui; they know the Document and the TrainingRunner and not each other.
Worked shape: ``PlotsPanel(document, runner, theme, selection)``; ``OutputPanel`` takes the same.
"""

import os

os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
