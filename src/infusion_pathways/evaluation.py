"""One diagnosis of one patient, judged once. Whoever explains, draws, asks or compares reads this and judges nothing again.

One function fills it, `evaluated`. Engines that are compared only give the truth of rules: it is held against the meaning, and a
difference is an error. Where an engine judges alone (bulk work), its truths stand, and grounds are worked out when somebody asks
for them. Take a patient in whom rule `a` is unknown: `evaluation.rules["a"]` says so, `evaluation.judgement("a").causes` says
because of which facts, and `evaluation.appraisals["drug"]` what that makes of a therapy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from infusion_pathways.engine.choice import REFERENCE, EngineChoice, bits_of, chosen, compared
from infusion_pathways.meaning.condition import Condition
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.logic import Findings, Judgement, Truth, judge
from infusion_pathways.meaning.outcomes import Outcome, PatientStanding, outcome_of
from infusion_pathways.meaning.rule import Program
from infusion_pathways.meaning.verdicts import Appraisal, Verdict, appraised
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a program makes of a patient's facts, seen from the diagnosis at a position.

    `rules` has the truth of every premise by its key, `engines` who judged. `findings` are the derived findings, concluded when
    first asked for unless the meaning has judged them already.
    """

    position: int
    disease: str
    program: Program
    facts: Facts
    rules: Mapping[str, Truth]
    engines: tuple[str, ...]
    findings: Mapping[str, Judgement]
    _judged: dict[str, Judgement] = field(default_factory=dict)

    def judge(self, condition: Condition) -> Judgement:
        """The judgement of any condition over this patient, a part of a rule's for instance."""
        return judge(condition, self.facts, self.findings)

    def judgement(self, key: str) -> Judgement:
        """The judgement of a premise, with its grounds or causes."""
        known = self._judged.get(key)
        if known is None:
            known = self._judged[key] = self.judge(self.program.conditions[key])
        return known

    @cached_property
    def appraisals(self) -> Mapping[str, Appraisal]:
        """What the rules add up to for each therapy of the pathway."""
        return {therapy: appraised(self.program, therapy, self.rules) for therapy in self.program.pathway.therapies}

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """The verdict on each therapy of the pathway."""
        return {therapy: appraisal.verdict for therapy, appraisal in self.appraisals.items()}

    @property
    def conflict(self) -> bool:
        """Whether the input contradicts itself."""
        return any(self.rules[clause.key] is Truth.TRUE for clause in self.program.conflicts)

    @property
    def outcome(self) -> Outcome:
        """What the verdicts of this diagnosis alone add up to."""
        return outcome_of(PatientStanding(frozenset(self.verdicts.values()), self.conflict, in_scope=True)).outcome

    def with_rules(self, rules: Mapping[str, Truth], program: Program | None = None) -> "Evaluation":
        """The same patient where rules count otherwise, or under another program: no reading of the answer that was given."""
        other = program or self.program
        findings = self.findings if program is None else Findings(other.premises, self.facts)
        judged = self._judged if program is None else {}
        return Evaluation(self.position, self.disease, other, self.facts, rules, self.engines, findings, judged)


def evaluated(
    program: Program, facts: Facts, choice: EngineChoice | str | None = None, position: int = 0, disease: str = ""
) -> Evaluation:
    """Judge every rule of a program over a patient's facts; `choice` is as for `chosen`.

    Raises EnginesDisagree where evaluations that are compared differ, EngineFailed where an engine could not judge.
    """
    engine = chosen(choice)
    findings, judged = Findings(program.premises, facts), dict[str, Judgement]()
    bits = bits_of(engine, program, facts)
    if REFERENCE in engine.judges:
        for premise in program.premises:
            judged[premise.key] = judge(premise.when, facts, findings)
        rules: Mapping[str, Truth] = {key: judgement.truth for key, judgement in judged.items()}
        compared(program, bits, rules)
    else:
        (rules,) = bits.values()
    return Evaluation(position, disease, program, facts, rules, engine.judges, findings, judged)


def evaluation_of(
    pack: Pack, scenario: Scenario, position: int = 0, choice: EngineChoice | str | None = None
) -> Evaluation | None:
    """The evaluation of one diagnosis; None where no pathway covers it. Raises as `evaluated` does."""
    disease = scenario.diagnoses[position].disease
    program = pack.program_for(disease)
    if program is None:
        return None
    return evaluated(program, facts_for(scenario, position, pack.vocabulary), choice, position, disease)


def evaluations_of(pack: Pack, scenario: Scenario, choice: EngineChoice | str | None = None) -> tuple[Evaluation, ...]:
    """The evaluation of every diagnosis that has a pathway. Raises as `evaluated` does."""
    engine = chosen(choice)
    each = (evaluation_of(pack, scenario, position, engine) for position in range(len(scenario.diagnoses)))
    return tuple(evaluation for evaluation in each if evaluation is not None)
