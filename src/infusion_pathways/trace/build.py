"""From evaluations to the trace: verdicts with their arguments, what is open, which discrepancies touch the answer."""

from collections.abc import Iterable, Iterator

from infusion_pathways.evaluation import Evaluation
from infusion_pathways.meaning.condition import Condition, Derived, Treated, parts_of
from infusion_pathways.meaning.facts import TREATMENTS, Missing
from infusion_pathways.meaning.logic import Judgement, Truth
from infusion_pathways.meaning.outcomes import PatientStanding, outcome_of
from infusion_pathways.meaning.rule import Clause, RuleKind, WhenUnknown, in_use
from infusion_pathways.meaning.verdicts import Appraisal, Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario.model import Scenario
from infusion_pathways.scenario.view import implied_values
from infusion_pathways.trace import summary, tree
from infusion_pathways.trace.asks import AskCollector, AskWeight
from infusion_pathways.trace.phrasebook import ClauseLine, book_of, check_of
from infusion_pathways.trace.values import ValueReader
from infusion_pathways.trace.wording import verdict_sentence


def trace_of(pack: Pack, scenario: Scenario, evaluations: Iterable[Evaluation]) -> tree.Trace:
    """The whole trace of a scenario, from the evaluation of each diagnosis that has a pathway."""
    tellers = {evaluation.position: _Teller(pack, scenario, evaluation) for evaluation in evaluations}
    asks = AskCollector()
    diagnoses = []
    for index, diagnosis in enumerate(scenario.diagnoses):
        teller = tellers.get(index)
        label = pack.vocabulary.diseases[diagnosis.disease].label
        if teller is None:
            diagnoses.append(tree.DiagnosisTrace(diagnosis.disease, label, None, (), (), ()))
        else:
            diagnoses.append(teller.diagnosis(label, asks))
    verdicts = frozenset(verdict for teller in tellers.values() for verdict in teller.evaluation.verdicts.values())
    conflict = any(diagnosis.conflicts for diagnosis in diagnoses)
    row = outcome_of(PatientStanding(verdicts, conflict, bool(tellers)))
    engines = tuple(dict.fromkeys(engine for teller in tellers.values() for engine in teller.evaluation.engines))
    rules = _rules(teller.evaluation for teller in tellers.values())
    return summary.whole(pack, scenario, tuple(diagnoses), row, asks.ordered(), rules, engines)


def _rules(evaluations: Iterable[Evaluation]) -> tree.Rules:
    true: set[str] = set()
    unknown: set[str] = set()
    for evaluation in evaluations:
        names = evaluation.program.names
        for key, truth in evaluation.rules.items():
            if truth is not Truth.FALSE and key in names:
                (true if truth is Truth.TRUE else unknown).update(names[key])
    return tree.Rules(tuple(sorted(true)), tuple(sorted(unknown - true)))


