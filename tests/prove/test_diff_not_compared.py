"""`diff` never reassures about patients whom it did not compare: those with a word that only one version knows."""

import copy
import html
import io
import json
import random
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import Pack
from infusion_pathways.cli.app import run
from infusion_pathways.diff.case_changes import case_changes
from infusion_pathways.diff.compare import ChangeMeaning, Diff
from infusion_pathways.diff.plain import plain
from infusion_pathways.diff.report import VersionNames, blocks
from infusion_pathways.document.blocks import Detail
from infusion_pathways.document.html import PageArticle, page
from infusion_pathways.document.markdown import markdown_of_blocks
from infusion_pathways.document.text import write_blocks
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.evaluation import evaluations_of
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.standing import standing_of
from infusion_pathways.meaning.verdicts import verdict_of
from infusion_pathways.pack.load import files_of
from infusion_pathways.pack.reading import read_pack
from infusion_pathways.scenario import parse_scenario
from infusion_pathways.source import Document, read_json
from tests.conftest import ROOT
from tests.prove.editing import Raw, rules_of
from tests.prove.test_diff import diff_of, pack_of
from tests.sizes import sized
from tests.unlisted import without_list

TINY = ROOT / "tests" / "packs" / "tiny"
FEVER, FAILED = "diseases.lantern_fever", "lantern.excludes.failed_before"
SOOT, INFECTION = "lantern.holds.soot_antibodies", "lantern.holds.infection"
CONFLICT, FAILURE, EMBEROL = (
    "lantern.conflict.quiet_but_blazing",
    "lantern.supports.after_failure",
    "lantern.finding.emberol_failed",
)
WICK = "lantern.tindrizumab.after_wick_blocker"


@pytest.fixture(scope="module")
def tiny() -> Raw:
    """The sections of the tiny pack."""
    return read_pack("tiny", files_of(TINY), "0" * 64)


def rule(raw: Raw, name: str) -> dict[str, Any]:
    """A rule of a pack, by its id."""
    return next(rule for rule in rules_of(raw) if rule["id"] == name)


def new_rule(raw: Raw, when: dict[str, Any], then: dict[str, Any]) -> None:
    """One rule more, under the name `lantern.new`."""
    said = {"title": "New", "lens": "label", "because": "It is new.", "cites": ["R1"]}
    raw["pathways"][0]["rules"].append({"id": "lantern.new", **said, "when": when, "then": then})


def put(section: str, name: str, word: Any, when: dict[str, Any] | None = None) -> Callable[[Raw], None]:
    """An edit: a word more at a path, and perhaps a rule that reads it."""

    def edit(raw: Raw) -> None:
        at = raw
        for part in section.split("."):
            at = at[part]
        if isinstance(at, list):
            at.append(name)
        else:
            at[name] = word
        if when is not None:
            new_rule(raw, when, {"excludes": "wickimab"})

    return edit


def renamed_finding(raw: Raw) -> None:
    raw["findings"]["infected"] = {**raw["findings"].pop("active_infection"), "aliases": []}
    rule(raw, INFECTION)["when"] = {"finding": "infected"}


def joined(raw: Raw) -> None:
    raw["findings"]["moon"] = {"label": "moon", "question": "Is there a moon?"}
    rule(raw, INFECTION)["when"] = {"any": [{"finding": "active_infection"}, {"finding": "moon"}]}


def accepted_value(raw: Raw) -> None:
    raw["findings"]["soot_antibodies"]["values"]["faint"] = {"label": "faint"}
    rule(raw, SOOT)["when"] = {"not": {"finding": "soot_antibodies", "is": ["negative", "faint"]}}


def moved_spelling(raw: Raw) -> None:
    raw["findings"]["soot_antibodies"]["values"] = {"negative": {"aliases": ["pos"]}, "positive": {}}


MOON, HEAT = {"label": "moon", "question": "Is there a moon?"}, {"label": "heat", "unit": "x", "range": [0, 5], "question": "?"}
DRUG = {"label": "zeta", "routes": ["oral"], "infusion": False}

