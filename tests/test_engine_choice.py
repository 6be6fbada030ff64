"""Who judges: what is asked for by name or told by name is what judged, on machines with durable-rules and on those without."""

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infusion_pathways import EngineChoice, Pack, Scenario, advise
from infusion_pathways.cli.app import run
from infusion_pathways.cli.common import Exit
from infusion_pathways.engine import chaining
from infusion_pathways.engine.choice import chosen, why_not_rete
from infusion_pathways.engine.direct import DirectEngine
from infusion_pathways.engine.errors import EnginesDisagree
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.source import MissingRequirement
from tests.conftest import ROOT

TINY = ("--pack", str(ROOT / "tests" / "packs" / "tiny"))
PATIENT = str(ROOT / "tests" / "packs" / "patient.json")
NOTE = "note: direct judges, checked against the reference meaning; durable-rules cannot be used here: it is not installed\n"
EVALUATING = {
    "run": ["run", PATIENT],
    "test": ["test", PATIENT],
    "explain": ["explain", PATIENT, "tindrizumab"],
    "what-if": ["what-if", PATIENT, "--unset", "/treatments"],
    "graph": ["graph", PATIENT],
    "ask": ["ask", PATIENT],
    "flip": ["flip", PATIENT, "tindrizumab"],
    "prove": ["prove", "-j", "1", "--property", "one-verdict"],
    "atlas": ["atlas", "-j", "1"],
    "pairs": ["pairs", "-j", "1"],
}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which durable-rules is not installed."""
    monkeypatch.setattr(chaining, "_loaded", lambda: "it is not installed")


def test_each_choice_names_who_judged(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """The trace says who judged, and is the same in everything else; the default is `both` where durable-rules loads."""
    traces = {choice: advise(tiny_pack, tiny_patient, choice) for choice in EngineChoice}
    assert {choice.value: trace.engines for choice, trace in traces.items()} == {
        "both": ("rete", "direct", "reference"),
        "rete": ("rete",),
        "direct": ("direct",),
        "checked": ("direct", "reference"),
    }
    assert len({trace._replace(engines=()) for trace in traces.values()}) == 1
    assert advise(tiny_pack, tiny_patient).engines == ("rete", "direct", "reference")


def test_a_patient_whom_no_pathway_covers_was_judged_by_nobody(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """Where nothing was evaluated, no engine is named."""
    outside = tiny_patient._replace(diagnoses=tuple(d._replace(disease="paper_cough") for d in tiny_patient.diagnoses[:1]))
    assert advise(tiny_pack, outside).engines == ()


@pytest.mark.usefixtures("without")
def test_without_durable_rules_the_default_is_checked(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """Without durable-rules the default is the direct engine compared with the reference, under that name."""
    assert chosen() is EngineChoice.CHECKED
    assert advise(tiny_pack, tiny_patient).engines == ("direct", "reference")


@pytest.mark.usefixtures("without")
@pytest.mark.parametrize("choice", ["both", "rete", EngineChoice.BOTH, EngineChoice.RETE])
def test_an_engine_that_is_asked_for_is_never_replaced(
    choice: EngineChoice | str, tiny_pack: Pack, tiny_patient: Scenario
) -> None:
    """Whoever names an engine that cannot be used is told so, with one problem, and gets no answer of another one."""
    with pytest.raises(MissingRequirement) as raised:
        advise(tiny_pack, tiny_patient, choice)
    assert [problem.code for problem in raised.value.problems] == ["engine-missing"]


def test_an_engine_that_does_not_exist(tiny_pack: Pack, tiny_patient: Scenario) -> None:
    """A name that means no engine is refused as before."""
    with pytest.raises(ValueError, match="fast"):
        advise(tiny_pack, tiny_patient, "fast")


def test_checked_means_compared(tiny_pack: Pack, tiny_patient: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """A direct engine that errs in one rule is found out by `checked`; by `direct` alone it is not."""
    right = DirectEngine.rules
    turned = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.TRUE}

    def wrong(self: DirectEngine, *of: object) -> dict[str, Truth]:
        found = right(self, *of)  # type: ignore[arg-type]
        first = next(iter(found))
        return {**found, first: turned[found[first]]}

    monkeypatch.setattr(DirectEngine, "rules", wrong)
    with pytest.raises(EnginesDisagree, match="direct says"):
        advise(tiny_pack, tiny_patient, "checked")
    advise(tiny_pack, tiny_patient, "direct")


@pytest.mark.parametrize("command", EVALUATING)
def test_every_command_works_without_durable_rules(
    command: str, without: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command that evaluates answers, says in one line who judges and why, and asks durable-rules nothing."""
    monkeypatch.setattr(chaining.RuleChain, "__init__", lambda *_: pytest.fail("durable-rules was asked"))
    code = run([*EVALUATING[command], *TINY])
    said = capsys.readouterr()
    assert code in (Exit.OK, Exit.CASE_FAILED), said.err
    assert said.err == NOTE
    assert said.out