class _Teller:
    """Tells one diagnosis."""

    def __init__(self, pack: Pack, scenario: Scenario, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self._book = book_of(pack)
        self._page = self._book.page(evaluation.program)
        self._words = pack.vocabulary
        self._reader = ValueReader(scenario, evaluation.position, evaluation.facts, self._words)
        self._arguments: dict[str, tree.Argument] = {}
        self._respelled = scenario.respelled
        self._implied = frozenset(implied_values(scenario, self._words))
        self._named: dict[str, tree.Gap] = {}

    def diagnosis(self, label: str, asks: AskCollector) -> tree.DiagnosisTrace:
        """The diagnosis with its conflicts, findings and therapies; open facts go to `asks`."""
        pathway = self.evaluation.program.pathway
        conflicts = [line for line in self._page.conflicts if self.evaluation.rules[line.clause.key] is Truth.TRUE]
        for line in conflicts:
            for name in line.clause.rule.ask:
                asks.add(self._named_gap(name), AskWeight.CONFLICT, "", line.clause.rule.id)
        findings = self._page.findings
        return tree.DiagnosisTrace(
            disease=self.evaluation.disease,
            label=label,
            pathway=pathway.id,
            findings=tuple(self._finding(name, clauses) for name, clauses in findings.items()),
            conflicts=tuple(self._argument(line) for line in conflicts),
            therapies=tuple(self._therapy(name, asks) for name in pathway.therapies),
        )

    def _therapy(self, therapy: str, asks: AskCollector) -> tree.TherapyTrace:
        rules = self.evaluation.rules
        appraisal = self.evaluation.appraisals[therapy]
        row = appraisal.row
        in_question = row.verdict.about.in_question
        door_open = appraisal.standing.door is Truth.TRUE
        deciding = appraisal.deciding
        groups: dict[str, list[tree.Argument]] = {name: [] for name in _SHOWN}
        checks: list[tree.OutstandingCheck] = []
        waiting: dict[str, None] = {}
        for line in self._page.arguments[therapy]:
            truth = rules[line.clause.key]
            group = line.groups[truth]
            if group is None or (not in_question and group in _ONLY_IN_QUESTION and line.bearing is not AskWeight.POSSIBLE):
                continue
            if group == "checks" and truth is Truth.UNKNOWN and not in_question:
                continue
            if group == "checks":
                checks += line.checks or self._checks(line, therapy, asks)
                continue
            if door_open and group == "unknown" and line.bearing in _REASONS:
                continue
            argument = self._argument(line)
            groups[group].append(argument)
            if truth is Truth.UNKNOWN:
                for gap in argument.gaps:
                    asks.add(gap, line.bearing, therapy, argument.rule)
                    if line.clause.key in deciding:
                        waiting[self._words.fact_label(gap.fact)] = None
        given = in_use(therapy)
        if given in deciding and rules[given] is Truth.UNKNOWN:
            waiting[self._words.fact_label(TREATMENTS)] = None
        word = self._words.therapies[therapy]
        label = self._words.diseases[self.evaluation.disease].label
        return tree.TherapyTrace(
            therapy=therapy,
            label=word.label,
            disease=self.evaluation.disease,
            verdict=row.verdict.value,
            sentence=verdict_sentence(row.verdict, word.label, label, tuple(waiting), row.words),
            when=row.words,
            infusion=word.infusion,
            deciding=self._deciding(appraisal, deciding),
            checks=tuple(checks),
            **{name: tuple(arguments) for name, arguments in groups.items()},
        )

    def _deciding(self, appraisal: Appraisal, deciding: tuple[str, ...]) -> tuple[str, ...]:
        """The rules on which a verdict turned, what is known before what is open; of no infusion form first the notes on that."""
        rules = self.evaluation.rules
        lines = (*self._page.conflicts, *self._page.arguments[appraisal.therapy])
        turned = [line.clause for line in lines if line.clause.key in deciding]
        turned.sort(key=lambda clause: rules[clause.key] is Truth.UNKNOWN)
        formless = appraisal.verdict is Verdict.NOT_AN_INFUSION
        notes = [line.clause for line in lines if self._on_the_form(line)] if formless else []
        return tuple(clause.rule.id for clause in (*notes, *turned))

    def _on_the_form(self, line: ClauseLine) -> bool:
        """Whether a line is a note with a flag on therapies none of which has an infusion form."""
        rule, words = line.clause.rule, self._words.therapies
        about = all(name in words and not words[name].infusion for name in rule.targets)
        return (
            rule.kind is RuleKind.NOTES
            and rule.flag is not None
            and about
            and self.evaluation.rules[line.clause.key] is Truth.TRUE
        )

    def _argument(self, line: ClauseLine) -> tree.Argument:
        known = self._arguments.get(line.key)
        if known is None:
            known = self._arguments[line.key] = self._told(line) if line.reads is None else self._remembered(line, line.reads)
        return known

    def _remembered(self, line: ClauseLine, reads: tuple[str, ...]) -> tree.Argument:
        """An argument that depends on few facts with few values: the same for every patient who has the same."""
        if self._respelled or not self._implied.isdisjoint(reads):
            return self._told(line)
        key = (line.key, tuple(map(self.evaluation.facts.value, reads)))
        known = self._book.remembered.get(key)
        if known is None:
            known = self._book.remembered[key] = self._told(line)
        return known

    def _told(self, line: ClauseLine) -> tree.Argument:
        rule = line.clause.rule
        judgement = self.evaluation.judgement(line.clause.key)
        values, through = self._reader.read(judgement.grounds)
        return tree.Argument(
            rule.id,
            line.title,
            rule.kind.value,
            rule.lens,
            rule.jurisdiction,
            judgement.truth.value,
            line.because,
            values,
            self._gaps(line.clause.when, judgement) if judgement.truth is Truth.UNKNOWN else (),
            through,
            rule.cites,
            rule.flag,
            rule.when_unknown is WhenUnknown.HOLD,
            rule.to_be_confirmed,
        )

    def _gaps(self, when: Condition, judgement: Judgement) -> tuple[tree.Gap, ...]:
        treated = tuple(self._open_tests(when, frozenset())) if TREATMENTS in judgement.causes else ()
        return self._reader.gaps(judgement.causes, treated)

    def _open_tests(self, when: Condition, seen: frozenset[str]) -> Iterable[Treated]:
        """The treatment tests below a condition (through findings too) that some entry of the history leaves open."""
        for part in parts_of(when):
            if self.evaluation.judge(part).truth is Truth.UNKNOWN:
                yield from self._open_tests(part, seen)
        match when:
            case Derived(name) if name not in seen:
                for clause in self._page.findings.get(name, ()):
                    yield from self._open_tests(clause.when, seen | {name})
            case Treated():
                history = self.evaluation.facts.value(TREATMENTS)
                if not isinstance(history, Missing) and when.holds(history) is None:
                    yield when
            case _:
                return

    def _checks(self, line: ClauseLine, therapy: str, asks: AskCollector) -> Iterator[tree.OutstandingCheck]:
        rule = line.clause.rule
        for name in rule.ask:
            word = self._words.checks.get(name)
            if word is not None:
                yield check_of(word, rule, line.because)
                continue
            gap = self._named_gap(name)
            if isinstance(self.evaluation.facts.value(gap.fact), Missing):
                asks.add(gap, AskWeight.CHECK, therapy, rule.id)
                yield tree.OutstandingCheck(
                    name, gap.words, rule.id, line.because, rule.cites, gap.question, False, rule.to_be_confirmed
                )

    def _named_gap(self, name: str) -> tree.Gap:
        """The gap for a name in `ask`: a fact of the vocabulary, or a check, which stands nowhere in a scenario."""
        known = self._named.get(name)
        if known is None:
            known = self._named[name] = self._gap_for(name)
        return known

    def _gap_for(self, name: str) -> tree.Gap:
        word = self._words.checks.get(name)
        if word is not None:
            return tree.Gap(name, f"check:{name}", word.label, f"Has this been settled: {word.label}?")
        fact = self._book.facts[name]
        value = self.evaluation.facts.value(fact)
        how = f": {value.value}" if isinstance(value, Missing) else ""
        words = self._words.fact_label(fact) + how
        return tree.Gap(fact, self._reader.pointer(fact), words, self._words.question(fact, self.evaluation.disease))

    def _finding(self, name: str, clauses: tuple[Clause, ...]) -> tree.FindingTrace:
        judgement = self.evaluation.findings[name]
        rules = self.evaluation.rules
        made = judgement.truth is Truth.TRUE
        return tree.FindingTrace(
            name=name,
            label=self._words.findings[name].label,
            truth=judgement.truth.value,
            rules=tuple(c.rule.id for c in clauses if not made or rules[c.key] is Truth.TRUE),
            values=self._reader.read(judgement.grounds)[0] if made else (),
            gaps=self._reader.gaps(judgement.causes) if judgement.truth is Truth.UNKNOWN else (),
        )


_SHOWN = ("supporting", "against", "unmet", "met", "unknown", "cautions", "notes", "closed")
_ONLY_IN_QUESTION = frozenset({"unknown", "met", "unmet"})
_REASONS = frozenset({AskWeight.DOOR, AskWeight.POSSIBLE})
