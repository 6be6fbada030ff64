"""What stands for, against and beside each therapy of a ladder."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from infusion_pathways.document.blocks import Detail
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown, in_use
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.picture.model import Box, BoxKind, BoxLine, BoxPart
from infusion_pathways.picture.reasons import DoorReason
from infusion_pathways.picture.seen import PictureDiagnosis
from infusion_pathways.trace.phrasebook import PLACEHOLDER, book_of, own_first
from infusion_pathways.trace.wording import capital, listing

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

AGAINST = (RuleKind.EXCLUDES, RuleKind.HOLDS)
BESIDE = (RuleKind.CAUTIONS, RuleKind.CHECKS, RuleKind.NOTES)
HEADINGS = {
    RuleKind.REQUIRES: "labels and guidelines ask for",
    RuleKind.EXCLUDES: "rules it out",
    RuleKind.HOLDS: "puts it on hold",
    RuleKind.CAUTIONS: "cautions",
    RuleKind.CHECKS: "checks",
    RuleKind.NOTES: "notes",
}
DOOR = "what opens its door"
OF_ALL = {
    RuleKind.REQUIRES: "asked for by labels and guidelines",
    RuleKind.EXCLUDES: "rules any of them out",
    RuleKind.HOLDS: "puts any of them on hold",
    RuleKind.CAUTIONS: "cautions",
    RuleKind.CHECKS: "checks",
    RuleKind.NOTES: "notes",
}


class Talk:
    """What the boxes of one ladder are written from: titles by clause, the arguments of each therapy, the patient.

    `named` are the letters of the reasons that have a box.
    """

    def __init__(
        self, pack: Pack, program: Program, seen: PictureDiagnosis | None, detail: Detail, named: frozenset[str]
    ) -> None:
        self.named = named
        self.pack, self.program, self.seen, self.detail = pack, program, seen, detail
        self.titles = {clause.key: _general(clause.rule.title) for clause in program.clauses}
        page = book_of(pack).page(program)
        self.by_therapy = {name: {line.clause.key: line.title for line in lines} for name, lines in page.arguments.items()}
        self.findings = page.findings
        several = len(program.pathway.therapies) > 1
        ids = [{clause.rule.id for clause in clauses} for clauses in program.arguments.values()]
        self.shared = frozenset[str].intersection(*map(frozenset, ids)) if several and seen is None else frozenset()

    def arguments(self, therapy: str, *kinds: RuleKind) -> list[Clause]:
        """The clauses of some kinds about a therapy, those of the pathway itself first."""
        return [c for c in own_first(self.program, self.program.arguments[therapy]) if c.rule.kind in kinds]

    def line(self, clause: Clause, therapy: str = "", lead: str = "") -> BoxLine:
        """A clause as a line: its title, its truth."""
        title = self.by_therapy.get(therapy, self.titles).get(clause.key, self.titles[clause.key])
        truth = self.seen.evaluation.rules[clause.key] if self.seen else None
        return BoxLine(f"{lead}{title}", truth, (clause.key,), against=clause.rule.kind in AGAINST)


def _general(title: str) -> str:
    return capital(title.replace(PLACEHOLDER, "the therapy"))


def reason_marks(reasons: Iterable[DoorReason]) -> dict[str, list[DoorReason]]:
    """The reasons that open the door to each therapy."""
    found: dict[str, list[DoorReason]] = {}
    for reason in reasons:
        for therapy in reason.therapies:
            found.setdefault(therapy, []).append(reason)
    return found


def capped(talk: Talk, clauses: Sequence[Clause], named: Callable[[Truth], bool], many: str) -> tuple[BoxLine, ...]:
    """The clauses whose truth is to be named as lines; the others counted, a line for each truth; in full all are named."""
    lines = [talk.line(clause) for clause in clauses]
    shown = [line for line in lines if line.truth is not None and (named(line.truth) or talk.detail is Detail.FULL)]
    rest = [line for line in lines if line not in shown]
    return (*shown, *_counted(rest, many))


def _counted(lines: Iterable[BoxLine], many: str) -> Iterator[BoxLine]:
    """Lines counted by their truth; one alone is named."""
    found = list(lines)
    for truth, none in ((TRUE, "hold"), (UNKNOWN, "not known"), (FALSE, "none holds")):
        own = [line for line in found if line.truth is truth]
        if len(own) == 1:
            yield own[0]
        elif own:
            yield BoxLine(f"{len(own)} {many}: {none}", truth, tuple(key for line in own for key in line.rules))


def therapy_card(talk: Talk, therapy: str, reasons: Sequence[DoorReason]) -> Box:
    """One therapy: what opens its door, what speaks against it, what is asked for."""
    word = talk.pack.vocabulary.therapies[therapy]
    parts = _deciding_first(talk, therapy, reasons) if talk.seen else _pathway_parts(talk, therapy, reasons)
    marks = [reason.mark for reason in reasons]
    return Box(
        BoxKind.THERAPY,
        therapy,
        capital(word.label),
        tuple(part for part in parts if part.lines),
        verdict=talk.seen.evaluation.verdicts[therapy] if talk.seen else None,
        infusion=talk.program.infusion[therapy],
        note="" if talk.seen else f"opened by {listing(marks, 'or') or 'nothing'}",
    )


def _pathway_parts(talk: Talk, therapy: str, reasons: Sequence[DoorReason]) -> Iterator[BoxPart]:
    """What the rules say of a therapy alone; what they say of every therapy stands beside the ladder."""
    for kind in (RuleKind.REQUIRES, *AGAINST):
        yield BoxPart(HEADINGS[kind], tuple(talk.line(c, therapy) for c in _alone(talk, therapy, kind)))


def _alone(talk: Talk, therapy: str, kind: RuleKind) -> list[Clause]:
    return [clause for clause in talk.arguments(therapy, kind) if clause.rule.id not in talk.shared]


def _deciding_first(talk: Talk, therapy: str, reasons: Sequence[DoorReason]) -> list[BoxPart]:
    """The parts of a patient's card, those first on which the verdict turned; where nothing else did, the door is the first."""
    assert talk.seen is not None
    appraisal = talk.seen.evaluation.appraisals[therapy]
    deciding = set(appraisal.deciding)
    if appraisal.verdict is Verdict.ON_HOLD:
        deciding.discard(in_use(therapy))

    def aside(line: BoxLine) -> bool:
        return deciding.isdisjoint(line.rules)

    parts = [part._replace(lines=tuple(sorted(part.lines, key=aside))) for part in _patient_parts(talk, therapy, reasons)]
    first, *rest = sorted(parts, key=lambda part: all(map(aside, part.lines)))
    return [first, *(part if part.heading else part._replace(heading=DOOR) for part in rest)]


