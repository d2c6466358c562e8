"""Trusted room: nbgrader's autograding with our grader in place of its `Execute`.

No kernel is started, and nothing of a submission runs outside of the sandbox: every cell named
`hidden-<check>` gets the output that says what the check is worth (`nbgrader_scores`). The rest of
nbgrader's steps save scores, make feedback and export as they always do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder import work
from autograder.course import CourseError, load_course, require_solution
from autograder.intake import collect
from autograder.keys import keys
from autograder.nbgrader_course import HIDDEN
from autograder.nbgrader_scores import outputs
from autograder.results import Submission
from autograder.scoring import CheckResult


class Gradeproof(NbGraderPreprocessor):  # type: ignore[misc]
    """Scores the hidden checks' cells of one submission."""

    course = Unicode("", help="The course folder; default: that of gradeproof's clone.").tag(
        config=True
    )
    round = Unicode("nbgrader", help="Names the secret inputs that everybody gets.").tag(
        config=True
    )
    isolation = Unicode("auto", help="As --isolation of `autograder grade`.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Set the outputs of all code cells.

        Raises `CourseError`, which makes nbgrader leave this submission without a score, where a
        check broke through no fault of the student's.
        """
        asked = resources["nbgrader"]
        folder = Path(resources["metadata"]["path"])
        submission = self._submission(asked["notebook"], asked["student"], folder)
        checks = self._graded(submission)
        notes = submission.notes
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            cell.outputs, cell.execution_count = [], None
            marks = cell.metadata.get("nbgrader", {})
            if not marks.get("grade") or marks.get("solution"):
                continue
            check = checks.get(marks["grade_id"].removeprefix(HIDDEN))
            if check is None:
                raise CourseError(f"There is no hidden check for the cell {marks['grade_id']}.")
            found = outputs(check, float(marks["points"]), submission.files, notes)
            cell.outputs, notes = [from_dict(output) for output in found], ()
        return nb, resources

    def _submission(self, notebook: str, student: str, folder: Path) -> Submission:
        course = load_course(Path(self.course) if self.course else None)
        exercise = course.find(notebook)
        require_solution(exercise)
        return collect([folder], course, [exercise], student).submissions[0]

    def _graded(self, submission: Submission) -> dict[str, CheckResult]:
        exercise = submission.exercise
        done = work.grade(
            work.Task(
                setting=work.Setting(exercise.course, self.isolation),
                exercise=exercise.slug,
                round=self.round,
                keys=keys(exercise, self.round, "cpu"),
                files=submission.files,
                problem=submission.problem,
            )
        )
        if done.score.earned is None:
            raise CourseError(f"No score: {'; '.join(done.causes)}")
        return {check.name: check for check in done.score.checks}
