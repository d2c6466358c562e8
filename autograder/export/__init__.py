"""Trusted room: marks for the tools that courses use. Reads the store; writes a gradebook alone.

    store ─gather─► Record* ─┬─ csv, json, junit, github                    as they are
                             ├─ canvas, moodle, moodle-feedback + template  what the tool exported
                             └─ nbgrader-db                                 the tool's own file

formats      the names of the formats, and what each of them takes
records      what an export is made from: one student's work on one exercise
sheets       a tool's table as it was exported, read and written back the same
people       which row of a table is which student
"""

from __future__ import annotations

from autograder.export.formats import FORMATS, Format
from autograder.export.records import Exported, ExportError, Options, Record, gather

__all__ = ["FORMATS", "ExportError", "Exported", "Format", "Options", "Record", "gather"]
