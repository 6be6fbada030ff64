"""Cases as workflow commands, which GitHub shows beside the line of the file they are about."""

from collections.abc import Callable, Iterator, Mapping

from infusion_pathways.cases.report import SILENT
from infusion_pathways.cases.run import CaseResult, CaseStatus
from infusion_pathways.source import Place
from infusion_pathways.source.problem import one_line
from infusion_pathways.source.repository_paths import repository_path


class Annotations:
    """Annotates the expectations that are not met, and the rules over which cases fail.

    A rule is annotated once, with the first case: GitHub shows only so many. They are warnings, since it may be the case that
    is wrong. `places` tells where rules stand, and is asked when the first case has failed.
    """

    def __init__(self, places: Callable[[], Mapping[str, Place]]) -> None:
        self._places = places
        self._told: set[str] = set()

    def of(self, result: CaseResult) -> Iterator[str]:
        """The commands for a case."""
        file = repository_path(result.file)
        for difference in result.differences:
            lines = [one_line(line) for reason in difference.reasons for line in reason.lines()]
            text = "\n".join([one_line(str(difference)), *lines])
            yield workflow_command("error", text, file=file, line=difference.line, title=result.id)
            for reason in difference.reasons:
                place = self._places().get(reason.rule)
                if place is not None and reason.rule not in self._told:
                    self._told.add(reason.rule)
                    told = f"{file}:{difference.line} fails: {difference}"
                    text = "\n".join(one_line(line) for line in (told, *reason.lines()))
                    at = repository_path(place.file)
                    yield workflow_command("warning", text, file=at, line=place.line, col=place.column, title=reason.rule)
        for problem in result.problems:
            text = f"{problem.message}\n{problem.help}".rstrip()
            place = problem.place
            yield workflow_command(
                "error", text, file=repository_path(place.file), line=place.line, col=place.column, title=problem.code
            )
        if result.status is CaseStatus.SILENT:
            text = "this case expects nothing, so it can never fail"
            yield workflow_command("warning", text, file=file, line=1, title=SILENT)


def workflow_command(kind: str, text: str, **properties: str | int) -> str:
    """A workflow command of GitHub: its kind, its text, and its properties as far as they are known."""
    told = ",".join(f"{name}={_escaped(one_line(str(value)), ':,')}" for name, value in properties.items() if value)
    return f"::{kind} {told}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    """The text as a workflow command takes it: one line, and in a property nothing that ends it."""
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
