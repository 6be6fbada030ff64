"""Seeded faults: of a sound pack everything is proved, and one planted fault refutes what it should, and nothing else."""

from collections.abc import Mapping

import pytest

from infusion_pathways.diff.compare import Direction, pathway_diffs, structural_diff
from infusion_pathways.meaning import verdicts
from infusion_pathways.meaning.allowed import allowed_verdict_changes
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.meaning.standing import Standing
from infusion_pathways.meaning.verdicts import VERDICT_TABLE, Verdict, VerdictRow
from infusion_pathways.prove import safety_properties as safety
from infusion_pathways.prove.run import PROPERTIES, ProofTask, run_task
from infusion_pathways.prove.verification import ProofResult, ProofStatus
from infusion_pathways.solver.patient_words import patient_lines
from infusion_pathways.solver.z3_solver import Budget
from tests.prove.faults import FAULTS, Fault, Refuted, pack_with, proved, refuted
from tests.prove.small import small_packs
from tests.prove.sound import changed, files_with, results_of, rule

each_fault = pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])

# Which way the verdicts on each therapy go when the fault is planted; the same for every patient where it is not named.
WAYS: Mapping[str, Mapping[str, Direction]] = {
    "a contraindication removed": {"tidemab": Direction.WIDENS},
    "a contraindication on the wrong drug": {"tidemab": Direction.WIDENS, "reefmab": Direction.NARROWS},
    "a contraindication behind `any`, `all` was meant": {"reefmab": Direction.WIDENS},
    "a contraindication behind `all`, `any` was meant": {
        "tidemab": Direction.WIDENS,
        "reefmab": Direction.WIDENS,
        "gullmab": Direction.WIDENS,
    },
    "a mark `when_unknown: hold` lost": {"reefmab": Direction.WIDENS},
    "a rule masked by a wider one": {"tidemab": Direction.WIDENS, "pennimab": Direction.NEITHER},
    "a rule that can never fire": {},
    "a rule that always fires without saying so": {},
    "a threshold that leaves a gap": {"tidemab": Direction.NARROWS, "pennimab": Direction.NEITHER},
    "an invariant broken by a loosened requirement": {"reefmab": Direction.WIDENS},
    "a therapy without an infusion form counted among the infusions": {"pennimab": Direction.WIDENS},
    "a reason of a label for a therapy that the document does not name": {},
    "a contraindication that also supports": {"gullmab": Direction.WIDENS},
    "an unknown that is safer than what is known": {"gullmab": Direction.WIDENS},
    "two arguments that contradict each other without a conflict": {"tidemab": Direction.NARROWS},
    "a verdict that no patient can reach": {"reefmab": Direction.NARROWS},
    "an outcome that no patient can reach": {"tidemab": Direction.WIDENS},
    "an invariant that speaks about nobody": {},
}


def told(result: ProofResult) -> Refuted:
    """A result as a fault states it."""
    patient = "; ".join(patient_lines(result.patients[0], pack_with().vocabulary)) if result.patients else ""
    return Refuted(result.property, result.subject, patient, result.verdicts[0] if result.verdicts else ())


def test_everything_is_proved_of_the_sound_pack() -> None:
    """Statements of every property, all of them proved, and nothing that the author has to accept."""
    assert {result.status for result in proved()} == {ProofStatus.PROVED}
    assert {result.property for result in proved()} == set(PROPERTIES)
    assert pack_with().accepted == ()


@each_fault
def test_a_fault_refutes_what_it_should_and_nothing_else(fault: Fault) -> None:
    """What is refuted is what the fault states, subject by subject, with the smallest patient; all else stays proved."""
    results = proved(fault.name)
    assert {result.status for result in results} == {ProofStatus.PROVED, ProofStatus.REFUTED}
    found = [told(result) for result in results if result.status is ProofStatus.REFUTED]
    assert sorted(found) == sorted(fault.refuted)


@each_fault
def test_a_fault_is_one_small_change(fault: Fault) -> None:
    """The faulty pack differs from the sound one in one entry of one file: one rule, one word or one invariant."""
    (entries,) = fault.change.values()
    assert len(entries) == 1
    sound, faulty = files_with({}), files_with(fault.change)
    assert len([name for name in sound if sound[name] != faulty[name]]) == 1


@each_fault
def test_the_difference_to_the_sound_pack_shows_the_same_fault(fault: Fault) -> None:
    """The comparison names the therapies and the way they go; where more become candidates, with the patient of the proof."""
    sound, faulty = pack_with(), pack_with(fault.name)
    (pathway,) = pathway_diffs(structural_diff(sound, faulty))
    ways = {found.therapy: found.direction for found in pathway.therapies}
    assert ways == dict.fromkeys(ways, Direction.SAME) | WAYS[fault.name]
    wider = {found.therapy: found.widens.patient for found in pathway.therapies}
    for statement in fault.refuted:
        for therapy, verdict in statement.verdicts:
            patient = wider[therapy]
            if verdict == "candidate" and patient is not None:
                assert "; ".join(patient_lines(patient.scenario, sound.vocabulary)) == statement.patient


def without(row: Verdict) -> tuple[VerdictRow, ...]:
    """The verdict table without the rows for a verdict."""
    return tuple(r for r in VERDICT_TABLE if r.verdict is not row)


