"""The pytest plugin: scenario files as items, only where a project asks for them, with all that pytest can do to an item."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path

import pytest

from tests.conftest import ROOT

TINY = ROOT / "tests" / "packs" / "tiny"
INI = f"""
[pytest]
addopts = --strict-markers
infusion_pathways_files = cases/**/*.json
infusion_pathways_pack = {TINY}
"""


@pytest.fixture(autouse=True, scope="module")
def extensions() -> None:
    """Load what is written in C once: each run in this process would load it anew, which it does not survive."""
    for name in ("yaml", "durable.lang"):
        import_module(name)


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with one case that passes, one that fails, one that expects nothing, and JSON that is no case."""
    pytester.makeini(INI)
    case = json.loads((TINY.parent / "patient.json").read_text())
    for name, changes in {
        "cases/right.json": {"tags": ["lesson:one", "skip"]},
        "cases/deep/er/wrong.json": {"expect": {"verdicts": {"wickimab": "ruled_out"}}, "title": "Wrong on purpose"},
        "cases/silent.json": {"expect": {}, "diagnoses": [{"disease": "paper_cough"}]},
        "settings.json": {},
    }.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**case, "id": path.stem, **changes}, indent=1))
    return pytester


def test_each_scenario_file_is_an_item(project: pytest.Pytester) -> None:
    """Passed, failed, and skipped where nothing is expected; a JSON file of another kind is not touched."""
    result = project.runpytest("-v", "-rs")
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    result.stdout.fnmatch_lines_random(
        [
            "cases/right.json::right PASSED*",
            "cases/deep/er/wrong.json::wrong FAILED*",
            "cases/silent.json::silent SKIPPED*(no expectation)*",
            "SKIPPED*cases/silent.json*no expectation",
        ]
    )
    assert "settings" not in result.stdout.str()


def test_a_failure_is_told_as_the_command_tells_it(project: pytest.Pytester) -> None:
    """The line of the expectation, the difference, the rule, its claims, the value; no line of this program."""
    result = project.runpytest("cases/deep")
    result.stdout.fnmatch_lines(
        [
            "cases/deep/er/wrong.json:4?",
            "verdict of wickimab: expected ruled_out, found candidate (*",
            "  rule `lantern.supports.after_failure` (supports) is true [[]C1]",
            "*glow score: 7.5 (blazing) /measures/glow_score",
        ]
    )
    assert "infusion_pathways/" not in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_without_the_setting_nothing_is_collected(project: pytest.Pytester) -> None:
    """A project that does not ask for it keeps its JSON to itself, also where a file is named."""
    project.makeini("[pytest]\n")
    assert project.runpytest("cases").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert project.runpytest("cases/right.json").ret in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED)


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["-k", "purpose"], {"wrong"}),
        (["-k", "right or silent"], {"right", "silent"}),
        (["-k", "lesson"], {"right"}),
        (["-m", "pathway_lantern_fever"], {"right", "wrong"}),
        (["-m", "tag_lesson_one"], {"right"}),
        (["-m", "pathway_lantern_fever and not tag_skip"], {"wrong"}),
        (["cases/deep"], {"wrong"}),
        (["cases/right.json::right"], {"right"}),
    ],
    ids=lambda value: " ".join(sorted(value) if isinstance(value, set) else value),
)
def test_items_are_picked_by_words_markers_and_paths(project: pytest.Pytester, arguments: list[str], names: set[str]) -> None:
    """`-k` finds id, title and tags; markers are registered, so that strict projects take them; node ids work."""
    result = project.runpytest("--collect-only", "-q", *arguments)
    assert {line.rpartition("::")[2] for line in result.outlines if "::" in line} == names
    assert result.ret == 0


def test_markers_are_listed(project: pytest.Pytester) -> None:
    """`--markers` says what markers there are."""
    project.runpytest("--markers").stdout.fnmatch_lines(["@pytest.mark.pathway_<name>: *", "@pytest.mark.tag_<name>: *"])


def test_last_failed_runs_only_what_failed(project: pytest.Pytester) -> None:
    """`--lf` finds the case again."""
    project.runpytest("-p", "cacheprovider").assert_outcomes(passed=1, failed=1, skipped=1)
    project.runpytest("-p", "cacheprovider", "--lf").assert_outcomes(failed=1)


def test_it_works_with_xdist(project: pytest.Pytester) -> None:
    """On two processes the same comes out."""
    result = project.runpytest_subprocess("-n", "2")
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    result.stdout.fnmatch_lines(["verdict of wickimab: expected ruled_out, found candidate (*"])


