"""What must hold of a pack as a whole: names and cites resolve, findings stand on facts, no doses, nothing unmarked."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from infusion_pathways.meaning.condition import Condition, derived_in, fold
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.pack import messages
from infusion_pathways.pack.build import ARGUMENTS
from infusion_pathways.pack.model import Pack, ProblemSink
from infusion_pathways.pack.targets import EVERY
from infusion_pathways.source.reading import Pointer
from infusion_pathways.source.spelling import composed
from infusion_pathways.vocabulary import Finding, Measure

GENERAL_KNOWLEDGE = "GK"
CITING = ("cites", "claims", "sources")
NESTED = ("subtypes", "values", "activity")
DOSE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:mg|mcg|µg|μg|ug|micrograms?|milligrams?|grams?|ml|mL|IU|international units)\b"
    r"(?!\s*/\s*(?:d?[Ll]|m?mol|g|min)\b)"
    r"|\b\d+(?:[.,]\d+)?\s*g\b(?=\s*(?:daily|a day|per day|per kg|/\s*kg|every|once|twice))"
    r"|\b(?:once|twice|three times|\d+ times)[ -](?:daily|weekly|monthly|a day|a week|a month)\b",
    re.IGNORECASE,
)


def check_pack(pack: Pack, raw: Mapping[str, Any], report: ProblemSink) -> None:
    """Report everything wrong with a pack whose rules could be read."""
    _vocabulary_names(pack, raw, report)
    _aliases(raw, report)
    _therapies_named(pack, raw, report)
    _cites(pack, raw, report)
    _findings(pack, raw, report)
    _doses(raw, report)


def _vocabulary_names(pack: Pack, raw: Mapping[str, Any], report: ProblemSink) -> None:
    words = pack.vocabulary
    references: tuple[tuple[str, str, Mapping[str, Any], str], ...] = (
        ("classes", "within", words.classes, "class"),
        ("therapies", "classes", words.classes, "class"),
        ("diseases", "activity_from", words.measures, "measure"),
        ("claims", "diseases", words.diseases, "disease"),
        ("claims", "therapies", words.therapies, "therapy"),
    )
    for section, key, known, what in references:
        for name, entry in raw.get(section, {}).items():
            _names((section, name, key), entry.get(key, ()), known, what, report)
    for name, disease in raw.get("diseases", {}).items():
        levels = disease.get("activity", {})
        for key, level in levels.items() if isinstance(levels, dict) else ():
            _names(("diseases", name, "activity", key), level.get("organs", ()), words.organs, "organ", report)
        for key, subtype in disease.get("subtypes", {}).items():
            _names(("diseases", name, "subtypes", key, "organs"), subtype.get("organs", ()), words.organs, "organ", report)
    for section, known in (("findings", words.findings), ("patient", words.patient), ("measures", words.measures)):
        for name, word in known.items():
            if isinstance(word, Measure):
                _implied((section, name, "implies"), word.implies, pack, report)
            elif isinstance(word, Finding):
                for key, value in word.values.items():
                    _implied((section, name, "values", key, "implies"), value.implies, pack, report)
                    _names((section, name, "values", key, "implies"), value.one_of, word.values, "value", report)
    for i, entry in enumerate(raw["pathways"]):
        head = entry["pathway"]
        _names(("pathways", i, "diseases"), head.get("diseases", ()), words.diseases, "disease", report)
        _names(("pathways", i, "therapies"), head.get("therapies", ()), words.therapies, "therapy", report)
        for j, rule in enumerate(entry["rules"]):
            if rule.get("flag"):
                _names(("pathways", i, "rules", j, "flag"), [rule["flag"]], words.flags, "flag", report)


def _names(at: Pointer, names: Any, known: Mapping[str, Any], what: str, report: ProblemSink) -> None:
    for i, name in enumerate(names):
        if name not in known:
            report((*at, i), messages.unknown_name, what, name, known)


def _implied(at: Pointer, implies: Mapping[str, str], pack: Pack, report: ProblemSink) -> None:
    for fact, value in implies.items():
        word = pack.vocabulary.fact_word(fact)
        if not isinstance(word, Finding) or word.derived:
            recorded = [f for f in pack.vocabulary.facts() if isinstance(pack.vocabulary.fact_word(f), Finding)]
            report((*at, fact), messages.unknown_name, "fact with values", fact, recorded, key=True)
        else:
            _names((*at, fact), [value], word.values, "value", report)


def _aliases(raw: Mapping[str, Any], report: ProblemSink) -> None:
    """An accepted spelling must lead to one word only."""
    for section, words in raw.items():
        if isinstance(words, dict) and section != "pack":
            _aliases_among((section,), section, words, report)


def _aliases_among(at: Pointer, what: str, words: Mapping[str, Any], report: ProblemSink) -> None:
    taken = set(words)
    for name, entry in words.items():
        if not isinstance(entry, dict):
            continue
        for i, alias in enumerate(map(composed, entry.get("aliases", ()))):
            if alias in taken:
                report((*at, name, "aliases", i), messages.duplicate_name, what, alias)
            taken.add(alias)
        for key in NESTED:
            if isinstance(entry.get(key), dict):
                _aliases_among((*at, name, key), f"{key} of {name}", entry[key], report)


def _therapies_named(pack: Pack, raw: Mapping[str, Any], report: ProblemSink) -> None:
    """An argument must be about a therapy that its pathway names; no other is ever read."""
    everywhere = {therapy for pathway in pack.pathways.values() for therapy in pathway.therapies}
    for i, entry in enumerate(raw["pathways"]):
        pathway = pack.pathways[entry["pathway"]["id"]]
        named = everywhere if pathway.shared else set(pathway.therapies)
        for j, written in enumerate(entry["rules"]):
            rule = pack.rules[written["id"]]
            if rule.kind in ARGUMENTS and EVERY not in rule.targets and named.isdisjoint(rule.targets):
                report(("pathways", i, "rules", j, "then"), messages.therapy_not_named, named)


def _cites(pack: Pack, raw: Mapping[str, Any], report: ProblemSink) -> None:
    known = {*pack.claims, *pack.discrepancies, *pack.references}
    for at, owner, entry in _citing(raw):
        cites = {(key, i): cite for key in CITING for i, cite in enumerate(entry.get(key, ()))}
        for where, cite in cites.items():
            if cite not in known:
                report((*at, *where), messages.unresolved_cite, cite, known)
        if set(cites.values()) == {GENERAL_KNOWLEDGE} and not entry.get("to_be_confirmed"):
            report((*at, *next(iter(cites))), messages.gk_not_marked, owner)


def _citing(raw: Mapping[str, Any]) -> Iterator[tuple[Pointer, str, Mapping[str, Any]]]:
    for section, entries in raw.items():
        if isinstance(entries, dict) and section != "pack":
            for name, entry in entries.items():
                yield from _citing_within((section, name), name, entry)
    for i, pathway in enumerate(raw["pathways"]):
        for j, rule in enumerate(pathway["rules"]):
            yield ("pathways", i, "rules", j), rule["id"], rule
            if rule.get("mechanism"):
                yield ("pathways", i, "rules", j, "mechanism"), rule["id"], rule["mechanism"]


def _citing_within(at: Pointer, name: str, entry: Any) -> Iterator[tuple[Pointer, str, Mapping[str, Any]]]:
    if isinstance(entry, dict):
        if not entry.keys().isdisjoint(CITING):
            yield at, name, entry
        for key in NESTED:
            nested = entry.get(key)
            if isinstance(nested, dict):
                for inner, value in nested.items():
                    yield from _citing_within((*at, key, inner), inner, value)


def _findings(pack: Pack, raw: Mapping[str, Any], report: ProblemSink) -> None:
    derived = {name for name, word in pack.vocabulary.findings.items() if word.derived}
    read: set[str] = set()
    concluded: set[str] = set()
    for program in pack.programs.values():
        edges: dict[str, dict[str, bool]] = {}
        for clause in program.clauses:
            for name, negated in _reads(clause.when, False):
                read.add(name)
                if clause.rule.kind is RuleKind.FINDING:
                    own = edges.setdefault(clause.rule.targets[0], {})
                    own[name] = own.get(name, False) or negated
            if clause.rule.kind is RuleKind.FINDING:
                concluded.add(clause.rule.targets[0])
        cycle = find_cycle({name: set(targets) for name, targets in edges.items()})
        if cycle:
            negated = any(edges[a].get(b, False) for a, b in pairwise(cycle))
            at = _first_rule_for(raw, cycle[0])
            report(at, messages.finding_cycle, cycle, negated)
    for name in sorted(name for name in derived if pack.vocabulary.findings[name].fixed):
        report(("findings", name, "fixed"), messages.derived_is_not_fixed, key=True)
    for name in sorted(derived - read):
        report(("findings", name), messages.unused_finding, name, key=True)
    for name in sorted(read - concluded):
        report(("findings", name), messages.underived_finding, name, key=True)


def _reads(condition: Condition, negated: bool) -> list[tuple[str, bool]]:
    """The findings that a condition reads, each with whether below a `not`."""
    found = fold(
        condition,
        lambda parts: [read for part in parts for read in part],
        lambda parts: [read for part in parts for read in part],
        lambda part: [(name, True) for name, _ in part],
        lambda leaf: [(name, False) for name in derived_in(leaf)],
    )
    return [(name, below or negated) for name, below in found]


def find_cycle(edges: Mapping[str, set[str]]) -> list[str]:
    """A path of names that returns to its start, or an empty list."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for following in sorted(edges.get(name, ())):
            cycle = walk(following, [*path, name])
            if cycle:
                return cycle
        done.add(name)
        return []

    return next((cycle for name in sorted(edges) if (cycle := walk(name, []))), [])


def _first_rule_for(raw: Mapping[str, Any], finding: str) -> Pointer:
    for i, pathway in enumerate(raw["pathways"]):
        for j, rule in enumerate(pathway["rules"]):
            if rule["then"] == {"finding": finding}:
                return ("pathways", i, "rules", j, "when")
    return ("findings", finding)


def _doses(raw: Mapping[str, Any], report: ProblemSink) -> None:
    for at, text in texts((), raw):
        match = DOSE.search(text)
        if match:
            report(at, messages.dose_in_text, match[0], word=match[0])


def texts(at: Pointer, value: Any) -> Iterator[tuple[Pointer, str]]:
    """Every text below a value but addresses on the web, with its pointer."""
    if isinstance(value, str):
        if not value.startswith(("http://", "https://")):
            yield at, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts((*at, key), inner)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from texts((*at, i), inner)
