"""Trusted room: the class report: static pages for instructors, made from the store.

    store ─► book ─► overview, details, mistakes, items (statistics) ─► pages (HTML)
    tape ─► transcript ─► pages
    pages ─► build (the folder)

It loads nothing, and only our own script may run. All that stems from a student is hostile text.
"""

from __future__ import annotations
