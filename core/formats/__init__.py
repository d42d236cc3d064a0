"""Files: one module per format, and a table by ending.

``load_project`` and ``save_project`` read and write projects. All writing goes through ``atomic``.
"""

from core.formats.project import ProjectFile, embed, load_project, save_project

__all__ = ["ProjectFile", "embed", "load_project", "save_project"]
