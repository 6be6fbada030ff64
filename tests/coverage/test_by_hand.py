"""On a pack with a known truth every number equals the one worked out by hand.

The six rules, seven clauses (`this` stands for two therapies) and ten leaves of `pack/pack.yaml`, for the five cases. T true, F
false, U unknown; a leaf in capitals decides, one in small letters does not.

| clause                      | a: damp, no rash,  | b: damp, rash,   | c: nothing | d: dry, chill,  | e: damp, no rash, |
|                             | no chill, nothing  | chill; peatine,  | is known   | mossumab failed | peatine failed    |
|                             | tried              | reedumab failed  |            |                 |                   |
|-----------------------------|--------------------|------------------|------------|-----------------|-------------------|
| soaked: all(damp, not rash) | T F     -> T       | t T     -> F     | U U   -> U | F u  -> F       | T F   -> T        |
| supports: soaked            | T       -> T       | F       -> F     | U     -> U | F    -> F       | T     -> T        |
| supports: any(chill, peat.) | F F     -> F       | t t     -> T     | U U   -> U | T f  -> T       | u T   -> T        |
| excludes: reedumab failed   | F       -> F       | T       -> T     | U     -> U | F    -> F       | F     -> F        |
| excludes: mossumab failed   | F       -> F       | F       -> F     | U     -> U | T    -> T       | F     -> F        |
| requires: all(chill, known) | F t     -> F       | T T     -> T     | U U   -> U | T U  -> U       | U T   -> U        |
| notes: always               | T       -> T       | T       -> T     | T     -> T | T    -> T       | T     -> T        |

Why small: b soaked, `not rash` is false whatever damp is. d soaked, damp is false whatever the rash is. b supports, either of two
true parts is enough. d supports, chill is enough. e supports, peatine is enough. a requires, without chill the rest is idle.
Why capital in d soaked: were damp true, the rule would be unknown. In c requires: were the rash "not known to be known" false,
the rule would be false; any other truth counts, also one that the test itself never gives.

Ten leaves, four goals each, make 40. `always` is neither false nor unknown, `known` is never false: 37 goals. All are covered.

Verdicts: reedumab a candidate (soaked), b ruled out, c undetermined, d candidate (chill), e candidate. Mossumab a
condition unmet (no chill), b no reason, c undetermined, d no reason, e undetermined (the requirement). The
table allows reedumab five (it has no `holds`, `requires` and no rule that waits), and mossumab `condition_unmet` besides.

What is asserted: each case expects one thing.
a: a condition of mossumab is unmet. It would not be if nothing were soaked (T in `soaked` and in `supports: soaked`, so damp T,
   rash F, and that they decide), if mossumab had failed (F in `excludes`), or if there were chills (F in `requires`, chill F).
   `known` does not decide.
b: the rule that reedumab has failed: T in `excludes`.
c: the outcome insufficient_information. It would be another if a reason for reedumab held: `soaked` is true (the rule, and
   `supports: soaked` U), or the other reason is (chill U, peatine U). A leaf of `soaked` alone can only make it false, and then
   both therapies are undetermined or without a reason still: not asserted. Reedumab ruled out leaves mossumab undetermined.
d: `supports: soaked` is not true: F there, and F of `soaked`. Damp alone would make `soaked` unknown only: not asserted.
e: the finding soaked is true: T in `soaked`, damp T, rash F.
"""

from infusion_pathways.coverage import GoalStatus, Total, total
from infusion_pathways.coverage.model import Reach
from tests.coverage.suite import covered, goals, marsh, marsh_cases

SOAKED, BY_SOAKED, BY_CHILL = "marsh.finding.soaked", "marsh.supports.soaked", "marsh.supports.chill"
REED, MOSS = "marsh.excludes.tried@reedumab", "marsh.excludes.tried@mossumab"
NEEDS, NOTE = "marsh.requires.chill", "marsh.notes.reedumab"

# key, leaf (empty: the rule itself), then for each state the cases that reach it, behind the stroke those that assert it.
BY_HAND = """
marsh.finding.soaked          -  true: ae/ae      false: bd/d       unknown: c/c
marsh.finding.soaked          0  true: abe/ae     false: d/         unknown: c/       deciding: acde/ae
marsh.finding.soaked          1  true: b/         false: ae/ae      unknown: cd/      deciding: abce/ae
marsh.supports.soaked         -  true: ae/a       false: bd/d       unknown: c/c
marsh.supports.soaked         0  true: ae/a       false: bd/d       unknown: c/c      deciding: abcde/acd
marsh.supports.chill          -  true: bde/       false: a/         unknown: c/c
marsh.supports.chill          0  true: bd/        false: a/         unknown: ce/c     deciding: acd/c
marsh.supports.chill          1  true: be/        false: ad/        unknown: c/c      deciding: ace/c
marsh.excludes.tried@reedumab -  true: b/b        false: ade/       unknown: c/
marsh.excludes.tried@reedumab 0  true: b/b        false: ade/       unknown: c/       deciding: abcde/b
marsh.excludes.tried@mossumab -  true: d/         false: abe/a      unknown: c/
marsh.excludes.tried@mossumab 0  true: d/         false: abe/a      unknown: c/       deciding: abcde/a
marsh.requires.chill          -  true: b/         false: a/a        unknown: cde/
marsh.requires.chill          0  true: bd/        false: a/a        unknown: ce/      deciding: abcde/a
marsh.requires.chill          1  true: abe/       false: never      unknown: cd/      deciding: bcde/
marsh.notes.reedumab          -  true: abcde/     false: never      unknown: never
marsh.notes.reedumab          0  true: abcde/     false: never      unknown: never    deciding: abcde/
"""
VERDICTS = {
    ("reedumab", "candidate"): "ade/",
    ("reedumab", "in_use"): "",
    ("reedumab", "undetermined"): "c/",
    ("reedumab", "ruled_out"): "b/",
    ("reedumab", "no_reason"): "",
    ("mossumab", "candidate"): "",
    ("mossumab", "in_use"): "",
    ("mossumab", "condition_unmet"): "a/a",
    ("mossumab", "undetermined"): "ce/",
    ("mossumab", "ruled_out"): "",
    ("mossumab", "no_reason"): "bd/",
}


