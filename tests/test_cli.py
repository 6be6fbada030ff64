"""The command line: what goes to which stream, exit codes, help with examples, colour only where it belongs."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from infusion_pathways.cli.app import app, run
from infusion_pathways.cli.options import complete_scenario

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "scenarios" / "rheumatoid_arthritis"
EXAMPLE = FOLDER / "ra-methotrexate-and-sulfasalazine-failure.json"
COMMANDS = sorted(str(command.name) for command in (*app.registered_commands, *app.registered_groups))
PATHWAYS = [sys.executable, "-c", "from infusion_pathways.cli import main; main()"]


def test_run_several_files_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Several JSON traces are one array; one file is one object."""
    other = FOLDER / "ra-adalimumab-works.json"
    assert run(["run", str(EXAMPLE), str(other), "--format", "json"]) == 0
    traces = [document["result"] for document in json.loads(capsys.readouterr().out)]
    assert [t["scenario"]["id"] for t in traces] == [EXAMPLE.stem, other.stem]
    assert run(["run", str(EXAMPLE), "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["outcome"]["code"] == "infusion_candidates"


def test_a_bad_file_does_not_hide_the_good_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The good file is answered on standard output, the bad one complained about on standard error, exit code 2."""
    bad = tmp_path / "bad.json"
    bad.write_text(
        '{"schema": "infusion-pathways/scenario/1", "id": "x", "title": "X", "diagnoses": [{"disease": "rheumatoid_artritis"}]}'
    )
    assert run(["run", str(bad), str(EXAMPLE), "--format", "json"]) == 2
    out, err = capsys.readouterr()
    assert [t["result"]["scenario"]["id"] for t in json.loads(out)] == [EXAMPLE.stem]
    assert "unknown-disease: no disease `rheumatoid_artritis` in this pack" in err
    assert "help: did you mean `rheumatoid_arthritis`?" in err


def test_standard_input() -> None:
    """`-` reads standard input."""
    done = subprocess.run([*PATHWAYS, "run", "-", "-d", "short"], input=EXAMPLE.read_bytes(), capture_output=True, check=True)
    assert done.stdout.startswith(b"INFUSION CANDIDATES")
    assert done.stderr == b""


@pytest.mark.parametrize("engine", ["rete", "direct", "both"])
def test_engines_print_the_same(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever engine evaluates, the reading is the same."""
    assert run(["run", str(EXAMPLE), "--engine", engine]) == 0
    assert capsys.readouterr().out == run_text(capsys)


def run_text(capsys: pytest.CaptureFixture[str]) -> str:
    run(["run", str(EXAMPLE)])
    return capsys.readouterr().out


def test_disagreeing_engines_are_an_error_and_no_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the direct engine is made to lie about one rule, `run` names the rule, prints nothing else, and exits with 70."""
    from infusion_pathways.meaning.logic import Truth

    front = sys.modules["infusion_pathways.engine.choice"]

    honest = front.DIRECT.rules
    monkeypatch.setattr(front.DIRECT, "rules", lambda p, f: {**honest(p, f), "ra.infliximab.dmard_failure": Truth.FALSE})
    assert run(["run", str(EXAMPLE)]) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert "rule ra.infliximab.dmard_failure: direct says false, the reference meaning says true" in err


def test_test_reports_a_failure_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case that expects the wrong thing, and one with the right answer for a wrong reason, both fail with exit code 1."""
    raw = json.loads(EXAMPLE.read_text())
    raw["expect"] = {
        "outcome": "infusion_candidates",
        "because": ["ra.rituximab.after_tnf_blocker"],
        "verdicts": {"rituximab": "candidate"},
    }
    (tmp_path / "case.json").write_text(json.dumps(raw))
    assert run(["test", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "rule: expected `ra.rituximab.after_tnf_blocker` to have fired, found that it did not" in out
    assert "verdict of rituximab: expected candidate, found condition_unmet (a `requires` is false)" in out
    assert "0 passed, 1 failed" in out


def test_test_says_which_cases_expect_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scenario without `expect` is counted apart, not as passed."""
    raw = json.loads(EXAMPLE.read_text())
    del raw["expect"]
    (tmp_path / "silent.json").write_text(json.dumps(raw))
    assert run(["test", str(tmp_path)]) == 0
    assert "0 passed, 0 failed, 1 without an expectation" in capsys.readouterr().out


def test_an_empty_folder_is_not_a_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No case found is bad input."""
    assert run(["test", str(tmp_path)]) == 2
    assert "no scenario files found" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` of every command shows one."""
    assert run([command, "--help"]) == 0
    assert f"Example: pathways {command}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    "arguments", [["rnu"], ["run"], ["run", "x", "--format", "pdf"], ["schema", "dose"], ["run", "--nonsense", "x"]]
)
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A usage error says what is wrong on standard error, without a traceback."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Usage: pathways" in err
    assert "Traceback" not in err


def test_colour_only_on_a_terminal() -> None:
    """A terminal gets colour, a pipe does not, and `NO_COLOR` turns it off; the words are the same."""

    def on_terminal(**environment: str) -> str:
        leader, follower = pty.openpty()
        env = {**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", **environment}
        process = subprocess.Popen([*PATHWAYS, "run", str(EXAMPLE), "-d", "short"], stdout=follower, stderr=follower, env=env)
        os.close(follower)
        chunks = []
        while True:
            try:
                chunk = os.read(leader, 65536)
            except OSError:
                break
            if not chunk:
                break
            chunks.append(chunk)
        process.wait()
        os.close(leader)
        return b"".join(chunks).decode()

    assert "\x1b[" in on_terminal()
    assert "\x1b[" not in on_terminal(NO_COLOR="1")
    piped = subprocess.run([*PATHWAYS, "run", str(EXAMPLE), "-d", "short"], capture_output=True, check=True, text=True).stdout
    assert "\x1b[" not in piped
    assert on_terminal(NO_COLOR="1").replace("\r\n", "\n").split() == piped.split()


@pytest.mark.parametrize("subject", ["scenario", "pack", "trace"])
def test_schemas_are_schemas(subject: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each printed schema is a valid JSON Schema and one JSON document."""
    assert run(["schema", subject]) == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


def test_every_shipped_scenario_follows_the_scenario_schema(
    capsys: pytest.CaptureFixture[str], shipped_files: list[Path]
) -> None:
    """What the program reads, the schema accepts; and what it refuses, the schema refuses too."""
    run(["schema", "scenario"])
    validator = jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))
    for path in shipped_files:
        validator.validate(json.loads(path.read_text()))
    good = json.loads(EXAMPLE.read_text())
    for change in (
        {"diagnoses": []},
        {"diagnoses": [{"disease": "plague"}]},
        {"diagnoses": [{"disease": "ra", "activity": "inactive"}]},
        {"measures": {"das28_esr": 40}},
        {"patient": {"age_years": -3}},
        {"treatments": [{"therapy": "methotrexat"}]},
        {"treatments": "none"},
        {"findings": {"disease_active": "present"}},
        {"findings": {"hepatitis_b": "maybe"}},
        {"name": "x"},
        {"schema": "other"},
    ):
        assert not validator.is_valid({**good, **change}), change


def test_every_shipped_pack_file_follows_the_pack_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """Each YAML file of the shipped rules is valid against `pathways schema pack`."""
    import yaml

    run(["schema", "pack"])
    validator = jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))
    files = sorted((ROOT / "rules").rglob("*.yaml"))
    assert len(files) > 15
    for path in files:
        validator.validate(yaml.load(path.read_text(), yaml.CSafeLoader))


def test_packs_counts_are_computed(capsys: pytest.CaptureFixture[str]) -> None:
    """`pathways packs` shows 53 of 53 claims and 24 of 24 discrepancies, and the rules that cite each."""
    assert run(["packs"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "claims: 53 of 53 accounted for" in text
    assert "discrepancies: 24 of 24 accounted for (24 cited by rules)" in text
    assert run(["packs", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["result"]
    assert found["claims"]["open"] == found["discrepancies"]["open"] == []
    assert "ra.adalimumab.dmard_failure" in found["claims"]["by_id"]["C13"]


def test_packs_lists_words_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """Names of a section, and every rule with its cites, can be listed."""
    assert run(["packs", "--words", "outcomes"]) == 0
    assert "inadequate_response  inadequate response" in capsys.readouterr().out
    assert run(["packs", "--rules"]) == 0
    assert "ra.rituximab.after_tnf_blocker" in capsys.readouterr().out


def test_completion_offers_scenario_files() -> None:
    """Shell completion finds shipped scenarios by any part of their path."""
    assert any(path.endswith("ra-adalimumab-works.json") for path in complete_scenario("adalimumab-works"))
    assert complete_scenario("no-such-scenario") == []


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` says the version of the package, and which engines are here."""
    from infusion_pathways import __version__

    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"pathways {__version__}\nengines: rete, direct; the default is both\n"


def test_a_closed_pipe_is_no_traceback() -> None:
    """`pathways run ... | head -1` ends quietly."""
    script = f"{' '.join(map(repr, PATHWAYS))} run '{EXAMPLE}' --detail full --format json | head -c 10"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
