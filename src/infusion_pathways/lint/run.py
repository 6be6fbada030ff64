"""Open a pack with its cases, look at it with checks, and gather what they find."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from infusion_pathways.cases import case_files
from infusion_pathways.lint.check import LintCheck, finding_of
from infusion_pathways.lint.context import LintContext, LintedCase
from infusion_pathways.lint.finding import PROBLEMS_PAGES, LintFinding, Need, Severity, in_order
from infusion_pathways.lint.ledger import CHECKS
from infusion_pathways.lint.proofs import ASKED, PARTS, Proofs
from infusion_pathways.lint.source_map import SourceMap
from infusion_pathways.lint.suppress import sort_by_allowance
from infusion_pathways.pack import Pack, shipped
from infusion_pathways.pack.load import SHIPPED, files_of, load_with_sections
from infusion_pathways.scenario import messages, parse_scenario
from infusion_pathways.solver.z3_solver import Budget, is_installed
from infusion_pathways.source import Place, Problem, ProblemsFound, read_json
from infusion_pathways.source.repository_paths import repository_path

SCENARIOS = "scenarios"
Progress = Callable[[Iterable[Any], int, str], Iterable[Any]]


class LintOrder(NamedTuple):
    """What to look at: a pack (the shipped one if None), its cases, some checks, some pathways; and what proofs may cost."""

    pack: Path | None = None
    scenarios: tuple[Path, ...] = ()
    checks: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    seconds: float = 20.0
    jobs: int = 1


class LintReport(NamedTuple):
    """What came of it: findings, those that a comment allows, the checks looked at, and why others were not.

    `pack` is None where the files could not be read as one.
    """

    findings: tuple[LintFinding, ...]
    allowed: tuple[LintFinding, ...] = ()
    checks: tuple[LintCheck, ...] = ()
    left_out: tuple[str, ...] = ()
    cases: int = 0
    pack: Pack | None = None

    def counted(self, level: Severity) -> int:
        """How many findings of a level there are."""
        return sum(finding.level is level for finding in self.findings)

    def at_least(self, level: Severity) -> bool:
        """Whether there is a finding of a level, or a heavier one."""
        return any(finding.level.weight >= level.weight for finding in self.findings)


def run_checks(order: LintOrder, progress: Progress = lambda parts, total, what: parts) -> LintReport:
    """Look at a pack and its cases.

    What cannot be read is a finding like any other, of level error; then the rest waits. Raises ProblemsFound where there is no
    such folder, or no pathway of a name.
    """
    folder = shipped(SHIPPED) if order.pack is None else order.pack
    try:
        files = files_of(folder)
        pack, raw = load_with_sections(order.pack)
    except ProblemsFound as found:
        if not folder.is_dir():
            raise
        left = f"{_named(CHECKS.values())}: the pack cannot be read" if not order.checks else "the pack cannot be read"
        return LintReport(tuple(map(_refused, found.problems)), left_out=(left,))
    written = SourceMap(SHIPPED if order.pack is None else order.pack.as_posix(), files)
    for name in order.pathways:
        if name not in pack.programs:
            raise ProblemsFound([messages.unknown_name(Place("pathways"), "pathway", name[:60], pack.programs)])
    chosen = order.pathways or tuple(pack.programs)
    cases, refused = _cases(pack, _case_files(order))
    study = LintContext(pack, raw, written, chosen, not order.pathways, tuple(cases))
    wanted = [check for check in CHECKS.values() if not order.checks or check.id in order.checks]
    checks, left_out = _possible(wanted, study)
    if any(Need.SOLVER in check.needs for check in checks):
        study.proofs = _proved(pack, order, chosen, study.whole, progress)
        if study.proofs.undecided:
            left_out.append(f"{study.proofs.undecided} proofs were not decided within the budget")
    findings = [finding_of(check, remark) for check in checks for remark in check.find(study)]
    counting, allowed = sort_by_allowance(study, findings, [check.id for check in checks], CHECKS)
    return LintReport(
        tuple(sorted((*counting, *refused), key=in_order)),
        tuple(sorted(allowed, key=in_order)),
        tuple(checks),
        tuple(left_out),
        len(cases),
        pack,
    )


def _case_files(order: LintOrder) -> list[Path]:
    if order.scenarios:
        return case_files(order.scenarios)
    if order.pack is None:
        return case_files([_from_here(shipped(SCENARIOS))])
    beside = Path(os.path.normpath(order.pack)).parent / SCENARIOS
    return case_files([order.pack]) or case_files([beside] if beside.is_dir() else [])


def _from_here(path: Path) -> Path:
    """A path as seen from the working folder, where it lies below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _cases(pack: Pack, files: Iterable[Path]) -> tuple[list[LintedCase], list[LintFinding]]:
    """The cases that can be read, and what is wrong with the others."""
    cases: list[LintedCase] = []
    refused: list[LintFinding] = []
    ids: dict[str, str] = {}
    for path in files:
        try:
            document = read_json(path)
            scenario = parse_scenario(document, pack)
            first = ids.setdefault(scenario.id, document.name)
            if first != document.name:
                raise ProblemsFound([messages.duplicate_id(document.place(("id",)), scenario.id, first)])
            cases.append(LintedCase(document, scenario))
        except ProblemsFound as found:
            refused += map(_refused, found.problems)
    return cases, refused


