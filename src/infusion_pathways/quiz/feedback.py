"""Which condition was misjudged: a student's answer compared with what the rules would say under each misconception."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from infusion_pathways.condition import Condition
from infusion_pathways.logic import Truth, judge
from infusion_pathways.pack.rule import Clause
from infusion_pathways.quiz.answer import Answer
from infusion_pathways.quiz.case import Case, Question
from infusion_pathways.quiz.deciding import bearing, clauses_of, needed, shown
from infusion_pathways.quiz.evidence import NO_MARKS, Evidence, Leaf, Marks
from infusion_pathways.quiz.misreading import Seen, deciding_keys

MOST_TOLD = 3


class Kind(Enum):
    """How an answer stands: right, right without its reason, explained by a misconception, or missed otherwise."""

    RIGHT = "right"
    WRONG_REASON = "wrong_reason"
    MISCONCEPTION = "misconception"
    MISSED = "missed"


class Misjudged(NamedTuple):
    """A condition that was misjudged: the rule it belongs to (none where it is how a therapy is given, or that it works).

    `marks` are the facts to look at, and `misread` says that these were misread, not the rule left out.
    """

    clause: Clause | None
    marks: tuple[str, ...]
    misread: bool


class Feedback(NamedTuple):
    """What is to be said of one answer.

    `misconceptions` are ids of the pack; of several any explains the answer as well as the others. `lacking` are facts that
    decide and were not marked, `strays` marked ones that have no bearing.
    """

    kind: Kind
    misconceptions: tuple[str, ...] = ()
    misjudged: tuple[Misjudged, ...] = ()
    lacking: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[Misjudged, ...]:
        """The misjudged conditions that are shown and counted: what is unknown can leave very many arguments open at once."""
        return self.misjudged[:MOST_TOLD]


def feedback(case: Case, question: Question, answers: Mapping[str, Answer]) -> Feedback:
    """What is to be said of the answer to one question; the other answers of the case tell which misconception it shows."""
    answer = answers[question.name]
    evidence = case.evidence(question.position)
    wanted = needed(evidence, question.therapy, answer.marks)
    lacking = tuple(sorted(wanted - answer.marks))
    strays = tuple(sorted(answer.marks - bearing(evidence, question.therapy)))
    if answer.verdict == case.right(question):
        kind = Kind.WRONG_REASON if lacking or strays else Kind.RIGHT
        misjudged = _deciding(evidence, question.therapy) if lacking else ()
        return Feedback(kind, (), misjudged, lacking, strays)
    found = explaining(case, question, answers)
    if not found:
        return Feedback(Kind.MISSED, (), _deciding(evidence, question.therapy), lacking, strays)
    return Feedback(Kind.MISCONCEPTION, found, misjudged_by(case, question, found[0]), lacking, strays)


def explaining(case: Case, question: Question, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The misconceptions under which the rules would give the student's answer, the best of them; several only in a tie.

    Better is one under which the marked facts would decide, then one that explains more of the student's answers in this case,
    then one that changes fewer conditions.
    """
    answer = answers[question.name]
    ranked: dict[str, tuple[bool, int, int]] = {}
    for name in case.pack.misconceptions:
        read = case.seen(question.position, name)
        if read.verdict(question.therapy) == answer.verdict and _can_be(case, question, name, answer.marks):
            fits = _fits(case, question, name, answer.marks)
            ranked[name] = (not fits, -_explained(case, name, answers), len(_turned(case, question, name)))
    best = min(ranked.values(), default=None)
    return tuple(name for name, rank in ranked.items() if rank == best)


def _fits(case: Case, question: Question, name: str, marks: Marks) -> bool:
    """Whether the marked facts are those that would decide under a misconception."""
    evidence = case.evidence(question.position, name)
    wanted = needed(evidence, question.therapy, marks)
    return wanted <= marks and marks <= bearing(evidence, question.therapy)


def _can_be(case: Case, question: Question, name: str, marks: Marks) -> bool:
    """Whether a misconception can lie behind some marks: who lets an unknown fact speak marks one that is not known."""
    if not marks or case.pack.misconceptions[name].reading.unknown != "present":
        return True
    return not marks.isdisjoint(needed(case.evidence(question.position, name), question.therapy, marks))


def _explained(case: Case, name: str, answers: Mapping[str, Answer]) -> int:
    """How many of the student's answers the rules would give under a misconception."""
    asked = (q for q in case.questions if q.name in answers)
    return sum(case.seen(q.position, name).verdict(q.therapy) == answers[q.name].verdict for q in asked)


def _turned(case: Case, question: Question, name: str) -> tuple[str, ...]:
    """The arguments about a therapy whose truth is another under a misconception."""
    right, read = case.seen(question.position), case.seen(question.position, name)
    keys = deciding_keys(right.program, question.therapy)
    return tuple(key for key in keys if right.rules[key] is not read.rules[key])


def misjudged_by(case: Case, question: Question, name: str) -> tuple[Misjudged, ...]:
    """The conditions that a misconception turns and that decide: those of the right verdict and those of the misread one.

    Where none of these turns, those that turn and were not open. Misread facts come before rules that were left out, and few
    facts before many.
    """
    right, read = case.evidence(question.position), case.evidence(question.position, name)
    turned = _turned(case, question, name)
    deciding = {c.key for seen in (right.seen, read.seen) for c in clauses_of(shown(seen, question.therapy).reasons)}
    settled = [key for key in turned if right.seen.rules[key] is not Truth.UNKNOWN]
    keys = [key for key in turned if key in deciding] or settled or turned
    clauses = {clause.key: clause for clause in right.seen.program.clauses}
    found = [_misjudged(clauses.get(key), right, read, question) for key in keys]
    return tuple(sorted(dict.fromkeys(found), key=_order)) or (Misjudged(None, (), misread=False),)


def _order(misjudged: Misjudged) -> tuple[bool, int, str]:
    return not misjudged.misread, len(misjudged.marks), misjudged.clause.key if misjudged.clause else ""


def _misjudged(clause: Clause | None, right: Evidence, read: Evidence, question: Question) -> Misjudged:
    """One condition, with the facts whose tests answer otherwise; where none does, the facts that decide it."""
    if clause is None:
        return Misjudged(None, tuple(sorted(needed(right, question.therapy))), misread=False)
    misread = _places(right, _answering_otherwise(clause.when, right, read.seen))
    if misread:
        return Misjudged(clause, misread, misread=True)
    return Misjudged(clause, tuple(sorted(right.needed([clause.when]))), misread=clause.key not in read.seen.left_out)


def _answering_otherwise(condition: Condition, right: Evidence, read: Seen) -> Iterator[Leaf]:
    for leaf in right.leaves(condition):
        before, after = _truth(leaf, right.seen), _truth(leaf, read)
        if before is not after:
            yield leaf


def _truth(leaf: Leaf, seen: Seen) -> Truth:
    return judge(leaf, seen.facts, seen.findings).truth


def _places(evidence: Evidence, leaves: Iterator[Leaf]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for leaf in leaves for place in evidence.places(leaf)))


def _deciding(evidence: Evidence, therapy: str) -> tuple[Misjudged, ...]:
    """The arguments that decide the right verdict, the one that takes the fewest facts first."""
    where = shown(evidence.seen, therapy)
    found: Sequence[Misjudged] = [
        Misjudged(reason.clause, tuple(sorted(evidence.needed([reason.when], NO_MARKS, where.one_value))), misread=False)
        for reason in where.reasons
    ]
    return tuple(sorted(found, key=_order)) or (Misjudged(None, (), misread=False),)
