"""The application's stylesheet: one text with ``$token`` places, filled from a theme.

It may import the theme and the fonts. What a stylesheet cannot draw (switches, segments, round buttons) lives in
``gui.widgets``; what it needs as pictures lies in resources/themes, written from the icons by
tests/helpers/write_theme_images.py. Worked shape: ``app.setStyleSheet(stylesheet(DARK))``. A widget asks for a
variant by a dynamic property: ``button.setProperty("kind", "primary")``.
"""

from string import Template

from PySide6.QtCore import QDir

import resources
from gui.fonts import BODY, FORM, PANEL, SMALL, points
from gui.theme import Theme

PREFIX = "chainruletheme"  # a search path of Qt, so that no blank or bracket of a real path can upset the stylesheet

_WINDOW = """
QMainWindow, QDialog { background: $panel; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QToolTip { background: $raised; color: $ink; border: 1px solid $line2; padding: 4px 6px; font-size: $panel_pt; }
QMenuBar { background: $panel; color: $ink2; font-size: $form_pt; padding: 0 6px; border: none; }
QMenuBar::item { background: transparent; padding: 6px 9px; border-radius: 6px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; color: $ink; }
QMenu { background: $raised; color: $ink; border: 1px solid $line2; padding: 5px; font-size: $form_pt; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: 6px; background: transparent; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $off; background: transparent; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }
QMenu::indicator:checked { image: url($images/check-ink.svg); }
QMenu::right-arrow { image: url($images/chevron-right.svg); width: 14px; height: 14px; right: 6px; }
QToolBar { background: $panel; border: none; border-bottom: 1px solid $line; spacing: 8px; padding: 0; }
QToolBar::separator { background: $line; width: 1px; margin: 4px 8px; }
QStatusBar { background: $panel; color: $ink2; border-top: 1px solid $line; font-size: $small_pt; min-height: 23px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $ink2; font-size: $small_pt; }
QDockWidget { color: $ink; font-size: $panel_pt; titlebar-close-icon: url($images/close.svg); }
QDockWidget::title { background: $panel; padding: 10px 16px 6px 16px; text-align: left; }
QDockWidget::close-button, QDockWidget::float-button { border: none; background: transparent; icon-size: 14px; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: $hover; border-radius: 4px; }
"""

_TABS = """
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabWidget::tab-bar { left: 12px; }
QTabBar { background: transparent; font-size: $form_pt; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $ink3; padding: 8px 2px 7px 2px; margin: 0 6px;
  border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:selected { color: $ink; border-bottom: 2px solid $ink; }
QTabBar::tab:focus { color: $ink; }
QTabBar::tab:disabled { color: $off; }
"""

_FIELDS = """
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit {
  background: $raised; color: $ink; border: 1px solid $line2; border-radius: 6px; padding: 0 8px;
  selection-background-color: $ink; selection-color: $on_ink; font-size: $form_pt; }
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { min-height: 26px; max-height: 26px; }
QPlainTextEdit > #qt_scrollarea_viewport { background: $raised; }
QLineEdit:hover, QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover { border-color: $ink3; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid $ink; padding: 0 7px; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { min-height: 24px; max-height: 24px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {
  color: $off; border-color: $line; }
QLineEdit[problem="true"] { border-color: $error; }
QLineEdit[problem="true"]:focus { border: 2px solid $error; }
QLineEdit[kind="bare"], QLineEdit[kind="bare"]:focus { border: none; background: transparent; padding: 0; }
QLineEdit[kind="bare"], QLineEdit[kind="cell"] { min-height: 0; max-height: 1000px; }
QLineEdit[kind="cell"], QLineEdit[kind="cell"]:focus { border: 1px solid $ink; border-radius: 0; padding: 0 6px; }
QComboBox { padding: 0 2px 0 8px; }
QComboBox:focus { padding: 0 1px 0 7px; }
QComboBox::drop-down { border: none; width: 26px; subcontrol-origin: border; subcontrol-position: center right; }
QComboBox::down-arrow { image: url($images/chevron-down.svg); width: 14px; height: 14px; }
QComboBox::down-arrow:disabled { image: url($images/chevron-down-off.svg); }
QComboBox QAbstractItemView { background: $raised; color: $ink; border: 1px solid $line2; padding: 4px; outline: none;
  selection-background-color: $row; selection-color: $ink; font-size: $form_pt; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; border-radius: 4px; }
QSpinBox, QDoubleSpinBox { padding-right: 46px; }
QSpinBox:focus, QDoubleSpinBox:focus { padding-right: 45px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: center right;
  width: 18px; height: 24px; right: 6px; border: none; border-radius: 4px; background: transparent; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: center right;
  width: 18px; height: 24px; right: 24px; border: none; border-radius: 4px; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url($images/plus.svg); width: 14px; height: 14px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url($images/minus.svg); width: 14px; height: 14px; }
QSpinBox::up-arrow:disabled, QSpinBox::up-arrow:off, QDoubleSpinBox::up-arrow:disabled,
QDoubleSpinBox::up-arrow:off { image: url($images/plus-off.svg); }
QSpinBox::down-arrow:disabled, QSpinBox::down-arrow:off, QDoubleSpinBox::down-arrow:disabled,
QDoubleSpinBox::down-arrow:off { image: url($images/minus-off.svg); }
"""

