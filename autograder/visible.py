"""Both rooms of people: makes hostile text harmless to look at. Escapes for no format."""

from __future__ import annotations

import re
import unicodedata

from autograder.sentences import say

LINE = 200
"""Characters of a name, a title, a line of source."""
BLOCK = 2000
"""Characters of a message or a sentence."""

# Terminal sequences are dropped whole, so that colored output stays readable.
_TERMINAL = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colors, cursor
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # window titles, links
    r"|\x1b[()][0-9A-B]"  # character sets
)
_STACKED = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_JOINERS = "\u200c\u200d"  # several scripts and emoji need them, and they move nothing
_INVISIBLE = {"Cc", "Cf", "Cn", "Co", "Zl", "Zp"}


class _Visible(dict[int, str]):
    """A table for `str.translate` that fills itself: what cannot be seen gets a visible name."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if char == "\n":
            shown = char
        elif code < 0x20:
            shown = chr(0x2400 + code)  # the control pictures of Unicode
        elif code == 0x7F:
            shown = "\u2421"
        elif category == "Cs":
            shown = "\ufffd"
        elif category in _INVISIBLE and char not in _JOINERS:
            shown = f"[U+{code:04X}]"
        else:
            shown = char
        self[code] = shown
        return shown


_VISIBLE = _Visible()


def clean(text: str, most: int = BLOCK) -> str:
    """`text` in at most about `most` characters, without anything that hides, moves or reorders.

    Lines end in "\\n", tabs are spaces; control, bidi and other invisible characters are visible.
    """
    text = shorten(text, most)
    text = _TERMINAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return _STACKED.sub(r"\1", text.translate(_VISIBLE))


def line(text: str, most: int = LINE) -> str:
    """Like `clean`, and in one line: a line break is shown as a sign, a tab too."""
    text = _TERMINAL.sub("", shorten(text, most))
    return _STACKED.sub(r"\1", text.translate(_VISIBLE)).replace("\n", "\u240a")


def sentence(text: str, most: int = BLOCK) -> str:
    """Like `clean`, with line breaks and runs of spaces as one space: for running text."""
    return " ".join(clean(text, most).split())


def shorten(text: str, most: int) -> str:
    """Head and tail of a longer `text`, and between them how much is left out."""
    if len(text) <= most:
        return text
    tail = most // 3
    head = most - tail
    left_out = say("visible.left_out", number=len(text) - most)
    return f"{text[:head]} … {left_out} … {text[-tail:]}"


def storable(text: str, most: int) -> str:
    """`text` as a file of records keeps it: shortened, valid Unicode, otherwise unchanged."""
    return _SURROGATES.sub("\ufffd", shorten(text, most))
