"""A digits project, its document, a fake runner and a selection for the panels."""


import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.window_doubles import Desk, make_desk


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return make_desk()
