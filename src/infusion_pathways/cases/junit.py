"""A run of cases as a JUnit report: one suite for each folder, named as a code host names it.

Readers need a `time` for each case and suite, and say NaN or leave a case out where there is none. It is 0, so that the same
cases give the same bytes.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from infusion_pathways.cases.report import SILENT, failure_of
from infusion_pathways.cases.run import CaseResult, CaseStatus
from infusion_pathways.source import Place, Problem, draw
from infusion_pathways.source.problem import one_line, printable
from infusion_pathways.source.repository_paths import repository_path

COUNTED = {"failures": CaseStatus.FAILED, "errors": CaseStatus.UNREADABLE, "skipped": CaseStatus.SILENT}
TIME = {"time": "0"}


class Suites:
    """Gathers results as the elements they will be.

    `properties` are said of each suite; `places` tells where rules stand, and is asked when the first case has failed.
    """

    def __init__(self, properties: Mapping[str, str], places: Callable[[], Mapping[str, Place]]) -> None:
        self._properties = properties
        self._places = places
        self._suites: dict[str, Element] = {}
        self._counts: dict[str, Counter[CaseStatus]] = {}

    def add(self, result: CaseResult) -> None:
        """Add the result of a case; one that was left out is no part of the report."""
        if result.status is CaseStatus.LEFT_OUT:
            return
        folder = PurePosixPath(repository_path(result.file)).parent.as_posix()
        if folder not in self._suites:
            self._suites[folder], self._counts[folder] = self._suite(folder), Counter()
        self._counts[folder][result.status] += 1
        self._case(self._suites[folder], folder, result)

    def text(self) -> str:
        """The whole report."""
        total = sum(self._counts.values(), Counter[CaseStatus]())
        root = Element("testsuites", {"name": "pathways test", **_counts(total), **TIME})
        for folder, suite in self._suites.items():
            suite.attrib |= {**_counts(self._counts[folder]), **TIME}
            root.append(suite)
        indent(root)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'

    def _suite(self, folder: str) -> Element:
        suite = Element("testsuite", {"name": one_line(folder)})
        properties = SubElement(suite, "properties")
        for name, value in self._properties.items():
            SubElement(properties, "property", {"name": name, "value": one_line(value)})
        return suite

    def _case(self, suite: Element, folder: str, result: CaseResult) -> None:
        name = result.id if result.title or result.status is not CaseStatus.UNREADABLE else PurePosixPath(result.file).stem
        case = SubElement(suite, "testcase", {"classname": one_line(folder), "name": one_line(name), **TIME})
        match result.status:
            case CaseStatus.FAILED:
                first, more = result.differences[0], len(result.differences) - 1
                _add(case, "failure", first.section, f"{first}{f' and {more} more' if more else ''}", self._failure(result))
            case CaseStatus.UNREADABLE:
                problem = result.problems[0]
                _add(case, "error", problem.code, problem.message, "\n".join(map(_drawn, result.problems)))
            case CaseStatus.SILENT:
                SubElement(case, "skipped", {"message": SILENT})
            case _:
                pass

    def _failure(self, result: CaseResult) -> str:
        """What is wrong with a case, and where it and the rules at work stand."""
        rules = dict.fromkeys(reason.rule for difference in result.differences for reason in difference.reasons)
        placed = {rule: self._places()[rule] for rule in rules if rule in self._places()}
        lines = [f"{repository_path(place.file)}:{place.line}: rule `{rule}`" for rule, place in placed.items()]
        return "\n".join([f"{repository_path(result.file)}:{result.differences[0].line}", failure_of(result), *lines])


def _drawn(problem: Problem) -> str:
    return draw(problem._replace(place=problem.place._replace(file=repository_path(problem.place.file))))


def _counts(counts: Counter[CaseStatus]) -> dict[str, str]:
    return {"tests": str(counts.total()), **{name: str(counts[status]) for name, status in COUNTED.items()}}


def _add(case: Element, kind: str, type: str, message: str, text: str) -> None:
    SubElement(case, kind, {"type": one_line(type), "message": one_line(message)}).text = printable(text)
