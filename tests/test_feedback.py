"""The feedback page: what it says, and that nothing of a student's becomes markup in it."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from autograder.feedback import markdown, page
from autograder.feedback.markdown import escape, fence, span
from autograder.feedback.page import TEMPLATES
from autograder.feedback.source import decode, definition, excerpts
from autograder.feedback.view import next_step
from autograder.feedback.words import WORDS
from autograder.notebooks import TITLE
from autograder.outcomes import Outcome, Where
from autograder.results import Isolation, Result, State
from autograder.scoring import SKIPPED, CheckResult
from autograder.trial import StudentError
from autograder.visible import clean, line, sentence, storable
from tests.test_figures import every_kind

CHROMIUM = Path("/usr/bin/chromium")

HOSTILE = (
    "<script>document.title='owned'</script>",
    "\"'><img src=x onerror=\"document.title='owned'\">",
    "</title></style></pre></code></figure></details><h1>owned</h1>",
    "]]> --> <!-- <![CDATA[ <?php ?> <svg/onload=alert(1)>",
    "javascript:alert(1) [link](javascript:alert(1)) [text]: javascript:alert(1)",
    "![image](http://evil.example/x.png) <http://evil.example> <b>bold</b>",
    "https://evil.example www.evil.example someone@evil.example @everyone mailto:a@evil.example",
    "{{ 7 * 7 }} {% raw %} {# gone #} &lt;b&gt; &#60;b&#62; ${7*7}",
    "```\n# owned\n<b>x</b>\n~~~\n````\n`````",
    "`` ` `` **bold** __bold__ *em* _em_ ~~gone~~ \\",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "# owned",
    "owned\n=====\n---",
    "- a\n+ b\n* c\n1. d\n2) e",
    "> quoted\n\n    code",
    "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x1b]8;;http://evil.example\x1b\\link \x9b1m \x07\x08",
    "\u202eowned\u202c \u2066x\u2069 \u200e\u200f\u061c \u200b\ufeff \u2028\u2029 \U000e0041",
    "a\0b \x7f \x85 \ufffe \ud800 \udfff",
    '=HYPERLINK("http://evil.example","x")',
    "Z" + "\u0301" * 5000,
    "\N{ARABIC LETTER ALEF}\N{HEBREW LETTER ALEF} x",
    "x" * 1_000_000,
    "`" * 1_000_000,
    "<b>" * 300_000,
    "a\n" * 500_000,
)
SEEN = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe]"
)
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer"),
    *("h1", "h2", "h3", "p", "span", "div", "strong", "code", "pre", "figure", "figcaption"),
    *("ol", "ul", "li", "dl", "dt", "dd", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("svg", "desc", "path", "rect", "text", "circle"),
}


def result(*checks: CheckResult, **fields: object) -> Result:
    plain = Result(
        student="ana",
        exercise="02_climb",
        title="Climbing",
        sha256="ab" * 32,
        state=State.GRADED,
        earned=sum(check.earned for check in checks),
        possible=sum(check.possible for check in checks),
        round="autumn",
        isolation=Isolation("A", "isolated", "In a jail."),
        device="cpu",
        seconds=1.25,
        versions={"torch": "2.13.0", "python": "3.11"},
        checks=checks,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def check(outcome: Outcome, title: str = "peaks is right", **fields: object) -> CheckResult:
    earned = 2 if outcome is Outcome.PASSED else 0
    plain = CheckResult("check_peaks", title, outcome, earned, 2)
    return replace(plain, **fields)  # type: ignore[arg-type]


def everywhere(text: str) -> tuple[Result, dict[str, bytes]]:
    """A result with `text` in every field that a student can write to, and in most others."""
    source = "\n".join([text.replace("\n", " ").replace("\r", " ")] * 5)
    error = StudentError(text, text, (Where(text, 1, text), Where(text, 3, text)))
    says = {"says": text, "diagnosis": text, "called": text, "returned": text}
    checks = (
        check(Outcome.PASSED, text),
        check(Outcome.FAILED, text, **says),
        check(Outcome.RAISED, text, error=error, **says),
        check(Outcome.NOT_ATTEMPTED, text, error=error, **says),
    )
    whole = result(
        *checks,
        student=text,
        title=text,
        sha256=text,
        round=text,
        isolation=Isolation(text, text, text),
        device=text,
        versions={text: text},
        notes=(text, text),
        output=text,
    )
    return whole, {text: source.encode("utf-8", "surrogatepass")}


class Structure(HTMLParser):
    """Elements and attributes in order, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.other: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(("/" + tag, ()))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def shape(text: str) -> list[str]:
    """The markup that a Markdown renderer sees: kinds of tokens, text left out."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    return [f"{token.type} {token.tag}" for token in flat(tokens) if token.type != "text"]


def prose(text: str) -> str:
    """What a Markdown renderer shows outside of code."""
    tokens = MarkdownIt("commonmark", {"html": True}).parse(text)
    return "\n".join(token.content for token in flat(tokens) if token.type == "text")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_no_element_stems_from_a_student(text: str) -> None:
    html = page(*everywhere(text), every_kind(text))
    hostile = Structure(html)
    benign = Structure(page(*everywhere("word"), every_kind("word")))
    assert hostile.tags == benign.tags
    assert hostile.other == []
    assert {tag.removeprefix("/") for tag, _ in hostile.tags} <= TAGS
    assert not SEEN.search(hostile.text)
    assert len(html.encode("utf-8")) < 200_000


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_no_markup_stems_from_a_student(text: str) -> None:
    written = markdown(*everywhere(text), every_kind(text))
    assert shape(written) == shape(markdown(*everywhere("word"), every_kind("word")))
    assert not SEEN.search(written)
    assert not re.search(r"://|www\.|@\w|mailto:", prose(written))
    assert len(written.encode("utf-8")) < 200_000


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=40))
def test_any_text_stays_text(text: str) -> None:
    assert shape(f"Called: {escape('x' + text)}") == [
        "paragraph_open p",
        "inline ",
        "paragraph_close p",
    ]
    assert set(shape(escape(sentence(text)))) <= {
        "paragraph_open p",
        "inline ",
        "paragraph_close p",
    }
    assert [t for t in shape(f"a {span(line(text))} b") if "code" in t] == ["code_inline code"]
    assert shape(fence(clean(text))) == ["fence code"]
    assert not SEEN.search(clean(text)) and not SEEN.search(line(text))
    assert "\n" not in line(text)
    storable(text, 100).encode("utf-8")


@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
def test_a_browser_sees_the_page_that_was_written(tmp_path: Path) -> None:
    whole, files = everywhere(" ".join(text[:300] for text in HOSTILE[:20]))
    html = page(replace(whole, title="Climbing"), files)
    (tmp_path / "page.html").write_text(html, "utf-8")
    flags = (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    )
    command = [
        *(str(CHROMIUM), *flags, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"),
        (tmp_path / "page.html").as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)
    seen = Structure(done.stdout.decode("utf-8"))
    assert "<title>Climbing · feedback</title>" in done.stdout.decode("utf-8")
    assert seen.tags == Structure(html).tags
    assert "document.title='owned'" in seen.text


def test_the_page_loads_and_runs_nothing() -> None:
    html = page(*everywhere("word"))
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in html
    assert not re.search(
        r"(?i)<script|<link|<a\b|<img|<iframe|url\(|@import|\bsrc=|\bhref=| on\w+=", html
    )
    templates = sorted(TEMPLATES.iterdir())
    assert [path.name for path in templates] == ["page.css.j2", "page.html.j2"]
    assert not any(
        re.search(r"\|\s*safe|autoescape", path.read_text("utf-8")) for path in templates
    )


def test_the_page_is_made_for_everybody() -> None:
    html = page(*everywhere("word"))
    tags = Structure(html).tags
    assert ("html", (("lang", "en"),)) in tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert (
        'name="viewport"' in html
        and "prefers-color-scheme: dark" in html
        and "@media print" in html
    )


def test_every_color_can_be_read() -> None:
    css = (TEMPLATES / "page.css.j2").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w+);", part)) for part in css.split("@media")[:2]
    )
    texts = ["ink", "soft"]
    tones = ["good", "bad", "open", "ours"]
    pairs = [(text, ground) for text in texts for ground in ("paper", "card", "sunk")]
    pairs += [(tone, ground) for tone in tones for ground in ("card", "paper", f"{tone}-tint")]
    pairs += [("ink", "mark"), ("ink", "lead-tint"), ("lead", "card"), ("lead", "paper")]
    for colors in (light, dark):
        for text, ground in pairs:
            assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1, 1 to 21."""

    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_word_a_sign_and_a_letter(outcome: Outcome) -> None:
    word = WORDS[outcome]
    whole = result(check(Outcome.PASSED), check(outcome, says=SKIPPED, called="peaks"))
    for written in (Structure(page(whole, {})).text, markdown(whole, {})):
        assert word.says in written and word.sign in written
    assert len({w.letter for w in WORDS.values()}) == len(Outcome)
    assert len({(w.says) for w in WORDS.values()}) == len(Outcome)


