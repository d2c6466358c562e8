"""Both rooms of people: the directive `command-line` writes the reference of all commands.

It walks the commands that Typer made of the functions in `autograder.cli`, so the page tells of
every option that there is, and of no other. (sphinx-click cannot read them, because Typer carries a
click of its own; sphinxcontrib-typer draws a terminal, which neither a phone nor a screen reader
shows well.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from typer.main import get_command

from autograder.cli.app import app
from autograder.cli.examples import EXAMPLES
from autograder.sentences import say

PROGRAM = "autograder"


class CommandLine(SphinxDirective):
    """`command-line`, without arguments: a section for each command."""

    def run(self) -> list[nodes.Node]:
        return self.parse_text_to_nodes("\n".join(markdown()), allow_section_headings=True)


def setup(sphinx: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    sphinx.add_directive("command-line", CommandLine)
    return {"version": "1", "parallel_read_safe": True}


def markdown() -> Iterator[str]:
    """The page's lines: panels as sections, the commands of each below."""
    root: Any = get_command(app)
    # A heading first: what stands before one would be lost, because sections close what is open.
    yield from ("## Every command", "")
    yield from table("Options before the command", [p for p in root.params if p.name != "help"])
    panels: dict[str, list[tuple[str, Any]]] = {}
    for name, command in root.commands.items():
        panels.setdefault(command.rich_help_panel, []).extend(leaves(name, command))
    for panel, commands in panels.items():
        yield from (f"## {panel}", "")
        for name, command in commands:
            yield from section(name, command)


def leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """(name, command), or those of a group's commands."""
    below = getattr(command, "commands", {})
    for own, inner in below.items():
        yield from leaves(f"{name} {own}", inner)
    if not below:
        yield name, command


def section(name: str, command: Any) -> Iterator[str]:
    """One command: what it does, how it is typed, its arguments and options, examples."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join([PROGRAM, name, *(["[OPTIONS]"] if options else []), *map(typed, arguments)])
    yield from (f"### {name}", "", command.help or "", "", "```text", usage, "```", "")
    yield from table("Arguments", arguments)
    yield from table("Options", options)
    if name in EXAMPLES:
        yield from (say("help.example"), "", "```text", *EXAMPLES[name], "```", "")


def typed(argument: Any) -> str:
    """How an argument stands in a line of usage."""
    name = argument.metavar or argument.name.upper()
    name += "…" if argument.nargs == -1 else ""
    return name if argument.required else f"[{name}]"


def table(title: str, parameters: list[Any]) -> Iterator[str]:
    """A table of arguments or options; nothing if there are none."""
    if parameters:
        yield from (f"| {title} | Meaning |", "|---|---|")
        yield from (f"| {spelled(p)} | {told(p)} |" for p in parameters)
        yield ""


def spelled(parameter: Any) -> str:
    """How a parameter is typed, as code."""
    if parameter.param_type_name == "argument":
        return f"`{typed(parameter)}`"
    value = "" if parameter.is_flag else " " + (parameter.metavar or parameter.name.upper())
    return ", ".join(f"`{name}{value}`" for name in [*parameter.opts, *parameter.secondary_opts])


def told(parameter: Any) -> str:
    """What a parameter means; whether it is needed, may be repeated, and what holds without it."""
    says = [(parameter.help or "").replace("|", "\\|")]
    if parameter.param_type_name == "option":
        if parameter.required:
            says.append("Required.")
        if parameter.multiple:
            says.append("May be repeated.")
        if parameter.default not in (None, "", False):
            says.append(f"Default: `{parameter.default}`.")
    return " ".join(part for part in says if part)
