"""The tree of a comparison: from each first cause through findings and rules to the verdicts, every difference once."""

from collections.abc import Mapping, Sequence

from infusion_pathways.document.blocks import TreeNode
from infusion_pathways.meaning.rule import Clause, RuleKind, in_use
from infusion_pathways.pack.model import Pack
from infusion_pathways.source import Document
from infusion_pathways.trace.entries import cited, marked
from infusion_pathways.trace.phrasebook import PLACEHOLDER
from infusion_pathways.trace.wording import listing
from infusion_pathways.whatif.answer import Sort, Thing
from infusion_pathways.whatif.chain import chain_of
from infusion_pathways.whatif.comparison import Causes, Comparison
from infusion_pathways.whatif.following import following
from infusion_pathways.whatif.naming import Namer, is_told
from infusion_pathways.whatif.words import EditWords

ACTS = {
    RuleKind.SUPPORTS: "a reason for {}",
    RuleKind.REQUIRES: "asked for before {}",
    RuleKind.EXCLUDES: "rules out {}",
    RuleKind.HOLDS: "puts {} on hold",
    RuleKind.CONFLICT: "a contradiction in the input",
    RuleKind.CAUTIONS: "a caution for {}",
    RuleKind.CHECKS: "a check for {}",
    RuleKind.NOTES: "a note on {}",
}

Below = Mapping[Thing, Sequence[Thing]]


