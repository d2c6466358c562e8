"""Both rooms of people: an example or two for every command, shown below its help."""

from __future__ import annotations

from autograder.sentences import say

EXAMPLES: dict[str, tuple[str, ...]] = {
    "init": ("autograder init my-course",),
    "check": ("autograder check 02",),
    "watch": (
        "autograder watch",
        "autograder watch 02 03",
    ),
    "hint": ("autograder hint 02",),
    "status": ("autograder status",),
    "submit": (
        "autograder submit 02",
        "autograder submit 02 03 --zip --student ann",
    ),
    "bundle": ("autograder bundle --to course.zip",),
    "grade": (
        "autograder grade submissions/ --out results/",
        "autograder grade gradient.py --out results/ --student ann",
    ),
    "rejudge": (
        "autograder rejudge results/",
        'autograder rejudge results/ --apply --reason "a tolerance was too tight"',
    ),
    "replay": ("autograder replay results/ ann 02",),
    "history": ("autograder history results/ ann",),
    "adjust": (
        'autograder adjust results/ ann 02 --points=-1 --author Kim --reason "two days late"',
    ),
    "student-export": ("autograder student-export results/ ann --to ann.zip",),
    "purge": (
        "autograder purge results/ ann",
        "autograder purge results/ ann --yes",
    ),
    "verify": ("autograder verify 02 --seeds 20 --mutate",),
    "doctor": (
        "autograder doctor",
        "autograder doctor --attack --only forge",
    ),
    "plots": ("autograder plots results/",),
    "report": ("autograder report results/",),
    "transcript": ("autograder transcript results/ ann 02",),
    "similarity": ("autograder similarity results/ 02 --to pairs.html",),
    "new": ("autograder --course my-course new 15_moving_average",),
    "export": (
        "autograder export results/ --format canvas --template gradebook.csv --to import.csv",
        "autograder export results/ --format junit --to results.xml",
    ),
    "github workflow": ("autograder github workflow 02 03 --to .github/workflows/classroom.yml",),
    "notebook build": ("autograder notebook build --to nbcourse 02",),
    "gradescope build": ("autograder gradescope build 02 --to gradescope.zip",),
}
"""Command -> what somebody may type."""


def epilog(command: str) -> str:
    """What the help of `command` ends with: a paragraph each, because Typer joins lines."""
    return "\n\n".join([say("help.example"), *EXAMPLES[command]])
