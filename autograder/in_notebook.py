"""Student room: the public checks in a Jupyter kernel, on the functions that its notebook defines.

    public_check("module", "test_name")     runs one check; raises NotPassed with what it says
    hidden_check("module", "check_name")    passes once all public checks do; the grader scores it

The notebook's own names are what is checked, so a breakpoint stops in the cell. The checks lie
beside the notebook (`test_<module>.py`), or come with the installed package.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path

from autograder.course import CourseError, load_course
from autograder.ending import Talk, ending, told
from autograder.outcomes import Outcome
from autograder.proxy import Probes, Submission
from autograder.sentences import say
from autograder.session import Session

SEED = 1
_SHOW_ALL = (
    b"import __main__\n"
    b"globals().update({k: v for k, v in vars(__main__).items() if not k.startswith('__')})\n"
)
_passed: dict[str, dict[str, bool]] = {}  # module -> public check -> how it ended last


class NotPassed(Exception):
    """A check that is not passed. Jupyter shows what it says, and none of the engine's frames."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def public_check(module: str, name: str) -> None:
    """Run the public check `name` of the exercise whose module is `module`.

    Raises `NotPassed` with what a student should know; `CourseError` if there is no such check.
    """
    said = _run(module, _checks(module), name)
    if said:
        raise NotPassed(said)
    print(say("notebook.passed"))


def hidden_check(module: str, name: str) -> None:
    """Stand where the hidden check `name` is scored: passes once all public checks pass.

    Raises `NotPassed`. In nbgrader's autograding it always does: a notebook that runs there must
    not be scored by what students can see and change.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise NotPassed(say("notebook.grader_alone", name=name))
    checks = _checks(module)
    ended = _passed.setdefault(module, {})
    for public in _names(checks):
        if public not in ended:
            _run(module, checks, public)
    open_ones = [public for public in _names(checks) if not ended.get(public)]
    if open_ones:
        raise NotPassed(say("notebook.not_passed_yet", names=", ".join(open_ones)))
    print(say("notebook.hidden_later"))


def _checks(module: str) -> types.ModuleType:
    path = Path.cwd() / f"test_{module}.py"
    if not path.is_file():
        path = load_course().find(module).public_checks
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def _names(checks: types.ModuleType) -> list[str]:
    return [name for name, thing in vars(checks).items() if _is_check(name, thing)]


def _is_check(name: str, thing: object) -> bool:
    return name.startswith("test_") and isinstance(thing, types.FunctionType)


def _run(module: str, checks: types.ModuleType, name: str) -> str:
    """What the check says; nothing if it passes."""
    from autograder.loopback import Loopback  # takes torch with it

    check = getattr(checks, name, None)
    if check is None or not _is_check(name, check):
        raise CourseError(say("notebook.no_check", name=repr(name), module=module))
    import torch

    threads = torch.get_num_threads()
    session = Session(Loopback())
    talk = Talk(session, frozenset(_own_files()))
    error: BaseException | None = None
    try:
        session.load(module, {f"{module}.py": _SHOW_ALL}, SEED, "")
        given = {"submission": Submission(session), "inside": Probes(session)}
        check(**{key: given[key] for key in inspect.signature(check).parameters})
        error = session.fault or session.verdict or session.trouble
    except Exception as raised:
        error = raised
    finally:
        torch.set_num_threads(threads)
        sys.modules.pop(module, None)
        inside = "autograder.inside.runner"
        sys.meta_path[:] = [f for f in sys.meta_path if type(f).__module__ != inside]
    if isinstance(cause := getattr(error, "__cause__", None), KeyboardInterrupt):
        raise cause
    title = (check.__doc__ or name).strip().splitlines()[0]
    ended = ending(name, title, error, talk)
    _passed.setdefault(module, {})[name] = ended.outcome is Outcome.PASSED
    return "" if ended.outcome is Outcome.PASSED else told(ended)


def _own_files() -> Iterator[str]:
    """The names under which Python knows the cells that defined what the notebook has now."""
    for thing in list(vars(sys.modules["__main__"]).values()):
        inner = list(vars(thing).values()) if isinstance(thing, type) else [thing]
        for function in inner:
            code = getattr(inspect.unwrap(function) if callable(function) else None, "__code__", 0)
            if isinstance(code, types.CodeType) and function.__module__ == "__main__":
                yield code.co_filename
