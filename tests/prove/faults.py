"""Packs with one planted fault: the sound pack with a small change, and by hand what a proof must say of it."""

from functools import cache
from typing import NamedTuple

from infusion_pathways import Pack
from infusion_pathways.prove.verification import ProofResult
from tests.prove.sound import Change, changed, new_rule, results_of, rule


class Refuted(NamedTuple):
    """A statement that a fault refutes: the patient as the report tells it, nothing where there can be none, and the verdicts."""

    property: str
    subject: str
    patient: str = ""
    verdicts: tuple[tuple[str, str], ...] = ()


class Fault(NamedTuple):
    """A change of the sound pack, and all that it refutes."""

    name: str
    change: Change
    refuted: tuple[Refuted, ...]


def refuted(property: str, subject: str, patient: str = "", **verdicts: str) -> Refuted:
    """What is refuted, of what, and by whom."""
    return Refuted(property, subject, patient, tuple(verdicts.items()))


FAULTS = (
    Fault(
        "a contraindication removed",
        {"rules": {"harbour.excludes.weak_heart": None}},
        (
            refuted(
                "invariant",
                "no_tidemab_with_a_weak_heart/harbour_fever/tidemab",
                "harbour fever; plainol: failed; weak heart: present; swell score: 3",
                tidemab="candidate",
            ),
        ),
    ),
    Fault(
        "a contraindication on the wrong drug",
        rule("excludes.weak_heart", then={"excludes": "reefmab"}),
        (
            refuted(
                "invariant",
                "no_tidemab_with_a_weak_heart/harbour_fever/tidemab",
                "harbour fever; plainol: failed; weak heart: present; swell score: 3",
                tidemab="candidate",
            ),
        ),
    ),
    # One negative test is enough now, and nobody has to ask for the other.
    Fault(
        "a contraindication behind `any`, `all` was meant",
        rule(
            "holds.antibodies",
            when={
                "not": {
                    "any": [
                        {"finding": "brine_antibodies", "is": "negative"},
                        {"finding": "foam_antibodies", "is": "negative"},
                    ]
                }
            },
        ),
        (
            refuted(
                "invariant",
                "reefmab_after_the_antibody_tests/harbour_fever/reefmab",
                "harbour fever; plainol: failed; tidemab: failed; brine antibodies: negative; swell score: 8",
                reefmab="candidate",
            ),
        ),
    ),
    # One infection is harmless now as long as nothing is known of the other. The rule was about every therapy; a patient of
    # reefmab needs fewer words when it goes on than when it is a candidate.
    Fault(
        "a contraindication behind `all`, `any` was meant",
        rule("holds.infection", when={"all": [{"finding": "active_infection"}, {"finding": "harbour_lung"}]}),
        (
            refuted(
                "invariant",
                "nothing_goes_on_in_an_infection/harbour_fever/gullmab",
                "harbour fever, island form; active infection: present; gull vaccine: given long ago",
                gullmab="candidate",
            ),
            refuted(
                "invariant",
                "nothing_goes_on_in_an_infection/harbour_fever/reefmab",
                "harbour fever; reefmab: works, still taken; active infection: present",
                reefmab="in_use",
            ),
            refuted(
                "invariant",
                "nothing_goes_on_in_an_infection/harbour_fever/tidemab",
                "harbour fever; plainol: failed; active infection: present; swell score: 3",
                tidemab="candidate",
            ),
        ),
    ),
    Fault(
        "a mark `when_unknown: hold` lost",
        rule("holds.antibodies", when_unknown=None),
        (
            refuted(
                "invariant",
                "reefmab_after_the_antibody_tests/harbour_fever/reefmab",
                "harbour fever; plainol: failed; tidemab: failed; swell score: 8",
                reefmab="candidate",
            ),
        ),
    ),
    # Whoever has paper cough and had plainol in vain has a reason for tidemab by the wider rule already.
    Fault(
        "a rule masked by a wider one",
        rule("supports.rough_fever", when={"finding": "plainol_was_not_enough"}),
        (refuted("rule-not-masked", "harbour.supports.paper_cough"),),
    ),
    Fault(
        "a rule that can never fire",
        rule(
            "cautions.age",
            when={
                "all": [
                    {"patient": "age_years", "below": 18, "unit": "years"},
                    {"patient": "age_years", "at_least": 75, "unit": "years"},
                ]
            },
        ),
        (refuted("rule-can-fire", "harbour.cautions.age"),),
    ),
    # `diagnosis` is the disease that is looked at, and that is always harbour fever; `comorbidity: paper_cough` was meant.
    Fault(
        "a rule that always fires without saying so",
        rule("checks.hearing", when={"diagnosis": "harbour_fever"}),
        (refuted("rule-can-fail", "harbour.checks.hearing"),),
    ),
    # Up to 6 was meant: the next rule begins above 6, and a score of exactly 6 falls between the two.
    Fault(
        "a threshold that leaves a gap",
        rule(
            "supports.rough_fever",
            when={
                "all": [
                    {"finding": "plainol_was_not_enough"},
                    {"measure": "swell_score", "at_least": 3, "below": 6, "unit": "points"},
                ]
            },
        ),
        (
            refuted(
                "invariant",
                "an_active_fever_is_not_left_alone/harbour_fever",
                "harbour fever, coastal form; plainol: failed; swell score: 6",
                tidemab="no_reason",
                reefmab="no_reason",
                gullmab="no_reason",
                pennimab="no_reason",
            ),
        ),
    ),
    # Any tide blocker will do now, also one that works.
    Fault(
        "an invariant broken by a loosened requirement",
        rule("requires.reefmab_after_tide_blocker", when={"treatment": {"class": "tide_blocker"}}),
        (
            refuted(
                "invariant",
                "reefmab_after_a_tide_blocker/harbour_fever/reefmab",
                "harbour fever; plainol: failed; tidemab: works; brine antibodies: negative; "
                "foam antibodies: negative; swell score: 8",
                reefmab="candidate",
            ),
        ),
    ),
    # The table gives a therapy without an infusion form no chance to be a candidate, whatever a rule says; so it is the
    # vocabulary that is at fault: it calls a drug that comes in a pen an infusion.
    Fault(
        "a therapy without an infusion form counted among the infusions",
        {"therapies": {"pennimab": {"infusion": True}}},
        (
            refuted(
                "invariant",
                "pennimab_is_no_infusion/harbour_fever/pennimab",
                "harbour fever; plainol: failed; swell score: 3",
                pennimab="candidate",
            ),
            # The pack's own invariant and the property say the same of it: its routes belie the mark.
            refuted(
                "no-route-no-candidate",
                "harbour_fever/pennimab",
                "harbour fever; plainol: failed; swell score: 3",
                pennimab="candidate",
            ),
        ),
    ),
    Fault(
        "a reason of a label for a therapy that the document does not name",
        rule("supports.island_form", lens="label"),
        (
            refuted(
                "named-by-the-document",
                "harbour_fever/gullmab",
                "harbour fever, island form; gull vaccine: given long ago",
                gullmab="candidate",
            ),
        ),
    ),
    # Salt lung rules gullmab out in old age, and now opens the way to it at any other age.
    Fault(
        "a contraindication that also supports",
        rule("supports.island_form", when={"any": [{"subtype": "island"}, {"finding": "salt_lung"}]}),
        (
            refuted(
                "contraindication-adds-no-candidate",
                "harbour_fever/gullmab/finding.salt_lung",
                "harbour fever; salt lung: present; gull vaccine: given long ago",
                gullmab="candidate",
            ),
        ),
    ),
    # Nobody asked about the vaccine: candidate. Somebody asked, and it was never given: a condition unmet.
    Fault(
        "an unknown that is safer than what is known",
        rule("requires.gullmab_after_vaccine", when_unknown="check"),
        (
            refuted(
                "unknown-is-no-safer",
                "harbour_fever/gullmab/finding.gull_vaccine",
                "harbour fever, island form",
                gullmab="candidate",
            ),
        ),
    ),
    # The label has tidemab given beside plainol; the new rule waits until plainol is stopped.
    Fault(
        "two arguments that contradict each other without a conflict",
        new_rule(
            "holds.plainol_is_stopped_first",
            when={"treatment": {"therapy": "plainol", "ongoing": True}},
            then={"holds": "tidemab"},
        ),
        (refuted("contradiction-has-conflict", "harbour_fever/harbour.requires.tidemab_beside_plainol/tidemab"),),
    ),
    # One label has a tide blocker fail first, the other wants none before.
    Fault(
        "a verdict that no patient can reach",
        new_rule(
            "requires.reefmab_without_tide_blocker",
            when={"not": {"treatment": {"class": "tide_blocker"}}},
            then={"requires": "reefmab"},
        ),
        (refuted("verdict-reachable", "harbour_fever/reefmab/candidate"),),
    ),
    # Each therapy may be without a reason, but never all of them: one of the two forms has to be.
    Fault(
        "an outcome that no patient can reach",
        new_rule("supports.coastal_form", when={"subtype": "coastal"}, then={"supports": "tidemab"}),
        (refuted("outcome-reachable", "harbour_fever/no_reason_for_infusion"),),
    ),
    # `known` is never false, so `not` of it is never true; without `unless_false` the invariant speaks about nobody.
    Fault(
        "an invariant that speaks about nobody",
        {"invariants": {"reefmab_after_the_antibody_tests": {"unless_false": None}}},
        (refuted("invariant-applies", "reefmab_after_the_antibody_tests"),),
    ),
)
BY_NAME = {fault.name: fault for fault in FAULTS}


@cache
def pack_with(name: str = "") -> Pack:
    """The pack with a fault; the sound one without a name."""
    return changed(BY_NAME[name].change if name else {})


@cache
def proved(name: str = "") -> tuple[ProofResult, ...]:
    """All that is proved or refuted of the pack with a fault."""
    return results_of(pack_with(name))
