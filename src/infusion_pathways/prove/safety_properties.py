"""The properties that keep a pack safe: what never becomes a candidate, what learning may change, what its author declared."""

from collections.abc import Iterator, Sequence

from infusion_pathways.meaning.allowed import allowed_verdict_changes
from infusion_pathways.meaning.condition import Condition, Derived, IsOneOf, leaves_of
from infusion_pathways.meaning.facts import Missing
from infusion_pathways.meaning.invariant import Assertion
from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.rule import Clause, Program, RuleKind, WhenUnknown
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.pack.model import Pack
from infusion_pathways.prove.properties import single_pathway
from infusion_pathways.prove.verification import ProofSubject, Statement
from infusion_pathways.solver.encoding import Encoding, SymbolicReading
from infusion_pathways.solver.formula import FALSE, TRUE, Formula
from infusion_pathways.solver.patient_space import FactChoice, Option
from infusion_pathways.solver.patient_words import value_words
from infusion_pathways.solver.z3_solver import Undecided

AGAINST = (RuleKind.EXCLUDES, RuleKind.HOLDS)
INTRAVENOUS = "intravenous"


def ruled_out_never_candidate(subject: ProofSubject) -> Iterator[Statement]:
    """No therapy is a candidate while one of its `excludes` is true, or an `excludes` or `holds` that waits is unknown."""
    reading, f = subject.encoding.reading, subject.search.formulas
    for therapy, clauses in reading.program.deciding.items():
        candidate = reading.is_verdict(therapy, Verdict.CANDIDATE)
        for clause in clauses:
            planes = reading.rules[clause.key]
            unknown = f.all_of((planes.true ^ 1, planes.false ^ 1))
            if clause.rule.kind in AGAINST:
                yield _never(subject, "ruled-out-never-candidate", clause, therapy, f.all_of((planes.true, candidate)), "true")
            if clause.rule.when_unknown is WhenUnknown.HOLD:
                yield _never(subject, "waiting-never-candidate", clause, therapy, f.all_of((unknown, candidate)), "unknown")


def _never(subject: ProofSubject, property: str, clause: Clause, therapy: str, formula: Formula, truth: str) -> Statement:
    words = f"{therapy} is never a candidate while {clause.rule.id} is {truth}"
    return Statement(property, f"{clause.rule.id}/{therapy}", words, formula, therapies=(therapy,), rules=(clause.rule.id,))


def learning_changes_as_allowed(subject: ProofSubject) -> Iterator[Statement]:
    """Learning facts changes a verdict only as the table of changes allows for the marks that the therapy's rules carry."""
    assert subject.later is not None
    before, after, f = subject.encoding.reading, subject.later.reading, subject.search.formulas
    same_disease = [
        f.differ(was, is_) ^ 1
        for (_, was), (_, is_) in zip(*(e.space.slots[0].disease.options for e in (subject.encoding, subject.later)), strict=True)
    ]
    learnt = f.all_of((learning(before, after), *same_disease))
    for therapy, clauses in before.program.deciding.items():
        allowed = allowed_changes(before.program, clauses)
        forbidden = [
            f.all_of((was, becomes))
            for old, was in before.verdicts[therapy].items()
            for new, becomes in after.verdicts[therapy].items()
            if old is not new and (old, new) not in allowed
        ]
        words = f"what is learnt changes the verdict on {therapy} only as the table of changes allows"
        formula = f.all_of((learnt, f.any_of(forbidden)))
        yield Statement("learning-as-allowed", f"{subject.pathway}/{therapy}", words, formula, pair=True, therapies=(therapy,))


def learning(before: SymbolicReading, after: SymbolicReading) -> Formula:
    """When the second patient is the first with more known: every test that was decided still says the same."""
    f = before.formulas
    kept = [
        f.any_of((was ^ 1, is_))
        for test, planes in before.tests().items()
        for was, is_ in zip(planes, after.tests()[test], strict=True)
    ]
    return f.all_of(kept)


