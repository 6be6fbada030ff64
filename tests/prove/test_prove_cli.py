"""`pathways prove` as a command: exit codes, the readings of its report, cases, budgets, processes, Ctrl-C."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infusion_pathways import load_pack, load_scenario
from infusion_pathways.cli.app import run
from infusion_pathways.document.blocks import NOTICE
from infusion_pathways.prove.run import PROPERTIES
from infusion_pathways.prove.verification import ProofStatus, patient_id
from infusion_pathways.scenario.parse import ID
from infusion_pathways.solver import z3_solver as door
from infusion_pathways.solver.formula import Formulas
from tests.prove.faults import BY_NAME, FAULTS, proved
from tests.prove.sound import SOUND, Change, rule, write_pack

HOLD_LOST = "a mark `when_unknown: hold` lost"
BEHIND_ALL = "a contraindication behind `all`, `any` was meant"


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs with faults do not push others out of the user's cache."""
    monkeypatch.setenv("INFUSION_PATHWAYS_CACHE", "off")


def prove(*arguments: str | Path, pack: Path = SOUND) -> int:
    """Run the command in this process, on one processor unless said otherwise."""
    given = [str(argument) for argument in arguments]
    return run(["prove", "--pack", str(pack), *([] if "-j" in given else ["-j", "1"]), *given])


def faulty(folder: Path, name: str) -> Path:
    """The pack with a fault, as a folder."""
    return write_pack(folder / "faulty", BY_NAME[name].change)


def one_line(text: str) -> str:
    """A report without its line breaks."""
    return " ".join(text.split())


