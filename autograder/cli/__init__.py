"""Both rooms of people: the command line. Imports what a command needs when it runs.

Exit codes: 0 done; 1 the student's checks failed (self-check only); 2 the caller's own arguments;
3 finished, but some scores are undetermined through the grader's fault, or a proof failed.
"""

from __future__ import annotations

import io
import sys

from autograder.course import CourseError


def main() -> None:
    """Run the command line; what the caller got wrong is one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe of a system that speaks no UTF-8
            stream.reconfigure(errors="backslashreplace")
    try:
        from autograder.cli.app import app  # its help is said in a language that may not be there

        app()
    except CourseError as error:
        print(f"autograder: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


__all__ = ["main"]
