"""From the program of a pathway, and a patient if there is one, to its ladder."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from infusion_pathways.document.blocks import Detail
from infusion_pathways.meaning.condition import Condition, conjuncts, derived_in
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Clause, Program, WhenUnknown
from infusion_pathways.meaning.standing import either
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.picture.cards import Talk, boxes_beside, capped, reason_marks, therapy_card
from infusion_pathways.picture.conditions import told
from infusion_pathways.picture.measure import shortened
from infusion_pathways.picture.model import Box, BoxKind, BoxLine, BoxPart, Ladder, Link, Rung
from infusion_pathways.picture.reasons import DoorReason, findings_below, reasons_of, treatment_tests
from infusion_pathways.picture.seen import PictureDiagnosis
from infusion_pathways.picture.words import STATE
from infusion_pathways.trace.phrasebook import book_of
from infusion_pathways.trace.wording import capital, listing

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
LONGEST_TITLE = 90
FOOT, FINDINGS, REASONS, INFUSIONS = "Conventional therapy", "Findings", "Reasons for an infusion", "Infusions"
WAYS = ("leads to", "opens the door", "unless something speaks against it")
NONE_TRIED = "Nothing in the treatment history (a closed list)"
NONE_ASKED = "Nothing that the reasons ask about"
LEFT_OUT = ("", "Left out: one reason that does not hold.", "Left out: {} reasons that do not hold.")
LONGEST_CONDITION = 160


def ladder_of(pack: Pack, program: Program, seen: PictureDiagnosis | None, detail: Detail, title: str) -> Ladder:
    """The ladder of a pathway: every rule of it in `full`, what bears on the patient in the other lengths."""
    return _Builder(pack, program, seen, detail).ladder(title)


class _Builder:
    def __init__(self, pack: Pack, program: Program, seen: PictureDiagnosis | None, detail: Detail) -> None:
        self._pack = pack
        self._program = program
        self._seen = seen
        self._detail = detail
        self._words = pack.vocabulary
        self._page = book_of(pack).page(program)
        self._reasons = reasons_of(program, self._alike)
        self._named = self._shown()
        self._talk = Talk(pack, program, seen, detail, frozenset(reason.mark for reason in self._named))
        self._findings = findings_below((reason.when for reason in self._named), self._page.findings)

    def ladder(self, title: str) -> Ladder:
        findings = tuple(self._finding(name) for name in self._findings)
        reasons = tuple(self._reason(reason) for reason in self._named)
        marks = reason_marks(self._reasons)
        seen = self._seen
        cards = tuple(therapy_card(self._talk, name, marks.get(name, ())) for name in self._program.pathway.therapies)
        if seen is not None:
            cards = tuple(sorted(cards, key=lambda card: list(Verdict).index(seen.evaluation.verdicts[card.name])))
        left = len(self._reasons) - len(reasons)
        beside = boxes_beside(self._talk, frozenset(self._findings))
        rungs, links = tuple(self._rungs(findings, reasons, cards)), tuple(self._links(reasons))
        ladder = Ladder(title, rungs, beside, links, (), LEFT_OUT[min(left, 2)].format(left))
        return ladder._replace(way=tuple(self._way(ladder)))

    def _rungs(self, findings: tuple[Box, ...], reasons: tuple[Box, ...], cards: tuple[Box, ...]) -> Iterator[Rung]:
        """The rungs from the foot up; without findings the foot leads to the reasons."""
        below, above, door = self._climbed()
        ways = [_passage(below, "finding"), _passage(above, "reason"), _passage(door, "door")]
        to_findings, to_reasons, to_cards = ways if self._seen is not None else WAYS
        if findings:
            yield Rung(FOOT, self._tried(), below, to_findings)
            yield Rung(FINDINGS, findings, above, to_reasons)
        else:
            yield Rung(FOOT, self._tried(), above, to_reasons)
        yield Rung(REASONS, reasons, door, to_cards)
        yield Rung(INFUSIONS, cards)

    def _alike(self, clause: Clause) -> Hashable:
        """What of a clause makes it another reason for this patient: its truth, and that of each part."""
        if self._seen is None:
            return ()
        return self._seen.evaluation.rules[clause.key], tuple(map(self._truth, conjuncts(clause.when)))

    def _truth(self, when: Condition) -> Truth | None:
        return None if self._seen is None else self._seen.evaluation.judge(when).truth

    def _climbed(self) -> tuple[Truth | None, Truth | None, Truth | None]:
        """Whether a finding holds, whether a reason does, and whether the door to some therapy is open."""
        seen = self._seen
        if seen is None:
            return None, None, None
        findings = (seen.evaluation.findings[name].truth for name in self._findings)
        return _any(findings), _any(seen.evaluation.rules[reason.clauses[0].key] for reason in self._reasons), self._door()

    def _door(self) -> Truth | None:
        seen, therapies = self._seen, self._program.pathway.therapies
        return None if seen is None else _any(seen.evaluation.appraisals[name].standing.door for name in therapies)

    def _shown(self) -> list[DoorReason]:
        """The reasons that hold or are open; of those that do not, the nearest; all of them without a patient, and in full."""
        seen = self._seen
        if seen is None or self._detail is Detail.FULL:
            return list(self._reasons)
        truths = {reason.mark: seen.evaluation.rules[reason.clauses[0].key] for reason in self._reasons}
        shown = {mark for mark, truth in truths.items() if truth is not FALSE}
        failed = [reason for reason in self._reasons if truths[reason.mark] is FALSE]
        if failed and self._door() is FALSE:
            missing = {reason.mark: sum(line.truth is FALSE for line in self._needs(reason)) for reason in failed}
            nearest = min(missing.values())
            shown |= {mark for mark, count in missing.items() if count == nearest}
        return [reason for reason in self._reasons if reason.mark in shown] or list(self._reasons)

    def _needs(self, reason: DoorReason) -> tuple[BoxLine, ...]:
        when = reason.when
        parts = conjuncts(when)
        return tuple(BoxLine(shortened(self._asked(part, reason), 200), self._truth(part), plain=True) for part in parts)

    def _asked(self, condition: Condition, reason: DoorReason) -> str:
        """A condition in words; the therapy it was read for is called that where there are several."""
        words = told(condition, self._words)
        label = self._words.therapies[reason.clauses[0].targets[0]].label if reason.this else ""
        return capital(words.replace(label, "this therapy") if label else words)

    def _reason(self, reason: DoorReason) -> Box:
        rules = [clause.rule for clause in reason.clauses]
        truth = self._seen.evaluation.rules[reason.clauses[0].key] if self._seen else None
        asked = self._asked(reason.when, reason)
        labels = [self._words.therapies[name].label for name in reason.therapies]
        lenses = dict.fromkeys(_lens(rule.lens, rule.jurisdiction) for rule in rules)
        several = len({rule.id for rule in rules}) > 1
        title = self._talk.titles[reason.clauses[0].key] if not several or len(asked) > LONGEST_TITLE else asked
        named = tuple(BoxLine(self._talk.titles[c.key], truth, (c.key,)) for c in reason.clauses)
        parts = (BoxPart("rules", named) if several else BoxPart("", ()), BoxPart("needs", self._needs(reason)))
        open_ = truth is None or truth is UNKNOWN
        waits = [r.unrecorded for r in rules if r.when_unknown is WhenUnknown.CHECK and r.unrecorded and open_]
        once = f"; counts once this is recorded: {self._words.fact_label(waits[0])}" if waits else ""
        note = f"{listing(list(lenses))}; for {listing(labels)}{once}"
        keys = tuple(clause.key for clause in reason.clauses)
        return Box(
            BoxKind.REASON, keys[0], title, tuple(p for p in parts if p.lines), truth, None, reason.mark, note=note, rules=keys
        )

    def _finding(self, name: str) -> Box:
        clauses = self._page.findings.get(name, ())
        parts = self._values(name, clauses) if self._seen else (BoxPart("rules", tuple(self._conditions(clauses))),)
        none = () if clauses else (BoxPart("", (BoxLine("No rule of this pathway concludes it", plain=True),)),)
        return Box(
            BoxKind.FINDING,
            name,
            capital(self._words.findings[name].label),
            tuple(part for part in (*none, *parts) if part.lines),
            self._state(name),
            rules=tuple(clause.key for clause in clauses),
        )

    def _conditions(self, clauses: Iterable[Clause]) -> Iterator[BoxLine]:
        for clause in clauses:
            yield BoxLine(clause.rule.title, None, (clause.key,))
            yield BoxLine(f"If {shortened(told(clause.when, self._words), LONGEST_CONDITION)}", plain=True, under=True)

    def _values(self, name: str, clauses: Sequence[Clause]) -> tuple[BoxPart, ...]:
        """What the patient's values make of a finding, and the rules by their truth."""
        truth, shown = self._state(name), self._seen.told.get(name) if self._seen else None
        words = [value.words for value in shown.values] + [gap.words for gap in shown.gaps] if shown else []
        values = tuple(BoxLine(capital(text), plain=True) for text in dict.fromkeys(words))
        rules = capped(self._talk, clauses, lambda t: t is truth and t is not FALSE, "rules")
        return BoxPart("", values), BoxPart("rules", rules if self._detail is not Detail.SHORT else ())

    def _tried(self) -> tuple[Box, ...]:
        """The foot: the conventional therapy that rules ask about, or the patient's own history."""
        tests = {test: None for when in self._read() for test in treatment_tests(when)}
        own = frozenset(self._program.pathway.therapies)
        conventional = [test for test in tests if not test.therapies <= own]
        if self._seen is None:
            named = [test.words.split(" or ") for test in conventional]
            lines = tuple(BoxLine(capital(word), plain=True) for word in dict.fromkeys(word for words in named for word in words))
            empty = (BoxLine("No rule asks for any", plain=True),)
            return (Box(BoxKind.TRIED, "tried", "What is tried before", (BoxPart("", lines or empty),)),)
        if self._seen.history is None:
            line = BoxLine(f"Treatment history: {self._seen.missing}", UNKNOWN, plain=True)
            return (Box(BoxKind.TRIED, "tried", "What was tried", (BoxPart("", (line,)),), UNKNOWN),)
        before = frozenset[str]().union(*(test.therapies for test in conventional)) - own
        asked = [entry for entry in self._seen.history if entry.could_be & before or not (before or entry.could_be & own)]
        rest = [entry for entry in self._seen.history if entry not in asked]
        boxes = []
        for name, title, entries in (("tried", "What was tried", asked), ("other", "Other treatments", rest)):
            lines = tuple(BoxLine(capital(entry.words), UNKNOWN if entry.open else None, plain=True) for entry in entries)
            if lines or name == "tried":
                none = (BoxLine(NONE_ASKED if rest else NONE_TRIED, plain=True),)
                boxes.append(Box(BoxKind.TRIED, name, title, (BoxPart("", lines or none),)))
        return tuple(boxes)

    def _read(self) -> Iterator[Condition]:
        yield from (clause.when for reason in self._reasons for clause in reason.clauses)
        yield from (clause.when for name in self._findings for clause in self._page.findings.get(name, ()))

    def _links(self, reasons: Iterable[Box]) -> Iterator[Link]:
        """What leads to what: findings to findings and reasons, reasons to therapies."""
        by_key = {reason.clauses[0].key: reason for reason in self._reasons}
        for name in self._findings:
            read = sorted({n for clause in self._page.findings.get(name, ()) for n in derived_in(clause.when)})
            yield from (Link(below, name, self._state(below)) for below in read if below in self._findings)
        for box in reasons:
            reason = by_key[box.name]
            yield from (Link(name, box.name, self._state(name)) for name in sorted(set(derived_in(reason.when))))
            yield from (Link(box.name, therapy, box.truth) for therapy in reason.therapies)

    def _state(self, name: str) -> Truth | None:
        return self._seen.evaluation.findings[name].truth if self._seen else None

    def _way(self, ladder: Ladder) -> Iterator[str]:
        """The ladder in sentences, for those who do not see it."""
        if ladder.title:
            yield f"{ladder.title}."
        foot, *between, therapies = ladder.rungs
        yield f"At the foot: {'; '.join(line.text for box in foot.boxes for part in box.parts for line in part.lines)}."
        for rung in between:
            if self._seen is None:
                yield f"{rung.title}: {'; '.join(_named(box) for box in rung.boxes)}."
            for truth in Truth if self._seen is not None else ():
                boxes = [_named(box) for box in rung.boxes if box.truth is truth]
                if boxes:
                    yield f"{rung.title} of which each {STATE[truth]}: {'; '.join(boxes)}."
        for box in therapies.boxes:
            form = "" if box.infusion else " (no infusion form)"
            yield f"{box.title}{form}: {box.verdict.label}." if box.verdict else f"{box.title}{form}: {box.note}."


def _named(box: Box) -> str:
    return f"{box.mark}, {box.title}" if box.mark else box.title


def _passage(truth: Truth | None, what: str) -> str:
    verb = "is open" if what == "door" else "holds"
    said = {TRUE: f"a {what} {verb}", FALSE: f"no {what} {verb}", UNKNOWN: f"not known whether a {what} {verb}"}
    return said[truth] if truth else ""


def _lens(lens: str, jurisdiction: tuple[str, ...]) -> str:
    return f"{lens} ({'/'.join(name.upper() for name in jurisdiction)})" if jurisdiction else lens


def _any(truths: Iterable[Truth]) -> Truth:
    found = FALSE
    for truth in truths:
        found = either(found, truth)
    return found