def test_a_sound_pack_is_proved(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, all proved, each property counted with its page, the notice last, nothing on standard error."""
    assert prove() == 0
    out, err = capsys.readouterr()
    assert out.startswith("ALL PROVED\n")
    assert "Refuted" not in out
    assert all(f"more: pathways docs {name}\n" in out for name in PROPERTIES)
    assert one_line(out).endswith(NOTICE)
    assert err == ""


def test_a_refuted_property_is_told_with_its_patient(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1; the text names the property, its subject, the patient, the verdict, and ends with the notice."""
    assert prove(pack=faulty(tmp_path, HOLD_LOST)) == 1
    out = one_line(capsys.readouterr().out)
    assert out.startswith("1 REFUTED ")
    assert (
        "refuted reefmab is no candidate before both kinds of antibodies are known "
        "(invariant: reefmab_after_the_antibody_tests/harbour_fever/reefmab) "
        "· harbour fever; plainol: failed; tidemab: failed; swell score: 8 · reefmab: candidate "
    ) in out
    assert out.endswith(NOTICE)


def test_all_lists_what_is_proved_with_its_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """`--all` shows the smallest patient for each verdict; without it nothing of that is shown."""
    assert prove("--property", "verdict-reachable", "--all") == 0
    shown = one_line(capsys.readouterr().out)
    for verdict, patient, label in (
        ("candidate", "harbour fever, island form; gull vaccine: given long ago", "gullmab: candidate"),
        ("on_hold", "harbour fever, island form; active infection: present", "gullmab: on hold"),
    ):
        statement = f"gullmab is {verdict} for some patient (verdict-reachable: harbour_fever/gullmab/{verdict})"
        assert f"proved {statement} · {patient} · {label} " in shown
    assert prove("--property", "verdict-reachable") == 0
    assert "gullmab is" not in one_line(capsys.readouterr().out)


def test_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same report as Markdown, with headings."""
    assert prove("--format", "markdown", pack=faulty(tmp_path, HOLD_LOST)) == 1
    out = capsys.readouterr().out
    assert out.startswith("# 1 refuted\n")
    assert "\n## Refuted\n" in out
    assert NOTICE in one_line(out)


def report(arguments: tuple[str, ...], pack: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    """The exit code and the JSON document of a run."""
    code = prove("--format", "json", *arguments, pack=pack)
    return code, json.loads(capsys.readouterr().out)["result"]


def test_json_is_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, every statement once, the refuted one with its patient as a scenario."""
    code, told = report((), faulty(tmp_path, HOLD_LOST), capsys)
    assert code == 1
    assert told["summary"] == {"proved": len(told["results"]) - 1, "refuted": 1, "accepted": 0, "not decided": 0}
    assert len({(one["property"], one["subject"]) for one in told["results"]}) == len(told["results"])
    (bad,) = [one for one in told["results"] if one["status"] == "refuted"]
    assert (bad["property"], bad["pathway"]) == ("invariant", "harbour_fever")
    ((patient),) = bad["patients"]
    assert patient["verdicts"] == {"reefmab": "candidate"}
    assert patient["scenario"]["measures"] == {"swell_score": 8}
    assert told["accepted_but_not_refuted"] == []


def test_properties_and_pathways_can_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what was asked for is stated, and only that decides the exit code."""
    pack = faulty(tmp_path, HOLD_LOST)
    code, told = report(("--property", "one-verdict", "--property", "rule-can-fail"), pack, capsys)
    assert code == 0
    assert {one["property"] for one in told["results"]} == {"one-verdict", "rule-can-fail"}
    code, told = report(("--property", "invariant", "--pathway", "harbour_fever"), pack, capsys)
    assert code == 1
    assert told["summary"]["refuted"] == 1


@pytest.mark.parametrize(
    ("option", "name", "what", "meant"),
    [
        ("--property", "rule-not-maskd", "property", "rule-not-masked"),
        ("--pathway", "harbor_fever", "pathway", "harbour_fever"),
    ],
)
def test_an_unknown_name_is_one_clear_problem(
    option: str, name: str, what: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, nothing on standard output, the nearest known name as help."""
    assert prove(option, name) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"unknown-name: no {what} `{name}`" in err
    assert f"help: did you mean `{meant}`?" in err
    assert "1 problem;" in err


def test_refuting_patients_are_saved_as_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each refuting patient becomes a scenario file of the pack, marked, without `expect`; saving twice is saving once."""
    pack, folder = faulty(tmp_path, BEHIND_ALL), tmp_path / "new" / "cases"
    for _again in range(2):
        assert prove("--write-cases", folder, pack=pack) == 1
    capsys.readouterr()
    words = load_pack(pack)
    found = {path.stem: load_scenario(path, words) for path in sorted(folder.iterdir())}
    subject = "invariant-nothing-goes-on-in-an-infection-harbour-fever"
    assert set(found) == {f"{subject}-{therapy}" for therapy in ("gullmab", "reefmab", "tidemab")}
    for name, scenario in found.items():
        assert scenario.id == name
        assert scenario.expect is None
        assert scenario.tags == ("counterexample",)
        assert "somebody has to judge" in scenario.narrative
        assert scenario.findings["active_infection"] == "present"
    assert run(["test", "--pack", str(pack), str(folder)]) == 0
    assert "0 passed, 0 failed, 3 without an expectation" in capsys.readouterr().out


def test_where_cases_cannot_be_saved_nothing_is_proved_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file where the folder should be is one problem, before any proof."""
    (tmp_path / "cases").write_text("mine\n")
    assert prove("--write-cases", tmp_path / "cases") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "unwritable-file" in err
    assert (tmp_path / "cases").read_text() == "mine\n"


def test_ids_of_patients_do_not_collide_where_they_are_cut() -> None:
    """Statements whose names agree in the first eighty letters still save different files."""
    subject = "a_disease_with_a_long_name_indeed/and_a_drug_with_one/finding."
    ids = [patient_id("contraindication-adds-no-candidate", subject + name) for name in ("weak_heart", "weak_lung")]
    assert len(set(ids)) == 2
    for id in [*ids, patient_id("learning-as-allowed", "x" * 100, "-b"), patient_id("rule-can-fire", "harbour.cautions.age")]:
        assert ID.fullmatch(id)
    assert patient_id("rule-can-fire", "harbour.cautions.age") == "rule-can-fire-harbour-cautions-age"


@pytest.mark.parametrize("fault", FAULTS[:12:4], ids=lambda fault: fault.name)
def test_what_the_budget_leaves_open_is_never_called_proved(
    fault: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With one step of the solver for a question: exit code 1, *not decided*, and nothing proved that is not so."""
    whole = {(one.property, one.subject): one.status for one in proved(fault.name)}
    begin = door.Solver.__init__

    def begin_short(self: door.Solver, formulas: Formulas, budget: door.Budget | None = None) -> None:
        begin(self, formulas, (budget or door.Budget())._replace(steps=1))

    monkeypatch.setattr(door.Solver, "__init__", begin_short)
    code, told = report((), faulty(tmp_path, fault.name), capsys)
    assert code == 1
    assert told["summary"]["not decided"] > 100
    for one in told["results"]:
        key = one["property"], one["subject"]
        assert one["status"] in ("not decided", whole[key].value) if key in whole else one["status"] == "not decided"
        assert one["note"] or one["status"] != "not decided"
    assert {whole[one["property"], one["subject"]] for one in told["results"] if one["status"] == "proved"} == {
        ProofStatus.PROVED
    }
    prove(pack=tmp_path / "faulty")
    out = capsys.readouterr().out
    assert "NOT DECIDED" in out.splitlines()[0]
    assert "\nNot decided within the budget\n" in out


def accepting(property: str, subject: str, change: Change | None = None) -> Callable[[Path], Path]:
    """A pack whose author accepts a statement."""

    def write(folder: Path) -> Path:
        pack = write_pack(folder / "accepting", change or {})
        entry = f"accepted:\n  - {{property: {property}, subject: {subject}, because: It is meant so.}}\n"
        (pack / "accepted.yaml").write_text(entry)
        return pack

    return write


def test_what_is_accepted_is_told_and_does_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A refuted statement with the author's reason: exit code 0, and the reason is shown."""
    change = rule("supports.rough_fever", when={"finding": "plainol_was_not_enough"})
    pack = accepting("rule-not-masked", '"harbour.*.paper_cough"', change)(tmp_path)
    assert prove(pack=pack) == 0
    out = one_line(capsys.readouterr().out)
    assert out.startswith("ALL PROVED BUT WHAT THE AUTHOR ACCEPTS ")
    assert "accepted It is meant so. · rule-not-masked: harbour.supports.paper_cough" in out


@pytest.mark.parametrize(
    ("property", "subject"),
    [("rule-not-masked", "harbour.supports.paper_cough"), ("masked", '"*"'), ("invariant", "harbour.supports.paper_cough")],
)
def test_an_accepted_statement_that_is_not_refuted_is_reported(
    property: str, subject: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1: what was accepted holds, or was never stated. Asked for a part of the statements only, nothing is said."""
    pack = accepting(property, subject)(tmp_path)
    assert prove(pack=pack) == 1
    shown = one_line(capsys.readouterr().out)
    assert f"Accepted, but not refuted idle {property}: {subject.strip(chr(34))} · It is meant so." in shown
    code, told = report((), pack, capsys)
    assert code == 1
    assert [one["property"] for one in told["accepted_but_not_refuted"]] == [property]
    assert prove("--property", "one-verdict", pack=pack) == 0


def test_several_processes_write_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One process or two: the same report and the same cases, byte for byte."""
    pack, written = faulty(tmp_path, BEHIND_ALL), []
    for jobs in ("1", "2"):
        texts = []
        for format in ("text", "json"):
            assert prove("-j", jobs, "--all", "--format", format, "--write-cases", tmp_path / jobs, pack=pack) == 1
            texts.append(capsys.readouterr().out)
        written.append((texts, {path.name: path.read_bytes() for path in (tmp_path / jobs).iterdir()}))
    assert written[0] == written[1]
    assert len(written[0][1]) == 3


def test_without_the_solver_there_is_one_problem(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, and what to install; the pack is not even looked at."""
    monkeypatch.setattr(door, "z3", None)
    assert prove(pack=Path("no-such-pack")) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "pathways: solver-missing: this command needs the solver z3, which is not installed" in err
    assert "help: in a clone of the project: `pip install -c constraints.txt -e '.[prove]'`" in err
    assert "1 problem;" in err
