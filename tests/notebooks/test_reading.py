"""From a notebook to the module that is graded, whatever became of the cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course import Course, Exercise
from autograder.findings import MAX_NOTEBOOK, Refused
from autograder.intake import collect
from autograder.magics import without_magics
from autograder.notebooks import cell_place, module
from tests.mini_course import STUB, write_course
from tests.notebooks.written import code, graded, locked, notebook, run, solution, text

DATA = Path(__file__).parent / "data"
DOUBLE = "def double(x):\n    return 2 * x"
SHIFT = "def shift(x):\n    return x + 1"
UNTOUCHED = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course")


@pytest.fixture
def mini(course: Course) -> Exercise:
    return course.exercises[0]


@pytest.mark.parametrize("name", ["v3_0", "v4_0", "v4_5"])
def test_notebooks_that_nbformat_wrote(mini: Exercise, name: str) -> None:
    taken = module((DATA / f"{name}.ipynb").read_bytes(), mini)
    done = run(taken.source)
    assert (done.double(3), done.shift(3)) == (6, 4)
    assert taken.notes == ("Cell 2, line 1 was left out, it is for Jupyter: %matplotlib inline",)


def test_without_marks_all_code_counts_in_its_order(mini: Exercise) -> None:
    cells = (text("# A\ndef double"), code("K = 2\nprint(K)"), code(DOUBLE), code("K = 3"))
    done = run(module(notebook(*cells), mini).source)
    assert (done.double(2), done.K) == (4, 3)


def test_solution_cells_count_and_test_cells_do_not(mini: Exercise) -> None:
    cells = (
        locked("from __future__ import annotations\nimport math\nprint('given')", "given"),
        solution(f"# mine\n{DOUBLE}\nassert double(2) == 4"),
        graded("def double(x):\n    raise SystemExit\nassert False"),
        code("%%bash\nrm -rf /"),
        code("raise SystemExit('a sketch')"),
    )
    taken = module(notebook(*cells), mini)
    done = run(taken.source)
    assert done.double(2) == 4
    assert b"SystemExit" not in taken.source and b"given')" not in taken.source
    assert taken.notes == ("Cell 4, line 1 was left out, it is for Jupyter: %%bash",)


def test_what_a_solution_uses_is_taken_from_other_cells(mini: Exercise) -> None:
    other = """
import matplotlib.pyplot as plt
from math import floor as down, ceil; RATE = 2; losses = train()
class Table(dict): pass
def plot():
    plt.show()
@staticmethod
def helper(x):
    return down(x) * RATE * Table(one=1)["one"]
