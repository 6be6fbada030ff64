"""`pathways explain`: its readings, what it says of therapies and diseases that the rules do not speak of, and its problems."""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infusion_pathways import Pack, ProblemsFound, Scenario, load_pack
from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import NOTICE, Detail, Entry, Paragraph
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.explain.explanation import Explanation, Unnamed, explained
from infusion_pathways.explain.mechanism import works_of
from infusion_pathways.explain.prose import lead, paragraphs, spoken
from infusion_pathways.explain.report import blocks
from infusion_pathways.meaning.rule import Mechanism
from infusion_pathways.scenario.model import Diagnosis
from infusion_pathways.trace.therapy_name import TherapyName
from tests.conftest import ROOT

RA = "scenarios/rheumatoid_arthritis/ra-methotrexate-and-sulfasalazine-failure.json"
MAIN = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]


def flat(text: str) -> str:
    return " ".join(text.split())


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `pathways explain` prints on standard output."""
    assert run(["explain", *arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def of(pack: Pack, scenario: Scenario, therapy: str, disease: str = "") -> Explanation:
    found = explained(pack, scenario, TherapyName(therapy, disease), EngineChoice.DIRECT)
    assert isinstance(found, Explanation)
    return found


def named(scenarios: list[Scenario], name: str) -> Scenario:
    return next(scenario for scenario in scenarios if scenario.id == name)


def test_the_example_of_the_page_is_real(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page on the command line shows is what the command prints, the version of the rules left out."""
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    ((command, block),) = re.findall(r"<!-- output of explain: begin -->\n```console\n\$ (.*?)\n(.*?)```\n", page, re.DOTALL)
    output = shown(capsys, *command.split()[2:])
    assert re.sub(r"^Rules: .*\n", "", output, flags=re.MULTILINE) == block


def test_lengths_grow_and_each_ends_with_the_notice(capsys: pytest.CaptureFixture[str]) -> None:
    """Each length holds more than the one before; the notice ends all of them, as text and as Markdown."""
    texts = [shown(capsys, str(ROOT / RA), "infliximab", "--detail", detail.value) for detail in Detail]
    assert len(texts[0]) * 3 < len(texts[1]) < len(texts[2])
    for text in texts:
        assert flat(text).endswith(NOTICE)
        assert max(map(len, text.splitlines())) <= 80
    markdown = shown(capsys, str(ROOT / RA), "infliximab", "-f", "markdown")
    assert markdown.startswith("# Infliximab: candidate\n")
    assert markdown.rstrip().endswith("real people.*")


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON: verdict, row, prose, rules with their roles, findings."""
    values = json.loads(shown(capsys, str(ROOT / RA), "rituximab", "-f", "json"))["result"]
    assert (values["verdict"], values["row"]["number"]) == ("condition_unmet", 8)
    roles = {rule["rule"]: rule["role"] for rule in values["rules"]}
    assert roles["ra.rituximab.after_tnf_blocker"] == "decides"
    assert roles["ra.rituximab.dmard_failure"] == "reason"
    (deciding,) = (rule for rule in values["rules"] if rule["role"] == "decides")
    assert [value["pointer"] for value in deciding["values"]] == ["/treatments"]
    assert "conventional_therapy_failed" in values["findings"]


def test_same_bytes_whatever_the_hash_seed() -> None:
    """Sets have no influence on what is printed."""
    outputs = set()
    for seed in ("1", "2", "3"):
        command = [*MAIN, "explain", RA, "infliximab", "--detail", "full"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        outputs.add(done.stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize("engine", EngineChoice)
def test_engines_explain_the_same(engine: EngineChoice, capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever engine evaluates, the explanation is the same."""
    assert shown(capsys, str(ROOT / RA), "rituximab", "--engine", engine.value) == shown(capsys, str(ROOT / RA), "rituximab")


def test_a_therapy_that_no_rule_names(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]) -> None:
    """It gets no verdict; the answer says for which diseases it is named, and what is named for this one."""
    patient = shipped_scenario("ra-methotrexate-and-sulfasalazine-failure")
    found = explained(shipped_pack, patient, TherapyName("ocrelizumab", ""), EngineChoice.DIRECT)
    assert isinstance(found, Unnamed)
    text = " ".join(block.text for block in blocks(shipped_pack, found) if isinstance(block, Paragraph))
    assert "No rule of this pack speaks of ocrelizumab for rheumatoid arthritis, so there is no verdict on it." in text
    assert "The rules name ocrelizumab for multiple sclerosis." in text
    assert "Rheumatoid arthritis: the rules speak of infliximab, adalimumab and rituximab." in text
    assert text.endswith(NOTICE)
    history = explained(shipped_pack, patient, TherapyName("methotrexate", ""), EngineChoice.DIRECT)
    assert isinstance(history, Unnamed)
    text = " ".join(block.text for block in blocks(shipped_pack, history) if isinstance(block, Paragraph))
    assert "No pathway names methotrexate: the rules know it only as a part of the treatment history." in text


