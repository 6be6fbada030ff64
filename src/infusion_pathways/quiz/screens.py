"""A case and its reveal as blocks: what the student sees before the answer, and what is said of it after."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph, Table
from infusion_pathways.meaning.rule import Clause
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.quiz.answer import AnswerSheet, StudentAnswer
from infusion_pathways.quiz.case import QuizCase, QuizQuestion
from infusion_pathways.quiz.feedback import MOST_TOLD, RIGHT_VERDICT, AnswerKind, Feedback, Misjudged, feedback
from infusion_pathways.quiz.hints import filled
from infusion_pathways.quiz.marking import SortedMarks
from infusion_pathways.quiz.score import CaseScore, ScorePart, reasons_mark
from infusion_pathways.trace.entries import cited, marked
from infusion_pathways.trace.outline import outline
from infusion_pathways.trace.wording import capital, listing


def label(verdict: str) -> str:
    """A verdict as a reader sees it."""
    return Verdict(verdict).label


def legend() -> tuple[Block, ...]:
    """The verdicts to choose from."""
    return (Heading(2, "The verdicts"), *(Entry("-", f"{v.label}: {v.about.meaning}") for v in Verdict))


def case_blocks(case: QuizCase, heading: str, hidden: frozenset[str], ask_first: bool) -> tuple[Block, ...]:
    """The case without title and answer: its narrative, the facts by number, the therapies by letter.

    Where facts have to be asked for there is no narrative either: it tells many of them.
    """
    return tuple(_case(case, heading, hidden, ask_first))


def _case(case: QuizCase, heading: str, hidden: frozenset[str], ask_first: bool) -> Iterator[Block]:
    yield Heading(1, heading)
    if case.scenario.narrative and not ask_first:
        yield Paragraph(case.scenario.narrative, "narrative")
    yield from fact_blocks(case, hidden, ask_first)
    yield Heading(2, "To judge")
    several = len({question.position for question in case.questions}) > 1
    for question in case.questions:
        of = f" for {case.pack.vocabulary.diseases[question.disease].label}" if several else ""
        yield Entry(question.letter, f"{question.label}{of}")


def fact_blocks(case: QuizCase, hidden: frozenset[str], ask_first: bool) -> Iterator[Block]:
    """The recorded facts by number; those kept back are left out."""
    yield Heading(2, "What is recorded")
    for item in case.items:
        if item.place not in hidden:
            yield Entry(f"{item.number}.", item.words)
    kept = "Findings and measures may be kept back: ask for those that decide." if ask_first else ""
    yield Paragraph(kept or "Whatever else there is to know is not recorded.")


def reveal_blocks(case: QuizCase, sheet: AnswerSheet, score: CaseScore, detail: Detail) -> tuple[Block, ...]:
    """The student's verdicts beside those of the rules, what was misjudged, the score, and the trace."""
    return tuple(_reveal(case, sheet, score, detail))


def _reveal(case: QuizCase, sheet: AnswerSheet, score: CaseScore, detail: Detail) -> Iterator[Block]:
    yield Heading(1, "Your answers beside the rules")
    yield Table(
        ("Therapy", "You", "The rules", "Verdict", "Reasons"),
        tuple(_row(case, question, sheet.answers.get(question.name)) for question in case.questions),
    )
    for question in case.questions:
        if question.name in sheet.answers:
            yield from feedback_blocks(case, question, sheet.answers)
    yield Heading(2, "Score")
    yield Paragraph(score_words(score), "outcome")
    yield from outline(case.trace, detail)


def _row(case: QuizCase, question: QuizQuestion, answer: StudentAnswer | None) -> tuple[str, ...]:
    right = case.right(question)
    if answer is None:
        return question.name, "no answer", label(right), "0", "0"
    got = int(answer.verdict == right)
    return question.name, label(answer.verdict), label(right), str(got), number(reasons_mark(case, question, answer))


