"""The commands of the command line, one module each with ``run(arguments) -> exit status``. They know core, not Qt."""

INTERRUPTED = 130
"""Exit status after Ctrl+C."""