def both(whole: Result, files: dict[str, bytes] | None = None) -> tuple[str, str]:
    """Both pages as people read them."""
    text = re.sub(r"\s+", " ", Structure(page(whole, files or {})).text)
    return text, markdown(whole, files or {}).replace("\\", "")


def test_a_failed_check_tells_what_was_called_what_came_back_and_why() -> None:
    whole = result(
        check(Outcome.PASSED, "first"),
        check(
            Outcome.FAILED,
            "second",
            says="The slope is not right.",
            called="peaks_gradient",
            returned="a tuple of 2",
            diagnosis="The chain rule\nis lost.",
        ),
    )
    for text in both(whole):
        assert "2 of 4 points" in text and "1 of 2 checks passed" in text
        assert "Start with: second." in text and "The slope is not right." in text
        assert "What came back: a tuple of 2" in text
        assert "This is what often lies behind it" in text and "The chain rule is lost." in text
        assert "0 of 2 points" in text and "level A, isolated" in text and "ab" * 32 in text
        assert "torch 2.13.0" in text


def test_an_error_is_shown_with_the_own_lines() -> None:
    source = "\n".join(f"line_{n} = {n}" for n in range(1, 30)).encode()
    places = (
        Where("climb.py", 20, "walk"),
        Where("climb.py", 9, "step"),
        Where("other.py", 3, "f"),
    )
    error = StudentError("ValueError", "too\nsteep", places)
    whole = result(check(Outcome.RAISED, says="Your program stopped with an error.", error=error))
    html, text = both(whole, {"climb.py": source})
    for written in (html, text):
        assert "ValueError" in written and "steep" in written
        assert "line_7 = 7" in written and "line_11 = 11" in written and "line_12 " not in written
        assert "line_18 = 18" in written and "line_22 = 22" in written and "line_23 " not in written
        assert written.index("line_9 ") < written.index("line_20 ")
        assert "other.py" not in written
        assert "Your program stopped with an error." not in written