@pytest.mark.parametrize("command", ["run", "test", "explain", "what-if"])
@pytest.mark.parametrize("engine", ["both", "rete"])
def test_a_command_whose_engine_is_missing(command: str, engine: str, without: None, capsys: pytest.CaptureFixture[str]) -> None:
    """It ends with 3, one problem and no answer, however many files are named."""
    more = [PATIENT] if command in ("run", "test") else []
    assert run([*EVALUATING[command], *more, *TINY, "--engine", engine]) == Exit.MISSING
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("engine-missing: ") == 1
    assert f"`{engine}` needs durable-rules, which cannot be used here: it is not installed" in said.err


def test_the_readings_say_who_judged(without: None, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON and the full text name the engines; `--version` says which are here, and why one is not."""
    run(["run", PATIENT, *TINY, "-f", "json"])
    assert json.loads(capsys.readouterr().out)["engines"] == ["direct", "reference"]
    run(["run", PATIENT, *TINY, "-d", "full"])
    assert "Judged by: direct, reference" in capsys.readouterr().out
    run(["test", PATIENT, *TINY])
    assert "(engine: checked, " in capsys.readouterr().out
    run(["--version"])
    line = "engines: direct (rete needs durable-rules, which cannot be used here: it is not installed); the default is checked"
    assert capsys.readouterr().out.splitlines()[1:] == [line]


def no_python(folder: Path) -> str:
    """A file named as a Python is that nobody may run."""
    (folder / "python").write_text("")
    return str(folder / "python")


@pytest.mark.parametrize(
    "program",
    [lambda _: "", lambda _: None, lambda _: "/bin/sh", lambda _: "/nowhere/python3", lambda folder: str(folder), no_python],
    ids=["empty", "none", "another program", "no file", "a folder", "not to be run"],
)
def test_a_python_that_cannot_start_another_is_found_at_the_first_patient(
    program: Callable[[Path], str | None],
    tiny_pack: Pack,
    tiny_patient: Scenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is started to find out, and nothing fails at a later patient: the default is `checked`, a name is refused."""
    monkeypatch.setattr(sys, "executable", program(tmp_path))
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a process was started"))
    assert "second Python" in why_not_rete()
    assert advise(tiny_pack, tiny_patient).engines == ("direct", "reference")
    with pytest.raises(MissingRequirement, match="second Python"):
        advise(tiny_pack, tiny_patient, "both")


@pytest.fixture
def afresh() -> None:
    """Durable-rules is looked for anew, and forgotten again afterwards."""
    chaining._loaded.cache_clear()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModuleNotFoundError("No module named 'durable_rules_engine'", name="durable_rules_engine"), "it is not installed"),
        (ModuleNotFoundError("No module named 'durable.engine'", name="durable.engine"), "it is not installed"),
        (ModuleNotFoundError("No module named 'curses'", name="curses"), "it does not load"),
        (ImportError("/x.so: undefined symbol: PyEval_CallObject"), "it was built for another Python"),
        (ImportError("dlopen(/x.so): symbol not found in flat namespace"), "it was built for another Python"),
        (ImportError("DLL load failed"), "it does not load"),
        (OSError("cannot map"), "it does not load"),
        (SystemError("error return without exception set"), "it does not load"),
        (SyntaxError("invalid syntax"), "it does not load"),
    ],
)
def test_whatever_the_import_says_is_one_sentence(
    error: Exception, words: str, afresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However loading fails, the reason is a few words; and the flags of the loader are as before."""

    class Refusing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "durable_rules_engine":
                raise error

    for name in [name for name in sys.modules if name.startswith("durable")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Refusing(), *sys.meta_path])
    monkeypatch.setattr(sys, "version_info", (3, 13, 0, "final", 0))
    before = sys.getdlopenflags()
    assert chaining.why_not_loaded() == words
    assert sys.getdlopenflags() == before
    chaining._loaded.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="only there are names looked up late")
@pytest.mark.parametrize(("version", "late"), [((3, 12, 9), False), ((3, 13, 0), True), ((3, 14, 1), True)])
def test_names_are_looked_up_late_only_while_it_loads(
    version: tuple[int, int, int], late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 3.13 on, and only round that import; other flags stay."""
    before = sys.getdlopenflags()
    monkeypatch.setattr(sys, "version_info", version)
    sys.setdlopenflags(os.RTLD_NOW | os.RTLD_GLOBAL)
    try:
        with contextlib.suppress(KeyError), chaining._late_binding():
            assert sys.getdlopenflags() == os.RTLD_GLOBAL | (os.RTLD_LAZY if late else os.RTLD_NOW)
            raise KeyError
        assert sys.getdlopenflags() == os.RTLD_NOW | os.RTLD_GLOBAL
    finally:
        sys.setdlopenflags(before)
