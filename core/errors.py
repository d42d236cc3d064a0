"""The errors a user may see.

Every text is a sentence fit to be shown as it is: what is wrong, where, what was received, what is allowed and,
where there is one, the remedy. Whatever is raised on bad input is one of these; anything else is a defect.
"""


class ChainruleError(Exception):
    """Base of every error whose text is meant for the user."""


class SpecError(ChainruleError):
    """A network, an optimizer or a setting that cannot run as described."""


class DataError(ChainruleError):
    """Rows, columns or files of data that cannot be used."""


class FormatError(ChainruleError):
    """A project or model file that cannot be read or written."""