def test_lines_are_counted_as_python_counts_them() -> None:
    source = b"a = 1\r\nb = '\x0c\xc2\x85\xe2\x80\xa8'\rc = 3\nd = 4\ne = 5\nf = 6\n"
    (place,) = excerpts((Where("climb.py", 4, "<module>"),), {"climb.py": source})
    assert [(line.number, line.text[:1], line.here) for line in place.lines] == [
        *((2, "b", False), (3, "c", False), (4, "d", True), (5, "e", False), (6, "f", False)),
    ]
    assert place.function == ""


def test_of_a_notebook_lines_count_within_their_cell() -> None:
    """And lines of other cells, or what says where one begins, are not shown."""
    cells = ("# %% cell 2\nimport math\n\n", "# %% cell 5 (b)\ndef f(x):\n    return x.y\n\n")
    source = f"{TITLE}\n\n{cells[0]}{cells[1]}# %% cell 7\nlast = 1\n".encode()
    number = source.decode().splitlines().index("    return x.y") + 1
    (place,) = excerpts((Where("climb.py", number, "f"),), {"climb.py": source})
    assert [(line.number, line.text, line.here) for line in place.lines] == [
        *((1, "def f(x):", False), (2, "    return x.y", True), (3, "", False)),
    ]
    own = definition("f", {"climb.py": source})
    assert own is not None and own.cell == "cell 5, line 1"
    assert [line.number for line in own.lines] == [1, 2]
    error = StudentError("AttributeError", "no y", (Where("climb.py", number, "f"),))
    for text in both(result(check(Outcome.RAISED, error=error)), {"climb.py": source}):
        text = re.sub(r"</?span[^>]*>|`", "", text)
        assert "It stopped at cell 5, line 2 of climb.ipynb, in f" in text
        assert "import math" not in text and "%%" not in text and "climb.py" not in text