READ: dict[str, tuple[Callable[[Raw], None], dict[str, set[str]]]] = {
    "a finding with a new exclusion": (put("findings", "moon", MOON, {"finding": "moon"}), {"findings.moon": {"lantern.new"}}),
    "a finding joined to a hold": (joined, {"findings.moon": {INFECTION}}),
    "a value that no rule names, of a finding that a rule reads": (
        put("findings.soot_antibodies.values", "faint", {"label": "faint"}), {"findings.soot_antibodies.faint": {SOOT}},
    ),
    "a value that a rule accepts": (accepted_value, {"findings.soot_antibodies.faint": {SOOT}}),
    "a grade that may be one of two": (
        put("findings.soot_antibodies.values", "some", {"one_of": ["negative", "positive"]}),
        {"findings.soot_antibodies.some": {SOOT}},
    ),
    "a finding renamed": (renamed_finding, {"findings.active_infection": {INFECTION}, "findings.infected": {INFECTION}}),
    "a finding that says something of one that is read": (
        put("findings", "moon", {**MOON, "values": {"full": {"implies": {"finding.active_infection": "present"}}, "new": {}}}),
        {"findings.moon": {INFECTION}},
    ),
    "a measure": (
        put("measures", "heat", HEAT, {"measure": "heat", "above": 3, "unit": "x"}), {"measures.heat": {"lantern.new"}},
    ),
    "another unit": (put("measures.glow_score", "unit", "lamps"), {"measures.glow_score": {CONFLICT, FAILURE}}),
    "a wider range": (put("measures.glow_score", "range", [0, 20]), {"measures.glow_score": {CONFLICT, FAILURE}}),
    "a fact of the patient": (
        put("patient", "height", {**HEAT, "label": "height"}, {"patient": "height", "above": 3, "unit": "x"}),
        {"patient.height": {"lantern.new"}},
    ),
    "an organ": (put("organs", "nose", {"label": "nose"}, {"organ": "nose"}), {"organs.nose": {"lantern.new"}}),
    "a drug of a class that is read": (
        put("therapies", "zeta", {**DRUG, "classes": ["conventional"]}), {"therapies.zeta": {EMBEROL}},
    ),
    "an outcome": (put("outcomes", "faded", {"label": "faded"}), {"outcomes.faded": {FAILED, EMBEROL, WICK}}),
    "a subtype": (
        put(f"{FEVER}.subtypes", "odd", {"label": "odd"}, {"subtype": "odd"}), {f"{FEVER}.odd": {"lantern.new"}},
    ),
    "a level of activity": (put(f"{FEVER}.activity", "exploding", None), {f"{FEVER}.exploding": {CONFLICT, FAILURE}}),
    "another disease": (
        put("diseases", "snow", {"label": "snow", "note": "none"}, {"comorbidity": "snow"}), {"diseases.snow": {"lantern.new"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "backwards"), [(kind, bool(number % 2)) for number, kind in enumerate(READ)])
def test_a_word_of_one_version_that_a_rule_reads(kind: str, backwards: bool, tiny: Raw) -> None:
    """Added or removed: the headline says whom it leaves out, the summary which rules read it, and nothing is "the same"."""
    edit, words = READ[kind]
    raw = copy.deepcopy(tiny)
    edit(raw)
    packs = (pack_of(raw), pack_of(tiny)) if backwards else (pack_of(tiny), pack_of(raw))
    found = diff_of(*packs)
    read: dict[str, set[str]] = {}
    for item in found.left_out:
        read.setdefault(item.word.path, set()).update(item.readers)
    assert read == words
    assert found.meaning in (ChangeMeaning.NOT_COMPARED, ChangeMeaning.VERDICTS)
    for text in readings(found):
        assert "not compared: patients with" in text.lower()
        assert "the same for every patient," not in text
        assert "verdict for every patient," not in text
        assert "the same meaning" not in text.lower()
        assert all(path in text for path in words)
        assert all(name in text for names in words.values() for name in names)
    told = plain(found, Detail.STANDARD, VersionNames())["result"]
    assert {item["word"] for item in told["not_compared"]} == set(words)
    assert "whom both versions can describe" in told["summary"]


def readings(found: Diff) -> Iterator[str]:
    """The report at every length, as text without line breaks, Markdown and HTML without escapes."""
    for detail in Detail:
        report = blocks(found, detail, VersionNames())
        text = io.StringIO()
        write_blocks(report, text, color=False, width=10_000)
        yield " ".join(text.getvalue().split())
        yield markdown_of_blocks(report).replace("\\", "")
        yield html.unescape(page([PageArticle(report)]))


UNREAD: dict[str, Callable[[Raw], None]] = {
    "a finding": put("findings", "moon", MOON),
    "a measure": put("measures", "heat", HEAT),
    "an organ": put("organs", "nose", {"label": "nose"}),
    "a drug": put("therapies", "zeta", DRUG),
    "a subtype": put(f"{FEVER}.subtypes", "odd", {"label": "odd"}),
    "a value of a fact that no rule reads": put("patient.sex.values", "other", {"label": "other"}),
    "a disease": put("diseases", "snow", {"label": "snow", "note": "no pathway"}),
}


@pytest.mark.parametrize("kind", UNREAD)
def test_a_word_that_no_rule_reads_is_said_without_alarm(kind: str, tiny: Raw) -> None:
    """It is told among the words, the proof says whom it is about, and nobody is said to be left out."""
    raw = copy.deepcopy(tiny)
    UNREAD[kind](raw)
    found = diff_of(pack_of(tiny), pack_of(raw))
    assert found.meaning is ChangeMeaning.REASONS
    assert found.left_out == ()
    for text in readings(found):
        assert "only now" in text
        assert "not compared" not in text.lower()
        assert "for every patient whom both versions can describe" in text


def test_a_proof_about_a_rule_says_whom_it_is_about(tiny: Raw) -> None:
    """A rule that now accepts a new value is true for the same of the patients that both know, and no more is claimed."""
    raw = copy.deepcopy(tiny)
    accepted_value(raw)
    text = markdown_of_blocks(blocks(diff_of(pack_of(tiny), pack_of(raw)), Detail.STANDARD, VersionNames())).replace("\\", "")
    assert "not compared: patients with findings.soot_antibodies.faint" in text
    assert "for the same of the patients whom both versions can describe, proved" in text
    assert "written otherwise" not in text


def test_a_spelling_that_means_another_value(tiny: Raw) -> None:
    """A file with it says one thing to the version before and another to the one now: not compared."""
    raw = copy.deepcopy(tiny)
    moved_spelling(raw)
    found = diff_of(pack_of(tiny), pack_of(raw))
    assert found.meaning is ChangeMeaning.NOT_COMPARED
    assert [(item.word.path, item.readers) for item in found.left_out] == [("findings.soot_antibodies.positive", (SOOT,))]
    assert (
        "the spelling pos meant it before, and means negative now"
        in plain(found, Detail.STANDARD, VersionNames())["result"]["summary"]
    )


def test_a_therapy_of_a_pathway_is_not_among_the_proved(tiny: Raw) -> None:
    """A new therapy: other verdicts, and the summary names what was not compared."""
    raw = copy.deepcopy(tiny)
    raw["therapies"]["zeta"] = {"label": "zeta", "routes": ["intravenous"], "infusion": True, "classes": ["biologic"]}
    raw["pathways"][0]["pathway"]["therapies"].append("zeta")
    found = diff_of(pack_of(tiny), pack_of(raw))
    assert found.meaning is ChangeMeaning.VERDICTS
    summary = plain(found, Detail.STANDARD, VersionNames())["result"]["summary"]
    assert "Not compared, as only one version has it: therapy zeta." in summary
    assert "the same for every patient," not in summary


def test_a_therapy_that_one_of_two_new_pathways_does_not_name(tiny: Raw) -> None:
    """A pathway becomes two: a therapy that only one of them names is gone for the patients of the other."""
    before, now = copy.deepcopy(tiny), copy.deepcopy(tiny)
    for raw in (before, now):
        raw["diseases"]["snow"] = {"label": "snow", "activity": ["quiet", "glowing", "blazing"]}
    before["pathways"][0]["pathway"]["diseases"].append("snow")
    head = {"id": "snow", "title": "Snow", "diseases": ["snow"], "therapies": ["wickimab", "tindrizumab"]}
    now["pathways"].append({"pathway": head, "rules": []})
    found = diff_of(pack_of(before), pack_of(now))
    assert [(only.what, only.name, only.before) for only in found.known.only] == [("therapy", "flintumab", True)]


def test_cases_of_one_version_are_not_counted_among_the_same(tiny: Raw, tmp_path: Path) -> None:
    """A case with a word of one version is said not to be compared, beside "0 cases turn"."""
    raw = copy.deepcopy(tiny)
    new_rule(raw, {"finding": "moon"}, {"excludes": "wickimab"})
    raw["findings"]["moon"] = MOON
    before, now = pack_of(tiny), pack_of(raw)
    patient = json.loads((ROOT / "tests" / "packs" / "patient.json").read_text())
    patient["findings"]["moon"] = "present"
    (tmp_path / "moon.json").write_text(json.dumps(patient))
    documents = [read_json(file) for file in (ROOT / "tests" / "packs" / "patient.json", tmp_path / "moon.json")]
    found = diff_of(before, now)._replace(cases=case_changes(before, now, documents))
    for text in readings(found):
        assert "0 cases of 1 turn. Not compared: 1 case that only one version can read." in text


def test_the_command_says_so_and_does_not_call_it_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two folders and two revisions: NOT COMPARED is the headline, `--fail-on-change` ends with 1."""
    monkeypatch.chdir(tmp_path)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    files = {Path(name): data.decode() for name, data in without_list(files_of(TINY)).items()}
    for name, text in files.items():
        for folder in (Path("before") / name, Path("pack") / name):
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.write_text(text, encoding="utf-8")
    for command in (["init", "-q"], ["add", "pack"], ["commit", "-qm", "before"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    moon = "\n  moon: {label: moon, question: Is there a moon today}"
    Path("pack/vocabulary.yaml").write_text(files[Path("vocabulary.yaml")].replace("\nfindings:", f"\nfindings:{moon}"))
    rule_ = "  - {id: lantern.new, title: New, lens: label, when: {finding: moon}, then: {excludes: wickimab}"
    rules = f"{files[Path('lantern_fever/rules.yaml')]}{rule_}, because: It is new., cites: [R1]}}\n"
    Path("pack/lantern_fever/rules.yaml").write_text(rules)
    Path("cases").mkdir()
    for versions in (["before", "pack"], ["--rev", "HEAD..", "pack"]):
        for form in ("text", "json"):
            assert run(["diff", *versions, "--cases", "cases", "--fail-on-change", "--format", form]) == 1
            printed = capsys.readouterr().out
            if form == "text":
                assert printed.startswith("NOT COMPARED: PATIENTS WITH FINDINGS.MOON\n")
                assert "which lantern.new reads" in " ".join(printed.split())
            else:
                assert json.loads(printed)["result"]["meaning"] == "not_compared"


# Random words, against brute force.


def at_random(raw: Raw, chance: random.Random) -> None:
    """Some words added or taken away, some read by a rule and some not."""
    for number in range(chance.randint(1, 3)):
        name = f"new_{number}"
        reads = chance.random() < 0.5
        match chance.randrange(9):
            case 0:
                raw["findings"][name] = {"label": name, "question": "?"}
                when = {"finding": name}
            case 1:
                raw["findings"]["soot_antibodies"]["values"][name] = {"label": name}
                when = {"finding": "soot_antibodies", "is": name}
            case 2:
                raw["measures"][name] = {"label": name, "unit": "x", "range": [0, 5], "question": "?"}
                when = {"measure": name, "above": 3, "unit": "x"}
            case 3:
                raw["organs"][name] = {"label": name}
                when = {"organ": name}
            case 4:
                classes = chance.choice([[], ["conventional"], ["wick_blocker"]])
                raw["therapies"][name] = {"label": name, "routes": ["oral"], "infusion": False, "classes": classes}
                when = {"treatment": {"therapy": name, "outcome": "intolerance"}}
            case 5:
                raw["outcomes"][name] = {"label": name, "works": chance.random() < 0.5}
                when = {"treatment": {"therapy": "emberol", "outcome": name}}
            case 6:
                raw["diseases"]["lantern_fever"]["subtypes"][name] = {"label": name}
                when = {"subtype": name}
            case 7:
                raw["diseases"]["lantern_fever"]["activity"].append(name)
                when = {"activity": name}
            case _:
                raw["diseases"][name] = {"label": name, "note": "no pathway"}
                when = {"comorbidity": name}
        if reads:
            kind = chance.choice(["excludes", "holds", "requires", "supports", "cautions"])
            said = {"id": f"lantern.{name}", "title": name, "lens": "label", "because": f"{name}.", "cites": ["R1"]}
            condition = chance.choice([when, {"not": when}, {"any": [when, {"finding": "active_infection"}]}])
            raw["pathways"][0]["rules"].append({**said, "when": condition, "then": {kind: "every"}})


def anybody(raw: Raw, chance: random.Random) -> dict[str, Any]:
    """A patient in the words of some sections, mostly one whose verdicts are close to turning."""

    def some(names: Any) -> Any:
        return chance.choice(sorted(names))

    disease = raw["diseases"]["lantern_fever"]
    diagnosis: dict[str, Any] = {"disease": "lantern_fever", "activity": chance.choice(disease["activity"])}
    if chance.random() < 0.5:
        diagnosis["subtype"] = some(disease["subtypes"])
    if chance.random() < 0.5:
        diagnosis["organ_involvement"] = [some(raw["organs"])]
    others = [{"disease": some(set(raw["diseases"]) - {"lantern_fever"})}] if chance.random() < 0.5 else []
    treatments = [{"therapy": "emberol", "outcome": "inadequate_response"}] if chance.random() < 0.7 else []
    for _ in range(chance.randint(0, 2)):
        treatments.append({"therapy": some(raw["therapies"]), "outcome": some(raw["outcomes"]), "ongoing": chance.random() < 0.5})
    findings = {name: "present" for name in sorted(raw["findings"]) if name.startswith("new_") and chance.random() < 0.5}
    findings["soot_antibodies"] = some(raw["findings"]["soot_antibodies"]["values"])
    findings["active_infection"] = chance.choice(["present", "absent"])
    measures = {name: chance.choice([1, 4]) for name in sorted(raw["measures"]) if name != "glow_score" and chance.random() < 0.5}
    return {
        "schema": "infusion-pathways/scenario/1", "id": "anybody", "title": "Anybody", "diagnoses": [diagnosis, *others],
        "treatments": treatments, "findings": findings, "measures": measures,
    }  # fmt: skip


def described(patient: Mapping[str, Any], pack: Pack) -> dict[str, Any]:
    """The patient as far as a version has words: what it does not know is not there."""
    words, (first, *others) = pack.vocabulary, patient["diagnoses"]
    disease = words.diseases["lantern_fever"]
    kept = {key: value for key, value in first.items() if key not in ("subtype", "activity") or value in {
        **disease.subtypes, **disease.activity}}  # fmt: skip
    if "organ_involvement" in kept:
        kept["organ_involvement"] = [organ for organ in kept["organ_involvement"] if organ in words.organs]
    treatments = [
        {key: value for key, value in entry.items() if key != "outcome" or value in words.outcomes}
        for entry in patient["treatments"]
        if entry["therapy"] in words.therapies
    ]
    findings = {n: v for n, v in patient["findings"].items() if n in words.findings and v in words.findings[n].values}
    return {
        **patient, "diagnoses": [kept, *(d for d in others if d["disease"] in words.diseases)], "treatments": treatments,
        "findings": findings, "measures": {n: v for n, v in patient["measures"].items() if n in words.measures},
    }  # fmt: skip


def answer(patient: Mapping[str, Any], pack: Pack) -> tuple[bool, dict[str, str]]:
    """Whether the input contradicts itself, and the verdicts."""
    scenario = parse_scenario(Document("anybody", "", described(patient, pack)), pack)
    (view,) = evaluations_of(pack, scenario, EngineChoice.DIRECT)
    names = view.program.pathway.therapies
    verdicts = {name: verdict_of(standing_of(view.program, name, view.rules)).verdict.value for name in names}
    return any(view.rules[clause.key] is Truth.TRUE for clause in view.program.conflicts), verdicts


def test_random_words_are_never_called_the_same_over_a_patient_who_differs(tiny: Raw) -> None:
    """Where `diff` says "the same", every patient of either version has the same verdicts in both, as far as each has words."""
    meanings = set()
    for seed in range(sized(12, 500)):
        chance = random.Random(seed)
        raw = copy.deepcopy(tiny)
        at_random(raw, chance)
        versions = [(tiny, pack_of(tiny)), (raw, pack_of(raw))]
        chance.shuffle(versions)
        (_, before), (_, now) = versions
        found = diff_of(before, now)
        meanings.add(found.meaning)
        if found.meaning in (ChangeMeaning.SAME, ChangeMeaning.REASONS):
            for _ in range(sized(60, 200)):
                patient = anybody(raw, chance)
                assert answer(patient, before) == answer(patient, now), (seed, patient)
    assert {ChangeMeaning.REASONS, ChangeMeaning.NOT_COMPARED} <= meanings
