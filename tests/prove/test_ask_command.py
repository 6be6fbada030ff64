"""`pathways ask` as a user meets it: its readings, its options, its exit codes."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from infusion_pathways.advice import advise
from infusion_pathways.ask.asks import pointer_of
from infusion_pathways.ask.completions import Completions
from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.engine.choice import EngineChoice
from infusion_pathways.scenario import load_scenario, parse_scenario
from infusion_pathways.source.reading import parse_json
from tests.conftest import ROOT
from tests.sizes import sized

PML = str(ROOT / "scenarios" / "safety" / "cd-pml-in-history.json")
OPEN = str(ROOT / "scenarios" / "anca_vasculitis" / "gpa-organ-map-kidney-asked-not-known.json")
TWO = str(ROOT / "scenarios" / "rheumatoid_arthritis" / "ra-with-stable-multiple-sclerosis.json")
SETTLED = str(ROOT / "scenarios" / "safety" / "ms-severely-weakened-immune-system.json")
OUTSIDE = str(ROOT / "scenarios" / "general" / "psoriasis-outside-the-document.json")


SEEN: dict[tuple[str, ...], str] = {}


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What the command prints; asked once for all tests, because durable-rules keeps every replay in memory for ever."""
    if arguments not in SEEN:
        assert run(["ask", *arguments]) == code
        SEEN[arguments] = capsys.readouterr().out
    return SEEN[arguments]


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The JSON that the command prints."""
    return json.loads(printed(capsys, *arguments, "--format", "json"))["result"]


def flat(text: str) -> str:
    """A page without its line breaks."""
    return " ".join(text.split())


def test_the_page_says_what_matters_and_what_cannot(capsys: pytest.CaptureFixture[str]) -> None:
    """Verdicts, facts in order with answers and rules, what cannot matter with its reason, the ranking, the notice."""
    page = flat(printed(capsys, PML))
    assert "1 OF 3 VERDICTS CAN STILL CHANGE" in page
    assert "decided vedolizumab: ruled out, whatever else comes to light." in page
    assert "open infliximab: candidate for now. It hangs on 5 facts" in page
    assert "1-2. Was there ever a severe allergic reaction to infliximab?" in page
    assert "present: decides: infliximab ruled out" in page
    assert "/findings/undrained_abscess" in page
    assert "the verdicts that they are read for are decided" in page
    assert "Meant are all answers but those that contradict what is recorded" in page
    assert "First comes the fact that settles the most verdicts" in flat(printed(capsys, PML, "--detail", "full"))
    assert page.endswith(flat(NOTICE))


def test_lengths(capsys: pytest.CaptureFixture[str]) -> None:
    """Short leaves out answers and rules; full has every rule with its name and the patients that show it."""
    short, standard, full = (printed(capsys, PML, "--detail", detail) for detail in ("short", "standard", "full"))
    assert "for now" in standard
    assert "[C52, S07]" not in short
    assert "[C52, S07]" in flat(standard)
    assert "(rule " not in standard
    assert "(rule " in full
    assert "shown by two patients" in flat(full)
    assert len(short) < len(standard) < len(full)


def test_limit_counts_what_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """The text shows so many facts and says how many more there are; JSON has them all."""
    page = printed(capsys, PML, "--limit", "2")
    assert "and 3 more with `--limit 5`" in page
    assert "undrained_abscess" not in page
    assert len(as_json(capsys, PML, "--limit", "2")["matters"]) == 5


def test_json_has_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """Facts with places, answers as values, rules, and two whole patients for each therapy that a fact can change."""
    found = as_json(capsys, PML)
    assert [v["decided"] for v in found["verdicts"]] == [False, True, True]
    assert found["complete"] is True
    for fact in found["matters"]:
        shown = [therapy["therapy"] for witness in fact["witnesses"] for therapy in witness["shows"]]
        assert sorted(shown) == sorted(therapy["therapy"] for therapy in fact["changes"])
        assert fact["asked_by"]
        for witness in fact["witnesses"]:
            left, right = (
                {(v["disease"], v["therapy"]): v["verdict"] for v in patient["verdicts"]} for patient in witness["patients"]
            )
            assert all(left[t["disease"], t["therapy"]] != right[t["disease"], t["therapy"]] for t in witness["shows"])
    abscess = next(fact for fact in found["matters"] if fact["pointer"] == "/findings/undrained_abscess")
    assert [answer["sets"][0][0]["value"] for answer in abscess["answers"]] == ["present", "absent"]
    measure = next(fact for fact in found["matters"] if fact["pointer"] == "/measures/hbi")
    assert all(change["alike"] for answer in measure["answers"] for sets in answer["sets"] for change in sets)
    assert set(found["settling"]["facts"]) <= {fact["pointer"] for fact in found["matters"]}
    assert {fact["reason"] for fact in found["contradiction_only"]} >= {"conflict_only"}


def test_the_patients_of_a_witness_have_the_verdicts_that_are_said(capsys: pytest.CaptureFixture[str], shipped_pack: Any) -> None:
    """Each patient in the JSON, run as a scenario, gives those verdicts."""
    for fact in as_json(capsys, PML)["matters"][:4]:
        for patient in fact["witnesses"][0]["patients"]:
            text = json.dumps(patient["scenario"])
            scenario = parse_scenario(parse_json("patient.json", text), shipped_pack)
            given = {(t.disease, t.therapy): t.verdict for d in advise(shipped_pack, scenario).diagnoses for t in d.therapies}
            assert given == {(v["disease"], v["therapy"]): v["verdict"] for v in patient["verdicts"]}


def test_one_therapy(capsys: pytest.CaptureFixture[str]) -> None:
    """With `--therapy` only its verdict is asked about, for one diagnosis or for all that name it."""
    assert [v["therapy"] for v in as_json(capsys, PML, "--therapy", "natalizumab")["verdicts"]] == ["natalizumab"]
    assert "NOTHING TO ASK" in printed(capsys, PML, "--therapy", "natalizumab")
    idle = {fact["pointer"]: fact["reason"] for fact in as_json(capsys, PML, "--therapy", "natalizumab")["cannot_matter"]}
    assert idle["/findings/hypersensitivity_to_vedolizumab"] == "elsewhere"
    assert idle["/findings/hypersensitivity_to_natalizumab"] == "verdicts_decided"
    (one,) = as_json(capsys, TWO, "--therapy", "multiple_sclerosis/ocrelizumab")["verdicts"]
    assert (one["disease"], one["therapy"]) == ("multiple_sclerosis", "ocrelizumab")


def test_nothing_to_ask(capsys: pytest.CaptureFixture[str]) -> None:
    """Where all verdicts are decided the page says so, and every unknown fact is told with its reason."""
    page = flat(printed(capsys, SETTLED))
    assert "NOTHING TO ASK: NO ANSWER THAT FITS WHAT IS RECORDED CAN CHANGE A VERDICT" in page
    assert "What still matters" not in page
    assert "These unknown facts cannot change a verdict any more" in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((OUTSIDE,), "no pathway of this pack covers `psoriasis`"),
        ((PML, "--therapy", "natalizumap"), "natalizumab"),
        ((PML, "--therapy", "ocrelizumab"), "no pathway of this patient names `ocrelizumab`"),
        ((PML, "--therapy", "lupus/rituximab"), "lupus"),
    ],
)
def test_what_cannot_be_asked_is_bad_input(arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one message that names what is wrong, nothing on standard output."""
    assert run(["ask", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_a_budget_that_runs_out_is_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    """What was not decided is listed as such, in every format."""
    page = flat(printed(capsys, PML, "--seconds", "0.001", "--megabytes", "1", code=1))
    assert "NOT DECIDED WITHIN THE BUDGET FOR 1 OF 3 VERDICTS" in page
    assert "Not decided within the budget ? " in page
    assert "the budget ran out before all was decided" in page.lower()


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_other_readings(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same page as Markdown, and as HTML."""
    page = printed(capsys, PML, "--format", format)
    assert page.startswith("# What to ask" if format == "markdown" else "<!doctype html>")
    assert "mouse proteins" in page


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    """Two runs with different hash seeds print the same."""
    main = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]

    def of(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run([*main, "ask", OPEN, "--format", "json"], env=environment, capture_output=True, check=True).stdout

    assert of("1") == of("2")


def test_run_and_ask_name_facts_alike(shipped_pack: Any) -> None:
    """What `run` asks for stands in the answer of `ask` under the same place in the file, if something can be recorded there."""
    for file in sorted((ROOT / "scenarios").rglob("*.json"))[:: sized(60, 8)]:
        scenario = load_scenario(file, shipped_pack)
        if any(diagnosis.disease in shipped_pack.pathway_of for diagnosis in scenario.diagnoses):
            of = Completions(shipped_pack, scenario)
            trace = advise(shipped_pack, scenario, EngineChoice.DIRECT)
            conflict = trace.outcome.code == "conflicting_information"
            asked = () if conflict else trace.asks
            known = {pointer_of(of, unknown.path) for unknown in of.unknowns}
            unanswerable = {
                f"/diagnoses/{at}/{aspect}"
                for at, diagnosis in enumerate(scenario.diagnoses)
                for aspect, values in (
                    ("activity", shipped_pack.vocabulary.diseases[diagnosis.disease].activity),
                    ("subtype", shipped_pack.vocabulary.diseases[diagnosis.disease].subtypes),
                )
                if not values
            }
            # A stated activity that a score splits is asked for again, yet it is recorded: `ask` looks at what is unknown.
            split = {f"/diagnoses/{at}/activity" for at, d in enumerate(scenario.diagnoses) if isinstance(d.activity, str)}
            assert {ask.pointer for ask in asked if ask.pointer.startswith("/")} <= known | unanswerable | split, file.name


def test_the_page_on_the_command_line_shows_real_output(capsys: pytest.CaptureFixture[str]) -> None:
    """The example is what the command prints today, the version of the rules left out."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    ((command, shown),) = re.findall(r"<!-- output of ask: begin -->\n```console\n\$ (.*?)\n(.*?)```\n", page, re.DOTALL)
    _, _, file, *rest = command.split()
    assert re.sub(r"^Rules: .*\n", "", printed(capsys, str(ROOT / file), *rest), flags=re.MULTILINE) == shown


def test_an_answer_that_changes_a_verdict_is_never_said_to_change_none(capsys: pytest.CaptureFixture[str]) -> None:
    """Where every answer leads to the same verdict, it is told unless the verdict stands already."""
    antibody = str(ROOT / "scenarios" / "course" / "unknown-is-not-no" / "unknown-antibody-not-back-yet.json")
    told = as_json(capsys, antibody)
    now = {item["therapy"]: item["verdict"] for item in told["verdicts"]}
    (fact,) = [fact for fact in told["matters"] if fact["pointer"] == "/findings/jcv_antibody"]
    then = {item["verdict"] for answer in fact["answers"] for item in answer["for_now"] if item["therapy"] == "natalizumab"}
    assert (now["natalizumab"], then) == ("on_hold", {"candidate"})
    assert "can change natalizumab · any answer: natalizumab candidate for now" in flat(printed(capsys, antibody))