def feedback_blocks(case: QuizCase, question: QuizQuestion, answers: Mapping[str, StudentAnswer]) -> Iterator[Block]:
    """What is said of one answer."""
    found = feedback(case, question, answers)
    right, given = case.right(question), answers[question.name].verdict
    yield Heading(3, f"{capital(question.label)}: {label(right)}", right)
    match found.kind:
        case AnswerKind.RIGHT:
            yield Entry("right", "The verdict is right, and so is what you marked for it.")
        case AnswerKind.TOO_MUCH:
            yield Entry("right", f"The verdict is right, and what decides it is among your marks. {_beside(found.marks)}")
        case AnswerKind.WRONG_REASON:
            yield Entry("reason", f"The verdict is right, its reason is not. {_of_marks(found, answers[question.name])}")
        case AnswerKind.MISSED:
            yield Entry("missed", f"You said {label(given)}: {Verdict(given).about.meaning}. You missed what decides.")
        case AnswerKind.MISCONCEPTION | AnswerKind.TWO:
            yield from _misconceptions(case, found, given)
    for condition in found.told:
        yield _misjudged(case, question, condition)
    if len(found.misjudged) > len(found.told):
        yield Paragraph(f"and {len(found.misjudged) - len(found.told)} more of the kind")
    if found.kind not in RIGHT_VERDICT and found.marks.too_many:
        yield Paragraph(_beside(found.marks))
    strays = found.marks.strays
    for place in strays[:MOST_TOLD]:
        yield Entry("apart", f"{capital(case.place_words(place))}: this has no bearing on the verdict.")
    if len(strays) > MOST_TOLD:
        yield Paragraph(f"and {len(strays) - MOST_TOLD} more without bearing")


def _of_marks(found: Feedback, answer: StudentAnswer) -> str:
    if not answer.marks:
        return "You marked no fact that decides it."
    said = "A fact that decides it is not among those you marked."
    return f"{said} {_beside(found.marks)}" if found.marks.too_many else said


def _beside(marks: SortedMarks) -> str:
    count = marks.not_deciding
    return f"You marked {count} fact{'s that do' if count > 1 else ' that does'} not decide it."


def _misconceptions(case: QuizCase, found: Feedback, given: str) -> Iterator[Block]:
    known = case.pack.misconceptions
    ways = [listing([known[name].label for name in names], "and") for names in found.explained]
    two = "Two errors at once explain it: the" if found.kind is AnswerKind.TWO else "The"
    yield Entry("misread", f"You said {label(given)}. {two} rules would say so for somebody who {', or who '.join(ways)}.")
    for name in found.misconceptions:
        misconception = known[name]
        cites = f" {cited(misconception.cites)}" if misconception.cites else ""
        yield Paragraph(f"{misconception.feedback}{marked(misconception.to_be_confirmed)}{cites}")


def _misjudged(case: QuizCase, question: QuizQuestion, condition: Misjudged) -> Entry:
    facts = tuple(f"{case.place_words(place)}  {place}" for place in condition.marks)
    return Entry(condition.how.value, condition_words(case, question, condition), facts)


def condition_words(case: QuizCase, question: QuizQuestion, condition: Misjudged) -> str:
    """A condition in words: its rule with the reason, or how a therapy is given."""
    if condition.clause is None:
        return _without_a_rule(case, question)
    rule = condition.clause.rule
    return f"{title(condition.clause, question)}. {filled(rule.because, question.label)} {cited(rule.cites)}"


def title(clause: Clause, question: QuizQuestion) -> str:
    """The title of a rule as it speaks of the therapy."""
    return filled(clause.rule.title, question.label)


def _without_a_rule(case: QuizCase, question: QuizQuestion) -> str:
    word = case.pack.vocabulary.therapies[question.therapy]
    if not word.infusion:
        return f"{capital(word.label)} has no infusion form ({', '.join(word.routes)})."
    return f"Whether {word.label} is given already, and works."


def score_words(score: CaseScore) -> str:
    """The score in words."""
    parts = [f"verdicts {_part(score.outcome)}", f"reasons {_part(score.reasons)}"]
    parts += [f"facts asked for {_part(score.asking)}"] if score.asking is not None and score.asking.of else []
    return f"{capital(', '.join(parts))}."


def _part(part: ScorePart) -> str:
    return f"{number(part.got)} of {part.of}"


def number(value: Fraction) -> str:
    """A mark as a number with at most two decimals."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
