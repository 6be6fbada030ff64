"""From judged rules to the trace: verdicts with their arguments, what is open, which discrepancies touch the answer."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from infusion_pathways.condition import All, AnyOf, Condition, Derived, Not, Treated
from infusion_pathways.facts import TREATMENTS, Facts, Missing
from infusion_pathways.logic import Findings, Judgement, Truth, judge
from infusion_pathways.pack.rule import Clause, Kind, Pack, Program, WhenUnknown
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.trace import summary, tree
from infusion_pathways.trace.asks import Asks, Bearing
from infusion_pathways.trace.values import ValueReader
from infusion_pathways.trace.wording import verdict_sentence
from infusion_pathways.verdicts import Picture, Row, Verdict, outcome_of, standing_of, verdict_of

IN_QUESTION = frozenset({Verdict.CANDIDATE, Verdict.IN_USE, Verdict.ON_HOLD, Verdict.LABEL_GAP, Verdict.UNDETERMINED})


class View(NamedTuple):
    """One diagnosis with a pathway: its program, its facts, and the truth of every rule as the engine found it."""

    position: int
    disease: str
    program: Program
    facts: Facts
    rules: Mapping[str, Truth]


def tell(pack: Pack, scenario: Scenario, views: Iterable[View]) -> tree.Trace:
    """The whole trace of a scenario."""
    tellers = {view.position: _Teller(pack, scenario, view) for view in views}
    asks = Asks()
    diagnoses = []
    for index, diagnosis in enumerate(scenario.diagnoses):
        teller = tellers.get(index)
        label = pack.vocabulary.diseases[diagnosis.disease].label
        if teller is None:
            diagnoses.append(tree.Diagnosis(diagnosis.disease, label, None, (), (), ()))
        else:
            diagnoses.append(teller.diagnosis(label, asks))
    verdicts = frozenset(verdict for teller in tellers.values() for verdict in teller.verdicts.values())
    conflict = any(diagnosis.conflicts for diagnosis in diagnoses)
    row = outcome_of(Picture(verdicts, conflict, bool(tellers)))
    return summary.whole(pack, scenario, tuple(diagnoses), row, asks.ordered(), fired(tellers.values()))


def fired(tellers: Iterable["_Teller"]) -> tuple[str, ...]:
    """The ids of all rules that are true for some diagnosis; a rule about `this` therapy also as `rule@therapy`."""
    keys: set[str] = set()
    for teller in tellers:
        for clause in teller.view.program.clauses:
            if teller.view.rules[clause.key] is Truth.TRUE:
                keys |= {clause.rule.id, clause.key}
    return tuple(sorted(keys))


class _Teller:
    """Tells one diagnosis."""

    def __init__(self, pack: Pack, scenario: Scenario, view: View) -> None:
        self.pack = pack
        self.view = view
        self.words = pack.vocabulary
        self.reader = ValueReader(scenario, view.position, view.facts, self.words)
        self.findings = Findings(view.program.premises, view.facts)
        self.rows: dict[str, Row] = {
            t: verdict_of(standing_of(view.program, t, view.rules)) for t in view.program.pathway.therapies
        }
        self.verdicts = {therapy: row.verdict for therapy, row in self.rows.items()}
        self._judged: dict[str, Judgement] = {}
        self._arguments: dict[tuple[str, str], tree.Argument] = {}

    def diagnosis(self, label: str, asks: Asks) -> tree.Diagnosis:
        """The diagnosis with its conflicts, findings and therapies; open facts go to `asks`."""
        program = self.view.program
        conflicts = []
        for clause in program.conflicts:
            if self.view.rules[clause.key] is Truth.TRUE:
                conflicts.append(self._argument(clause, ""))
                for name in clause.rule.ask:
                    asks.add(self._named_gap(name), Bearing.CONFLICT, "", clause.rule.id)
        therapies = tuple(self._therapy(name, asks) for name in program.pathway.therapies)
        return tree.Diagnosis(
            disease=self.view.disease,
            label=label,
            pathway=program.pathway.id,
            findings=tuple(self._finding(name) for name in sorted(self.findings)),
            conflicts=tuple(conflicts),
            therapies=therapies,
        )

    def judged(self, clause: Clause) -> Judgement:
        """The judgement of a clause, with grounds or causes."""
        known = self._judged.get(clause.key)
        if known is None:
            known = self._judged[clause.key] = judge(clause.when, self.view.facts, self.findings)
        return known

    def _therapy(self, therapy: str, asks: Asks) -> tree.Therapy:
        row = self.rows[therapy]
        verdict = row.verdict
        in_question = verdict in IN_QUESTION
        groups: dict[str, list[tree.Argument]] = {name: [] for name in _GROUPS}
        checks: list[tree.Check] = []
        waiting: dict[str, None] = {}
        for clause in self.view.program.arguments[therapy]:
            truth = self.view.rules[clause.key]
            kind = clause.rule.kind
            if kind is Kind.CHECKS:
                if truth is Truth.TRUE or (truth is Truth.UNKNOWN and in_question):
                    checks += self._checks(clause, therapy, asks)
                continue
            group = _group(kind, truth)
            if group is None or (group in ("unknown", "met", "unmet") and not in_question):
                continue
            if group == "unknown" and kind is Kind.SUPPORTS and self._door_open(therapy):
                continue
            argument = self._argument(clause, therapy)
            groups[group].append(argument)
            if truth is Truth.UNKNOWN:
                bearing = _bearing(clause)
                for gap in argument.gaps:
                    asks.add(gap, bearing, therapy, clause.rule.id)
                    if bearing in (Bearing.DOOR, Bearing.REQUIREMENT):
                        waiting[self.words.fact_label(gap.fact) if gap.fact != TREATMENTS else "earlier treatment"] = None
        word = self.words.therapies[therapy]
        label = self.words.diseases[self.view.disease].label
        return tree.Therapy(
            therapy=therapy,
            label=word.label,
            disease=self.view.disease,
            verdict=verdict.value,
            sentence=verdict_sentence(verdict, word.label, label, tuple(waiting), row.words),
            when=row.words,
            infusion=word.infusion,
            supporting=tuple(groups["supporting"]),
            against=tuple(groups["against"]),
            unmet=tuple(groups["unmet"]),
            met=tuple(groups["met"]),
            unknown=tuple(groups["unknown"]),
            cautions=tuple(groups["cautions"]),
            notes=tuple(groups["notes"]),
            closed=tuple(groups["closed"]),
            checks=tuple(checks),
        )

    def _door_open(self, therapy: str) -> bool:
        """Whether a reason for the therapy holds already, so that further possible reasons change nothing."""
        return standing_of(self.view.program, therapy, self.view.rules).door is Truth.TRUE

    def _argument(self, clause: Clause, therapy: str) -> tree.Argument:
        known = self._arguments.get((clause.key, therapy))
        if known is not None:
            return known
        rule = clause.rule
        judgement = self.judged(clause)
        label = self.words.therapies[therapy].label if therapy else ""
        argument = tree.Argument(
            rule=rule.id,
            title=rule.title.replace("{therapy}", label),
            kind=rule.kind.value,
            lens=rule.lens,
            jurisdiction=rule.jurisdiction,
            truth=judgement.truth.value,
            because=_because(rule.because, label),
            values=self.reader.values(judgement.grounds),
            gaps=self._gaps(clause.when, judgement),
            through=tuple(dict.fromkeys(g.name for g in judgement.grounds if isinstance(g, Derived))),
            cites=rule.cites,
            flag=rule.flag,
            to_be_confirmed=rule.to_be_confirmed,
        )
        self._arguments[clause.key, therapy] = argument
        return argument

    def _gaps(self, when: Condition, judgement: Judgement) -> tuple[tree.Gap, ...]:
        if judgement.truth is not Truth.UNKNOWN:
            return ()
        treated = tuple(self._open_tests(when, frozenset())) if TREATMENTS in judgement.causes else ()
        return self.reader.gaps(judgement.causes, treated)

    def _open_tests(self, when: Condition, seen: frozenset[str]) -> Iterable[Treated]:
        """The treatment tests below a condition (through findings too) that some entry of the history leaves open."""
        match when:
            case All(parts) | AnyOf(parts):
                for part in parts:
                    if judge(part, self.view.facts, self.findings).truth is Truth.UNKNOWN:
                        yield from self._open_tests(part, seen)
            case Not(part):
                yield from self._open_tests(part, seen)
            case Derived(name) if name not in seen:
                for premise in self.view.program.premises:
                    if premise.finding == name:
                        yield from self._open_tests(premise.when, seen | {name})
            case Treated():
                history = self.view.facts.value(TREATMENTS)
                if not isinstance(history, Missing) and when.holds(history) is None:
                    yield when
            case _:
                return

    def _checks(self, clause: Clause, therapy: str, asks: Asks) -> list[tree.Check]:
        rule = clause.rule
        found = []
        for name in rule.ask:
            gap = self._named_gap(name)
            word = self.words.checks.get(name)
            if word is None:
                if self._is_known(gap.fact):
                    continue
                asks.add(gap, Bearing.CHECK, therapy, rule.id)
            found.append(
                tree.Check(
                    name=name,
                    words=gap.words,
                    rule=rule.id,
                    because=_because(rule.because, self.words.therapies[therapy].label),
                    cites=rule.cites,
                    question=gap.question,
                    to_be_confirmed=rule.to_be_confirmed or bool(word and word.to_be_confirmed),
                )
            )
        return found

    def _is_known(self, fact: str) -> bool:
        return not isinstance(self.view.facts.value(fact), Missing)

    def _named_gap(self, name: str) -> tree.Gap:
        """The gap for a name in `ask`: a fact of the vocabulary, or a check, which stands nowhere in a scenario."""
        word = self.words.checks.get(name)
        if word is not None:
            return tree.Gap(name, f"check:{name}", word.label, f"Is this settled: {word.label}?")
        fact = next(fact for fact in self.words.facts() if fact.rpartition(".")[2] == name)
        disease = self.view.disease
        value = self.view.facts.value(fact)
        how = f": {value.value}" if isinstance(value, Missing) else ""
        return tree.Gap(
            fact,
            self.reader.pointer(fact),
            self.words.fact_label(fact, disease) + how,
            self.words.question(fact, disease),
        )

    def _finding(self, name: str) -> tree.Finding:
        judgement = self.findings[name]
        rules = tuple(
            clause.rule.id
            for clause in self.view.program.clauses
            if clause.rule.kind is Kind.FINDING
            and clause.rule.targets[0] == name
            and (judgement.truth is not Truth.TRUE or self.view.rules[clause.key] is Truth.TRUE)
        )
        return tree.Finding(
            name=name,
            label=self.words.findings[name].label,
            truth=judgement.truth.value,
            rules=rules,
            values=self.reader.values(judgement.grounds),
            gaps=self.reader.gaps(judgement.causes) if judgement.truth is Truth.UNKNOWN else (),
        )


_GROUPS = ("supporting", "against", "unmet", "met", "unknown", "cautions", "notes", "closed")


def _group(kind: Kind, truth: Truth) -> str | None:
    """Under which heading an argument of a kind stands, or None where it does not speak."""
    match kind, truth:
        case Kind.SUPPORTS, Truth.TRUE:
            return "supporting"
        case Kind.SUPPORTS, Truth.FALSE:
            return "closed"
        case Kind.REQUIRES, Truth.TRUE:
            return "met"
        case Kind.REQUIRES, Truth.FALSE:
            return "unmet"
        case ((Kind.EXCLUDES | Kind.HOLDS), Truth.TRUE):
            return "against"
        case ((Kind.SUPPORTS | Kind.REQUIRES | Kind.EXCLUDES | Kind.HOLDS), Truth.UNKNOWN):
            return "unknown"
        case Kind.CAUTIONS, Truth.TRUE:
            return "cautions"
        case Kind.NOTES, Truth.TRUE:
            return "notes"
        case _:
            return None


def _bearing(clause: Clause) -> Bearing:
    match clause.rule.kind, clause.rule.when_unknown:
        case _, WhenUnknown.HOLD:
            return Bearing.BLOCKS
        case Kind.SUPPORTS, _:
            return Bearing.DOOR
        case Kind.REQUIRES, None:
            return Bearing.REQUIREMENT
        case Kind.HOLDS, _:
            return Bearing.HOLDS
        case Kind.EXCLUDES, _:
            return Bearing.EXCLUDES
        case _:
            return Bearing.CHECK


def _because(text: str, label: str) -> str:
    """The reason with the therapy's label; a sentence may begin with it."""
    if "{therapy}" not in text:
        return text
    filled = text.replace("{therapy}", label)
    return filled[:1].upper() + filled[1:]
