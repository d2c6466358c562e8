"""Instructor room: the sections as Markdown, and the files of their plots."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.results.measures import SEEDS, Measure, Section, verdict

PROMISES = (
    *("02_gradient_ascent", "06_sequential_to_class", "11_predict_sugar"),
    *("12_binarized_mnist", "13_normalization_mismatch"),
)
"""The exercises whose effects the project promises; they come first."""


def text(sections: Sequence[Section], seconds: dict[str, float]) -> str:
    """The generated part of docs/results.md; `seconds` of CPU by exercise."""
    by_slug = {section.slug: section for section in sections}
    promised = [by_slug[slug] for slug in PROMISES if slug in by_slug]
    others = [section for section in sections if section.slug not in PROMISES]
    parts = ["## Five promises at a glance", _overview(promised), _luck(sections)]
    parts += ["## The five promises", *map(_section, promised)]
    parts += ["## The other exercises", *map(_section, others)]
    parts += ["## What it took", _cost(seconds)]
    return "\n\n".join(parts)


def write_plots(folder: Path, sections: Sequence[Section], made_from: str) -> None:
    """One SVG per section, and no other, with `made_from` in a comment at its end."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    for section in sections:
        comment = f"<!-- generated from {made_from} -->\n"
        (folder / f"{section.slug}.svg").write_text(section.plot + comment, "utf-8")


def shown(value: float, digits: int) -> str:
    """With `digits` decimals; "0" only where the value is exactly that."""
    return f"{round(value, digits) + 0.0:.{digits}f}" if value else "0"


def _overview(sections: Sequence[Section]) -> str:
    rows = [
        "| promise | figure | course | measured | the course's figure is |",
        "|---|---|---|---|---|",
    ]
    for section in sections:
        for number, measure in enumerate(section.measures):
            promise = section.shows if number == 0 else ""
            rows.append(
                f"| {promise} | {measure.name} | {_course(measure)} | {_range(measure)} | "
                f"{'' if measure.course is None else verdict(measure)} |"
            )
    return "\n".join(rows)


def _luck(sections: Sequence[Section]) -> str:
    """In one sentence each, with which figures the course was lucky, and with which not."""
    said = []
    for word in ("a lucky", "an unlucky"):
        names = [
            f"{section.slug[:2]}, {measure.name} ({_course(measure)})"
            for section in sections
            for measure in section.measures
            if f": {word} " in verdict(measure)
        ]
        said.append(
            f"{word.capitalize()} split or draw of the course: {'; '.join(names) or 'none'}."
        )
    return " ".join(said)


def _section(section: Section) -> str:
    head = f"### {section.slug[:2]} · {section.title}"
    said = f"What shows: {section.shows}. Run: {section.ran}. {section.differs}".strip()
    seeds = " | ".join(f"seed {seed}" for seed in SEEDS)
    many = [measure for measure in section.measures if len(measure.values) > 1]
    single = [measure for measure in section.measures if len(measure.values) == 1]
    parts = [head, said, f"![{section.alt}](results/{section.slug}.svg)"]
    if many:
        rows = [f"| figure | course | {seeds} | mean |", f"|---|---|{'---|' * len(SEEDS)}---|"]
        for measure in many:
            values = " | ".join(shown(value, measure.digits) for value in measure.values)
            mean = shown(measure.mean, measure.digits)
            rows.append(f"| {measure.name} | {_course(measure)} | {values} | {mean} |")
        parts.append("\n".join(rows))
    if single:
        rows = ["| figure without chance | course | measured | |", "|---|---|---|---|"]
        rows += [
            f"| {m.name} | {_course(m)} | {_range(m)} | {'' if m.course is None else verdict(m)} |"
            for m in single
        ]
        parts.append("\n".join(rows))
    said_of = [
        f"- {measure.name}: the course's {_course(measure)} is {verdict(measure)}."
        for measure in many
        if measure.course is not None
    ]
    return "\n\n".join([*parts, "\n".join(said_of)] if said_of else parts)


def _cost(seconds: dict[str, float]) -> str:
    rows = ["| exercise | CPU seconds |", "|---|---|"]
    rows += [f"| {slug} | {spent:.1f} |" for slug, spent in seconds.items()]
    rows.append(f"| all | {sum(seconds.values()):.1f} |")
    return "\n".join(rows)


def _course(measure: Measure) -> str:
    return "" if measure.course is None else shown(measure.course, measure.digits)


def _range(measure: Measure) -> str:
    mean = shown(measure.mean, measure.digits)
    low, high = (shown(pick(measure.values), measure.digits) for pick in (min, max))
    return mean if low == high else f"{mean} [{low} to {high}]"
