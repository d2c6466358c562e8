"""Both rooms: graded deep-learning exercises with marks that can be trusted. Imports nothing."""

__version__ = "0.1.0"
