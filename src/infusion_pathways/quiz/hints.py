"""Hints by degrees: which group of arguments to look at, which rule, which fact."""

from infusion_pathways.quiz.case import QuizCase, QuizQuestion
from infusion_pathways.quiz.deciding import needed, shown
from infusion_pathways.quiz.score import HINT_COSTS
from infusion_pathways.trace.wording import listing

MOST_HINTS = len(HINT_COSTS) - 1
_COSTS = ("", "a quarter", "half", "all")


def hint(case: QuizCase, question: QuizQuestion, degree: int) -> str:
    """The hint of a degree from 1 to 3 for one therapy, with what it costs so far."""
    evidence = case.evidence(question.position)
    where = shown(evidence.seen, question.therapy)
    match degree:
        case 1:
            said = f"look at {where.group}"
        case 2:
            titles = dict.fromkeys(filled(r.clause.rule.title, question.label) for r in where.reasons if r.clause is not None)
            said = f"look at this: {listing([f'{title}' for title in titles], 'or') or where.group}"
        case _:
            facts = [case.place_words(place) for place in sorted(needed(evidence, question.therapy))]
            said = f"look at this fact: {'; '.join(facts)}" if facts else f"no fact of the patient decides it, but {where.group}"
    return f"Hint {degree} of {MOST_HINTS} for {question.name}: {said}. So far {_COSTS[degree]} of the mark for its reasons."


def filled(text: str, label: str) -> str:
    """A text of a rule with the therapy's label."""
    said = text.replace("{therapy}", label)
    return said[:1].upper() + said[1:]