def nothing_waits() -> tuple[VerdictRow, ...]:
    """The verdict table as if no rule waited."""

    def blind(row: VerdictRow) -> VerdictRow:
        def applies(standing: Standing) -> bool:
            return row.applies(standing._replace(waits=False))

        return row._replace(applies=applies)

    return tuple(map(blind, VERDICT_TABLE))


# These properties follow from the verdict table, so that no pack refutes them. They watch over the table.
TABLES: tuple[tuple[str, tuple[VerdictRow, ...], tuple[Refuted, ...]], ...] = (
    (
        "ruled-out-never-candidate",
        without(Verdict.RULED_OUT),
        (
            refuted(
                "ruled-out-never-candidate",
                "harbour.excludes.weak_heart/tidemab",
                "harbour fever; plainol: failed; weak heart: present; swell score: 3",
                tidemab="candidate",
            ),
            refuted(
                "ruled-out-never-candidate",
                "harbour.excludes.old_age_and_salt_lung/gullmab",
                "harbour fever, island form; age: 75 years; salt lung: present; gull vaccine: given long ago",
                gullmab="candidate",
            ),
        ),
    ),
    (
        "waiting-never-candidate",
        nothing_waits(),
        (
            refuted(
                "waiting-never-candidate",
                "harbour.holds.antibodies/reefmab",
                "harbour fever; plainol: failed; tidemab: failed; swell score: 8",
                reefmab="candidate",
            ),
        ),
    ),
    (
        "no-route-no-candidate",
        without(Verdict.NOT_AN_INFUSION),
        (
            refuted(
                "no-route-no-candidate",
                "harbour_fever/pennimab",
                "harbour fever; plainol: failed; swell score: 3",
                pennimab="candidate",
            ),
        ),
    ),
)


@pytest.mark.parametrize(("property", "table", "expected"), TABLES, ids=[property for property, *_ in TABLES])
def test_a_wrong_verdict_table_is_noticed(
    property: str, table: tuple[VerdictRow, ...], expected: tuple[Refuted, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a row of the table struck out, the property that rests on it is refuted."""
    monkeypatch.setattr(verdicts, "VERDICT_TABLE", table)
    results = run_task(pack_with(), ProofTask("harbour_fever", "candidates"), Budget(), [property])
    found = [told(result) for result in results if result.status is ProofStatus.REFUTED]
    assert set(expected) <= set(found)


def never_ruled_out(*marks: bool) -> frozenset[tuple[Verdict, Verdict]]:
    """The table of changes as if a candidate could not become ruled out."""
    return allowed_verdict_changes(*marks) - {(Verdict.CANDIDATE, Verdict.RULED_OUT)}


def test_a_wrong_table_of_changes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a candidate could never be ruled out by what is learnt, a patient whose heart turns out weak would show otherwise."""
    monkeypatch.setattr(safety, "allowed_verdict_changes", never_ruled_out)
    results = run_task(pack_with(), ProofTask("harbour_fever", "learning"), Budget())
    found = {result.subject: result for result in results if result.status is ProofStatus.REFUTED}
    assert set(found) == {f"harbour_fever/{therapy}" for therapy in ("tidemab", "reefmab", "gullmab")}
    shown = found["harbour_fever/tidemab"]
    before, after = (patient_lines(patient, pack_with().vocabulary) for patient in shown.patients)
    assert before == ("harbour fever", "plainol: failed", "swell score: 3")
    assert after == ("harbour fever", "plainol: failed", "weak heart: present", "swell score: 3")
    assert shown.verdicts == ((("tidemab", "candidate"),), (("tidemab", "ruled_out"),))


def test_contradictions_are_as_counted_out() -> None:
    """In small packs: a reason or requirement is refuted when each patient who meets it without a conflict is ruled out."""
    found = {ProofStatus.PROVED: 0, ProofStatus.REFUTED: 0}
    for seed, pack, everyone in small_packs(150, start=20_000):
        program = pack.programs["own"]
        stated = {
            r.subject: r.status for r in run_task(pack, ProofTask("own", "answers"), Budget(), ["contradiction-has-conflict"])
        }
        expected = {}
        for clause in program.deciding["alphamab"]:
            meeting = [
                p
                for p in everyone
                if p.rules[clause.key] is Truth.TRUE and not any(p.rules[c.key] is Truth.TRUE for c in program.conflicts)
            ]
            if clause.rule.kind in (RuleKind.SUPPORTS, RuleKind.REQUIRES) and meeting:
                against = [c for c in program.deciding["alphamab"] if c.rule.kind in (RuleKind.EXCLUDES, RuleKind.HOLDS)]
                left = [p for p in meeting if not any(p.rules[c.key] is Truth.TRUE for c in against)]
                expected[f"own/{clause.rule.id}/alphamab"] = ProofStatus.PROVED if left else ProofStatus.REFUTED
        assert stated == expected, seed
        for status in expected.values():
            found[status] += 1
    assert min(found.values()) >= 5, found


def test_a_reason_that_cites_no_claim_about_the_therapy_does_not_name_it() -> None:
    """The rule says that it speaks for the document, and what it cites of the document does not mention gullmab."""
    pack = changed(rule("supports.island_form", cites=["C5"]))
    found = {told(result)[:2] for result in results_of(pack) if result.status is ProofStatus.REFUTED}
    assert ("named-by-the-document", "harbour_fever/gullmab") in found
