"""Why a trace differs from what a case expects: for each difference the rules at work, told as shortly as they can be."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from infusion_pathways.advice import Advice
from infusion_pathways.cases.expect import Unmet, row_of
from infusion_pathways.cases.reason import FailureReason, decided, lacking, plain_reason
from infusion_pathways.explain.nearest import distance, turns
from infusion_pathways.explain.nodes import ConditionJudge, leaves
from infusion_pathways.meaning.condition import Known
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.rule import Clause, RuleKind, in_use
from infusion_pathways.meaning.verdicts import Appraisal, Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.trace.phrasebook import book_of
from infusion_pathways.trace.tree import TherapyTrace

FAR = (1_000, 0)


def explained(pack: Pack, advice: Advice, found: Iterable[Unmet]) -> list[Unmet]:
    """The differences of a case, each with its reasons; `advice` is what the scenario was evaluated to."""
    why = _Why(pack, advice)
    return [difference._replace(reasons=tuple(why.reasons(difference))) for difference in found]


class _Why:
    def __init__(self, pack: Pack, advice: Advice) -> None:
        self._pack = pack
        self._trace = advice.trace
        self._views = {evaluation.disease: evaluation for evaluation in advice.evaluations}
        self._judges = {e.disease: ConditionJudge(pack, advice.scenario, e) for e in advice.evaluations}
        self._diagnoses = ", ".join(f"`{diagnosis.disease}`" for diagnosis in advice.scenario.diagnoses)

    def reasons(self, difference: Unmet) -> Iterator[FailureReason]:
        """The reasons for one difference."""
        match difference.section:
            case "outcome":
                yield from self._outcome(Outcome(difference.found))
            case "verdicts":
                row = row_of(self._trace, difference.name)
                if row is None:
                    yield FailureReason(f"the pathways of this patient do not name it; the diagnoses are {self._diagnoses}")
                else:
                    yield from self._verdict(row, Verdict(difference.expected))
            case "findings":
                yield self._finding(difference)
            case "because":
                yield self._nearest(self._named(difference.name)) or self._not_there(difference.name)
            case "not_because":
                yield from self._shortest(self._named(difference.name, Truth.TRUE))
            case "rules":
                yield self._rule(difference)
            case "flags":
                yield self._flag(difference.name)
            case "not_asks":
                yield self._asking(difference.name)
            case _:
                yield self._ask(difference.name)

    def _outcome(self, outcome: Outcome) -> Iterator[FailureReason]:
        if outcome is Outcome.OUTSIDE_SCOPE:
            yield FailureReason(f"no pathway covers a diagnosis of this patient; the diagnoses are {self._diagnoses}")
            return
        if outcome is Outcome.CONFLICTING_INFORMATION:
            yield from self._shortest(
                (disease, clause)
                for disease, view in self._views.items()
                for clause in view.program.conflicts
                if view.rules[clause.key] is Truth.TRUE
            )
            return
        made = [verdict.value for verdict in outcome.row.made_by]
        therapies = [t for d in self._trace.diagnoses for t in d.therapies if t.verdict in made]
        if outcome is Outcome.NO_REASON_FOR_INFUSION:
            supports = [(t.disease, c) for t in therapies for c in self._appraisal(t).clauses(RuleKind.SUPPORTS, *Truth)]
            near = self._nearest(supports)
            yield near or FailureReason("no rule of this patient's pathways is a reason for any infusion")
            return
        first = therapies[0]
        for reason in self._found(self._appraisal(first), first.disease):
            yield reason._replace(words=f"{first.therapy} is {first.verdict}: {reason.words}")

    def _verdict(self, row: TherapyTrace, expected: Verdict) -> Iterator[FailureReason]:
        """What made the verdict that was found, then what would have made the expected one, if that is another rule."""
        appraisal = self._appraisal(row)
        found = list(self._found(appraisal, row.disease))
        yield from found
        wanted = list(self._wanted(appraisal, row.disease, expected))
        yield from (reason for reason in wanted if reason not in found)

    def _found(self, appraisal: Appraisal, disease: str) -> Iterator[FailureReason]:
        """The shortest reason among the rules on which the row turned."""
        clauses = [(disease, appraisal.program.by_key[key]) for key in appraisal.deciding if key in appraisal.program.by_key]
        true = [(d, c) for d, c in clauses if self._truth(d, c) is Truth.TRUE]
        near = None if true else self._nearest(clauses)
        if true or near:
            yield from self._shortest(true) if true else [near] if near else ()
        else:
            yield self._in_use(appraisal, disease)

    def _wanted(self, appraisal: Appraisal, disease: str, expected: Verdict) -> Iterator[FailureReason]:
        if expected is Verdict.IN_USE and appraisal.rules[in_use(appraisal.therapy)] is not Truth.TRUE:
            yield self._in_use(appraisal, disease)
        if expected is Verdict.NO_REASON:
            yield from self._shortest((disease, c) for c in appraisal.clauses(RuleKind.SUPPORTS, Truth.TRUE))
        if expected.about.made_by is None:
            return
        kind, truth = expected.about.made_by
        clauses = [(disease, c) for c in appraisal.clauses(kind, *Truth)]
        if not clauses:
            yield FailureReason(f"no rule with `{kind.value}` speaks of {appraisal.therapy} here")
        elif not any(self._truth(d, c) is truth for d, c in clauses):
            near = self._nearest(clauses, truth is Truth.TRUE)
            yield from [near] if near else ()

    def _in_use(self, appraisal: Appraisal, disease: str) -> FailureReason:
        tree = self._judges[disease].premise(in_use(appraisal.therapy))
        return plain_reason(f"that {appraisal.therapy} is in use and works is {tree.truth.value}", tree)

    def _finding(self, difference: Unmet) -> FailureReason:
        of, _, name = difference.name.rpartition("/")
        rules = self._clauses(lambda c: c.rule.kind is RuleKind.FINDING and c.rule.targets[0] == name)
        clauses = [(disease, clause) for disease, clause in rules if of in ("", disease)]
        true = [(d, c) for d, c in clauses if self._truth(d, c) is Truth.TRUE]
        unknown = [(d, c) for d, c in clauses if self._truth(d, c) is Truth.UNKNOWN]
        if true:
            return self._shortest(true)[0]
        if difference.expected == Truth.FALSE.value and unknown:
            return self._nearest(unknown, False) or _derived_nowhere(self._diagnoses)
        return self._nearest(clauses) or _derived_nowhere(self._diagnoses)

    def _rule(self, difference: Unmet) -> FailureReason:
        """What makes the strongest truth of a rule what it is, and what would have to turn where it should be decided."""
        clauses = self._named(difference.name, Truth(difference.found))
        if not clauses:
            return self._not_there(difference.name)
        if difference.found == Truth.TRUE.value or difference.expected == Truth.UNKNOWN.value:
            return self._shortest(clauses)[0]
        return self._nearest(clauses, difference.expected == Truth.TRUE.value) or self._shortest(clauses)[0]

    def _flag(self, code: str) -> FailureReason:
        clauses = self._clauses(lambda c: c.rule.flag == code)
        if not clauses:
            return self._elsewhere([rule.id for rule in self._pack.rules.values() if rule.flag == code])
        raising = [(d, c) for d, c in clauses if self._truth(d, c) is _raises(c)]
        for disease, clause in raising[:1]:
            told = ", ".join(f"{therapy} is {v}" for therapy, v in self._verdicts(disease).items() if therapy in clause.targets)
            words = f"rule `{clause.rule.id}` is {self._truth(disease, clause).value}, but with these verdicts not shown: {told}"
            return FailureReason(words, clause.rule.id, clause.rule.cites)
        true = [(d, c) for d, c in clauses if c.rule.kind is not RuleKind.REQUIRES]
        return self._nearest(true) or self._nearest(clauses, False) or FailureReason("nothing can raise it here")

    def _verdicts(self, disease: str) -> dict[str, str]:
        return {t.therapy: t.verdict for d in self._trace.diagnoses if d.disease == disease for t in d.therapies}

    def _ask(self, name: str) -> FailureReason:
        fact = book_of(self._pack).facts.get(name)
        asking = self._clauses(lambda c: name in c.rule.ask)
        if fact is not None:
            for disease, view in self._views.items():
                if not isinstance(view.facts.value(fact), Missing):
                    return plain_reason("nothing is asked that is recorded", self._judges[disease].condition(Known(fact)))
        if not asking:
            return FailureReason("nothing that is still open hangs on it")
        return self._nearest(asking) or FailureReason("nothing that is still open hangs on it")

    def _asking(self, name: str) -> FailureReason:
        """Of the rules that ask for something, the one that the fewest conditions decide."""
        checks = {check.rule for d in self._trace.diagnoses for t in d.therapies for check in t.checks if check.name == name}
        rules = checks.union(*(ask.rules for ask in self._trace.asks if ask.name == name))
        asking = self._clauses(lambda c: c.rule.id in rules)
        return self._shortest((d, c) for d, c in asking if self._truth(d, c) is not Truth.FALSE)[0]

    def _not_there(self, name: str) -> FailureReason:
        """A name of a rule that no rule of the patient's pathways has."""
        rule, _, therapy = name.partition("@")
        if therapy and self._clauses(lambda c: c.rule.id == rule):
            return FailureReason(f"`{rule}` says nothing of {therapy} here")
        return self._elsewhere([rule])

    def _elsewhere(self, rules: Sequence[str]) -> FailureReason:
        """Rules that belong to none of the patient's pathways."""
        known = sorted({self._pack.rules[rule].pathway for rule in rules})
        if not known:
            return FailureReason("no rule raises it")
        of = " and ".join(f"`{name}`" for name in known)
        return FailureReason(f"it is of {of}, and not among the rules for {self._diagnoses}")

    def _clauses(self, wanted: Callable[[Clause], bool]) -> list[tuple[str, Clause]]:
        return [(disease, c) for disease, view in self._views.items() for c in view.program.clauses if wanted(c)]

    def _named(self, name: str, *truths: Truth) -> list[tuple[str, Clause]]:
        """The clauses of a name, of some truths or of any."""
        clauses = self._clauses(lambda c: name in c.names)
        return [(disease, c) for disease, c in clauses if not truths or self._truth(disease, c) in truths]

    def _appraisal(self, row: TherapyTrace) -> Appraisal:
        return self._views[row.disease].appraisals[row.therapy]

    def _truth(self, disease: str, clause: Clause) -> Truth:
        return self._views[disease].rules[clause.key]

    def _shortest(self, clauses: Iterable[tuple[str, Clause]]) -> list[FailureReason]:
        """Of rules that are decided, the one that the fewest conditions decide; nothing where there is none."""
        trees = [(clause.rule, self._judges[disease].rule(clause)) for disease, clause in clauses]
        counted = sorted(trees, key=lambda each: sum(1 for _ in leaves(each[1])))
        return [decided(rule, tree) for rule, tree in counted[:1]]

    def _nearest(self, clauses: Iterable[tuple[str, Clause]], wanted: bool = True) -> FailureReason | None:
        """Of rules, the one of which the fewest conditions would have to turn."""
        trees = [(clause.rule, self._judges[disease].rule(clause)) for disease, clause in clauses]
        near = [(FAR if (found := turns(tree, wanted)) is None else distance(found), rule, tree) for rule, tree in trees]
        if not near:
            return None
        _, rule, tree = min(near, key=lambda each: each[0])
        return lacking(rule, tree, wanted)


def _derived_nowhere(diagnoses: str) -> FailureReason:
    """Of a finding that no rule of the patient's pathways derives."""
    return FailureReason(f"no rule of this patient's pathways derives it; the diagnoses are {diagnoses}")


def _raises(clause: Clause) -> Truth:
    """The truth with which a rule raises its flag."""
    return Truth.FALSE if clause.rule.kind is RuleKind.REQUIRES else Truth.TRUE
