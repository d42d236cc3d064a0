"""Whoever reads a saved model knows every kind of encoder, whatever was imported before."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("kind", ["table", "text", "images"])
def test_a_fresh_program_reads_every_kind(kind: str) -> None:
    code = (
        "from core.data.preprocessing import Preprocessing\n"
        "from core.errors import FormatError\n"
        "try:\n"
        f"    Preprocessing.from_json({{'encoder': {{'kind': '{kind}', 'wrong': 1}}}})\n"
        "except FormatError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "unknown key 'wrong'" in done.stdout and "unknown encoder" not in done.stdout