def _patient_parts(talk: Talk, therapy: str, reasons: Sequence[DoorReason]) -> Iterator[BoxPart]:
    seen = talk.seen
    assert seen is not None
    yield BoxPart("", tuple(_door(talk, therapy, reasons)))
    if talk.detail is Detail.FULL:
        for kind in (RuleKind.REQUIRES, *AGAINST, *BESIDE):
            yield BoxPart(HEADINGS[kind], tuple(talk.line(clause, therapy) for clause in talk.arguments(therapy, kind)))
        return
    out = talk.arguments(therapy, RuleKind.EXCLUDES)
    hold = talk.arguments(therapy, RuleKind.HOLDS)
    asked = talk.arguments(therapy, RuleKind.REQUIRES)
    truth = seen.evaluation.rules
    yield BoxPart("ruled out by", tuple(talk.line(c, therapy) for c in out if truth[c.key] is TRUE))
    yield BoxPart("put on hold by", tuple(talk.line(c, therapy) for c in hold if truth[c.key] is TRUE))
    if seen.evaluation.verdicts[therapy] is Verdict.NO_REASON:
        return
    yield BoxPart("asked for by labels and guidelines", tuple(talk.line(c, therapy) for c in asked if truth[c.key] is not TRUE))
    waits = [c for c in (*out, *hold) if truth[c.key] is UNKNOWN and c.rule.when_unknown is WhenUnknown.HOLD]
    yield BoxPart("waits until this is known", tuple(talk.line(c, therapy) for c in waits))
    if talk.detail is Detail.STANDARD:
        yield BoxPart("beside these", tuple(_counts(talk, therapy, [c for c in (*out, *hold) if c not in waits], asked)))


def _counts(talk: Talk, therapy: str, against: Iterable[Clause], asked: Iterable[Clause]) -> Iterator[BoxLine]:
    """What is not named on the card of a patient, in numbers."""

    def keys(clauses: Iterable[Clause], truth: Truth) -> tuple[str, ...]:
        return tuple(clause.key for clause in clauses if talk.seen and talk.seen.evaluation.rules[clause.key] is truth)

    against = list(against)
    met, open_, closed = keys(asked, TRUE), keys(against, UNKNOWN), keys(against, FALSE)
    beside = keys(talk.arguments(therapy, *BESIDE), TRUE)
    if met:
        yield BoxLine(f"{len(met)} {'condition' if len(met) == 1 else 'conditions'} of labels and guidelines: met", TRUE, met)
    if open_:
        yield BoxLine(f"{len(open_)} {'others' if len(open_) > 1 else 'other'} could speak against it: not known", UNKNOWN, open_)
    if closed:
        yield BoxLine(
            f"{len(closed)} could speak against it: {'none holds' if len(closed) > 1 else 'does not hold'}", FALSE, closed
        )
    if beside:
        yield BoxLine(
            "1 caution, check or note" if len(beside) == 1 else f"{len(beside)} cautions, checks and notes", TRUE, beside
        )