@pytest.mark.parametrize(
    "number", [0, -1, 99, 2**31, 10**5000, -(10**5000)], ids=["0", "-1", "99", "2^31", "+", "-"]
)
def test_a_line_that_is_not_there_is_not_shown(number: int) -> None:
    places = excerpts((Where("climb.py", number, "f"),), {"climb.py": b"a = 1\n"})
    assert all(place.lines == () and place.number == 99 for place in places)
    page(result(check(Outcome.RAISED, error=StudentError("E", "", (Where("c", number, "f"),)))), {})


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# coding: latin-1\né".encode("latin-1"), "# coding: latin-1\né"),
        ("\ufeffé".encode(), "é"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"# coding: nonsense\n\xff", "# coding: nonsense\n\ufffd"),
        (b"# coding: rot13\nabc", "# coding: rot13\nabc"),
        (b"# coding: punycode\n" + b"a-" * 400_000, "# coding: punycode\n" + "a-" * 400_000),
        (b"", ""),
    ],
    ids=["latin-1", "bom", "binary", "unknown", "rot13", "slow", "empty"],
)
def test_source_is_decoded_or_shown_as_far_as_it_goes(source: bytes, text: str) -> None:
    assert decode(source) == text


def test_what_stops_every_check_is_told_once() -> None:
    error = StudentError("SyntaxError", "never closed", (Where("climb.py", 1, "<module>"),))
    checks = [check(Outcome.RAISED, f"title {n}", error=error) for n in range(3)]
    for text in both(result(*checks), {"climb.py": b"f(\n"}):
        assert text.count("never closed") == 1 and text.count("f(") == 1
        assert "Start with the first box below" in text and "First of all" in text
    called = [replace(checks[0], called="f"), *checks[1:]]
    assert next_step(result(*called)).startswith("Start with: title 0.")


def test_an_unwritten_function_is_named_by_its_own_line() -> None:
    error = StudentError("NotImplementedError", "Write f.", (Where("climb.py", 2, "f"),))
    unwritten = check(Outcome.NOT_ATTEMPTED, says="Not written yet.", called="f", error=error)
    files = {"climb.py": b"def f():\n    raise NotImplementedError('Write f.')\n"}
    for text in both(result(check(Outcome.PASSED), unwritten), files):
        assert "f (line 2 of climb.py) still says: Write f." in text
        assert "raise" not in text


def test_an_open_score_is_no_score() -> None:
    broken = check(Outcome.GRADER_ERROR)
    whole = result(check(Outcome.PASSED), broken, state=State.UNDETERMINED, earned=None)
    for text in both(whole):
        assert "not determined: your instructor has been told" in text
        assert "2 of 4" not in text and "0 of 2" not in text
        assert "There is nothing for you to do" in text
    wrong = result(check(Outcome.FAILED, "this"), broken, state=State.UNDETERMINED, earned=None)
    assert next_step(wrong).startswith("Start with: this.")


def test_the_next_step_ends_when_everything_is_passed() -> None:
    assert next_step(result(check(Outcome.PASSED))).startswith("Everything passed.")
    assert next_step(result(notes=("nothing there",))) == "Start with the notes below."
    waiting = (check(Outcome.SKIPPED, "late"), check(Outcome.TIMED_OUT, "early"))
    assert next_step(result(*waiting)).startswith("Start with: early.")


def test_a_call_that_never_came_back_returned_nothing() -> None:
    late = check(Outcome.TIMED_OUT, called="climb", returned="None")
    assert all("What came back" not in text for text in both(result(check(Outcome.PASSED), late)))
    none = check(Outcome.FAILED, called="climb", returned="None")
    assert all("What came back: None" in text for text in both(result(none)))


