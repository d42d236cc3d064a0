"""Dialogs: each in a module of its own, each opened by a classmethod ``ask`` that tests may replace.

They know documents and data, never the views. Nothing that can be undone is asked in a dialog.
"""