def test_a_diagnosis_without_a_pathway(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """It is said that no pathway covers it; nothing is made up."""
    patient = tiny_patient._replace(diagnoses=(Diagnosis("paper_cough"),))
    found = explained(tiny_pack, patient, TherapyName("wickimab", ""), EngineChoice.DIRECT)
    assert isinstance(found, Unnamed)
    text = " ".join(block.text for block in blocks(tiny_pack, found) if isinstance(block, Paragraph))
    assert "No pathway of this pack covers paper cough, so there is no verdict on wickimab." in text
    assert "The rules name wickimab for lantern fever." in text


def test_unknown_names_are_problems(capsys: pytest.CaptureFixture[str]) -> None:
    """A therapy or disease that the pack does not know, and a diagnosis that the patient has not: exit code 2, with help."""
    assert run(["explain", str(ROOT / RA), "infliksimab"]) == 2
    assert "help: did you mean `infliximab`?" in capsys.readouterr().err
    assert run(["explain", str(ROOT / RA), "rheumatoid_artritis/infliximab"]) == 2
    assert "help: did you mean `rheumatoid_arthritis`?" in capsys.readouterr().err
    assert run(["explain", str(ROOT / RA), "multiple_sclerosis/natalizumab"]) == 2
    assert "pathways explain: no-such-diagnosis: the patient has no diagnosis `multiple_sclerosis`" in capsys.readouterr().err


def test_an_accepted_spelling_is_understood(capsys: pytest.CaptureFixture[str], tiny_pack: Pack) -> None:
    """A therapy may be asked for by any spelling that scenarios may use."""
    pack = str(ROOT / "tests" / "packs" / "tiny")
    patient = str(ROOT / "tests" / "packs" / "patient.json")
    assert shown(capsys, patient, "lf/wickimab", "--pack", pack) == shown(capsys, patient, "wickimab", "--pack", pack)
    assert "Emberol: no verdict".upper() in shown(capsys, patient, "emb", "--pack", pack)


def test_of_several_diagnoses_the_most_favourable_is_explained(
    shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]
) -> None:
    """The others are named with their verdicts; with a disease named it is that one."""
    patient = shipped_scenario("cd-beside-ulcerative-colitis")
    first, second = (d.disease for d in patient.diagnoses)
    one, other = of(shipped_pack, patient, "infliximab", first), of(shipped_pack, patient, "infliximab", second)
    assert (one.answer.disease, other.answer.disease, one.others) == (first, second, ())
    both = of(shipped_pack, patient, "infliximab")
    assert [answer.disease for answer in both.others] == [second if both.answer.disease == first else first]
    assert "which the patient has too" in " ".join(paragraphs(shipped_pack, both))


@pytest.mark.parametrize(
    ("scenario", "therapy", "said"),
    [
        ("ra-methotrexate-and-sulfasalazine-failure", "infliximab", "comes into question for rheumatoid arthritis, because"),
        ("ra-methotrexate-and-sulfasalazine-failure", "rituximab", "not met here: no TNF blocker in the treatment history."),
        ("ra-methotrexate-and-sulfasalazine-failure", "adalimumab", "The ways in which it can be given: subcutaneous."),
        ("ra-adalimumab-works", "rituximab", "does not come into question for rheumatoid arthritis: none of its six reasons"),
        ("ra-adalimumab-works", "rituximab", "It asks for joint damage progressing on imaging (present), which is not recorded."),
        ("ra-infliximab-works", "infliximab", "The treatment history says so: infliximab (effective, still taken)."),
        ("ra-latent-tuberculosis-untreated", "infliximab", "That is so here: latent tuberculosis (present, not treated)."),
        ("ms-natalizumab-failed-first", "natalizumab", "stand against it in any case: Natalizumab has already failed."),
        ("conflict-male-and-pregnant", "infliximab", "cannot be told, because the input contradicts itself."),
        ("cd-activity-not-known", "infliximab", "Whether that is so here cannot be told without activity (not recorded)."),
    ],
)  # fmt: skip
def test_sentences(
    scenario: str, therapy: str, said: str, shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]
) -> None:
    """One sentence for each verdict that a class would be read."""
    explanation = of(shipped_pack, shipped_scenario(scenario), therapy)
    assert said in " ".join([lead(shipped_pack, explanation), *paragraphs(shipped_pack, explanation)])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("activity: high", "activity (high)"),
        ("DAS28-ESR: 5.6 (high)", "DAS28-ESR (5.6, high)"),
        ("involved: glomerulonephritis", "glomerulonephritis (involved)"),
        ("organs involved (the whole list): none", "no organs involved"),
        ("TNF blocker: none in the treatment history (a closed list)", "no TNF blocker in the treatment history"),
        ("relapses in the last 12 months: 1 relapses", "relapses in the last 12 months (1 relapse)"),
        ("organ involvement: not fully recorded", "organ involvement (not fully recorded)"),
    ],
)
def test_values_as_part_of_a_sentence(words: str, said: str) -> None:
    """The words of the trace, turned so that they can stand in a sentence."""
    assert spoken(words) == said


