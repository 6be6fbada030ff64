"""How a change of rules is told: rules part by part, words, verdicts with their patients, and what stands beside."""

import copy
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways.diff.case_changes import NO_CASES
from infusion_pathways.diff.compare import ChangeMeaning, Diff, pathway_diffs, structural_diff
from infusion_pathways.diff.plain import plain
from infusion_pathways.diff.report import VersionNames, blocks
from infusion_pathways.diff.rule_changes import RuleFate, rule_changes
from infusion_pathways.diff.word_changes import word_changes
from infusion_pathways.document.blocks import Detail
from infusion_pathways.document.markdown import markdown_of_blocks
from infusion_pathways.pack.load import files_of
from infusion_pathways.pack.reading import read_pack
from infusion_pathways.solver.z3_solver import Budget
from tests.conftest import ROOT
from tests.prove.editing import Raw, rules_of
from tests.prove.faults import pack_with
from tests.prove.test_diff import diff_of, pack_of

TINY = ROOT / "tests" / "packs" / "tiny"
PATIENT = ROOT / "tests" / "packs" / "patient.json"
RULES = Path("lantern_fever") / "rules.yaml"


@pytest.fixture(scope="module")
def tiny() -> Raw:
    """The sections of the tiny pack."""
    return read_pack("tiny", files_of(TINY), "0" * 64)


def rule(raw: Raw, name: str) -> dict[str, Any]:
    """A rule of a pack, by its id."""
    return next(rule for rule in rules_of(raw) if rule["id"] == name)


def after(raw: Raw, edit: Callable[[Raw], object]) -> Raw:
    """A copy of a pack after an edit."""
    edited = copy.deepcopy(raw)
    edit(edited)
    return edited


FAILURE, WICK, SOOT = "lantern.supports.after_failure", "lantern.tindrizumab.after_wick_blocker", "lantern.holds.soot_antibodies"
CONFLICT, FAILED, LAMP = "lantern.conflict.quiet_but_blazing", "lantern.excludes.failed_before", "lantern.checks.lamp_test"
TREATED = "treatment (class wick_blocker, outcome inadequate_response / intolerance)"
BOTH = "finding conventional_therapy_failed; activity glowing / blazing"