def _door(talk: Talk, therapy: str, reasons: Sequence[DoorReason]) -> Iterator[BoxLine]:
    """The reasons by what became of them, and whether the therapy is being given and works."""
    seen = talk.seen
    assert seen is not None
    key = in_use(therapy)
    if seen.evaluation.rules[key] is not FALSE:
        known = seen.evaluation.rules[key] is TRUE
        yield BoxLine(
            "Is being given and works" if known else "Not known whether it is being given and works",
            seen.evaluation.rules[key],
            (key,),
        )
    words = {TRUE: "Opened by", UNKNOWN: "Not known:", FALSE: "Does not hold:"}
    for truth in (TRUE, UNKNOWN, FALSE):
        own = [reason for reason in reasons if seen.evaluation.rules[reason.clauses[0].key] is truth]
        named = [reason for reason in own if reason.mark in talk.named]
        yield from _reason_line(named, therapy, truth, f"{words[truth]} {listing([reason.mark for reason in named])}")
        rest = [reason for reason in own if reason.mark not in talk.named]
        more = "other reason" if own != list(reasons) else "reason"
        yield from _reason_line(
            rest, therapy, truth, f"{len(rest)} {more}: does not hold" if len(rest) == 1 else f"{len(rest)} {more}s: none holds"
        )


def _reason_line(reasons: Sequence[DoorReason], therapy: str, truth: Truth, words: str) -> Iterator[BoxLine]:
    keys = tuple(clause.key for reason in reasons for clause in reason.clauses if therapy in clause.targets)
    if keys:
        yield BoxLine(words, truth, keys)


def boxes_beside(talk: Talk, on_ladder: frozenset[str]) -> tuple[Box, ...]:
    """What stands beside the ladder: contradictions; without a patient, or in full, whatever has no place on it."""
    return tuple(box for box in _beside(talk, on_ladder) if box.parts)


def _beside(talk: Talk, on_ladder: frozenset[str]) -> Iterator[Box]:
    seen = talk.seen
    conflicts = [talk.line(clause) for clause in talk.program.conflicts]
    others = [
        talk.line(clause, lead=f"{capital(talk.pack.vocabulary.findings[name].label)}: ")
        for name, clauses in talk.findings.items()
        if name not in on_ladder
        for clause in clauses
    ]
    if seen is not None:
        true = [line for line in conflicts if line.truth is TRUE]
        if true:
            yield _box(BoxKind.CONFLICT, "conflicts", "The input contradicts itself", [("", true)], TRUE)
        if talk.detail is Detail.FULL:
            rest = [line for line in conflicts if line.truth is not TRUE]
            yield _box(BoxKind.RULES, "no_conflict", "Contradictions that were looked for", [("", rest)])
            yield _box(BoxKind.RULES, "other_findings", "Other findings", [("", others)])
        return
    therapies = talk.program.pathway.therapies
    brief = talk.detail is Detail.SHORT
    for kinds, name, title in (
        ((RuleKind.REQUIRES, *AGAINST), "against", "For each of these therapies"),
        (BESIDE, "with", "Told with each"),
    ):
        groups = [(OF_ALL[kind], _of_all(talk, kind)) for kind in kinds]
        yield _box(BoxKind.RULES, f"{name}_all", title, _brief(groups) if brief and kinds is BESIDE else groups)
    for therapy in therapies:
        label = talk.pack.vocabulary.therapies[therapy].label
        groups = [(HEADINGS[kind], [talk.line(c, therapy) for c in _alone(talk, therapy, kind)]) for kind in BESIDE]
        yield _box(BoxKind.RULES, f"with_{therapy}", f"Told with {label}", _brief(groups) if brief else groups)
    yield _box(BoxKind.RULES, "other_findings", "Other findings", [("", others)])
    yield _box(BoxKind.RULES, "conflicts", "Contradictions in the input", [("", conflicts)])


def _of_all(talk: Talk, kind: RuleKind) -> list[BoxLine]:
    """The rules of a kind that speak of every therapy, each as one line for all of them."""
    keys: dict[str, dict[str, None]] = {}
    for clause in talk.program.clauses:
        if clause.rule.kind is kind and clause.rule.id in talk.shared:
            keys.setdefault(clause.rule.id, {})[clause.key] = None
    return [BoxLine(talk.titles[next(iter(own))], None, tuple(own)) for own in keys.values()]


def _brief(groups: Iterable[tuple[str, list[BoxLine]]]) -> list[tuple[str, list[BoxLine]]]:
    """Each group as one line that counts it."""
    return [
        ("", [BoxLine(f"{len(lines)} {heading}", None, tuple(key for line in lines for key in line.rules))])
        for heading, lines in groups
        if lines
    ]


def _box(kind: BoxKind, name: str, title: str, groups: Iterable[tuple[str, list[BoxLine]]], truth: Truth | None = None) -> Box:
    parts = tuple(BoxPart(heading, tuple(lines)) for heading, lines in groups if lines)
    return Box(kind, name, title, parts, truth)
