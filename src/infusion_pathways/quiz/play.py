"""Playing cases: one after the other, line by line or from answer sheets; each is kept the moment it is done."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from infusion_pathways.document.blocks import NOTICE, Block, Detail, Heading, Paragraph
from infusion_pathways.quiz.answer import AnswerSheet
from infusion_pathways.quiz.case import QuizCase
from infusion_pathways.quiz.score import CaseScore, score
from infusion_pathways.quiz.screens import case_blocks, fact_blocks, legend, reveal_blocks, score_words
from infusion_pathways.quiz.session import HELP, Session
from infusion_pathways.quiz.summary import PlayedCase, summary_blocks

Read = Callable[[str], str | None]
Write = Callable[[Sequence[Block]], None]
Keep = Callable[[QuizCase, AnswerSheet, CaseScore, bool], None]


class RevealTime(Enum):
    """When the answer is shown."""

    AFTER_EACH = "after-each"
    AT_END = "at-end"
    NONE = "none"


class PlayOptions(NamedTuple):
    """How a quiz is played: when the answer is shown and at which length, and whether facts have to be asked for."""

    reveal: RevealTime = RevealTime.AFTER_EACH
    detail: Detail = Detail.STANDARD
    ask_first: bool = False


def play_cases(cases: Sequence[QuizCase], terms: PlayOptions, read: Read, write: Write, keep: Keep) -> None:
    """Play cases line by line: `read` gives the next line for a prompt, or None when there are no more.

    `write` shows blocks, `keep` takes each result the moment it is there. A case that is broken off (by Ctrl-C too) is kept
    with what was answered of it.
    """
    write((Paragraph(NOTICE, "notice"), *legend(), Heading(2, "What to type"), *(Paragraph(line) for line in HELP)))
    late: list[Block] = []
    played: list[PlayedCase] = []
    for number, case in enumerate(cases, 1):
        session = Session(case, terms.ask_first)
        heading = f"Case {number} of {len(cases)}"
        try:
            _one(session, heading, read, write)
        except KeyboardInterrupt:
            _keep(session, terms, keep)
            raise
        found = _keep(session, terms, keep)
        if session.done and terms.reveal is not RevealTime.NONE:
            blocks = reveal_blocks(case, session.sheet(), found, terms.detail)
            late += blocks if terms.reveal is RevealTime.AT_END else ()
            write(() if terms.reveal is RevealTime.AT_END else blocks)
            played.append(PlayedCase(heading, case, session.sheet(), found))
        if session.left:
            break
    late += summary_blocks(played)
    write((*late, Paragraph(NOTICE, "notice")) if late or terms.reveal is not RevealTime.AFTER_EACH else ())


def _one(session: Session, heading: str, read: Read, write: Write) -> None:
    write(case_blocks(session.case, heading, session.hidden(), session.ask_first))
    while not session.over:
        line = read(session.prompt)
        if line is None:
            session.done = session.question is None
            session.left = not session.done
            return
        said = session.take(line)
        if session.show_facts:
            session.show_facts = False
            write(tuple(fact_blocks(session.case, session.hidden(), session.ask_first)))
        if said:
            write(tuple(Paragraph(part) for part in said.split("\n")))


def _keep(session: Session, terms: PlayOptions, keep: Keep) -> CaseScore:
    sheet = session.sheet()
    found = score(session.case, sheet, terms.ask_first)
    if session.done or sheet.answers:
        keep(session.case, sheet, found, session.done)
    return found


def play_sheets(
    cases: Sequence[QuizCase], sheets: Mapping[str, AnswerSheet], terms: PlayOptions, keep: Keep
) -> tuple[Block, ...]:
    """Play cases from answer sheets: the blocks of all that is shown. Cases without a sheet are left out."""
    blocks: list[Block] = []
    played: list[PlayedCase] = []
    for case in cases:
        sheet = sheets.get(case.scenario.id)
        if sheet is None:
            continue
        found = score(case, sheet, terms.ask_first)
        keep(case, sheet, found, len(sheet.answers) == len(case.questions))
        if terms.reveal is RevealTime.NONE:
            blocks += (Heading(1, f"Case {case.scenario.id}"), Paragraph(score_words(found), "outcome"))
        else:
            blocks += reveal_blocks(case, sheet, found, terms.detail)
            played.append(PlayedCase(f"Case {case.scenario.id}", case, sheet, found))
    end = summary_blocks(played)
    return (*blocks, *end, Paragraph(NOTICE, "notice")) if end or terms.reveal is RevealTime.NONE else tuple(blocks)