TOLD: dict[str, tuple[Callable[[Raw], object], list[str]]] = {
    "a part dropped": (lambda raw: rule(raw, FAILURE)["when"]["all"].pop(), ["without: activity glowing / blazing"]),
    "a part added": (
        lambda raw: rule(raw, FAILURE)["when"]["all"].append({"patient": "age_years", "at_least": 18, "unit": "years"}),
        ["now also: age_years at least 18 years"],
    ),
    "any instead of all": (
        lambda raw: rule(raw, FAILURE).update(when={"any": rule(raw, FAILURE)["when"]["all"]}),
        [f"any of these instead of all of them: {BOTH}"],
    ),
    "a name fewer": (
        lambda raw: rule(raw, FAILURE)["when"]["all"][1].update(activity="blazing"),
        ["in activity glowing / blazing: without glowing"],
    ),
    "an outcome fewer": (
        lambda raw: rule(raw, WICK)["when"]["treatment"].update(outcome="intolerance"),
        [f"in {TREATED}: without inadequate_response"],
    ),
    "another number": (
        lambda raw: rule(raw, CONFLICT)["when"]["all"].append({"measure": "glow_score", "below": 9, "unit": "points"}),
        ["now also: glow_score below 9 points"],
    ),
    "one of these is enough": (
        lambda raw: rule(raw, WICK).update(when={"any": [rule(raw, WICK)["when"], {"finding": "active_infection"}]}),
        ["now also enough: active_infection is present"],
    ),
    "under a negation": (
        lambda raw: rule(raw, SOOT)["when"]["not"].update({"is": "positive"}),
        ["under not: instead of soot_antibodies is negative: soot_antibodies is positive"],
    ),
    "something else": (
        lambda raw: rule(raw, SOOT).update(when={"organ": "inner_ear"}),
        ["instead of not soot_antibodies is negative: organ inner_ear"],
    ),
    "another drug than this": (
        lambda raw: rule(raw, FAILED)["when"]["treatment"].update(therapy=["wickimab", "emberol"]),
        [
            "instead of treatment (this, outcome inadequate_response / intolerance): "
            "treatment (emberol / wickimab, outcome inadequate_response / intolerance)"
        ],
    ),
    "the mark dropped": (lambda raw: rule(raw, SOOT).pop("when_unknown"), ["when_unknown: hold before, none now"]),
    "another kind": (lambda raw: rule(raw, SOOT).update(then={"excludes": "wickimab"}), ["holds before, excludes now"]),
    "another target": (
        lambda raw: rule(raw, SOOT).update(then={"holds": ["tindrizumab", "flintumab"]}),
        ["no longer about wickimab", "now also about flintumab and tindrizumab"],
    ),
    "asks for more": (lambda raw: rule(raw, LAMP).update(ask=["lamp_test", "sex"]), ["now also asks for sex"]),
    "no flag": (
        lambda raw: rule(raw, WICK).pop("flag"),
        ["flag: TINDRIZUMAB_AFTER_WICK_BLOCKER before, none now"],
    ),
    "a band moved": (
        lambda raw: raw["measures"]["glow_score"]["bands"].update(blazing={"above": 7}),
        ["instead of glow_score is blazing (above 6 points): glow_score is blazing (above 7 points)"],
    ),
    "a member fewer": (
        lambda raw: raw["therapies"]["flintumab"].update(classes=["biologic"]),
        [f"in {TREATED}: without flintumab"],
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_changed_rule_is_told_part_by_part(case: str, tiny: Raw) -> None:
    """Each change of the tiny pack in the lines that tell it, and nothing else."""
    edit, expected = TOLD[case]
    (change,) = (c for c in rule_changes(pack_of(tiny), pack_of(after(tiny, edit))) if c.id.startswith("lantern."))
    assert change.fate is RuleFate.CHANGED
    assert [*change.when, *change.fields] == expected


def test_spelling_and_texts_are_no_change(tiny: Raw) -> None:
    """Order, nesting and a list of one are a rewriting; titles and sources are words; another id is another name."""

    def respell(raw: Raw) -> None:
        rule(raw, FAILURE)["when"] = {"all": [{"all": list(reversed(rule(raw, FAILURE)["when"]["all"]))}]}
        rule(raw, SOOT) | {}
        rule(raw, SOOT).update(title="Another title", cites=["C1"])
        rule(raw, WICK)["when"]["treatment"]["outcome"].reverse()
        rule(raw, LAMP)["id"] = "lantern.checks.lamp"

    fates = {change.id: (change.fate, change.texts) for change in rule_changes(pack_of(tiny), pack_of(after(tiny, respell)))}
    assert fates == {
        FAILURE: (RuleFate.REWRITTEN, ()),
        SOOT: (RuleFate.WORDS, ("title", "cites")),
        "lantern.checks.lamp": (RuleFate.RENAMED, ()),
    }


def test_words_that_only_one_version_has(tiny: Raw) -> None:
    """Names, meanings and texts of the vocabulary, apart; what only one version can describe is marked."""

    def edit(raw: Raw) -> None:
        raw["findings"]["moon_sickness"] = {"label": "moon sickness"}
        raw["findings"]["soot_antibodies"]["values"]["faint"] = {"label": "faint"}
        raw["therapies"]["flintumab"]["infusion"] = True
        raw["measures"]["glow_score"] |= {"range": [0, 20], "label": "the glow"}
        raw["checks"]["second_look"] = {"label": "a second look"}
        del raw["organs"]["inner_ear"]

    found = word_changes(pack_of(tiny).vocabulary, pack_of(after(tiny, edit)).vocabulary)
    assert [(change.path, change.told, change.describes) for change in found.changes] == [
        ("organs.inner_ear", "only before", True),
        ("therapies.flintumab", "infusion: no before, yes now", False),
        ("findings.soot_antibodies.faint", "only now", True),
        ("findings.moon_sickness", "only now", True),
        ("measures.glow_score", "highest 10 before, 20 now", True),
        ("checks.second_look", "only now", False),
    ]
    assert found.texts == ("measures.glow_score",)


def test_a_pathway_and_a_therapy_that_only_one_version_has(tiny: Raw) -> None:
    """Told as such; the rest is compared all the same."""

    def edit(raw: Raw) -> None:
        raw["pathways"][0]["pathway"]["therapies"].remove("flintumab")
        head = {"id": "paper_cough", "title": "Paper cough", "diseases": ["paper_cough"], "therapies": ["wickimab"]}
        raw["pathways"].append({"pathway": head, "rules": []})

    found = diff_of(pack_of(tiny), pack_of(after(tiny, edit)))
    only = {(only.what, only.name, only.before) for only in found.known.only}
    assert only == {("therapy", "flintumab", True), ("pathway", "paper_cough", False)}
    assert [therapy.therapy for therapy in found.pathways[0].therapies] == ["wickimab", "tindrizumab"]
    assert found.meaning is ChangeMeaning.VERDICTS


def test_only_patients_that_both_describe_are_compared(tiny: Raw) -> None:
    """A finding that only one version knows cannot tell the two apart; the report says whom it is about."""

    def edit(raw: Raw) -> None:
        raw["findings"]["moon_sickness"] = {"label": "moon sickness"}
        rule(raw, FAILED)["when"] = {"any": [rule(raw, FAILED)["when"], {"all": [{"finding": "moon_sickness"}] * 2}]}

    found = diff_of(pack_of(tiny), pack_of(after(tiny, edit)))
    patients = [patient for t in found.pathways[0].therapies for patient in t.patients()]
    assert patients == []
    assert found.meaning is ChangeMeaning.NOT_COMPARED
    assert "that both can describe" in told(found)


def told(found: Diff, detail: Detail = Detail.STANDARD) -> str:
    """The report as Markdown, where no line is broken."""
    return markdown_of_blocks(blocks(found, detail, VersionNames())).replace("\\", "")


def test_what_cannot_be_decided_is_never_called_the_same(tiny: Raw) -> None:
    """With a budget of one step nothing is proved, and the report says so."""
    pack = pack_of(tiny)
    other = pack_of(after(tiny, lambda raw: rule(raw, FAILURE)["when"]["all"].pop()))
    known = structural_diff(pack, other)
    found = Diff(known, tuple(pathway_diffs(known, Budget(steps=1))), NO_CASES)
    assert found.meaning is ChangeMeaning.UNDECIDED
    text = told(found)
    assert "# Not decided within the budget" in text
    assert "0 of 3 verdicts in 1 pathway are the same for every patient, proved; 3 not decided within the budget." in text
    assert "- **same**" not in text
    assert plain(found, Detail.STANDARD, VersionNames())["result"]["meaning"] == "undecided"


def test_a_caution_alone_leaves_the_verdicts(tiny: Raw) -> None:
    """ "The same verdicts, other rules or words" is what the whole is called then."""
    found = diff_of(
        pack_of(tiny), pack_of(after(tiny, lambda raw: rule(raw, "lantern.cautions.pregnancy").update(when={"always": True})))
    )
    assert found.meaning is ChangeMeaning.REASONS
    assert told(found).startswith(
        "# The same verdicts, other rules or words\n\n**3 of 3 verdicts in 1 pathway are the same for every patient, proved.**"
    )


def test_two_diseases_of_one_pathway_may_stand_beside_each_other(tiny: Raw) -> None:
    """A patient with both is told apart where a rule asks for the other diagnosis."""

    def of_both(raw: Raw) -> None:
        raw["pathways"][0]["pathway"]["diseases"].append("paper_cough")
        rule(raw, FAILED)["when"] = {"comorbidity": "paper_cough"}

    before = after(tiny, of_both)
    now = after(before, lambda raw: rule(raw, FAILED).update(when={"comorbidity": "lantern_fever"}))
    (pathway,) = diff_of(pack_of(before), pack_of(now)).pathways
    assert pathway.diseases == ("lantern_fever", "paper_cough")
    (meaning,) = pathway.rules
    assert meaning.answer.patient is not None
    assert {d.disease for d in meaning.answer.patient.scenario.diagnoses} == {"lantern_fever", "paper_cough"}


def without(name: str) -> Callable[[Raw], object]:
    """The edit that takes a rule out."""
    return lambda raw: [entry.update(rules=[r for r in entry["rules"] if r["id"] != name]) for entry in raw["pathways"]]


def test_the_report_of_an_edit(tiny: Raw) -> None:
    """What an author reads: the rule, the direction, the patient, both verdicts with their reasons and sources."""
    text = told(diff_of(pack_of(tiny), pack_of(after(tiny, without("lantern.holds.infection")))))
    for line in (
        "# Other verdicts",
        "**1 of 3 verdicts in 1 pathway is the same for every patient, proved; 2 differ.**",
        "- **removed** lantern.holds.infection (holds every)",
        "  - because: An active infection is cleared before any infusion. [C2]",
        "### Tindrizumab: only widens",
        "Some patients become candidates, none ceases to be one.",
        "- **patient** lantern fever, activity glowing",
        "  - active infection: present",
        "- **before** on hold",
        "  - An active infection is cleared before any infusion. [C2] (lantern.holds.infection)",
        "- **now** candidate",
        "  - Emberol failed and the fever is still active. [C1] (lantern.supports.after_failure)",
        "- **same** Lantern fever: flintumab",
    ):
        assert line in text.splitlines(), line
    assert text.rstrip().endswith("not for decisions about real people.*")


def test_cautions_checks_and_flags_are_told_beside_the_verdicts(tiny: Raw) -> None:
    """A caution for other patients, a check that is gone; a flag that is raised as often as before is no change.

    A requirement raises its flag while it is not met, so a stricter one raises it more often.
    """

    def edit(raw: Raw) -> None:
        rule(raw, "lantern.cautions.pregnancy")["when"] = {"patient": "sex", "is": "female"}
        without(LAMP)(raw)
        rule(raw, WICK)["when"] = {"treatment": {"class": "wick_blocker", "outcome": "inadequate_response"}}
        rule(raw, "lantern.cautions.pregnancy")["flag"] = "FLINT_NOT_INFUSION"

    found = diff_of(pack_of(tiny), pack_of(after(tiny, edit)))
    lines = told(found).splitlines()
    assert "- **others** caution lantern.cautions.pregnancy" in lines
    assert "- **fewer** check lantern.checks.lamp_test" in lines
    assert "  - no longer of: lantern fever; pregnancy: pregnant" in lines
    assert "  - now also of: lantern fever; sex: female" in lines
    assert "- **more** flag TINDRIZUMAB_AFTER_WICK_BLOCKER" in lines
    assert "  - now also of: lantern fever; wickimab: not tolerated" in lines
    assert not any("flag FLINT_NOT_INFUSION" in line for line in lines), "it is raised for everyone by another rule"


def test_what_the_author_declares_is_told_and_leaves_the_meaning() -> None:
    """An invariant that is gone, one that says less, one that is new; no verdict depends on them."""
    sound = pack_with()
    first, second = list(sound.invariants)[:2]
    other = {name: one for name, one in sound.invariants.items() if name != first}
    other[second] = other[second]._replace(because="Something else.", unless_false=not other[second].unless_false)
    other["new_one"] = sound.invariants[first]._replace(id="new_one")
    now = dataclasses.replace(sound, invariants=other)
    found = diff_of(sound, now)
    assert found.meaning is ChangeMeaning.SAME
    assert [tuple(change) for change in found.known.invariants] == [
        (first, "declared before only"),
        (second, "other because, unless false"),
        ("new_one", "declared now only"),
    ]
    assert "## What the author declares" in told(found)
    assert "What the author declares" not in told(diff_of(sound, sound))
    assert plain(found, Detail.STANDARD, VersionNames())["result"]["invariants"][0] == {
        "name": first,
        "told": "declared before only",
    }