_BUTTONS = """
QPushButton { background: $raised; color: $ink; border: 1px solid $line2; border-radius: 6px;
  padding: 0 13px; min-height: 28px; font-size: $form_pt; font-weight: 500; }
QPushButton:hover { background: $hover; border-color: $ink3; }
QPushButton:pressed { background: $row; }
QPushButton:focus, QToolButton:focus, QCheckBox:focus, QRadioButton:focus, QSlider:focus { outline: none; }
QPushButton:disabled { color: $off; background: $raised; border-color: $line; }
QPushButton:default, QPushButton[kind="primary"] { background: $ink; color: $on_ink; border-color: $ink; }
QPushButton:default:hover, QPushButton[kind="primary"]:hover { background: $ink_hover; border-color: $ink_hover; }
QPushButton:default:disabled, QPushButton[kind="primary"]:disabled {
  color: $off; background: $sunken; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton::menu-indicator { image: url($images/chevron-down.svg); width: 14px; right: 6px; }
QToolButton { background: transparent; border: none; border-radius: 6px; padding: 4px; color: $ink;
  font-size: $form_pt; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $row; }
QToolButton:disabled { color: $off; background: transparent; }
QToolButton[kind="flat"] { padding: 0; border-radius: 4px; }
QToolButton::menu-indicator { image: none; }
QCheckBox, QRadioButton { color: $ink; spacing: 8px; font-size: $form_pt; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $off; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $line2;
  background: $raised; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $ink3; }
QCheckBox::indicator:checked, QCheckBox::indicator:indeterminate { background: $ink; border-color: $ink; }
QCheckBox::indicator:checked { image: url($images/check.svg); }
QCheckBox::indicator:indeterminate { image: url($images/partial.svg); }
QCheckBox::indicator:checked:disabled { background: $off; border-color: $off; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $ink; background: $on_ink; }
QRadioButton::indicator:checked:disabled { border-color: $off; }
QSlider { min-height: 20px; background: transparent; }
QSlider::groove:horizontal { height: 3px; border-radius: 1px; background: $line2; }
QSlider::sub-page:horizontal { height: 3px; border-radius: 1px; background: $ink; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0; border-radius: 6px; background: $ink;
  border: none; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: $off; }
QProgressBar { background: $trough; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; color: $ink; }
QProgressBar::chunk { background: $ink; border-radius: 2px; }
"""

_VIEWS = """
QScrollArea, QAbstractScrollArea { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line2; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $ink3; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page, QAbstractScrollArea::corner { background: transparent; border: none; }
QTableView, QListView, QTreeView { background: $raised; color: $ink; border: 1px solid $line; border-radius: 6px;
  gridline-color: $line; alternate-background-color: $paper; outline: none; font-size: $panel_pt;
  selection-background-color: $row; selection-color: $ink; }
QListView, QTreeView { icon-size: 19px; }
QListView::item { min-height: 28px; padding: 0 8px; border-radius: 6px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $row; color: $ink; }
QTableView::item { padding: 0 8px; }
QTableView[dense="true"]::item { padding: 0 2px; }
QTableView[dense="true"] QHeaderView::section { padding: 4px 5px; }
QTableView::item:selected { background: $row; color: $ink; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $ink2; border: none; border-bottom: 1px solid $line;
  border-right: 1px solid $line; padding: 5px 8px; font-size: $small_pt; font-weight: 500; }
QTableCornerButton::section { background: $panel; border: none; border-bottom: 1px solid $line;
  border-right: 1px solid $line; }
QGroupBox { border: none; margin-top: 22px; font-size: $panel_pt; font-weight: 600; color: $ink2; }
QGroupBox::title { subcontrol-origin: margin; left: 0; top: 2px; }
QLabel { background: transparent; }
QLabel:disabled { color: $off; }
QLabel[role="title"] { color: $ink; }
QLabel[role="label"] { color: $ink2; }
QLabel[role="caption"] { color: $ink3; }
QLabel[role="problem"] { color: $error; }
QLabel:disabled[role="label"], QLabel:disabled[role="caption"] { color: $off; }
"""



def stylesheet(theme: Theme) -> str:
    """The whole text for one theme."""
    QDir.setSearchPaths(PREFIX, [str(resources.ROOT / "themes")])
    tokens = ("paper", "panel", "raised", "sunken", "line", "line2", "ink", "ink2", "ink3", "off", "hover", "row",
              "error", "on_ink")  # fmt: skip
    places = {token: theme.color(token).name() for token in tokens}
    places["ink_hover"] = theme.ink2.name()
    places["trough"] = theme.line.name()
    places["images"] = f"{PREFIX}:{theme.name}"
    for name, size in (("small_pt", SMALL), ("panel_pt", PANEL), ("form_pt", FORM), ("body_pt", BODY)):
        places[name] = f"{points(size):.4g}pt"
    return Template(_WINDOW + _TABS + _FIELDS + _BUTTONS + _VIEWS).substitute(places)