double = None
""".strip()
    cells = (code(other), solution("def double(x):\n    plot = 1\n    return helper(x)"))
    source = module(notebook(*cells), mini).source.decode()
    assert run(source.encode()).double(2.5) == 4
    for absent in ("matplotlib", "losses", "def plot", "double = None"):
        assert absent not in source


def test_given_names_are_there_although_their_cell_is_not(tmp_path: Path) -> None:
    mini = write_course(tmp_path).exercises[0]
    mini.stub.write_text(f'"""Mini."""\n\nimport math\n\nRATE = 2\n"""Of what."""\n\n\n{STUB}')
    cells = (solution("def double(x):\n    return math.floor(x) * RATE"),)
    source = module(notebook(*cells), mini).source
    assert run(source).double(2.5) == 4 and not hasattr(run(source), "shift")


@pytest.mark.parametrize(
    "cells",
    [
        (solution(DOUBLE, "a"), solution(UNTOUCHED, "a"), solution(SHIFT, "b")),  # copied
        (solution(UNTOUCHED, "a"), solution(SHIFT, "b"), solution(DOUBLE, "a")),
        (solution(SHIFT, "b"), solution(DOUBLE, "a")),  # moved
        (code(DOUBLE), solution(SHIFT, "b")),  # deleted and written anew
        (code(DOUBLE), solution(UNTOUCHED, "a"), solution(SHIFT, "b")),  # written elsewhere
        (solution("def double(x):\n    return 0"), solution(DOUBLE, "c"), solution(SHIFT)),
        (solution(DOUBLE), code("def double(x):\n    return 0"), solution(SHIFT)),  # a sketch
        (solution(f"{DOUBLE}\n\n\n{SHIFT}", "renamed"),),  # merged
        (graded("0", "s"), code("x ="), solution(SHIFT), solution(DOUBLE)),
    ],
)
def test_cells_that_were_copied_moved_deleted(mini: Exercise, cells: tuple) -> None:
    done = run(module(notebook(*cells), mini).source)
    assert (done.double(3), done.shift(3)) == (6, 4)


def test_what_was_chosen_is_said(mini: Exercise) -> None:
    cells = (solution("def double(x):\n    return 0", "a"), solution(DOUBLE, "b"))
    raw = solution(SHIFT) | {"cell_type": "raw"}
    assert module(notebook(*cells, raw), mini).notes == (
        "Cell 3 is a solution cell, but its type is not code: it was left out.",
        "double is defined in several cells; cell 2 (b) counts.",
    )


def test_a_cell_with_a_syntax_error_costs_itself(mini: Exercise) -> None:
    taken = module(notebook(solution("def double(x:\n  pass"), solution(SHIFT)), mini)
    assert run(taken.source).shift(1) == 2
    assert taken.notes[0].startswith("Cell 1 was left out, it is no valid Python (line 1:")


def test_lines_keep_their_place_in_their_cell(mini: Exercise) -> None:
    cells = (
        text("A"),
        code("import math; import os\n\n\ndef far(x):\n    return HERE / math.pi\nHERE = 1"),
        solution("%time 1\n\nfrom __future__ import annotations\ndef double(x):\n    far(THERE)"),
    )
    lines = module(notebook(*cells), mini).source.decode().split("\n")
    assert cell_place(lines, 1 + lines.index("    return HERE / math.pi")) == ("2", 5)
    assert cell_place(lines, 1 + lines.index("    far(THERE)")) == ("3", 5)
    assert cell_place(lines, 1) == cell_place(lines, 10**6) == ("", 0)
    assert cell_place(["x = 1", "# %% cell 3", "y"], 3) == ("", 0)


def test_a_backslash_joins_nothing_of_the_next_cell(mini: Exercise) -> None:
    cells = (code("x = 1; \\\n\x0c"), code(DOUBLE), code("y = 2; \\\n\x0c"))
    assert run(module(notebook(*cells), mini).source).double(1) == 2


MAGICS = [
    ("%matplotlib inline\nx = 1", "pass\nx = 1"),
    ("if x:\n    !ls '\ny = 1", "if x:\n    pass\ny = 1"),
    ("files = !ls\nt = %timeit f()\nx = 1", "pass\npass\nx = 1"),
    ("!a \\\n  b\nx = 1", "pass\n\nx = 1"),
    ("help?\n?help\nx.y??", "pass\npass\npass"),
    ("\n%%time\nx = 1", "\npass\nx = 1"),
    ("%%html\n<b>\n", "\n\n"),
    ("x = '''\n%d\n!\n'''", None),
    ('x = """\n%d\\"""\n!\n"""', None),
    ("x = (3\n     % 2)\ny = [1,\n!=2]", None),
    ("x = 5 \\\n % 2", None),
    ("x = 'a' # it's (\n%d = 1", "x = 'a' # it's (\npass"),
    ("x = '?' # really?\nf(1)  # ?", None),
    ("x = '''unclosed \\'''\\'''\n%x\\", None),
]


@pytest.mark.parametrize(("before", "after"), MAGICS)
def test_magics_are_left_out_and_nothing_else(before: str, after: str | None) -> None:
    plain, left = without_magics(before)
    assert plain == (before if after is None else after)
    assert bool(left) == (after is not None)
    assert without_magics(before.replace("\n", "\r\n"))[0] == plain


HOSTILE = [
    (b"", "no notebook"),
    (b"\xff\xfe", "no notebook"),
    (b"[" * 10**6, "deep"),
    (b'{"a":' * 101 + b"1" + b"}" * 101, "deep"),
    (b"[" + b"1," * 3_000_001 + b"1]", "values"),
    (b'"' + b'\\"' * 10**6, "no notebook"),
    (b"[1]", "no notebook"),
    (b'{"nbformat": 1' + b"0" * 5000 + b"}", "no notebook"),
    (b'{"nbformat": 5, "cells": []}', "no notebook"),
    (b'{"nbformat": 4, "cells": {}}', "no notebook"),
    (b'{"nbformat": 3, "worksheets": [1]}', "no notebook"),
    (b'{"nbformat": 4, "cells": [3]}', "damaged in cell 1"),
    (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}', "damaged in cell 1"),
    (b'{"nbformat": 4, "cells": []}', "no code"),
    (notebook(code("\x00")), "no code"),
    (notebook(*[code("")] * 5001), "5000 cells"),
    (notebook(code("x = 1" * 300_000)), "1 MB of code"),
    (notebook(code("x"), metadata={"kernelspec": {"language": "R"}}), "in R"),
    (notebook(code("-" * 200_000 + "1")), "no code"),
    (notebook(solution("x = " + "-" * 200_000 + "1")), "no code"),
]


