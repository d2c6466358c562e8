"""A class as classes are: every kind of name and id, and of what may have become of them."""

from __future__ import annotations

import pytest

from tests.export.shelf import BROKEN, FAILED, PASSED, Shelf

FORMULA = '=HYPERLINK("http://evil.example","grades")'


def quoted(cell: str) -> str:
    """A cell as CSV writes it where it must."""
    return '"{}"'.format(cell.replace('"', '""'))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Ids of many kinds, for 01_mini; two of them also for 02_slopes."""
    found = Shelf(tmp_path_factory.mktemp("shelf"))
    found.mark("S1001", PASSED, PASSED)
    found.mark("lee.ana@example.edu", FAILED, PASSED)
    found.mark("lee.ana@example.edu", PASSED, FAILED, days_late=1.5)  # 6, less 2 days late: 4
    found.mark("100003", FAILED, FAILED, says="Not twice.", diagnosis="It triples.")
    found.mark("נועה כהן", PASSED, PASSED)
    found.adjust("נועה כהן", -2.5, "agreed, =see mail")
    found.mark("und", PASSED, BROKEN)
    found.mark("exc", PASSED, PASSED)
    found.mark("Kim, Min", PASSED, PASSED)
    found.mark("ghost", PASSED, PASSED)
    found.mark(FORMULA, FAILED, PASSED)
    found.mark("S1001", PASSED, exercise="02")
    found.mark("100003", FAILED, exercise="02")
    return found