def test_candidates_come_with_what_belongs_to_them(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]) -> None:
    """What is not known is never told as clear: it stands beside what is, with cautions and checks, at every length."""
    explanation = of(shipped_pack, shipped_scenario("ra-methotrexate-and-sulfasalazine-failure"), "infliximab")
    prose = " ".join(paragraphs(shipped_pack, explanation))
    assert "Nothing that is known rules it out or puts it on hold" in prose
    assert "Rules that could still speak against it wait for what is not known: hypersensitivity to infliximab" in prose
    assert "Two cautions and nine checks belong to the answer." in prose
    tags = [block.tag for block in blocks(shipped_pack, explanation) if isinstance(block, Entry)]
    assert tags.count("caution") == 2
    assert {"before", "during"} <= set(tags)


def test_mechanisms_and_what_differs(shipped_pack: Pack) -> None:
    """How a therapy works comes from the vocabulary and the document; where a source is more careful, it is told beside it."""
    works = works_of(shipped_pack, "natalizumab", "multiple_sclerosis")
    assert any("alpha-4 integrin" in work.text for work in works)
    (claim,) = (work for work in works if work.cites == ("C31",))
    assert [name for name, _ in claim.differs] == ["D21"]
    assert "not been fully defined" in claim.differs[0][1]
    assert not any("C31" in work.cites for work in works_of(shipped_pack, "natalizumab", "crohns_disease"))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{text: A cause., cites: [R9]}", "unresolved-cite"),
        ("{text: A cause., cites: []}", "wrong-type"),
        ("{cites: [R1]}", "missing-key"),
        ("{text: Give 5 mg., cites: [R1]}", "dose-in-text"),
    ],
)
def test_a_mechanism_is_checked_like_a_rule(written: str, code: str, tmp_path: Path) -> None:
    """It has a text without doses and cites that lead somewhere."""
    shutil.copytree(ROOT / "tests" / "packs" / "tiny", tmp_path / "tiny")
    file = next((tmp_path / "tiny" / "lantern_fever").glob("*.yaml"))
    because = "    because: The document opens the door once emberol has failed.\n"
    assert because in file.read_text()
    file.write_text(file.read_text().replace(because, f"{because}    mechanism: {written}\n"))
    with pytest.raises(ProblemsFound) as found:
        load_pack(tmp_path / "tiny")
    assert code in {problem.code for problem in found.value.problems}


def test_the_reason_behind_a_rule_is_told(shipped_pack: Pack, shipped_scenario: Callable[[str], Scenario]) -> None:
    """Where a source tells why a rule is there, prose and steps tell it; what is not confirmed is marked."""
    pack = copy.copy(shipped_pack)
    patient = shipped_scenario("ra-latent-tuberculosis-untreated")
    explanation = of(pack, patient, "infliximab")
    (rule,) = (r for r in explanation.rules if r.role.value == "decides")
    assert rule.clause is not None
    assert "Behind it" not in " ".join(paragraphs(pack, explanation))
    told = rule.clause.rule._replace(mechanism=Mechanism("A cause.", ("S02",), True))
    changed = rule._replace(clause=rule.clause._replace(rule=told))
    explanation = explanation._replace(rules=tuple(changed if r is rule else r for r in explanation.rules))
    assert "Behind it: A cause. (to be confirmed)" in " ".join(paragraphs(pack, explanation))
    details = [line for block in blocks(pack, explanation) if isinstance(block, Entry) for line in block.details]
    assert "behind it: A cause. (to be confirmed) [S02]" in details