class ComparisonDrawer:
    """Draws one comparison."""

    def __init__(self, pack: Pack, document: Document, comparison: Comparison) -> None:
        self._pack, self._words = pack, pack.vocabulary
        self._comparison = comparison
        self._teller = EditWords(document, pack.vocabulary)
        self._namer = Namer(pack, comparison)
        self._chain = chain_of(comparison)
        self._by_thing = {difference.thing: difference for difference in comparison.differences}
        self._kinds = list(ACTS)

    def causes(self) -> tuple[TreeNode, ...]:
        """Each first cause with what comes of it."""
        roots: dict[Causes, list[Thing]] = {}
        for difference in self._comparison.differences:
            if is_told(difference):
                roots.setdefault(difference.causes, []).append(difference.thing)
        return tuple(self._root(causes, roots[causes]) for causes in sorted(roots, key=lambda c: (len(c[0]), c)))

    def _root(self, causes: Causes, things: Sequence[Thing]) -> TreeNode:
        below: dict[Thing, list[Thing]] = {}
        first = []
        for thing in things:
            parents = [source for source in self._chain.of(thing) if source in things]
            if parents:
                below.setdefault(parents[0], []).append(thing)
            elif thing.sort is not Sort.OUTCOME:
                first.append(thing)
        return TreeNode(*self._cause(causes), self._nodes(first, below))

    def _cause(self, causes: Causes) -> tuple[str, str]:
        """The edits in a few words."""
        edits = [f"edit{'s' * (len(cause) > 1)} {listing([str(i + 1) for i in cause])}" for cause in causes]
        if len(causes) > 1:
            return listing(edits, "or"), "each of these is enough"
        if len(causes[0]) > 1:
            return edits[0], "only together"
        position = causes[0][0]
        followed = following(self._pack, self._comparison, position)
        so = f"; so {', '.join(followed)}" if followed else ""
        return edits[0], f"{self._teller.told(self._comparison.edits[position])}{so}"

    def _node(self, thing: Thing, below: Below, alike: Sequence[Thing]) -> TreeNode:
        difference = self._by_thing[thing]
        turn = self._namer.turn(difference)
        parts = below.get(thing, ())
        if thing.sort is not Sort.RULE:
            also = self._also(thing, below) if thing.sort is Sort.VERDICT else ""
            return TreeNode(thing.sort.value, f"{self._namer.name(thing)}: {turn}{also}", self._nodes(parts, below))
        if len(parts) == 1 and parts[0].sort is Sort.FINDING and len(self._chain.of(parts[0])) == 1:
            finding = parts[0]
            clause = self._clause(thing)
            assert clause is not None
            told = f"{self._namer.name(finding)}: {self._namer.turn(self._by_thing[finding])}. {self._because(clause)}"
            return TreeNode("finding", told, self._nodes(below.get(finding, ()), below))
        return TreeNode(turn, f"{self._rule(thing, alike)}{self._also(thing, below)}", self._nodes(parts, below))

    def _also(self, thing: Thing, below: Below) -> str:
        """The findings or rules that a thing follows from and under which it does not stand."""
        above = next((source for source, parts in below.items() if thing in parts), None)
        others = [source for source in self._chain.of(thing) if source != above]
        names = [source.name if source.sort is Sort.RULE else f"`{self._namer.name(source)}`" for source in others]
        return f" ({'also ' if above else ''}through {listing(names)})" if names else ""

    def _nodes(self, things: Sequence[Thing], below: Below) -> tuple[TreeNode, ...]:
        """The nodes of some things; what a rule says alike of several therapies is told once."""
        shown: dict[object, list[Thing]] = {}
        for thing in self._in_order(things, below):
            clause = self._clause(thing)
            alike = clause is not None and not below.get(thing) and clause.rule.kind is not RuleKind.FINDING
            turn = self._namer.turn(self._by_thing[thing])
            key = (thing.disease, clause.rule.id, turn, self._also(thing, below)) if clause is not None and alike else thing
            shown.setdefault(key, []).append(thing)
        return tuple(self._node(same[0], below, same) for same in shown.values())

    def _in_order(self, things: Sequence[Thing], below: Below) -> list[Thing]:
        """What leads to a verdict first, then by what a rule does."""

        def place(thing: Thing) -> tuple[int, int, int, str, str]:
            clause = self._clause(thing)
            kind = self._kinds.index(clause.rule.kind) if clause is not None and clause.rule.kind in ACTS else len(ACTS)
            return (not self._leads(thing, below), list(Sort).index(thing.sort), kind, thing.disease, thing.name)

        return sorted(things, key=place)

    def _leads(self, thing: Thing, below: Below) -> bool:
        return thing.sort is Sort.VERDICT or any(self._leads(other, below) for other in below.get(thing, ()))

    def _clause(self, thing: Thing) -> Clause | None:
        """The rule of a thing; None for a verdict or a finding, and for what is judged beside the rules."""
        view = self._comparison.now.advice.evaluation(thing.disease) or self._comparison.before.advice.evaluation(thing.disease)
        return view.program.by_key.get(thing.name) if view is not None and thing.sort is Sort.RULE else None

    def _rule(self, thing: Thing, alike: Sequence[Thing]) -> str:
        """What a rule says; of several therapies at once where it says the same of each."""
        clause = self._clause(thing)
        if clause is None:
            name = thing.name.partition("@")[2]
            if in_use(name) == thing.name:
                return f"{self._words.label(name)} is in use and works"
            return f"there is a record of this: {self._words.fact_label(name)}"
        if clause.rule.kind is RuleKind.FINDING:
            finding = Thing(Sort.FINDING, thing.disease, clause.rule.targets[0])
            stays = "" if finding in self._by_thing else f", which stays {self._comparison.now.said[finding]}"
            return f"leads to `{self._words.label(finding.name)}`{stays}. {self._because(clause)}"
        clauses = (self._clause(other) for other in alike)
        labels = [self._words.label(name) for other in clauses if other is not None for name in other.targets]
        return f"{ACTS[clause.rule.kind].format(listing(labels))}. {self._because(clause, labels)}"

    def _because(self, clause: Clause, labels: Sequence[str] = ()) -> str:
        rule = clause.rule
        because = rule.because.replace(PLACEHOLDER, labels[0] if len(labels) == 1 else "the therapy")
        return f"{because[:1].upper()}{because[1:]}{marked(rule.to_be_confirmed)} {cited(rule.cites)} ({rule.id})"
