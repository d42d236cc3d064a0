"""Chainrule's window: PySide6 and pyqtgraph around the core, which never imports it."""
