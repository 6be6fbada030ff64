"""What no patient reaches: called so only when it is proved, and whatever is not proved to be so is reached by some patient."""

from pathlib import Path

import pytest

from infusion_pathways import Pack, load_pack
from infusion_pathways.coverage import Coverage, GoalStatus, total
from infusion_pathways.coverage.model import GoalPlace, Reach
from infusion_pathways.coverage.unreachable import goal_formula, reached
from infusion_pathways.solver.encoding import encode_pathway
from infusion_pathways.solver.patient import scenario_at
from infusion_pathways.solver.smallest import Search
from infusion_pathways.solver.z3_solver import Budget
from tests.coverage.suite import FOLDER, covered, goals, marsh, marsh_cases
from tests.coverage.test_laws import world
from tests.sizes import sized
from tests.unlisted import without_list

MORE = """
  - id: marsh.cautions.never
    title: Chills and no chills
    lens: document
    when: {all: [{finding: chill}, {not: {finding: chill}}]}
    then: {cautions: every}
    because: Invented.
    cites: [R1]

  - id: marsh.cautions.diagnosis
    title: Whoever has the fever, or is damp
    lens: document
    when: {any: [{diagnosis: marsh_fever}, {finding: damp}]}
    then: {cautions: every}
    because: Invented.
    cites: [R1]
"""


def settled(pack: Pack, found: Coverage, budget: Budget | None = None) -> Coverage:
    return found._replace(pathways=tuple(reached(pack, found, budget)), asked=True)


@pytest.fixture(scope="module")
def richer(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The hand-made pack with two rules of which some patients are impossible."""
    folder = tmp_path_factory.mktemp("richer")
    (folder / "pack.yaml").write_text(without_list({"": (FOLDER / "pack.yaml").read_bytes()})[""].decode() + MORE)
    return load_pack(folder)


def test_exactly_the_impossible_is_proved(richer: Pack) -> None:
    """By hand. Nobody has chills and no chills. Everybody here has the fever: that condition is never false nor unknown, so the
    rule is always true; and damp never decides, while the diagnosis does for whoever is not damp."""
    (pathway,) = settled(richer, covered(richer, marsh_cases())).pathways
    proved = {name for name, goal in goals(pathway).items() if goal.reach is Reach.PROVED}
    assert proved == {
        ("marsh.cautions.never", "true"),
        ("marsh.cautions.diagnosis", "false"),
        ("marsh.cautions.diagnosis", "unknown"),
        ("marsh.cautions.diagnosis", "0", "false"),
        ("marsh.cautions.diagnosis", "0", "unknown"),
        ("marsh.cautions.diagnosis", "1", "deciding"),
    }
    found = total(pathway.conditions())
    assert (found.reachable, found.covered, found.unreachable) == (37 + 8 + 5, 37 + 8 + 5, 3 + 3)


def test_what_is_proved_does_not_count_and_is_told_apart(richer: Pack) -> None:
    """Without the proof the same cases cover less than all: the percentage says of which whole it is."""
    before = covered(richer, marsh_cases())
    after = settled(richer, before)
    assert total(before.conditions()).percent == "94.3"  # 50 of 53
    assert total(after.conditions()).percent == "100.0"
    assert {goal.status for goal in after.conditions()} == {GoalStatus.ASSERTED, GoalStatus.RAN, GoalStatus.BEYOND}


def test_a_budget_that_runs_out_proves_nothing() -> None:
    """What is not decided counts as missing, so the percentage is no better than without the solver."""
    found = settled(marsh(), covered(marsh(), marsh_cases()[:1]), Budget(seconds=0.0))
    missing = [goal for goal in found.conditions() if goal.status is GoalStatus.MISSING]
    assert {goal.reach for goal in missing} == {Reach.UNDECIDED}
    assert total(found.conditions()) == total(covered(marsh(), marsh_cases()[:1]).conditions())


def test_a_pathway_without_cases_is_not_asked_about() -> None:
    found = settled(marsh(), covered(marsh(), []))
    assert {goal.reach for goal in found.conditions()} == {Reach.OPEN, Reach.NEVER}


def places(found: Coverage) -> list[tuple[GoalPlace, GoalStatus, Reach]]:
    """Every goal of the first pathway with its place, written without a look at `settled`."""
    listed = []
    for name, goal in goals(found.pathways[0]).items():
        if name[0].startswith("verdict "):
            place = GoalPlace(name[0].removeprefix("verdict "), name[1], therapy=True)
        else:
            place = GoalPlace(name[0], name[-1], int(name[1]) if len(name) == 3 else None)
        listed.append((place, goal.status, goal.reach))
    return listed


@pytest.mark.parametrize("seed", range(sized(1, 4)))
def test_formulas_and_cases_agree(seed: int) -> None:
    """Whatever a case reaches can be reached; and for what is called possible there is a patient who does reach it.

    Only patients without another evaluated disease: the worlds have one pathway.
    """
    pack, patients = world(seed, 6)
    found = settled(pack, covered(pack, patients))
    encoding = encode_pathway(pack, found.pathways[0].pathway)
    search = Search(encoding.space)
    shown = 0
    for place, status, reach in places(found):
        formula = goal_formula(encoding.reading, place)
        if status in (GoalStatus.ASSERTED, GoalStatus.RAN):
            assert search.possible(formula), place
        elif reach in (Reach.PROVED, Reach.NEVER):
            assert not search.possible(formula), place
        else:
            assert reach is Reach.POSSIBLE
            point = search.small(formula)
            assert point is not None
            patient = scenario_at(encoding.space, point, "p", "A patient")
            told = {each: status for each, status, _ in places(covered(pack, [patient]))}
            assert told[place] is GoalStatus.RAN, place
            shown += 1
    assert shown > 20


def test_the_shipped_pathways_have_goals_beyond_reach_and_say_so(shipped_pack: Pack, shipped_files: list[Path]) -> None:
    """One shipped pathway with few cases, as `--coverage` sees it: more is proved than what is plain from the tests alone."""
    from infusion_pathways import load_scenario

    cases = [load_scenario(file, shipped_pack) for file in shipped_files if file.parent.name == "anca_vasculitis"][:5]
    found = covered(shipped_pack, cases)
    found = found._replace(pathways=tuple(p for p in found.pathways if p.pathway == "anca_vasculitis"))
    before, after = total(found.conditions()), total(settled(shipped_pack, found).conditions())
    assert after.unreachable > before.unreachable
    assert after.covered == before.covered
    assert after.reachable + after.unreachable == before.reachable + before.unreachable