def _possible(wanted: Sequence[LintCheck], study: LintContext) -> tuple[list[LintCheck], list[str]]:
    """The checks that can be looked at, and in words why the others cannot."""
    reasons: list[tuple[str, Callable[[LintCheck], bool]]] = [
        ("they need the solver (extra `prove`)", lambda check: Need.SOLVER in check.needs and not is_installed()),
        ("there are no cases", lambda check: Need.CASES in check.needs and not study.all_cases),
        ("they are about a whole pack", lambda check: check.whole and not study.whole),
    ]
    left_out = []
    for reason, applies in reasons:
        out = [check for check in wanted if applies(check)]
        wanted = [check for check in wanted if not applies(check)]
        left_out += [f"{_named(out)}: {reason}"] * bool(out)
    return list(wanted), left_out


def _named(checks: Iterable[LintCheck]) -> str:
    return ", ".join(check.id for check in checks)


def _proved(pack: Pack, order: LintOrder, pathways: Sequence[str], whole: bool, progress: Progress) -> Proofs:
    from infusion_pathways.prove.run import merged_results, proved, tasks

    todo = [task for task in tasks(pack, list(pathways)) if task.part in PARTS]
    found = proved(pack, order.pack, todo, Budget(order.seconds), ASKED, order.jobs)
    return Proofs(tuple(merged_results(pack, [r for part in progress(found, len(todo), "proofs") for r in part], whole)))


def _refused(problem: Problem) -> LintFinding:
    """What the loader refuses, as a finding; its page is that of the problem."""
    help = ". ".join(filter(None, (problem.why, problem.help)))
    page = f"{PROBLEMS_PAGES}/{problem.code}.md"
    return LintFinding(problem.code, Severity.ERROR, problem.place, problem.message, help, page=page)


def paths_of(order: LintOrder, findings: Iterable[LintFinding]) -> dict[str, Path]:
    """Where the files lie that findings are about, by the names they are shown under."""
    return {name: _path(order, name) for name in {finding.place.file for finding in findings}}


def _path(order: LintOrder, name: str) -> Path:
    """Where a file lies: those of the shipped rules are shown as if their folder were here."""
    ours = order.pack is None and (name == SHIPPED or (name.startswith(f"{SHIPPED}/") and name.endswith(".yaml")))
    return shipped(SHIPPED) / name.removeprefix(SHIPPED).lstrip("/") if ours else Path(name)


def with_repository_paths(order: LintOrder, looked: LintReport) -> LintReport:
    """What came of it, with files named as a code host names them."""
    findings, allowed = (tuple(_hosted(order, finding) for finding in found) for found in (looked.findings, looked.allowed))
    return looked._replace(findings=findings, allowed=allowed)


def _hosted(order: LintOrder, finding: LintFinding) -> LintFinding:
    def moved(place: Place) -> Place:
        return place._replace(file=repository_path(_path(order, place.file)))

    fix = finding.fix and finding.fix._replace(place=moved(finding.fix.place))
    return finding._replace(place=moved(finding.place), fix=fix)
