"""From the merged sections of a pack to its rules and programs."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from infusion_pathways.meaning.condition import Known, Treated
from infusion_pathways.meaning.invariant import Assertion
from infusion_pathways.meaning.logic import Premise
from infusion_pathways.meaning.rule import (
    DECIDING,
    Clause,
    Mechanism,
    Pathway,
    Program,
    Programs,
    Rule,
    RuleKind,
    WhenUnknown,
    in_use,
    recorded,
)
from infusion_pathways.pack import messages
from infusion_pathways.pack.assertions import Stated, assertions_for, read_accepted, read_invariants
from infusion_pathways.pack.conditions import ConditionReader, says_this
from infusion_pathways.pack.misconceptions import read_misconceptions
from infusion_pathways.pack.model import Pack, ProblemSink, Source
from infusion_pathways.pack.targets import EVERY, known_names, therapies_meant
from infusion_pathways.source import Problem
from infusion_pathways.source.reading import Pointer
from infusion_pathways.vocabulary import Vocabulary, build_vocabulary

_KINDS = {kind.value: kind for kind in RuleKind}
ReadRules = list[tuple[Rule, Mapping[str, Any], Pointer]]
ARGUMENTS = (
    RuleKind.SUPPORTS,
    RuleKind.REQUIRES,
    RuleKind.EXCLUDES,
    RuleKind.HOLDS,
    RuleKind.CAUTIONS,
    RuleKind.CHECKS,
    RuleKind.NOTES,
)
WHEN_UNKNOWN = {
    WhenUnknown.HOLD: (RuleKind.EXCLUDES, RuleKind.HOLDS),
    WhenUnknown.CHECK: (RuleKind.REQUIRES, RuleKind.SUPPORTS),
    WhenUnknown.SKIP: (RuleKind.CHECKS,),
}


def build_pack(raw: Mapping[str, Any], digest: str, report: ProblemSink, notes: tuple[Problem, ...] = ()) -> Pack:
    """Build a pack from its merged sections; what cannot be resolved goes to `report` with a pointer into `raw`."""
    words = build_vocabulary(raw)
    askable = askable_of(words)
    pathways: dict[str, Pathway] = {}
    read: ReadRules = []
    for i, entry in enumerate(raw["pathways"]):
        head = entry["pathway"]
        pathways[head["id"]] = Pathway(
            head["id"],
            head["title"],
            head.get("scope", "disease") == "shared",
            tuple(head.get("diseases", ())),
            tuple(head.get("therapies", ())),
        )
        for j, rule in enumerate(entry["rules"]):
            at: Pointer = ("pathways", i, "rules", j)
            read.append((rule_of(rule, head["id"], words, askable, report, at), rule, at))
    read.sort(key=lambda item: item[0].id)
    stated = read_invariants(raw, pathways, words, report)
    head = raw["pack"]
    return Pack(
        id=head["id"],
        version=head["version"],
        title=head["title"],
        digest=digest,
        vocabulary=words,
        claims=_sources(raw, "claims"),
        discrepancies=_sources(raw, "discrepancies"),
        references=_sources(raw, "references"),
        pathways=pathways,
        rules={rule.id: rule for rule, _, _ in read},
        programs=Programs(
            [p.id for p in pathways.values() if not p.shared], partial(_program, pathways, read, stated, words, report)
        ),
        pathway_of={disease: p.id for p in pathways.values() if not p.shared for disease in p.diseases},
        invariants={item.invariant.id: item.invariant for item in stated},
        accepted=read_accepted(raw, report),
        misconceptions=read_misconceptions(raw, words, report),
        notes=notes,
    )


def _sources(raw: Mapping[str, Any], section: str) -> dict[str, Source]:
    return {name: Source(name, fields) for name, fields in raw.get(section, {}).items()}


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def askable_of(words: Vocabulary) -> frozenset[str]:
    """The names that a rule can ask for."""
    return frozenset(words.checks) | {fact.rpartition(".")[2] for fact in words.facts()}


def rule_of(
    raw: Mapping[str, Any], pathway: str, words: Vocabulary, askable: frozenset[str], report: ProblemSink, at: Pointer
) -> Rule:
    """A rule of a pathway as its author wrote it, names resolved; what cannot be resolved goes to `report`."""
    then = raw["then"]
    if len(then) != 1 or next(iter(then)) not in _KINDS:
        report((*at, "then"), messages.one_conclusion, _KINDS)
        then = {"notes": EVERY}
    word, target = next(iter(then.items()))
    kind = _KINDS[word]
    ask = _tuple(raw.get("ask", ()))
    if kind in (RuleKind.CHECKS, RuleKind.CONFLICT) and not ask:
        report(at, messages.ask_needed, word)
    for i, name in enumerate(ask):
        if name not in askable:
            report((*at, "ask", i), messages.unknown_name, "check or fact", name, askable)
    unknown = raw.get("when_unknown")
    when_unknown = WhenUnknown(unknown) if unknown else None
    if when_unknown is not None and kind not in WHEN_UNKNOWN[when_unknown]:
        report((*at, "when_unknown"), messages.misplaced_when_unknown, when_unknown.value, word)
    unrecorded = raw.get("unrecorded")
    if (unrecorded is None) is (kind is RuleKind.SUPPORTS and when_unknown is WhenUnknown.CHECK):
        report(at, messages.unrecorded_with_check)
    elif unrecorded is not None and unrecorded not in set(words.facts()):
        report((*at, "unrecorded"), messages.unknown_name, "fact", unrecorded, set(words.facts()))
    return Rule(
        id=raw["id"],
        pathway=pathway,
        title=raw["title"],
        lens=raw["lens"],
        kind=kind,
        targets=_targets(kind, target, words, report, (*at, "then", word)),
        because=raw["because"],
        cites=tuple(raw["cites"]),
        ask=ask,
        flag=raw.get("flag"),
        when_unknown=when_unknown,
        unrecorded=unrecorded,
        jurisdiction=tuple(raw.get("jurisdiction", ())),
        to_be_confirmed=raw.get("to_be_confirmed", False),
        mechanism=_mechanism(raw["mechanism"]) if raw.get("mechanism") else None,
    )


def _mechanism(raw: Mapping[str, Any]) -> Mechanism:
    return Mechanism(raw["text"], tuple(raw["cites"]), raw.get("to_be_confirmed", False))


def _targets(kind: RuleKind, target: Any, words: Vocabulary, report: ProblemSink, at: Pointer) -> tuple[str, ...]:
    """The therapies (or the finding, or the conflict) a rule is about; `every` stays a word until a pathway is known."""
    if kind in (RuleKind.CONFLICT, RuleKind.FINDING) and not isinstance(target, str):
        report(at, messages.takes_a_name, kind.value, target)
        return ("",)
    if kind is RuleKind.CONFLICT:
        return (target,)
    if kind is RuleKind.FINDING:
        known = {name: word for name, word in words.findings.items() if word.derived}
        return known_names(target, at, known, "derived finding", report)
    return therapies_meant(target, words, report, at)


def _program(
    pathways: Mapping[str, Pathway],
    rules: ReadRules,
    stated: tuple[Stated, ...],
    words: Vocabulary,
    report: ProblemSink,
    name: str,
) -> Program:
    """The clauses of one pathway: its own rules and the shared ones, for the therapies it names; beside them its assertions."""
    pathway = pathways[name]
    own = [item for item in rules if item[0].pathway == name or pathways[item[0].pathway].shared]
    clauses = [c for rule, raw, at in own for c in clauses_of(rule, raw["when"], pathway, words, report, (*at, "when"))]
    return program_of(pathway, clauses, words, assertions_for(pathway, stated, words, report))


def clauses_of(rule: Rule, when: Any, pathway: Pathway, words: Vocabulary, report: ProblemSink, at: Pointer) -> list[Clause]:
    """The clauses of a rule in a pathway that evaluates it: one for each therapy where its condition says `this`, else one.

    None where it argues about therapies and the pathway names none of them. `when` is its condition as written, at `at`.
    """
    is_argument = rule.kind in ARGUMENTS
    targets = tuple(t for t in pathway.therapies if t in rule.targets or rule.targets == (EVERY,)) if is_argument else ()
    if is_argument and not targets:
        return []
    if not (is_argument and says_this(when)):
        return [Clause(rule, rule.id, ConditionReader(words, pathway.diseases, report).read(when, at), targets)]
    readers = {therapy: ConditionReader(words, pathway.diseases, report, therapy) for therapy in targets}
    return [Clause(rule, f"{rule.id}@{therapy}", reader.read(when, at), (therapy,)) for therapy, reader in readers.items()]


def program_of(pathway: Pathway, clauses: Sequence[Clause], words: Vocabulary, assertions: tuple[Assertion, ...] = ()) -> Program:
    """The program of a pathway from its clauses, in their order."""
    return Program(
        pathway=pathway,
        clauses=tuple(clauses),
        by_key={clause.key: clause for clause in clauses},
        arguments={t: tuple(c for c in clauses if t in c.targets) for t in pathway.therapies},
        deciding={t: tuple(c for c in clauses if t in c.targets and c.rule.kind in DECIDING) for t in pathway.therapies},
        premises=(*(clause.premise() for clause in clauses), *_in_use(pathway, words), *_recorded(clauses)),
        infusion={t: words.therapies[t].infusion for t in pathway.therapies if t in words.therapies},
        conflicts=tuple(clause for clause in clauses if clause.rule.kind is RuleKind.CONFLICT),
        assertions=assertions,
    )


def _in_use(pathway: Pathway, words: Vocabulary) -> list[Premise]:
    works = frozenset(name for name, outcome in words.outcomes.items() if outcome.works)
    return [Premise(in_use(t), Treated(frozenset({t}), works, True, words=words.label(t))) for t in pathway.therapies]


def _recorded(clauses: Iterable[Clause]) -> list[Premise]:
    facts = sorted({clause.rule.unrecorded for clause in clauses if clause.rule.unrecorded is not None})
    return [Premise(recorded(fact), Known(fact)) for fact in facts]
