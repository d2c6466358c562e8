"""The control's way from folders to reports, written as if nobody were hostile."""

import ast
import importlib
import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

import pytest


def unpack(student):
    for archive in [*student.glob("*.zip"), *student.glob("*.tar")]:
        if archive.suffix == ".tar":
            shutil.unpack_archive(archive, student)
            continue
        import zipfile

        with zipfile.ZipFile(archive) as packed:
            for name in packed.namelist():
                path = Path(os.path.join(student, name))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(packed.read(name))


def environment(student):
    """Everything that a Python or a pytest started in that folder would take from it."""
    site.addsitedir(str(student))
    paths = os.environ["PYTHONPATH"]
    there = os.environ | {"PYTHONPATH": f"{student}:{paths}"}
    subprocess.run([sys.executable, "-c", "pass"], env=there, check=False)
    words = ["-q", "--collect-only", "-p", "no:cacheprovider", f"--rootdir={student}"]
    ini = student / "pyproject.toml"
    pytest.main([*words, *(["-c", str(ini)] if ini.exists() else []), str(student)])


def grade(student, order, points, errors):
    """(points, source) of one student's folder."""
    unpack(student)
    sys.path.insert(0, str(student))
    files = {path.name for path in student.iterdir()}
    if files & {"conftest.py", "sitecustomize.py", "pyproject.toml", "mine.pth"}:
        environment(student)
    for name in (f"checks_{order['exercise']}", order["module"], "statistics"):
        sys.modules.pop(name, None)
    checks = importlib.import_module(f"checks_{order['exercise']}").CHECKS
    importlib.import_module("statistics").mean([0])
    path = student / f"{order['module']}.py"
    source = path.read_text()
    ast.parse(source)
    importlib.import_module(order["module"])
    return points(path, order["module"], checks), source


def run(order, points, errors, scores, save):
    rows, page = [], "<html><body>"
    kinds = {"0-before": "before", "2-after": "after"}
    for student in sorted(Path("class").iterdir(), key=lambda path: sort_key(path.name)):
        errors.clear()
        who = kinds.get(student.name, "attack")
        earned, source = grade(student, order, points, errors)
        said = " ".join(errors)
        rows.append(f"{student.name},{earned}\n")
        page += f"<h1>{student.name}</h1><p>{said}</p><pre>{source[:500]}</pre>"
        print(student.name, said[:5000], flush=True)
        Path("grades.csv").write_text("".join(rows), "utf-8")
        Path("report.html").write_text(page + "</body></html>", "utf-8")
        scores[who] = max(scores.get(who, 0), earned)
        save("json")


def sort_key(name):
    return {"0-before": 0, "2-after": 2}.get(name, 1), name