def test_clean_keeps_what_can_be_read() -> None:
    assert clean("a\tb\r\nc\rd") == "a   b\nc\nd"
    assert clean("\x1b[1;31mred\x1b[0m\x07") == "red\u2407"
    assert clean("a\u202eb") == "a[U+202E]b"
    assert line("a\nb\x00") == "a\u240ab\u2400"
    assert clean("Zoë 李 नमस्ते 👩\u200d🔬 α≤β") == "Zoë 李 नमस्ते 👩\u200d🔬 α≤β"
    assert clean("x" * 5000, 300).count("x") == 300
    assert "4700 characters left out" in clean("x" * 5000, 300)
    assert sentence("  a\n  b ") == "a b"


def test_what_a_program_prints_is_not_on_its_page() -> None:
    # It runs on the round's secret inputs, and could print them into its own feedback.
    printed = "secret-input-0.12345"
    whole = result(check(Outcome.FAILED, "a"), output=printed)
    assert not any(printed in text for text in both(whole))


def test_a_wrong_answer_is_shown_beside_the_own_code() -> None:
    source = (
        b"import math\n\n\ndef other(x):\n    return x\n\n\n"
        b"def climb(\n    x,\n):\n    y = x\n\n    return -y\n\n\nclass Net:\n    pass\n"
    )
    failed = check(Outcome.FAILED, called="climb", returned="a number (int)")
    html, text = both(result(failed), {"peaks.py": source})
    for written in (html, text):
        assert "from line 8 of" in written and "return -y" in written
        assert "def other" not in written and "class Net" not in written
    assert Structure(html).text.count("return -y") == 1


@pytest.mark.parametrize(
    "called", ["", "(…)", "climb[0]", "1climb", "climbing", "cl", "Net.climb", "x" * 500, ".*", "."]
)
def test_what_is_not_in_the_file_is_not_shown(called: str) -> None:
    source = b"def climb(x):\n    return x\n"
    found = definition(called, {"peaks.py": source})
    assert (found is not None) == (called == "climb[0]")


def test_a_class_is_found_by_what_is_called_of_it_and_cut_where_it_is_long() -> None:
    source = "class Net:\n" + "    x = 1\n" * 100 + "y = 2\n"
    found = definition("Net(…).forward", {"net.py": source.encode()})
    assert found is not None and found.function == "Net"
    assert (len(found.lines), found.left_out) == (40, 61)
    html, text = both(
        result(check(Outcome.FAILED, called="Net(…)", returned="None")), {"net.py": source.encode()}
    )
    assert "61 more lines" in html and "61 more lines" in text


def test_nothing_long_is_said_twice() -> None:
    long = "Your trajectory leaves the right one at step 1. " * 3
    said = {"says": long, "diagnosis": long, "called": "climb", "returned": "None"}
    checks = [check(Outcome.FAILED, f"check {n}", **said) for n in range(3)]
    html, text = both(result(*checks), {"peaks.py": b"def climb(x):\n    return -x\n"})
    for written in (Structure(html).text, text):
        assert written.count("at step 1") == 2 * 3
        assert written.count("The same as for “check 0”.") == 4
        assert written.count("return -x") == 1
    said = {"says": "Not twice.", "called": "climb"}
    short = [check(Outcome.FAILED, f"check {n}", **said) for n in range(2)]
    assert both(result(*short))[1].count("Not twice.") == 2


def test_figures_are_told_in_words_too() -> None:
    figures = every_kind("words")
    html = page(result(check(Outcome.PASSED)), {}, figures)
    text = markdown(result(check(Outcome.PASSED)), {}, figures)
    assert "## What your code does" in text and "<h2>What your code does</h2>" in html
    assert "| **words** | 3 | 1 |" in text
    assert r"from \(0, 0\)" in text or "from (0, 0)" in text
    broken = [check(Outcome.RAISED, error=StudentError("E", "x", ())) for _ in range(2)]
    assert "What your code does" not in page(result(*broken), {}, figures)
