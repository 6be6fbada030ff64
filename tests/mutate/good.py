"""Cases for the sound pack of tests/packs, and errors that authors make; both written by hand, neither from the other.

What each case expects was worked out from the rules on paper.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario import Scenario
from infusion_pathways.scenario.model import Diagnosis, Expect, HistoryEntry, Scalar
from infusion_pathways.scenario.writing import scenario_json

NR = Missing.NOT_RECORDED
FAILED = HistoryEntry("plainol", None, "failed", True)
STORMY: Mapping[str, Any] = {
    "treatments": (FAILED, HistoryEntry("tidemab", None, "failed", False)),
    "findings": {"brine_antibodies": "negative", "foam_antibodies": "negative"},
    "swell": 7,
}
ISLAND: Mapping[str, Any] = {"treatments": (), "subtype": "island", "findings": {"gull_vaccine": "long_ago"}}


def _case(
    id: str,
    expect: Expect,
    *,
    treatments: tuple[HistoryEntry, ...] | Missing = (FAILED,),
    findings: Mapping[str, Scalar] | None = None,
    swell: float | None = None,
    age: float | None = None,
    subtype: str = "coastal",
    activity: str | Missing = NR,
    beside: bool = False,
) -> Scenario:
    own = Diagnosis("harbour_fever", (subtype,), activity)
    return Scenario(
        id=id,
        title=id.replace("-", " ").capitalize(),
        narrative="",
        diagnoses=(own, Diagnosis("paper_cough")) if beside else (own,),
        treatments=treatments,
        patient={} if age is None else {"age_years": float(age)},
        findings=findings or {},
        measures={} if swell is None else {"swell_score": float(swell)},
        expect=expect,
    )


def _expect(outcome: str, because: str = "", not_because: str = "", asks: str = "", **verdicts: str) -> Expect:
    """An expectation; rules without their `harbour.`, several apart by spaces."""

    def rules(names: str) -> tuple[str, ...]:
        return tuple(f"harbour.{name}" for name in names.split())

    return Expect(
        outcome=outcome,
        verdicts=verdicts,
        because=rules(because),
        not_because=rules(not_because),
        asks=tuple(asks.split()),
    )


CANDIDATES, STAY = "infusion_candidates", "no_reason_for_infusion"
NOTHING = {"tidemab": "no_reason", "reefmab": "no_reason", "gullmab": "no_reason", "pennimab": "no_reason"}

CASES = (
    _case(
        "rough-at-three",
        _expect(
            CANDIDATES,
            because="supports.rough_fever finding.plainol_was_not_enough",
            not_because="excludes.failed_before",
            tidemab="candidate",
            pennimab="not_an_infusion",
            reefmab="no_reason",
            gullmab="no_reason",
        ),
        swell=3,
    ),
    _case(
        "rough-at-six",
        _expect(CANDIDATES, tidemab="candidate", pennimab="not_an_infusion", reefmab="no_reason"),
        swell=6,
        findings={"active_infection": "absent", "harbour_lung": "absent", "weak_heart": "absent"},
    ),
    _case("calm-at-two", _expect(STAY, not_because="supports.rough_fever", **NOTHING), swell=2),
    _case(
        "plainol-not-tolerated",
        _expect(CANDIDATES, tidemab="candidate"),
        treatments=(HistoryEntry("plainol", None, "not_tolerated", True),),
        swell=4,
    ),
    _case(
        "plainol-works",
        _expect(STAY, not_because="finding.plainol_was_not_enough", **NOTHING),
        treatments=(HistoryEntry("plainol", None, "works", True),),
        swell=4,
    ),
    _case(
        "plainol-contraindicated",
        _expect(STAY, **NOTHING),
        treatments=(HistoryEntry("plainol", None, "contraindicated"),),
        swell=4,
    ),
    _case(
        "plainol-for-paper-cough",
        _expect(STAY, **NOTHING),
        treatments=(HistoryEntry("plainol", None, "failed", True, "paper_cough"),),
        swell=4,
        beside=True,
    ),
    _case("nothing-taken-yet", _expect(STAY, **NOTHING), treatments=(), swell=4),
    _case(
        "plainol-stopped",
        _expect("condition_unmet", tidemab="condition_unmet"),
        treatments=(HistoryEntry("plainol", None, "failed", False),),
        swell=4,
    ),
    _case(
        "plainol-perhaps-stopped",
        _expect(CANDIDATES, tidemab="candidate"),
        treatments=(HistoryEntry("plainol", None, "failed"),),
        swell=4,
    ),
    _case(
        "paper-cough-beside",
        _expect(
            CANDIDATES,
            because="supports.paper_cough checks.hearing",
            asks="hearing_test",
            tidemab="candidate",
            pennimab="no_reason",
        ),
        swell=2,
        beside=True,
    ),
    _case(
        "paper-cough-plainol-works",
        _expect(STAY, **NOTHING),
        treatments=(HistoryEntry("plainol", None, "works", True),),
        swell=2,
        beside=True,
    ),
    _case(
        "weak-heart",
        _expect("no_eligible_infusion", tidemab="ruled_out", pennimab="not_an_infusion"),
        swell=4,
        findings={"weak_heart": "present"},
    ),
    _case("infection", _expect("on_hold", tidemab="on_hold"), swell=4, findings={"active_infection": "present"}),
    _case("harbour-lung", _expect("on_hold", tidemab="on_hold"), swell=4, findings={"harbour_lung": "present"}),
    _case(
        "tidemab-failed-before",
        _expect("no_eligible_infusion", because="excludes.failed_before", tidemab="ruled_out"),
        treatments=(FAILED, HistoryEntry("tidemab", None, "failed", False)),
        swell=4,
    ),
    _case(
        "tidemab-not-tolerated-before",
        _expect("no_eligible_infusion", tidemab="ruled_out"),
        treatments=(FAILED, HistoryEntry("tidemab", None, "not_tolerated", False)),
        swell=4,
    ),
    _case("stormy", _expect(CANDIDATES, reefmab="candidate", tidemab="no_reason", pennimab="no_reason"), **STORMY),
    _case(
        "stormy-tide-blocker-not-tolerated",
        _expect(CANDIDATES, reefmab="candidate"),
        **{**STORMY, "treatments": (FAILED, HistoryEntry("tidemab", None, "not_tolerated", False))},
    ),
    _case(
        "stormy-tide-blocker-works",
        _expect("condition_unmet", reefmab="condition_unmet"),
        **{**STORMY, "treatments": (FAILED, HistoryEntry("pennimab", None, "works", False))},
    ),
    _case("stormy-no-tide-blocker", _expect("condition_unmet", reefmab="condition_unmet"), **{**STORMY, "treatments": (FAILED,)}),
    _case(
        "stormy-brine",
        _expect("on_hold", because="holds.antibodies", reefmab="on_hold"),
        **{**STORMY, "findings": {"brine_antibodies": "positive", "foam_antibodies": "negative"}},
    ),
    _case(
        "stormy-foam",
        _expect("on_hold", reefmab="on_hold"),
        **{**STORMY, "findings": {"brine_antibodies": "negative", "foam_antibodies": "positive"}},
    ),
    _case("stormy-untested", _expect("on_hold", not_because="holds.antibodies", reefmab="on_hold"), **{**STORMY, "findings": {}}),
    _case("island", _expect(CANDIDATES, gullmab="candidate"), **ISLAND),
    _case(
        "island-never", _expect("condition_unmet", gullmab="condition_unmet"), **{**ISLAND, "findings": {"gull_vaccine": "never"}}
    ),
    _case("island-just-given", _expect("on_hold", gullmab="on_hold"), **{**ISLAND, "findings": {"gull_vaccine": "just_given"}}),
    _case("island-vaccine-unknown", _expect("insufficient_information", gullmab="undetermined"), **{**ISLAND, "findings": {}}),
    _case(
        "island-old-with-salt-lung",
        _expect("no_eligible_infusion", because="cautions.age", gullmab="ruled_out"),
        **{**ISLAND, "findings": {"gull_vaccine": "long_ago", "salt_lung": "present"}, "age": 75},
    ),
    _case(
        "island-younger-with-salt-lung",
        _expect(CANDIDATES, not_because="cautions.age", gullmab="candidate"),
        **{**ISLAND, "findings": {"gull_vaccine": "long_ago", "salt_lung": "present"}, "age": 74},
    ),
    _case(
        "island-old-without-salt-lung",
        _expect(CANDIDATES, because="cautions.age", gullmab="candidate"),
        **{**ISLAND, "findings": {"gull_vaccine": "long_ago", "salt_lung": "absent"}, "age": 75},
    ),
    _case("island-at-eighteen", _expect(CANDIDATES, not_because="cautions.age", gullmab="candidate"), **ISLAND, age=18),
    _case("island-at-seventeen", _expect(CANDIDATES, because="cautions.age", gullmab="candidate"), **ISLAND, age=17),
    _case(
        "calm-and-stormy",
        _expect("conflicting_information", because="conflict.calm_and_stormy", reefmab="undetermined"),
        **STORMY,
        activity="calm",
    ),
    _case(
        "rough-and-stormy",
        _expect(CANDIDATES, not_because="conflict.calm_and_stormy", reefmab="candidate"),
        **STORMY,
        activity="rough",
    ),
    _case(
        "calm-and-rough",
        _expect(CANDIDATES, not_because="conflict.calm_and_stormy", tidemab="candidate"),
        swell=4,
        activity="calm",
    ),
)


class Fault(NamedTuple):
    """An error in one rule: its name without `harbour.`, what is different in it (None: it is missing), a case that finds it."""

    name: str
    rule: str
    changed: Mapping[str, Any] | None
    found_by: str


def _history(**test: Any) -> Mapping[str, Any]:
    return {"when": {"treatment": test}}


def _swell(**limits: Any) -> Mapping[str, Any]:
    tests = [{"finding": "plainol_was_not_enough"}, {"measure": "swell_score", **limits, "unit": "points"}]
    return {"when": {"all": tests}}


OLD = {"patient": "age_years", "at_least": 75, "unit": "years"}
INFECTIONS = [{"finding": "active_infection"}, {"finding": "harbour_lung"}]
NEGATIVE = [{"finding": "brine_antibodies", "is": "negative"}, {"finding": "foam_antibodies", "is": "negative"}]
CALM, STORM = {"stated_activity": "calm"}, {"measure": "swell_score", "is": "stormy"}

FAULTS = (
    Fault("threshold a step too high", "supports.rough_fever", _swell(at_least=4, at_most=6), "rough-at-three"),
    Fault("threshold a step too low", "supports.rough_fever", _swell(at_least=2, at_most=6), "calm-at-two"),
    Fault("limit leaves its number out", "supports.rough_fever", _swell(at_least=3, below=6), "rough-at-six"),
    Fault("limit includes its number", "supports.stormy_fever", _swell(at_least=6), "rough-at-six"),
    Fault("upper threshold a step too high", "supports.rough_fever", _swell(at_least=3, at_most=7), "stormy"),
    Fault(
        "intolerance forgotten",
        "finding.plainol_was_not_enough",
        _history(**{"class": "conventional", "outcome": "failed"}),
        "plainol-not-tolerated",
    ),
    Fault(
        "intolerance of an earlier drug forgotten",
        "excludes.failed_before",
        _history(therapy="this", outcome="failed"),
        "tidemab-not-tolerated-before",
    ),
    Fault(
        "contraindication counted as a failure",
        "finding.plainol_was_not_enough",
        _history(**{"class": "conventional", "outcome": ["failed", "not_tolerated", "contraindicated"]}),
        "plainol-contraindicated",
    ),
    Fault("contraindication on the wrong drug", "excludes.weak_heart", {"then": {"excludes": "reefmab"}}, "weak-heart"),
    Fault("contraindication forgotten", "excludes.weak_heart", None, "weak-heart"),
    Fault("contraindication only holds", "excludes.weak_heart", {"then": {"holds": "tidemab"}}, "weak-heart"),
    Fault("`all` for `any`", "holds.infection", {"when": {"all": INFECTIONS}}, "infection"),
    Fault(
        "`any` for `all`",
        "excludes.old_age_and_salt_lung",
        {"when": {"any": [OLD, {"finding": "salt_lung"}]}},
        "island-younger-with-salt-lung",
    ),
    Fault("`any` for `all` under `not`", "holds.antibodies", {"when": {"not": {"any": NEGATIVE}}}, "stormy-brine"),
    Fault("an infection only cautions", "holds.infection", {"then": {"cautions": "every"}}, "infection"),
    Fault("what is not known no longer waits", "holds.antibodies", {"when_unknown": None}, "stormy-untested"),
    Fault(
        "a requirement is not checked but waited for",
        "requires.tidemab_beside_plainol",
        {"when_unknown": None},
        "plainol-perhaps-stopped",
    ),
    Fault(
        "part of a contraindication forgotten",
        "excludes.old_age_and_salt_lung",
        {"when": {"all": [{"finding": "salt_lung"}]}},
        "island-younger-with-salt-lung",
    ),
    Fault(
        "the wrong class",
        "requires.reefmab_after_tide_blocker",
        _history(**{"class": "conventional", "outcome": ["failed", "not_tolerated"]}),
        "stormy-no-tide-blocker",
    ),
    Fault(
        "a value of a finding forgotten",
        "requires.gullmab_after_vaccine",
        {"when": {"finding": "gull_vaccine", "is": "just_given"}},
        "island",
    ),
    Fault("a subtype too many", "supports.island_form", {"when": {"subtype": ["island", "coastal"]}}, "rough-at-three"),
    Fault("negated by mistake", "conflict.calm_and_stormy", {"when": {"all": [{"not": CALM}, STORM]}}, "rough-and-stormy"),
    Fault(
        "stopped for ongoing", "requires.tidemab_beside_plainol", _history(therapy="plainol", ongoing=False), "plainol-stopped"
    ),
)


def write_cases(folder: Path, cases: Iterable[Scenario] = CASES) -> Path:
    """Cases as files of a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        (folder / f"{case.id}.json").write_text(scenario_json(case))
    return folder
