"""Trusted room: everything that grading found out, in one SQLite file under OUT.

database   opening it: one writer at a time, nothing half-written
tables     what is kept, and how an older file becomes a newer one
entries    what students handed in: attempts are added, never overwritten
gradings   what was found out about them, under the key of all that it was made from
standing   which grading counts, since when and why; adjustments; what a page was made from
figures    what a submission's plots show
persons    all of one student: to hand it over, or to forget it
rows       judgements and tapes as rows, and back
"""

from __future__ import annotations

from autograder.store.database import StoreError, Taken, opened
from autograder.store.entries import Entry

__all__ = ["Entry", "StoreError", "Taken", "opened"]
