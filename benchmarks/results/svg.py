"""Instructor room: small line and dot plots as SVG, readable on light and on dark pages.

Every figure brings its own background and follows the reader's color scheme where it can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 400, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 28, 62, 40
MOST_POINTS = 240
"""Longer lines are thinned: no screen shows more."""

STYLE = """
  .paper{fill:#fff;stroke:#d0d7de} text{font:12px system-ui,sans-serif;fill:#1f2328}
  .title{font-weight:600;font-size:13px} .note{fill:#59636e} .grid{stroke:#e3e7eb}
  .course{stroke:#1f2328;stroke-dasharray:5 4;stroke-width:1.5}
  .line{fill:none;stroke-width:1.6;stroke-linejoin:round}
  .a{stroke:#0b5cad} .b{stroke:#c2410c} .c{stroke:#15803d}
  .fa{fill:#0b5cad} .fb{fill:#c2410c} .fc{fill:#15803d}
  @media (prefers-color-scheme:dark){
    .paper{fill:#0d1117;stroke:#3d444d} text{fill:#e6edf3} .note{fill:#9da7b1}
    .grid{stroke:#262c34} .course{stroke:#e6edf3}
    .a{stroke:#6cb2ff} .b{stroke:#ff9d5c} .c{stroke:#56d07f}
    .fa{fill:#6cb2ff} .fb{fill:#ff9d5c} .fc{fill:#56d07f}
  }
"""


@dataclass(frozen=True)
class Series:
    """Points in one of the colors "a", "b", "c"; a line, or `dots`. An empty label is not shown."""

    x: Sequence[float]
    y: Sequence[float]
    color: str = "a"
    label: str = ""
    dots: bool = False


@dataclass(frozen=True)
class Panel:
    """One pair of axes. `course` are heights at which a dashed line shows the course's figures.

    `log` makes the y axis logarithmic; `y_range` and `x_ticks` replace what the data suggest.
    """

    title: str
    x_label: str
    series: Sequence[Series]
    course: Sequence[float] = ()
    log: bool = False
    y_range: tuple[float, float] | None = None
    x_ticks: Sequence[float] = ()


def draw(panels: Sequence[Panel], alt: str) -> str:
    """The panels side by side, as one SVG document with `alt` for those who cannot see it."""
    width = WIDTH * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" '
        f'width="{width}" height="{HEIGHT}" role="img">',
        f"<title>{escape(alt)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" x="0.5" y="0.5" width="{width - 1}" height="{HEIGHT - 1}" rx="6"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({number * WIDTH} 0)">')
        parts += _panel(panel)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel) -> list[str]:
    xs = [x for series in panel.series for x in series.x]
    ys = [y for series in panel.series for y in series.y] + list(panel.course)
    x_ticks = list(panel.x_ticks) or ticks(min(xs), max(xs))
    low, high = panel.y_range or (min(ys), max(ys))
    y_ticks = decades(low, high) if panel.log else ticks(low, high)
    margin = 0.5 if panel.x_ticks else 0.0  # ticks of one's own count things, such as seeds
    x_low, x_high = min(xs + x_ticks) - margin, max(xs + x_ticks) + margin
    y_low, y_high = min(low, y_ticks[0]), max(high, y_ticks[-1])

    def across(x: float) -> float:
        return LEFT + (x - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)

    def up(y: float) -> float:
        if panel.log:
            share = math.log(y / y_low) / math.log(y_high / y_low)
        else:
            share = (y - y_low) / (y_high - y_low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text class="title" x="{LEFT}" y="24">{escape(panel.title)}</text>']
    parts += _legend(panel)
    for tick in y_ticks:
        y = up(tick)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text class="note" x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>'
        )
    for tick in x_ticks:
        parts.append(
            f'<text class="note" x="{across(tick):.1f}" y="{HEIGHT - BOTTOM + 16}" '
            f'text-anchor="middle">{tick:g}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text class="note" x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(panel.x_label)}</text>"
    )
    for series in panel.series:
        points = thinned([(across(x), up(y)) for x, y in zip(series.x, series.y, strict=True)])
        if series.dots:
            parts += [
                f'<circle class="f{series.color}" cx="{x:.1f}" cy="{y:.1f}" r="3" '
                'fill-opacity="0.75"/>'
                for x, y in points
            ]
        else:
            way = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            parts.append(f'<path class="line {series.color}" d="M{way}"/>')
    for height in panel.course:
        parts.append(f'<path class="course" d="M{LEFT} {up(height):.1f}H{WIDTH - RIGHT}"/>')
    return parts


def _legend(panel: Panel) -> list[str]:
    """Names of the series in one row below the title, with a mark of their color."""
    marks = {series.label: series for series in panel.series if series.label}
    parts, x = [], LEFT
    for label, series in marks.items():
        if series.dots:
            parts.append(f'<circle class="f{series.color}" cx="{x + 8}" cy="42" r="3"/>')
        else:
            parts.append(f'<path class="line {series.color}" d="M{x} 42h16"/>')
        parts.append(f'<text x="{x + 21}" y="46">{escape(label)}</text>')
        x += 36 + round(6.4 * len(label))
    if panel.course:
        parts.append(
            f'<path class="course" d="M{x} 42h16"/><text x="{x + 21}" y="46">course</text>'
        )
    return parts


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers at equal steps that cover low to high: steps of 1, 2 or 5 times a decade."""
    span = (high - low) or abs(high) or 1.0
    decade = 10.0 ** math.floor(math.log10(span / about))
    step = next(k * decade for k in (1, 2, 5, 10) if span / (k * decade) <= about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(k * step, 12) for k in range(first, max(last, first + 1) + 1)]


def decades(low: float, high: float) -> list[float]:
    """The powers of ten that cover low to high, both positive."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [10.0**k for k in range(first, max(last, first + 1) + 1)]


def thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most MOST_POINTS of the points at equal distances, the last one among them."""
    step = max(1, math.ceil(len(points) / MOST_POINTS))
    kept = points[::step]
    return kept if not points or kept[-1] == points[-1] else [*kept, points[-1]]
