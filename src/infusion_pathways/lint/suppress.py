"""Comments that let a finding stand: `# lint: allow CHECK - reason`, on the line of the thing or above it."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from infusion_pathways.lint.check import LintCheck, finding_of
from infusion_pathways.lint.context import LintContext
from infusion_pathways.lint.finding import LintFinding, Remark, RemarkPlace, Severity
from infusion_pathways.source import Document, Place
from infusion_pathways.source.positions import yaml_spans
from infusion_pathways.source.reading import DEEPEST_NESTING, place_at

COMMENT = re.compile(r"(?:(?<=\s)|^)#[ \t]*lint:(.*)$", re.MULTILINE)
ALLOW = re.compile(r"\s*allow\s+([A-Za-z0-9_-]+)(?:\s+-\s*(.*?))?\s*")
FORM = "`# lint: allow CHECK - reason`"


class Allowance(NamedTuple):
    """A comment: the check it names (none where it cannot be read), its reason, where it stands, the line it is about."""

    check: str
    reason: str
    place: Place
    line: int


def allowances(document: Document) -> list[Allowance]:
    """The comments of a YAML file that speak to lint; what stands within a text is no comment."""
    found = []
    texts: list[tuple[int, int]] | None = None
    for match in COMMENT.finditer(document.text):
        texts = _texts(document) if texts is None else texts
        if not any(start <= match.start() < end for start, end in texts):
            form = ALLOW.fullmatch(match[1])
            place = place_at(document.name, document.text, match.start(), match.end())
            check, reason = (form[1], form[2] or "") if form else ("", "")
            found.append(Allowance(check, reason, place, _line_meant(document, place)))
    return found


def _texts(document: Document) -> list[tuple[int, int]]:
    spans = yaml_spans(document.text, DEEPEST_NESTING)
    parents = {pointer[:-1] for pointer in spans if pointer}
    return [span.value for pointer, span in spans.items() if pointer not in parents]


def _line_meant(document: Document, place: Place) -> int:
    """The comment's own line, or the next that is neither blank nor comment where nothing else stands on it."""
    lines = document.text.split("\n")
    if lines[place.line - 1][: place.column - 1].strip():
        return place.line
    following = (n for n in range(place.line + 1, len(lines) + 1) if (t := lines[n - 1].strip()) and not t.startswith("#"))
    return next(following, place.line)


def without_reason(study: LintContext) -> Iterator[Remark]:
    """Comments that give no reason, or that cannot be read."""
    for document in study.written.documents:
        for allowance in allowances(document):
            if not allowance.reason:
                what = f"`{allowance.check}` is allowed without a reason" if allowance.check else "this comment means nothing"
                yield Remark(RemarkPlace(allowance.place), what, f"write {FORM}")


def _of_nothing(study: LintContext) -> Iterator[Remark]:
    """Which comments allow nothing shows when the other findings are known; see `sort_by_allowance`."""
    yield from ()


REASONLESS = LintCheck("allow-without-reason", Severity.WARNING, "a finding is allowed without a reason", without_reason)
NEEDLESS = LintCheck("allow-of-nothing", Severity.WARNING, "a comment allows what is not found", _of_nothing)


def sort_by_allowance(
    study: LintContext, findings: Sequence[LintFinding], ran: Collection[str], known: Collection[str]
) -> tuple[list[LintFinding], list[LintFinding]]:
    """The findings that count and those that a comment allows; a comment that allows nothing is a finding itself.

    `ran` are the checks that were looked at, `known` all there are: of a check that was not looked at nothing is said.
    """
    allowed: dict[int, str] = {}
    idle: list[LintFinding] = []
    for document in study.written.documents:
        for allowance in allowances(document):
            if not allowance.check or not allowance.reason:
                continue
            meant = [number for number, finding in enumerate(findings) if _is_about(allowance, finding)]
            allowed.update(dict.fromkeys(meant, allowance.reason))
            if not meant and (allowance.check in ran or allowance.check not in known):
                idle.append(finding_of(NEEDLESS, _remark(allowance, allowance.check in known)))
    counting = [finding for number, finding in enumerate(findings) if number not in allowed]
    counting += idle if NEEDLESS.id in ran else []
    return counting, [findings[number]._replace(allowed=reason) for number, reason in allowed.items()]


def _is_about(allowance: Allowance, finding: LintFinding) -> bool:
    return finding.check == allowance.check and finding.place.file == allowance.place.file and allowance.line in finding.lines


def _remark(allowance: Allowance, known: bool) -> Remark:
    if not known:
        return Remark(RemarkPlace(allowance.place), f"there is no check `{allowance.check}`", "`pathways lint --list` names them")
    return Remark(RemarkPlace(allowance.place), f"`{allowance.check}` is not found here", "take the comment out")
