"""No page names a command, an option or a value of one that does not exist."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest
import typer

from infusion_pathways.cli.app import app
from infusion_pathways.cli.commands import COMMANDS, loaded
from tests.conftest import ROOT

PAGES = [
    "README.md", "docs/authoring.md", "docs/command-line.md", "docs/teaching.md", "docs/testing.md", "scenarios/course/README.md",
]  # fmt: skip
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(pathways [^`\n]+)`")
PROGRAM = re.compile(r"^(?:\S*/)?pathways$")
ENDS = {"&&", "||", "|", ";", ">", ">>", "<", "2>", "&"}


def commands(text: str) -> Iterator[list[str]]:
    """The words behind `pathways` in each command of a page: every line of shell blocks, the prompts of console blocks."""
    for language, body in FENCED.findall(text):
        if language in ("sh", "console"):
            lines = body.replace("\\\n", " ").splitlines()
            for line in lines:
                if language == "sh" or line.startswith("$ "):
                    yield from calls(line.removeprefix("$ "))


def calls(line: str) -> Iterator[list[str]]:
    """The calls of the program in one line of a shell."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    found: list[str] | None = None
    for word in [*lexer, ";"]:
        if word in ENDS or set(word) <= set("&|;<>"):
            if found is not None:
                yield found
            found = None
        elif found is not None:
            found.append(word)
        elif PROGRAM.match(word):
            found = []


def understood(words: list[str]) -> None:
    """Let the parser of the command line read a call, without running it."""
    command: click.Command = typer.main.get_command(app)
    name = "pathways"
    parent = None
    while True:
        context = command.make_context(name, list(words), parent=parent)
        if not isinstance(command, click.Group):
            return
        rest = [*context._protected_args, *context.args]
        if not rest:
            return
        found, sub, words = command.resolve_command(context, rest)
        assert sub is not None
        name, command, parent = found or "", sub, context


@pytest.mark.parametrize("page", PAGES)
def test_every_command_in_a_code_block_is_understood(page: str) -> None:
    """Command, options and their values, as the parser reads them; a page that shows commands is not passed over."""
    found = list(commands((ROOT / page).read_text(encoding="utf-8")))
    assert found or page == "scenarios/course/README.md"
    for words in found:
        try:
            understood(words)
        except click.exceptions.Exit:
            continue
        except click.ClickException as problem:
            pytest.fail(f"{page}: pathways {' '.join(words)}: {problem.format_message()}")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_named_in_a_sentence_is_there(page: str) -> None:
    """What is named in running text or in a table: the command and its options; what stands for a name may be anything."""
    text = FENCED.sub("", (ROOT / page).read_text(encoding="utf-8"))
    for line in INLINE.findall(text):
        first, *rest = [word for word in line.split()[1:] if not word.startswith("[")]
        if first.startswith("-") or first.isupper():
            continue
        assert first in COMMANDS, f"{page}: {line}"
        command = loaded(first)
        subs = list(command.commands.values()) if isinstance(command, click.Group) else [command]
        options = {option for sub in subs for parameter in sub.params for option in parameter.opts} | {"--help", "-h"}
        for word in rest:
            assert not word.startswith("-") or word == "-" or word.partition("=")[0] in options, f"{page}: {line}"


def test_the_check_fails_on_what_does_not_exist() -> None:
    """A command, an option and a value that do not exist are each refused."""
    for line in ("pathways play x.json", "pathways quiz --tags x", "pathways run x.json --detail long", "pathways new pill x"):
        (words,) = calls(line)
        with pytest.raises(click.ClickException):
            understood(words)


def test_calls_are_found_behind_other_commands() -> None:
    """Pipes, redirections and what runs before count as the shell counts them."""
    line = "python3 -m venv v && v/bin/pathways run 'a b.json' | head -1 > out.txt; pathways packs # all"
    assert list(calls(line)) == [["run", "a b.json"], ["packs"]]
