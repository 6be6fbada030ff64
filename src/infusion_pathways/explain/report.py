"""An explanation as blocks, at one of three lengths; the educational notice ends each of them."""

from collections.abc import Iterator, Sequence

from infusion_pathways.document.blocks import Block, Detail, Entry, Heading, Paragraph
from infusion_pathways.document.envelope import ending
from infusion_pathways.explain.drawing import ConditionDrawer
from infusion_pathways.explain.explanation import Explanation, Role, RuleExplained, Unnamed
from infusion_pathways.explain.mechanism import works_of
from infusion_pathways.explain.nearest import TestTurn
from infusion_pathways.explain.nodes import Judged, findings_of, gaps_of, values_of
from infusion_pathways.explain.prose import IN_QUESTION, lead, paragraphs
from infusion_pathways.explain.sources import Claims, differences, sources
from infusion_pathways.explain.unnamed import unnamed_sentences
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import Rule, RuleKind
from infusion_pathways.meaning.verdicts import VERDICT_TABLE, Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.entries import argument_entry, check_entries, cited, marked, pointed
from infusion_pathways.trace.tree import TherapyTrace, Trace
from infusion_pathways.trace.wording import capital

MOST_NEAREST = 3
TAGS = {
    RuleKind.SUPPORTS: "for",
    RuleKind.EXCLUDES: "against",
    RuleKind.HOLDS: "hold",
    RuleKind.REQUIRES: "asks",
    RuleKind.CONFLICT: "conflict",
}


def blocks(pack: Pack, explanation: Explanation | Unnamed, detail: Detail = Detail.STANDARD) -> tuple[Block, ...]:
    """The blocks of an explanation."""
    if isinstance(explanation, Unnamed):
        return tuple(_unnamed(pack, explanation, detail))
    return tuple(_explained(pack, explanation, detail))


def _explained(pack: Pack, explanation: Explanation, detail: Detail) -> Iterator[Block]:
    answer = explanation.answer
    verdict = Verdict(answer.verdict)
    yield Heading(1, f"{capital(answer.label)}: {verdict.label}", verdict.about.look.value)
    yield Paragraph(lead(pack, explanation), "outcome")
    yield from _scenario(explanation.trace, detail)
    yield Heading(2, "Why")
    yield from (Paragraph(text, "prose") for text in paragraphs(pack, explanation))
    if detail is Detail.SHORT:
        yield from _ending(explanation.trace)
        return
    claims = Claims(pack)
    deciding, against = explanation.having(Role.DECIDES), explanation.having(Role.AGAINST)
    shown = [*deciding, *explanation.having(Role.REASON), *against]
    denied = answer.verdict == Verdict.NO_REASON.value
    if not denied:
        yield from _steps(pack, "From the patient to the verdict", shown, claims)
    near = explanation.nearest()
    if near and explanation.appraisal.standing.door is not Truth.TRUE:
        most = len(near) if detail is Detail.FULL else MOST_NEAREST
        yield from _nearest(near[:most], len(near) - most, claims)
        shown = [*near[:most], *(against if denied else shown), *(rule for rule in deciding if rule.clause is None)]
    if denied:
        yield from _steps(pack, "What would stand against it in any case", against, claims)
    yield from _table(explanation)
    yield from _belongs(answer, detail)
    yield Heading(2, "The rules, to check")
    told = explanation.rules if detail is Detail.FULL else list(dict.fromkeys(shown))
    yield ConditionDrawer().tree(told)
    yield from _works(pack, explanation)
    cites = [cite for rule in told for cite in _cites(pack, rule)]
    yield from differences(pack, answer.therapy, cites)
    yield from sources(pack, [cite for cite in cites if cite not in claims.told])
    yield from _ending(explanation.trace)


def _scenario(trace: Trace, detail: Detail) -> Iterator[Block]:
    yield Paragraph(f"Scenario: {trace.scenario.title} ({trace.scenario.id})", "scenario")
    if detail is not Detail.SHORT and trace.scenario.narrative:
        yield Paragraph(trace.scenario.narrative, "narrative")


def _ending(trace: Trace) -> Iterator[Block]:
    yield from ending(trace.pack)


def _steps(pack: Pack, heading: str, rules: Sequence[RuleExplained], claims: Claims) -> Iterator[Block]:
    """From the patient's values through findings to what the rules say of the therapy."""
    if not rules:
        return
    yield Heading(2, heading)
    findings = {node.name: node for rule in rules for node in findings_of(rule.tree) if node.truth is Truth.TRUE}
    for node in findings.values():
        for rule in node.deciding():
            yield _finding_step(pack, node, rule, claims)
    for told in rules:
        tag = "in use" if told.kind is None else TAGS[told.kind]
        through = [node.words for node in findings_of(told.tree) if _directly(told.tree, node) and node.name in findings]
        details = [f"follows from: {'; '.join(through)}"] if through else []
        details += _evidence(told.tree, frozenset(findings))
        details += _behind(told.clause.rule if told.clause else None)
        cites = told.clause.rule.cites if told.clause else ()
        text = f"{told.title}. {told.because}{marked(told.to_be_confirmed)} {cited(cites) if cites else ''}"
        yield Entry(tag, text.rstrip(), (*details, *claims.of(cites)))