def allowed_changes(program: Program, clauses: Sequence[Clause]) -> frozenset[tuple[Verdict, Verdict]]:
    """The changes of a verdict that learning may bring, for the marks that the rules about a therapy carry."""
    marks = {(clause.rule.kind, clause.rule.when_unknown) for clause in clauses}
    lenient, conflict = (RuleKind.REQUIRES, WhenUnknown.CHECK) in marks, bool(program.conflicts)
    allowed = allowed_verdict_changes(lenient, conflict)
    if (RuleKind.SUPPORTS, WhenUnknown.CHECK) in marks:
        allowed |= {change for change in allowed_verdict_changes(lenient, conflict, True) if change[0] is Verdict.NO_REASON}
    return allowed


def no_route_no_candidate(subject: ProofSubject) -> Iterator[Statement]:
    """A therapy that has no infusion form, or whose known routes are all others, is never a candidate."""
    reading = subject.encoding.reading
    for therapy, infusion in reading.program.infusion.items():
        routes = subject.pack.vocabulary.therapies[therapy].routes
        if not infusion or (routes and INTRAVENOUS not in routes):
            words = f"{therapy}, which has no infusion form, is never a candidate"
            formula = reading.is_verdict(therapy, Verdict.CANDIDATE, Verdict.IN_USE)
            yield Statement("no-route-no-candidate", f"{subject.pathway}/{therapy}", words, formula, therapies=(therapy,))


def named_by_the_document(subject: ProofSubject) -> Iterator[Statement]:
    """A therapy is a candidate only where a rule of the pathway itself, in the document's lens, can be a reason for it.

    The rule has to cite a claim of the document whose text names the therapy.
    """
    reading, f = subject.encoding.reading, subject.search.formulas
    for therapy, clauses in reading.program.deciding.items():
        naming = [clause for clause in clauses if _names(subject.pack, clause, subject.pathway, therapy)]
        where, words = (
            f"{subject.pathway}/{therapy}",
            f"{therapy} is a candidate only where the document names it for the disease",
        )
        statement = Statement("named-by-the-document", where, words, FALSE, therapies=(therapy,))
        try:
            named = subject.search.possible(f.any_of(reading.rules[clause.key].true for clause in naming))
            yield statement if named else statement._replace(formula=reading.is_verdict(therapy, Verdict.CANDIDATE))
        except Undecided as reason:
            yield statement._replace(undecided=str(reason))


def _names(pack: Pack, clause: Clause, pathway: str, therapy: str) -> bool:
    """Whether a rule is a reason of the document for a therapy, by a claim that names it."""
    rule, word = clause.rule, pack.vocabulary.therapies[therapy]
    if rule.kind is not RuleKind.SUPPORTS or rule.lens != "document" or rule.pathway != pathway:
        return False
    names = [name.lower() for name in (word.label, word.name.replace("_", " "), *word.aliases)]
    texts = [pack.claims[cite].text("text").lower() for cite in rule.cites if cite in pack.claims]
    return any(name in text for name in names for text in texts)


def contraindications_weigh(subject: ProofSubject) -> Iterator[Statement]:
    """Neither a contraindication nor not knowing one makes a candidate of whom a harmless value of the same fact would not."""
    f = subject.search.formulas
    for therapy, fact in safety_facts(subject):
        where, label = f"{subject.pathway}/{therapy}/{fact}", subject.pack.vocabulary.fact_label(fact)
        undecided = ""
        try:
            risky, harmless = contraindicating(subject, therapy, fact)
        except Undecided as reason:
            risky, harmless, undecided = [], [], str(reason)
        if not ((risky and harmless) or undecided):
            continue
        choice, candidates = subject.encoding.space.scalars[fact], _candidates(subject, therapy, fact)
        for property, words, without in (
            ("contraindication-adds-no-candidate", f"what speaks against {therapy} in {label} never makes it a candidate", risky),
            ("unknown-is-no-safer", f"{therapy} is never a candidate only because {label} is not known", [Missing.NOT_RECORDED]),
        ):
            gained = (
                f.all_of((choice.when(worse), candidates[worse], candidates[good] ^ 1)) for worse in without for good in harmless
            )
            said = ", ".join(value_words(fact, str(good), subject.pack.vocabulary).partition(": ")[2] for good in harmless)
            beside = f"with a harmless value instead it is not: {said}"
            yield Statement(
                property, where, words, f.any_of(gained), therapies=(therapy,), comparison=beside, undecided=undecided
            )


