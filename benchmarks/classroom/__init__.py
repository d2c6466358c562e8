"""Instructor room: parts of `benchmarks/class.py`, a class graded by this engine and by others."""
