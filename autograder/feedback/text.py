"""Trusted room: what `autograder.visible` does, under the name that pages know it by."""

from autograder.visible import BLOCK, LINE, clean, line, sentence, shorten, storable

__all__ = ["BLOCK", "LINE", "clean", "line", "sentence", "shorten", "storable"]
