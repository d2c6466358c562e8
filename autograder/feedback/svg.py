"""Trusted room: elements of SVG as text. Every attribute and every text passes through escaping."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

FAR = 2000.0
"""Pixels beyond which nothing is placed: a renderer need not cope with more."""
_LIMIT = Markup("")

Point = tuple[float, float]


def tag(name: str, *inside: str | Markup, **attributes: object) -> Markup:
    """An element. `class_` and the like lose their underscore, `stroke_width` gets a hyphen."""
    written = _LIMIT.join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
    )
    content = _LIMIT.join(escape(part) for part in inside)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, content)


def text(words: str, x: float, y: float, **attributes: object) -> Markup:
    """A line of text at a point."""
    return tag("text", words, x=short(x), y=short(y), **attributes)


def path(lines: Iterable[Iterable[Point]], closed: bool = False) -> str:
    """The `d` of polylines, in steps of a tenth of a pixel."""
    return "".join(_line(list(line), "z" if closed else "") for line in lines)


def _line(points: list[Point], end: str) -> str:
    """Relative steps are short to write; they are taken between rounded points, so none adds up."""
    if not points:
        return ""
    tenths = [(_tenths(x), _tenths(y)) for x, y in points]
    (x, y), parts = tenths[0], []
    before = (x, y)
    for here in tenths[1:]:
        if here != before:
            parts.append(f"{_number(here[0] - before[0])} {_number(here[1] - before[1])}")
            before = here
    if not parts:
        return ""
    return f"M{_number(x)} {_number(y)}l{' '.join(parts)}{end}".replace(" -", "-")


def short(value: float) -> str:
    """A coordinate in at most one decimal, never farther out than a page is wide."""
    return _number(_tenths(value))


def _tenths(value: float) -> int:
    return round(10 * max(-FAR, min(FAR, value)))


def _number(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{rest}"