@pytest.mark.parametrize(("content", "why"), HOSTILE, ids=[why for _, why in HOSTILE])
def test_what_is_no_notebook_is_refused(mini: Exercise, content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        module(content, mini)


def test_marks_of_wrong_types_are_none(mini: Exercise) -> None:
    for metadata in (None, 3, {"nbgrader": 4}, {"nbgrader": {"solution": 1, "grade_id": []}}):
        content = notebook(code(DOUBLE) | {"metadata": metadata})
        assert run(module(content, mini).source).double(1) == 2


def test_of_a_key_that_is_there_twice_the_last_counts(mini: Exercise) -> None:
    whole = notebook(code("def double(x):\n    return 0")).decode()
    again = json.dumps([code(DOUBLE)])
    content = f'{whole[:-1]}, "cells": {again}}}'.encode()
    assert run(module(content, mini).source).double(1) == 2


def test_halves_of_characters_and_other_breaks(mini: Exercise) -> None:
    source = "x = '\ud800\x0b\u2028 é'\r\ndef double(x):\r\n    return 2 * x\r\n"
    content = notebook(code("") | {"source": source})
    done = run(module(content, mini).source)
    assert done.double(1) == 2 and done.x == "\ud800\x0b\u2028 é"


def test_fifty_megabytes_of_outputs(course: Course, tmp_path: Path) -> None:
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["step 123456 loss 0.5\n"] * 500_000},
        {"output_type": "display_data", "data": {"image/png": "QUJD" * 10_000_000}},
    ]
    path = tmp_path / "in" / "ann" / "mini.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook(code(DOUBLE, outputs=outputs), code(SHIFT)))
    assert 50 << 20 < path.stat().st_size < MAX_NOTEBOOK
    (one,) = collect([tmp_path / "in"], course, course.exercises).submissions
    assert list(one.files) == ["mini.py"] and not one.problem


def test_a_notebook_is_a_submission(course: Course, tmp_path: Path) -> None:
    def put(name: str, content: bytes) -> None:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    right = notebook(code(DOUBLE), code(SHIFT))
    rerun = notebook(code(DOUBLE, outputs=[{"output_type": "stream"}]), code(SHIFT))
    put("ann/mini.ipynb", right)
    put("bob/01_mini/mini-Copy1.ipynb", rerun)
    put("bob/01_mini/.ipynb_checkpoints/mini-checkpoint.ipynb", b"old")
    put("cy/mini.ipynb", right)
    put("cy/mini.py", STUB.encode())
    put("dan/mini.ipynb", right)
    put("dan/mini (1).ipynb", rerun)
    put("eve/mini.ipynb", right)
    put("eve/mini-1.ipynb", notebook(code(DOUBLE)))
    put("fay/mini.ipynb", b"PK")
    put("gus/minni.ipynb", right)
    found = {s.student: s for s in collect([tmp_path / "in"], course, course.exercises).submissions}
    assert len({found[who].sha256 for who in ("ann", "bob", "cy", "dan")}) == 1
    assert run(found["bob"].files["mini.py"]).double(2) == 4
    assert found["ann"].notes == ()
    assert found["bob"].notes == ("mini-Copy1.ipynb was taken as mini.py.",)
    assert found["cy"].notes[0] == "mini.py was left alone: nothing is written in it."
    assert found["eve"].problem.startswith("There are several files for this exercise: mini")
    assert found["fay"].problem == "mini.ipynb is no notebook that can be read."
    (gus,) = collect([tmp_path / "in" / "gus"], course, course.exercises).submissions
    assert "Did you mean 'mini.ipynb'?" in gus.problem