def _finding_step(pack: Pack, node: Judged, rule: Judged, claims: Claims) -> Entry:
    source = pack.rules[rule.name.partition("@")[0]]
    text = f"{capital(node.words)}. {source.because}{marked(source.to_be_confirmed)} {cited(source.cites)}"
    return Entry("finding", text, (*_evidence(rule), *_behind(source), *claims.of(source.cites)))


def _behind(rule: Rule | None) -> list[str]:
    """The mechanism or reason behind a rule, where a source tells one."""
    mechanism = rule.mechanism if rule else None
    return [f"behind it: {mechanism.text}{marked(mechanism.to_be_confirmed)} {cited(mechanism.cites)}"] if mechanism else []


def _evidence(node: Judged, told: frozenset[str] = frozenset()) -> list[str]:
    """The values that decide a node, or what is missing; not those below findings that are told apart."""
    values = [value.words + pointed(value.pointer) for value in values_of(node, told)]
    return values or [gap.words + pointed(gap.pointer) for gap in gaps_of(node)]


def _directly(tree: Judged, finding: Judged) -> bool:
    """Whether a rule reads a finding itself, not through another."""
    if tree.shape == "finding":
        return tree is finding
    return any(_directly(part, finding) for part in tree.deciding())


def _nearest(rules: Sequence[RuleExplained], more: int, claims: Claims) -> Iterator[Block]:
    yield Heading(2, "The reasons nearest to holding")
    for number, told in enumerate(rules, 1):
        assert told.clause is not None
        lines = [_turn(turn) for turn in told.near] if told.near is not None else ["cannot hold with this diagnosis"]
        over = ["passed over as long as the fact that it waits for is not recorded"] if told.passed_over else []
        cites = told.clause.rule.cites
        yield Entry(f"{number}.", f"{told.title}. {told.because} {cited(cites)}", (*lines, *over, *claims.of(cites)))
    if more > 0:
        yield Paragraph(f"and {more} more with --detail full")


def _turn(turn: TestTurn) -> str:
    """A condition that would have to turn: its truth, what it asks for and for which finding, what the patient has."""
    here = [value.words + pointed(value.pointer) for value in turn.test.values]
    here += [gap.words + pointed(gap.pointer) for gap in turn.test.gaps if turn.unknown]
    wanted = "" if turn.wanted else "not: "
    through = f' (so that "{turn.through[-1]}" holds)' if turn.through else ""
    return f"{turn.test.truth.value}: {wanted}{turn.test.words}{through}{'; here ' + '; '.join(here) if here else ''}"


def _table(explanation: Explanation) -> Iterator[Block]:
    """The rows of the verdict table, from the top to the first that applies."""
    yield Heading(2, "Why this verdict and no other")
    if explanation.passed:
        yield Paragraph("The verdicts are asked for one after the other, and the first that applies counts.")
    for passed in explanation.passed:
        yield Entry("no", f"{passed.asked}: {passed.why}")
    verdict = Verdict(explanation.answer.verdict).label
    yield Entry(
        "yes", f"{verdict}: {explanation.appraisal.row.told} (row {explanation.appraisal.number} of {len(VERDICT_TABLE)})"
    )


def _belongs(answer: TherapyTrace, detail: Detail) -> Iterator[Block]:
    """What must be watched and checked with a therapy that comes into question."""
    if Verdict(answer.verdict) not in IN_QUESTION or not (answer.cautions or answer.checks):
        return
    yield Heading(2, "What belongs to the answer")
    for argument in answer.cautions:
        yield argument_entry("caution", argument, detail)
    yield from check_entries(answer.checks)


def _works(pack: Pack, explanation: Explanation) -> Iterator[Block]:
    works = works_of(pack, explanation.answer.therapy, explanation.answer.disease)
    if works:
        yield Heading(2, "How it works")
    for work in works:
        differs = tuple(f"but {name}: {text}" for name, text in work.differs)
        yield Entry("-", f"{work.text}{marked(work.to_be_confirmed)} {cited(work.cites)}", differs)


def _cites(pack: Pack, told: RuleExplained) -> Iterator[str]:
    rules = [pack.rules[rule.name.partition("@")[0]] for node in findings_of(told.tree) for rule in node.deciding()]
    for rule in [*([told.clause.rule] if told.clause else ()), *rules]:
        yield from rule.cites
        yield from rule.mechanism.cites if rule.mechanism else ()


def _unnamed(pack: Pack, found: Unnamed, detail: Detail) -> Iterator[Block]:
    yield Heading(1, f"{capital(pack.vocabulary.label(found.therapy))}: no verdict")
    first, *rest = unnamed_sentences(pack, found)
    yield Paragraph(first, "outcome")
    yield from _scenario(found.trace, detail)
    yield Heading(2, "What the rules say of it")
    yield from (Paragraph(sentence, "prose") for sentence in rest)
    yield from _ending(found.trace)