def test_junit_of_pytest_has_the_cases(project: pytest.Pytester) -> None:
    """pytest's own report names each case, with its pathway and the rules as properties."""
    project.runpytest("--junit-xml=r.xml")
    cases = {case.get("name"): case for case in ET.parse(project.path / "r.xml").iter("testcase")}
    assert set(cases) == {"right", "wrong", "silent"}
    properties = {(p.get("name"), p.get("value")) for p in cases["right"].iter("property")}
    assert properties == {("pathway", "lantern_fever"), ("rules", "tiny 0.1.0")}
    failure = cases["wrong"].find("failure")
    assert failure is not None
    assert "expected ruled_out, found candidate" in (failure.text or "")


def test_a_broken_file_is_a_failing_item(project: pytest.Pytester) -> None:
    """The other cases run; the problem is drawn with its place and without a path of this machine. An id used twice too."""
    (project.path / "cases" / "broken.json").write_text('{"schema": "x",\n "id": }')
    (project.path / "cases" / "z-copy.json").write_text((project.path / "cases" / "right.json").read_text())
    result = project.runpytest("cases")
    result.assert_outcomes(passed=1, failed=3, skipped=1)
    result.stdout.fnmatch_lines(["cases/broken.json:2:8: not-json: *", '  2 |  "id": }', "  *help: *"])
    result.stdout.fnmatch_lines(["cases/z-copy.json:3:*: duplicate-id: the id `right` is also used by cases/right.json"])
    assert str(project.path) not in "\n".join(line for line in result.outlines if "rootdir" not in line)


def test_rules_that_cannot_be_loaded_are_told_once(project: pytest.Pytester) -> None:
    """The problem itself at the first file, a line at the others; nothing passes."""
    project.makeini(INI.replace(str(TINY), "nowhere"))
    result = project.runpytest("cases")
    result.assert_outcomes(errors=3)
    assert result.stdout.str().count("not-a-pack") == 1
    assert "INTERNALERROR" not in result.stdout.str() + result.stderr.str()


def test_a_wrong_engine_is_told(project: pytest.Pytester) -> None:
    """The setting names what it takes."""
    project.makeini(f"{INI}infusion_pathways_engine = quick\n")
    result = project.runpytest("cases/right.json")
    result.stdout.fnmatch_lines(["*infusion_pathways_engine is `quick`; it is one of both, rete, direct*"])
    assert result.ret != 0


def test_both_engines_can_be_asked_for(project: pytest.Pytester) -> None:
    """`both` runs the same cases."""
    project.makeini(f"{INI}infusion_pathways_engine = both\n")
    project.runpytest("cases").assert_outcomes(passed=1, failed=1, skipped=1)


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("scenarios/**/*.json", "scenarios/a.json", True),
        ("scenarios/**/*.json", "scenarios/x/y/a.json", True),
        ("scenarios/**/*.json", "other/scenarios/a.json", False),
        ("scenarios/*.json", "scenarios/x/a.json", False),
        ("./cases/?.json", "cases/a.json", True),
        ("cases/a.json", "cases/abjson", False),
        ("**/case-*.json", "deep/case-1.json", True),
        ("**/case-*.json", "case-1.json", True),
        ("cases/**", "cases/x/a.json", True),
    ],
)
def test_patterns_of_paths(pattern: str, path: str, meant: bool) -> None:
    """`**` means any number of folders, `*` and `?` stay within a name, everything else is itself."""
    from infusion_pathways.pytest_plugin import _regex

    assert (_regex(pattern).fullmatch(path) is not None) is meant


HEAVY = ("yaml", "pydantic", "durable", "rich", "typer", "z3", "multiprocessing.context", "infusion_pathways.cases")


def test_loading_the_plugin_loads_nothing_heavy(pytester: pytest.Pytester) -> None:
    """A run of pytest that collects no scenario pays for no rules, no engine and no terminal."""
    test = pytester.makepyfile(
        f"""
        import sys
        def test_it():
            assert "infusion_pathways.pytest_plugin" in sys.modules
            assert [name for name in {HEAVY!r} if name in sys.modules] == []
        """
    )
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:hypothesispytest")
    command = [sys.executable, "-m", "pytest", *options, str(test)]
    done = subprocess.run(command, cwd=pytester.path, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout


def test_our_own_suite_does_not_run_scenarios_twice(pytestconfig: pytest.Config) -> None:
    """The cases of this repository are run by `pathways test` and by tests of their own, never as items of this suite."""
    assert pytestconfig.getini("infusion_pathways_files") == []
    assert Path(pytestconfig.rootpath) == ROOT
