"""`pathways quiz`: predict, then reveal; and what a class made of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from click.core import ParameterSource
from typer.core import TyperCommand, TyperGroup

from infusion_pathways.cases import case_files
from infusion_pathways.cli.common import Exit, complain, opened_pack, read_line, say, write_blocks, write_text
from infusion_pathways.cli.completing import complete_scenario
from infusion_pathways.cli.options import DetailOption, FormatOption, PackOption, PathwaysOption
from infusion_pathways.cli.reports import ReportFormat, checked_name, write_report
from infusion_pathways.document.blocks import Block, Detail
from infusion_pathways.pack import Pack, shipped
from infusion_pathways.quiz.answer import AnswerSheet
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.difficulty import Difficulty
from infusion_pathways.quiz.play import RevealTime
from infusion_pathways.quiz.score import CaseScore
from infusion_pathways.scenario import Scenario, load_scenario
from infusion_pathways.source import Place, Problem, ProblemsFound

DEFAULT_COUNT = 5
PLAY, REPORT = "play", "report"


class QuizGroup(TyperGroup):
    """A group whose first word may be a file: without a subcommand, cases are played."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the hidden command in front of what is not a subcommand."""
        if not args or args[0] not in self.commands:
            args = [PLAY, *args]
        return super().parse_args(ctx, args)


class Playing(TyperCommand):
    """The hidden command, which has no word of its own on the command line."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Its context stands in the place of the group's."""
        if parent is None:
            return super().make_context(info_name, args, **extra)
        return super().make_context(parent.info_name, args, parent.parent, **extra)


def complete_first(ctx: typer.Context, incomplete: str) -> list[str]:
    """Shipped scenario files, and as the first word `report` too."""
    first = not any(ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in ctx.params)
    return [REPORT] * (first and REPORT.startswith(incomplete)) + complete_scenario(incomplete)


quiz = typer.Typer(cls=QuizGroup, help="Judge cases before the rules do; then see which condition was misjudged.")


@quiz.command(PLAY, cls=Playing, hidden=True)
def play(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Scenario files.", show_default=False, autocompletion=complete_first),
    ] = None,
    pathway: PathwaysOption = None,
    all_: Annotated[bool, typer.Option("--all", help="Cases from all that ship.")] = False,
    tag: Annotated[
        list[str] | None,
        typer.Option("--tag", help="Only cases with this tag; of several, with all of them.", show_default=False),
    ] = None,
    difficulty: Annotated[
        Difficulty | None, typer.Option("--difficulty", help="Only cases of this difficulty.", show_default=False)
    ] = None,
    count: Annotated[
        int | None,
        typer.Option(
            "--count", help=f"The most cases; all files, or {DEFAULT_COUNT} of those that ship.", min=1, show_default=False
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Chooses and orders the cases; 0 for those that ship.", show_default=False)
    ] = None,
    ask_first: Annotated[
        bool, typer.Option("--ask-first", help="Keep findings and measures back until they are asked for.")
    ] = False,
    reveal: Annotated[RevealTime, typer.Option("--reveal", help="When to show the answer.")] = RevealTime.AFTER_EACH,
    detail: DetailOption = Detail.STANDARD,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="Answer sheets to play instead of asking.", show_default=False),
    ] = None,
    format: FormatOption = ReportFormat.TEXT,
    results: Annotated[
        Path | None,
        typer.Option("--results", metavar="FILE", help="Add a line for each case to this file.", show_default=False),
    ] = None,
    student: Annotated[
        str,
        typer.Option(
            "--student", metavar="CODE", help="A code for the answer sheet, such as s7; never a name.", show_default=False
        ),
    ] = "",
    pack: PackOption = None,
) -> None:
    """Judge cases before the rules do; then see which condition was misjudged.

    `pathways quiz report RESULTS...` shows what a class made of it.

    Example: pathways quiz --all --count 3 --results answers.jsonl
    """
    from infusion_pathways.quiz import messages
    from infusion_pathways.quiz.answers import sheets
    from infusion_pathways.quiz.play import PlayOptions, play_cases, play_sheets
    from infusion_pathways.quiz.results import add, check_results, checked_code, result
    from infusion_pathways.quiz.selection import CaseSelection, choose
    from infusion_pathways.source.reading import read_json

    place = Place("pathways quiz")
    if format is not ReportFormat.TEXT and answers is None:
        raise ProblemsFound([messages.format_without_answers(place)])
    if not (files or pathway or all_ or answers or tag or difficulty):
        raise ProblemsFound([messages.no_case_to_play(place, "no case is named")])
    code = checked_code(student) if student else ""
    rules = opened_pack(pack)
    for name in pathway or ():
        checked_name(name, rules.programs, "pathway")
    if results is not None:
        check_results(results)
    at_most = count if files or count or answers else DEFAULT_COUNT
    wanted = CaseSelection(tuple(pathway or ()), tuple(tag or ()), difficulty, seed if files else seed or 0, at_most)
    cases = choose(rules, _scenarios(rules, files), wanted)
    terms = PlayOptions(reveal, detail, ask_first)

    kept: list[dict[str, Any]] = []

    def keep(case: QuizCase, sheet: AnswerSheet, score: CaseScore, finished: bool) -> None:
        kept.append(result(case, sheet, score, code, finished))
        if results is not None:
            add(results, kept[-1])

    if answers is None:
        play_cases(cases, terms, read_line, _write, keep)
        return
    given = sheets(read_json(answers), cases)
    blocks = play_sheets(cases, given, terms, keep)
    write_report(format, blocks, kept)


@quiz.command(REPORT)
def report(
    files: Annotated[list[Path], typer.Argument(metavar="RESULTS...", help="Files that `--results` wrote.", show_default=False)],
    format: FormatOption = ReportFormat.TEXT,
    pack: PackOption = None,
) -> None:
    """Show what a class made of the quiz: misconceptions met, conditions misjudged, verdicts and reasons apart.

    Example: pathways quiz report answers.jsonl --format markdown
    """
    from infusion_pathways.quiz.report import cut_off_words, gather, report_of
    from infusion_pathways.quiz.report_blocks import blocks, plain
    from infusion_pathways.quiz.results import read

    rules = opened_pack(pack)
    found = gather(line for file in files for line in read(file))
    for cut in found.cut_off:
        say(cut_off_words(cut), err=True)
    told = report_of(rules, found.results)
    if found.results or format is ReportFormat.JSON:
        write_report(format, blocks(rules, told), plain(rules, told))
    if found.problems:
        complain(ProblemsFound(found.problems))
        raise typer.Exit(Exit.BAD_INPUT)


def _scenarios(rules: Pack, files: Sequence[Path] | None) -> list[Scenario]:
    """The scenarios of the files, or those that ship; everything wrong with all of them at once."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for file in files or case_files([shipped("scenarios")]):
        try:
            scenarios.append(load_scenario(file, rules))
        except ProblemsFound as found:
            problems += found.problems
    if problems:
        raise ProblemsFound(problems)
    return scenarios


def _write(blocks: Sequence[Block]) -> None:
    if blocks:
        write_text("\n")
        write_blocks(blocks)
