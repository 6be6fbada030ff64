"""A mutant that no case noticed: proved to give every patient the same answers, or the smallest patient whom it does not.

The same answers are the same verdict on every therapy and the same outcome, in every pathway that the mutant touches.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from infusion_pathways.advice import advise
from infusion_pathways.cases import differences
from infusion_pathways.cases.expect import asked_in, truth_in
from infusion_pathways.diff.product import ComparedPatient, ProductAnswer, ProductProgram, ProductResult
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.mutate.building import MutatedPack
from infusion_pathways.mutate.mutant import Mutant
from infusion_pathways.mutate.result import Counterexample, MutantFate, MutantResult, PackAnswer
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import Expect
from infusion_pathways.solver.encoding import SymbolicReading
from infusion_pathways.solver.formula import FALSE, TRUE, Formula, Formulas, Planes
from infusion_pathways.solver.z3_solver import Budget, is_installed
from infusion_pathways.trace import Trace

TITLE = "A patient who tells a mutant from the rules"
TAGS = ("mutant", "to-be-judged")
LONGEST_WORDS = 300
SILENT = Planes(FALSE, TRUE)
"""The truth of a rule that a pack does not have."""


class _Found(NamedTuple):
    """The answers of all touched pathways to one question, together."""

    asked: ProductResult
    pathway: str = ""
    patient: ComparedPatient | None = None


class EquivalenceJudge:
    """Tells mutants of one pack from it, as far as anybody could. Two pathways never share patients, so each is asked apart."""

    def __init__(self, pack: Pack, budget: Budget) -> None:
        self._pack, self._budget = pack, budget
        self._products: dict[str, ProductProgram] = {}

    def result(self, mutant: Mutant, mutated: MutatedPack) -> MutantResult:
        """What comes of a mutant that no case noticed.

        Raises ReplayDisagrees or EnginesDisagree where an engine says something else of a patient than the proof does.
        """
        if not is_installed():
            return MutantResult(mutant.id, MutantFate.UNTOLD)
        products = [self._product(name).with_now(mutated.pack) for name in mutated.pathways]
        for fate, question in QUESTIONS:
            found = _asked((product, question(product, mutant.rule)) for product in products)
            if found.asked is ProductResult.UNDECIDED:
                return MutantResult(mutant.id, MutantFate.UNDECIDED if fate is MutantFate.SURVIVED else fate)
            if found.asked is ProductResult.DIFFERS:
                patient = found.patient
                told = None if patient is None else _telling(self._pack, mutant, mutated, found.pathway, patient.scenario)
                return MutantResult(mutant.id, fate, telling=told)
        return MutantResult(mutant.id, MutantFate.EQUIVALENT)

    def _product(self, pathway: str) -> ProductProgram:
        """The patients of a pathway, read twice by the rules as they are."""
        if pathway not in self._products:
            self._products[pathway] = ProductProgram(self._pack, self._pack, (pathway, pathway), self._budget)
        return self._products[pathway]


def _asked(questions: Iterable[tuple[ProductProgram, Formula]]) -> _Found:
    """Whether any patient of any pathway makes a difference, with the smallest of them all."""
    answers: list[tuple[ProductProgram, ProductAnswer]] = [(product, product.smallest(formula)) for product, formula in questions]
    shown = [(answer.patient, product.pathways[0]) for product, answer in answers if answer.patient is not None]
    if shown:
        patient, pathway = min(shown, key=lambda item: item[0].size)
        return _Found(ProductResult.DIFFERS, pathway, patient)
    asked = {answer.asked for _, answer in answers}
    return _Found(next((one for one in (ProductResult.DIFFERS, ProductResult.UNDECIDED) if one in asked), ProductResult.SAME))


def _other_answers(product: ProductProgram, _: str) -> Formula:
    """When a verdict is another one, or the outcome: with the same verdicts, that can only be for a conflict."""
    f = product.formulas
    pairs = [[r.is_verdict(t, verdict) for r in product.readings] for t in product.therapies for verdict in Verdict]
    return f.any_of(f.differ(*pair) for pair in (*pairs, [reading.conflict for reading in product.readings]))


def _other_truths(product: ProductProgram, rule: str) -> Formula:
    """When the rule has another truth by one of its names: what a case can expect."""
    f = product.formulas
    before, now = (_truths(f, reading, rule) for reading in product.readings)
    names = dict.fromkeys((*before, *now))
    return f.any_of(product.differ(before.get(name, SILENT), now.get(name, SILENT)) for name in names)


def _truths(f: Formulas, reading: SymbolicReading, rule: str) -> dict[str, Planes]:
    """The strongest truth of a rule by each of its names."""
    clauses = [clause for clause in reading.program.clauses if clause.rule.id == rule]
    planes: dict[str, list[Planes]] = {}
    for clause in clauses:
        for name in clause.names:
            planes.setdefault(name, []).append(reading.rules[clause.key])
    return {name: Planes(f.any_of(p.true for p in found), f.all_of(p.false for p in found)) for name, found in planes.items()}


def _other_reasons(product: ProductProgram, _: str) -> Formula:
    """When something that a rule says has another truth; what only one of the packs says counts as false in the other."""
    before, now = (_argument_truths(reading) for reading in product.readings)
    said = dict.fromkeys((*before, *now))
    return product.formulas.any_of(product.differ(before.get(key, SILENT), now.get(key, SILENT)) for key in said)


QUESTIONS: tuple[tuple[MutantFate, Callable[[ProductProgram, str], Formula]], ...] = (
    (MutantFate.SURVIVED, _other_answers),
    (MutantFate.REASONS, _other_truths),
    (MutantFate.REASONS, _other_reasons),
)


def _argument_truths(reading: SymbolicReading) -> Mapping[tuple[object, ...], Planes]:
    """The truth of what each rule says of each therapy: its kind, and what it means while unknown."""
    found: dict[tuple[object, ...], Planes] = {}
    for clause in reading.program.clauses:
        rule = clause.rule
        for target in clause.targets or rule.targets:
            found[rule.id, rule.kind, rule.when_unknown, rule.unrecorded, target] = reading.rules[clause.key]
    return found


def _telling(pack: Pack, mutant: Mutant, mutated: MutatedPack, pathway: str, patient: Scenario) -> Counterexample:
    """Both answers for a patient, each by every engine that is here, and the case that today's answer makes."""
    before, now = (advise(one, patient) for one in (pack, mutated.pack))
    today, other = (_answer(trace, mutant.rule) for trace in (before, now))
    expect = Expect(
        outcome=today.outcome,
        verdicts=today.verdicts,
        rules=today.truths_unlike(other),
        asks=today.asked_unlike(other),
        not_asks=other.asked_unlike(today),
    )
    words = mutant.words if len(mutant.words) <= LONGEST_WORDS else f"{mutant.words[:LONGEST_WORDS].rpartition(' ')[0]} ..."
    same = (today.verdicts, today.outcome) == (other.verdicts, other.outcome)
    turns = "the same answer has other reasons" if same else "the answer is another one"
    told = f"With this error in {mutant.rule}, {turns}: {words}. Expected is what the rules say today; "
    case = patient._replace(
        id=case_id(mutant),
        title=TITLE,
        narrative=f"{told}somebody has to judge whether that is right.",
        tags=TAGS,
        expect=expect,
    )
    return Counterexample(pathway, case, today, other, bool(differences(expect, now)))


def case_id(mutant: Mutant) -> str:
    """The id of the case that a mutant's patient makes."""
    rule, _, number = mutant.id.rpartition(":")
    plain = "".join(letter if letter.isalnum() else "-" for letter in rule.lower())
    return f"mutant-{plain[: 70 - len(number)]}-{number}"


def _answer(trace: Trace, rule: str) -> PackAnswer:
    evaluated = [diagnosis for diagnosis in trace.diagnoses if diagnosis.pathway is not None]
    lead = {d.disease: f"{d.disease}/" if len(evaluated) > 1 else "" for d in evaluated}
    verdicts = {f"{lead[d.disease]}{t.therapy}": t.verdict for d in evaluated for t in d.therapies}
    names = [name for name in (*trace.fired, *trace.unknown) if name.partition("@")[0] == rule]
    truths = {name: truth_in(trace, name) for name in names}
    return PackAnswer(verdicts, trace.outcome.code, truths, tuple(sorted(asked_in(trace))))
