"""A run of cases as a JUnit report: one suite for each folder. No times stand in it, so the same cases give the same bytes."""

from collections import Counter
from pathlib import PurePosixPath
from xml.sax.saxutils import escape, quoteattr

from infusion_pathways.cases.report import SILENT, failure_of
from infusion_pathways.cases.run import Result, Status
from infusion_pathways.source import draw
from infusion_pathways.source.problem import one_line, printable

COUNTED = {"failures": Status.FAILED, "errors": Status.UNREADABLE, "skipped": Status.SILENT}


class Suites:
    """Gathers results as the text they will have; `properties` are said of each suite."""

    def __init__(self, properties: dict[str, str]) -> None:
        self._properties = properties
        self._cases: dict[str, list[str]] = {}
        self._counts: dict[str, Counter[Status]] = {}

    def add(self, result: Result) -> None:
        """Add the result of a case; one that was left out is no part of the report."""
        if result.status is Status.LEFT_OUT:
            return
        folder = PurePosixPath(result.file).parent.as_posix()
        self._counts.setdefault(folder, Counter())[result.status] += 1
        self._cases.setdefault(folder, []).append(_case(folder, result))

    def text(self) -> str:
        """The whole report."""
        total = sum(self._counts.values(), Counter[Status]())
        suites = "".join(self._suite(folder) for folder in self._cases)
        counts = _counts(total, ("failures", "errors"))
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pathways test" {counts}>\n{suites}</testsuites>\n'

    def _suite(self, folder: str) -> str:
        properties = "".join(
            f"      <property name={_attribute(n)} value={_attribute(v)}/>\n" for n, v in self._properties.items()
        )
        return (
            f"  <testsuite name={_attribute(folder)} {_counts(self._counts[folder], tuple(COUNTED))}>\n"
            f"    <properties>\n{properties}    </properties>\n{''.join(self._cases[folder])}  </testsuite>\n"
        )


def _counts(counts: Counter[Status], names: tuple[str, ...]) -> str:
    return " ".join([f'tests="{counts.total()}"', *(f'{name}="{counts[COUNTED[name]]}"' for name in names)])


def _case(folder: str, result: Result) -> str:
    name = result.id if result.title or result.status is not Status.UNREADABLE else PurePosixPath(result.file).stem
    head = f"    <testcase classname={_attribute(folder)} name={_attribute(name)}"
    body = _body(result)
    return f"{head}>\n      {body}\n    </testcase>\n" if body else f"{head}/>\n"


def _body(result: Result) -> str:
    match result.status:
        case Status.FAILED:
            first, more = result.differences[0], len(result.differences) - 1
            message = f"{first}{f' and {more} more' if more else ''}"
            text = f"{result.file}:{first.line}\n{failure_of(result)}"
            return f"<failure type={_attribute(first.section)} message={_attribute(message)}>{_text(text)}</failure>"
        case Status.UNREADABLE:
            problem = result.problems[0]
            text = "\n".join(draw(problem) for problem in result.problems)
            return f"<error type={_attribute(problem.code)} message={_attribute(problem.message)}>{_text(text)}</error>"
        case Status.SILENT:
            return f"<skipped message={_attribute(SILENT)}/>"
        case _:
            return ""


def _attribute(text: str) -> str:
    return quoteattr(one_line(text))


def _text(text: str) -> str:
    return escape(printable(text))