def by_hand() -> dict[tuple[str, ...], str]:
    """The table above and the verdicts, by what each goal is about."""
    expected = {(f"verdict {therapy}", verdict): told for (therapy, verdict), told in VERDICTS.items()}
    for line in BY_HAND.strip().splitlines():
        key, leaf, *states = line.split()
        for what, told in zip(states[::2], states[1::2], strict=True):
            expected[(key, *(() if leaf == "-" else (leaf,)), what.rstrip(":"))] = told
    return expected


def test_every_goal_has_the_cases_that_were_worked_out() -> None:
    (pathway,) = covered(marsh(), marsh_cases()).pathways
    found = goals(pathway)
    told = {}
    for name, goal in found.items():
        told[name] = f"{''.join(goal.cases)}/{''.join(goal.asserted)}" if goal.cases else ""
        if goal.reach is Reach.NEVER:
            told[name] = "never"
    assert told == by_hand()


def test_the_totals_are_those_that_were_worked_out() -> None:
    """40 goals of conditions less 3; 21 of rules less 2 (the note is always true); 11 verdicts; asserted as counted above."""
    found = covered(marsh(), marsh_cases())
    (pathway,) = found.pathways
    assert total(found.conditions()) == Total(reachable=37, covered=37, asserted=18, unreachable=3)
    assert total(found.truths()) == Total(reachable=19, covered=19, asserted=10, unreachable=2)
    assert total(found.verdicts()) == Total(reachable=11, covered=6, asserted=1, unreachable=0)
    assert (total(found.conditions()).percent, total(found.verdicts()).percent) == ("100.0", "54.5")
    assert (found.cases, pathway.cases) == (5, 5)


def test_outcomes_and_claims_are_those_that_were_worked_out() -> None:
    """a, d and e have a candidate. b: reedumab is ruled out, mossumab no reason. Claim C3 is cited by no rule: no goal."""
    found = covered(marsh(), marsh_cases())
    outcomes = {goal.what: ("".join(goal.cases), "".join(goal.asserted)) for goal in found.outcomes if goal.cases}
    assert outcomes == {
        "infusion_candidates": ("ade", ""),
        "no_eligible_infusion": ("b", ""),
        "insufficient_information": ("c", "c"),
    }
    never = {goal.what for goal in found.outcomes if goal.reach is Reach.NEVER}
    assert never == {"conflicting_information", "on_hold"}  # no conflict rule, no `holds` and none that waits
    assert total(found.outcomes) == Total(reachable=7, covered=3, asserted=1, unreachable=2)
    claims = {goal.what: ("".join(goal.cases), "".join(goal.asserted)) for goal in found.claims}
    assert claims == {"C1": ("abde", "ae"), "C2": ("b", "")}


def test_without_a_case_all_but_the_impossible_is_missing() -> None:
    found = covered(marsh(), [])
    assert total(found.conditions()) == Total(reachable=37, covered=0, asserted=0, unreachable=3)
    assert {goal.status for goal in found.conditions()} == {GoalStatus.MISSING, GoalStatus.BEYOND}
    assert total(found.conditions()).percent == "0.0"


def test_a_case_that_expects_nothing_asserts_nothing() -> None:
    silent = [case._replace(expect=None) for case in marsh_cases()]
    found, before = covered(marsh(), silent), covered(marsh(), marsh_cases())
    assert not any(goal.asserted for goal in (*found.conditions(), *found.truths(), *found.verdicts(), *found.outcomes))
    assert [goal.cases for goal in found.conditions()] == [goal.cases for goal in before.conditions()]


def test_an_expectation_that_is_not_met_asserts_nothing() -> None:
    """The case fails already, so nothing in it can be said to make it fail."""
    (case,) = (case for case in marsh_cases() if case.id == "a")
    assert case.expect is not None
    wrong = case._replace(expect=case.expect._replace(verdicts={"mossumab": "candidate"}))
    assert not any(goal.asserted for goal in covered(marsh(), [wrong]).conditions())


def test_what_is_not_whole_is_never_shown_as_whole() -> None:
    assert Total(10_000, 9_999, 0, 0).percent == "99.9"
    assert not Total(10_000, 9_999, 0, 0).at_least(100)
    assert Total(3, 3, 0, 0).at_least(100)
    assert Total(0, 0, 0, 5).percent == "100.0"
