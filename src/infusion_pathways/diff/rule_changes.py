"""What became of the rules between two versions of a pack, told by their parts and not by lines of text.

Whether a change means anything is not asked here; `diff` asks it of all patients.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from infusion_pathways.diff.condition_words import ConditionWords, Key, PlainPart, differences
from infusion_pathways.meaning.rule import Clause, Rule
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.wording import listing
from infusion_pathways.vocabulary import Vocabulary


class RuleFate(Enum):
    """What became of a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REWRITTEN = "rewritten"
    RENAMED = "renamed"
    WORDS = "words"


class RuleChange(NamedTuple):
    """What became of one rule: what is different in its condition and in the rest of it, a line each, and which texts are.

    `condition` is the condition as it stands last, in words.
    """

    id: str
    fate: RuleFate
    before: Rule | None
    now: Rule | None
    condition: str
    when: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule as it stands last."""
        rule = self.now or self.before
        assert rule is not None
        return rule


ClausesByPlace = Mapping[tuple[str, str], Clause]


class RuleConditions:
    """The conditions of a pack's rules as its programs have them."""

    def __init__(self, pack: Pack) -> None:
        self.words: Vocabulary = pack.vocabulary
        self._clauses: dict[str, dict[tuple[str, str], Clause]] = {rule: {} for rule in pack.rules}
        for name, program in pack.programs.items():
            for clause in program.clauses:
                for therapy in clause.targets or ("",):
                    self._clauses[clause.rule.id][name, therapy] = clause

    def clauses(self, rule: str) -> ClausesByPlace:
        """The clause of a rule for each pathway and therapy it speaks about."""
        return self._clauses[rule]

    def part(self, clause: Clause) -> PlainPart:
        """The condition of a clause, made plain."""
        return ConditionWords(self.words, clause.key.partition("@")[2] or None).part(clause.when)

    def keys(self, rule: str) -> frozenset[tuple[tuple[str, str], Key]]:
        """What a rule asks, wherever it speaks."""
        return frozenset((place, self.part(clause).key) for place, clause in self.clauses(rule).items())

    def in_words(self, rule: str) -> str:
        """The condition of a rule in words, as it is read first."""
        return next((self.part(clause).words for clause in self.clauses(rule).values()), "")


def rule_changes(before: Pack, now: Pack) -> tuple[RuleChange, ...]:
    """What became of every rule that is not the same in both versions, ordered by id."""
    old, new = RuleConditions(before), RuleConditions(now)
    gone = [rule for rule in before.rules if rule not in now.rules]
    come = [rule for rule in now.rules if rule not in before.rules]
    found = [_common(before.rules[rule], now.rules[rule], old, new) for rule in before.rules if rule in now.rules]
    by_content = {_content(now.rules[rule], new): rule for rule in reversed(come)}
    for rule in gone:
        other = by_content.pop(_content(before.rules[rule], old), None)
        if other is None:
            found.append(RuleChange(rule, RuleFate.REMOVED, before.rules[rule], None, old.in_words(rule)))
        else:
            come.remove(other)
            texts = tuple(_texts(before.rules[rule], now.rules[other]))
            found.append(
                RuleChange(other, RuleFate.RENAMED, before.rules[rule], now.rules[other], new.in_words(other), texts=texts)
            )
    found += [RuleChange(rule, RuleFate.ADDED, None, now.rules[rule], new.in_words(rule)) for rule in come]
    return tuple(sorted((change for change in found if change is not None), key=lambda change: change.id))


def _content(rule: Rule, conditions: RuleConditions) -> tuple[object, ...]:
    """All that a rule says but for its name and its texts."""
    return (
        rule.kind, conditions.keys(rule.id), rule.targets if not conditions.clauses(rule.id) else (), rule.when_unknown,
        rule.unrecorded, rule.ask, rule.flag,
    )  # fmt: skip


