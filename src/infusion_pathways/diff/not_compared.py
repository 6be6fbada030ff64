"""Whom a comparison leaves out: patients with a word that one version knows and the other does not, where a rule reads it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.diff.word_changes import WordChange
from infusion_pathways.meaning.condition import Condition, Derived, IsOneOf, Listed, Treated, derived_in, leaves_of
from infusion_pathways.meaning.facts import ACTIVITY, COMORBIDITIES, DISEASE, ORGANS, STATED_ACTIVITY, SUBTYPE
from infusion_pathways.meaning.rule import Program, RuleKind, in_use
from infusion_pathways.pack.model import Pack
from infusion_pathways.solver.patient_space import implications
from infusion_pathways.vocabulary import Vocabulary

KINDS = {"findings": "finding", "measures": "measure", "patient": "patient"}


class NotCompared(NamedTuple):
    """A word by which the two versions describe different patients, and the rules of either that read it.

    `readers` read it themselves, `through` by way of findings or of what one fact says of another. `uses` are the therapies of
    which it may tell whether they are in use.
    """

    word: WordChange
    readers: tuple[str, ...]
    through: frozenset[str]
    uses: tuple[str, ...] = ()


def not_compared_words(
    packs: tuple[Pack, Pack], pathways: tuple[str, str], words: Iterable[WordChange]
) -> tuple[NotCompared, ...]:
    """The words of some that a rule of a pathway reads in one of the versions, in the order given."""
    programs = [pack.programs[name] for pack, name in zip(packs, pathways, strict=True)]
    found = []
    for word in words:
        section, name, *rest = word.path.split(".")
        facts, therapies = set[str](), set[str]()
        for pack, program in zip(packs, programs, strict=True):
            facts.update(_facts(pack.vocabulary, program, section, name, rest))
            therapies.update(_therapies(pack.vocabulary, section, name))
        asked = [_Asked(program, section, name, frozenset(facts), frozenset(therapies)) for program in programs]
        readers = dict.fromkeys(rule for side in asked for rule in side.readers())
        uses = dict.fromkeys(therapy for side in asked for therapy in side.uses())
        if readers or uses:
            through = frozenset[str]().union(*(side.through() for side in asked))
            found.append(NotCompared(word, tuple(sorted(readers)), through, tuple(uses)))
    return tuple(found)


class _Asked:
    """Who of one program reads a word."""

    def __init__(self, program: Program, section: str, name: str, facts: frozenset[str], therapies: frozenset[str]) -> None:
        self._program = program
        self._section, self._name = section, name
        self._facts, self._therapies = facts, therapies

    def readers(self) -> Iterator[str]:
        """The rules that read it themselves, in their condition or in the fact for which they wait."""
        for clause in self._program.clauses:
            if any(self._read(test) for test in leaves_of(clause.when)) or clause.rule.unrecorded in self._facts:
                yield clause.rule.id

    def through(self) -> frozenset[str]:
        """The rules that read it themselves or by way of findings."""
        found, conclude = set(self.readers()), set[str]()
        rules = [(c.rule.id, c.rule.targets[0] if c.rule.kind is RuleKind.FINDING else "", c.when) for c in self._program.clauses]
        while True:
            more = {finding for rule, finding, _ in rules if finding and rule in found} - conclude
            conclude |= more
            found |= {rule for rule, _, when in rules if not conclude.isdisjoint(derived_in(when))}
            if not more:
                return frozenset(found)

    def uses(self) -> Iterator[str]:
        """The therapies of which it may tell whether they are in use."""
        for therapy in self._program.pathway.therapies:
            asked = (premise.when for premise in self._program.premises if premise.key == in_use(therapy))
            if any(self._read(test) for when in asked for test in leaves_of(when)):
                yield therapy

    def _read(self, test: Condition) -> bool:
        match test:
            case Derived(name):
                return self._section == "findings" and name == self._name
            case Treated():
                outcome = self._section == "outcomes" and test.outcomes is not None
                return outcome or not self._therapies.isdisjoint(test.therapies)
            case Listed():
                return test.fact in self._facts or (self._section == "organs" and self._name in test.names)
            case IsOneOf() if test.fact in (COMORBIDITIES, DISEASE):
                return self._section == "diseases" and not self._facts and self._name in test.names
            case _:
                return getattr(test, "fact", None) in self._facts


def _therapies(words: Vocabulary, section: str, name: str) -> Collection[str]:
    """The therapies that an entry of the history with the word may mean."""
    if section == "classes":
        return words.members.get(name, frozenset())
    return frozenset({name} if section == "therapies" else ())


def _facts(words: Vocabulary, program: Program, section: str, name: str, rest: Sequence[str]) -> Iterator[str]:
    """The facts whose value a patient with the word may have from it."""
    if section in KINDS:
        fact = f"{KINDS[section]}.{name}"
        yield from _implied(words, fact)
        diseases = (words.diseases[d] for d in program.pathway.diseases if d in words.diseases)
        if section == "measures" and any(name in disease.activity_from for disease in diseases):
            yield ACTIVITY
    elif section == "organs":
        # Any answer about an organ ends what a level of activity says of all of them.
        levels = (level for d in program.pathway.diseases if d in words.diseases for level in words.diseases[d].activity.values())
        yield from (ORGANS,) if any(level.no_organs for level in levels) else ()
    elif section == "diseases" and rest and name in program.pathway.diseases:
        disease, value = words.diseases.get(name), rest[0]
        subtype = disease.subtypes.get(value) if disease else None
        level = disease.activity.get(value) if disease else None
        yield from (SUBTYPE,) if subtype else ()
        yield from (ACTIVITY, STATED_ACTIVITY) if level else ()
        if (subtype and subtype.organs) or (level and (level.organs or level.no_organs)):
            yield ORGANS


def _implied(words: Vocabulary, fact: str) -> Iterator[str]:
    """A fact, and those of which it may say something."""
    found, pairs = {fact}, implications(words)
    while more := {implied for source, implied in pairs if source in found} - found:
        found |= more
    yield from found