def safety_facts(subject: ProofSubject) -> Iterator[tuple[str, str]]:
    """Each therapy with each stated fact that its `excludes` and `holds` read."""
    for therapy, clauses in subject.encoding.reading.program.deciding.items():
        against = [clause.when for clause in clauses if clause.rule.kind in AGAINST]
        yield from ((therapy, fact) for fact in _stated_facts(subject.encoding, against))


def contraindicating(subject: ProofSubject, therapy: str, fact: str) -> tuple[list[Option], list[Option]]:
    """The values of a fact that can rule a therapy out, and the others.

    A value can rule a therapy out when, for some patient, it does and another value does not. Raises Undecided.
    """
    reading, f = subject.encoding.reading, subject.search.formulas
    against = (clause for clause in reading.program.deciding[therapy] if clause.rule.kind in AGAINST)
    ruled_out = f.any_of(reading.rules[clause.key].true for clause in against)
    choice = subject.encoding.space.scalars[fact]
    by_value = {value: _at(subject, choice, value, ruled_out) for value, _ in choice.said()}
    risky = [
        value
        for value in by_value
        if subject.search.possible(by_value[value], f.any_of(by_value[other] ^ 1 for other in by_value if other != value))
    ]
    return risky, [value for value in by_value if value not in risky]


def _stated_facts(encoding: Encoding, conditions: Sequence[Condition]) -> list[str]:
    """The findings and patient fields that conditions read, also through derived findings."""
    program, found, waiting, seen = encoding.reading.program, set[str](), list(conditions), set[str]()
    while waiting:
        for leaf in leaves_of(waiting.pop()):
            if isinstance(leaf, Derived) and leaf.name not in seen:
                seen.add(leaf.name)
                waiting += [premise.when for premise in program.premises if premise.finding == leaf.name]
            elif isinstance(leaf, IsOneOf) and leaf.fact in encoding.space.scalars:
                found.add(leaf.fact)
    return sorted(found)


def _candidates(subject: ProofSubject, therapy: str, fact: str) -> dict[Option, Formula]:
    """When a therapy is a candidate, with each value of a fact instead of what the patient has."""
    choice = subject.encoding.space.scalars[fact]
    candidate = subject.encoding.reading.is_verdict(therapy, Verdict.CANDIDATE)
    return {value: _at(subject, choice, value, candidate) for value, _ in choice.options}


def _at(subject: ProofSubject, choice: FactChoice, value: Option, formula: Formula) -> Formula:
    """A formula with a fact set to one value."""
    instead = {when: TRUE if option == value else FALSE for option, when in choice.options[1:]}
    return subject.search.formulas.substituted([formula], instead)[0]


def invariants(subject: ProofSubject) -> Iterator[Statement]:
    """What the author of the pack declared in its `invariants`."""
    reading, f = subject.encoding.reading, subject.search.formulas
    for assertion in reading.program.assertions:
        invariant = assertion.invariant
        planes = reading.planes(assertion.when)
        applies = planes.false ^ 1 if invariant.unless_false else planes.true
        words = f"the condition of {invariant.id} holds for some patient"
        yield Statement("invariant-applies", invariant.id, words, applies, exists=True, anywhere=True)
        words = invariant.title[:1].lower() + invariant.title[1:]
        for name, given in _given(subject, assertion):
            formula = f.all_of(
                (applies, given if invariant.never else given ^ 1, single_pathway(subject) if invariant.outcomes else TRUE)
            )
            where = f"{invariant.id}/{subject.pathway}/{name}".rstrip("/")
            therapies = (name,) if name else tuple(reading.verdicts)
            yield Statement("invariant", where, words, formula, therapies=therapies, outcome=not name)


def _given(subject: ProofSubject, assertion: Assertion) -> Iterator[tuple[str, Formula]]:
    """Each therapy that an invariant speaks about, with when its verdict is one of those named; or, nameless, the outcome."""
    invariant, f = assertion.invariant, subject.search.formulas
    if invariant.outcomes:
        outcomes = subject.encoding.outcomes
        yield "", f.any_of(outcomes.get(Outcome(outcome), FALSE) for outcome in sorted(invariant.outcomes))
    for therapy in assertion.therapies:
        verdicts = (Verdict(verdict) for verdict in sorted(invariant.verdicts))
        yield therapy, subject.encoding.reading.is_verdict(therapy, *verdicts)