def _common(before: Rule, now: Rule, old: RuleConditions, new: RuleConditions) -> RuleChange | None:
    """What became of a rule that both versions have; None where nothing did."""
    when, fields = tuple(_condition(before.id, old, new)), tuple(_fields(before, now, old, new))
    texts = tuple(_texts(before, now))
    if when or fields:
        fate = RuleFate.CHANGED
    elif _rewritten(before, now, old, new):
        fate = RuleFate.REWRITTEN
    elif texts:
        fate = RuleFate.WORDS
    else:
        return None
    return RuleChange(now.id, fate, before, now, new.in_words(now.id), when, fields, texts)


def _condition(rule: str, old: RuleConditions, new: RuleConditions) -> Iterator[str]:
    """What is different in the condition, told for the first place where both versions read it, or the first that differs."""
    places = [place for place in old.clauses(rule) if place in new.clauses(rule)]
    if not places and old.clauses(rule) and new.clauses(rule):
        pairs = [(next(iter(old.clauses(rule).values())), next(iter(new.clauses(rule).values())))]
    else:
        pairs = [(old.clauses(rule)[place], new.clauses(rule)[place]) for place in places]
    for clause, other in pairs:
        told = list(differences(old.part(clause), new.part(other)))
        if told:
            yield from told
            return


def _fields(before: Rule, now: Rule, old: RuleConditions, new: RuleConditions) -> Iterator[str]:
    if before.kind is not now.kind:
        yield f"{before.kind.value} before, {now.kind.value} now"
    if before.targets != now.targets:
        were, are = (_targets(rule, conditions) for rule, conditions in ((before, old), (now, new)))
        if were - are:
            yield f"no longer about {listing(sorted(were - are))}"
        if are - were:
            yield f"now also about {listing(sorted(are - were))}"
    if before.pathway != now.pathway:
        yield f"moved from {before.pathway} to {now.pathway}"
    for name in ("when_unknown", "unrecorded", "flag"):
        were_, are_ = getattr(before, name), getattr(now, name)
        if were_ != are_:
            yield f"{name}: {_plain(were_)} before, {_plain(are_)} now"
    if set(before.ask) - set(now.ask):
        yield f"no longer asks for {listing(sorted(set(before.ask) - set(now.ask)))}"
    if set(now.ask) - set(before.ask):
        yield f"now also asks for {listing(sorted(set(now.ask) - set(before.ask)))}"


def _targets(rule: Rule, conditions: RuleConditions) -> frozenset[str]:
    """What a rule is about, as its pathways have it: therapies, or the name of a finding or a conflict."""
    therapies = frozenset(therapy for _, therapy in conditions.clauses(rule.id) if therapy)
    return therapies or frozenset(rule.targets)


def _plain(value: object) -> str:
    return "none" if value is None else str(getattr(value, "value", value))


def _rewritten(before: Rule, now: Rule, old: RuleConditions, new: RuleConditions) -> bool:
    """Whether a rule that says the same by its parts is spelled in another way."""
    respelled = before.targets != now.targets or before.ask != now.ask
    was, is_ = old.clauses(now.id), new.clauses(now.id)
    return respelled or any(_shape(was[place].when) != _shape(is_[place].when) for place in was if place in is_)


def _shape(condition: object) -> str:
    """A condition as it was nested, without the words that come from labels."""
    if hasattr(condition, "parts"):
        return f"{type(condition).__name__}({', '.join(_shape(part) for part in condition.parts)})"
    if hasattr(condition, "part"):
        return f"Not({_shape(condition.part)})"
    fields = {name: getattr(condition, name) for name in condition.__dataclass_fields__ if name != "words"}  # type: ignore[attr-defined]
    plain = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in fields.items()}
    return f"{type(condition).__name__}{plain}"


def _texts(before: Rule, now: Rule) -> Iterator[str]:
    for name in ("title", "because", "mechanism", "cites", "lens", "jurisdiction", "to_be_confirmed"):
        if getattr(before, name) != getattr(now, name):
            yield name
