"""The trace: a plain tree of reasons. It is the product's answer; text, Markdown and JSON are readings of it."""

from typing import NamedTuple

from infusion_pathways.document.envelope import PackStamp

Plain = str | float | bool | tuple[str, ...] | None


class Value(NamedTuple):
    """A value of the patient that decided something: where it stands in the scenario, what it says, in words."""

    fact: str
    pointer: str
    value: Plain
    words: str


class Gap(NamedTuple):
    """A fact that is not known: where it would stand, and which kind of not-known it is."""

    fact: str
    pointer: str
    words: str
    question: str


class Argument(NamedTuple):
    """What one rule says about one therapy (or finding, or conflict), its truth, and what decided that.

    `blocks_unknown` says that the therapy waits as long as the rule is unknown.
    """

    rule: str
    title: str
    kind: str
    lens: str
    jurisdiction: tuple[str, ...]
    truth: str
    because: str
    values: tuple[Value, ...]
    gaps: tuple[Gap, ...]
    through: tuple[str, ...]
    cites: tuple[str, ...]
    flag: str | None
    blocks_unknown: bool
    to_be_confirmed: bool


class OutstandingCheck(NamedTuple):
    """Something to look at or arrange: a fact that is missing, a step before a treatment, or a watch `during` it."""

    name: str
    words: str
    rule: str
    because: str
    cites: tuple[str, ...]
    question: str
    during: bool
    to_be_confirmed: bool


class TherapyTrace(NamedTuple):
    """The verdict on one therapy of one diagnosis, with its arguments by what they do to it.

    `unmet` are requirements that fail; `unknown` are arguments that what is missing leaves open. `deciding` names the rules on
    which the verdict turned, what is known before what is open; for one that is not an infusion, first the notes that say so.
    """

    therapy: str
    label: str
    disease: str
    verdict: str
    sentence: str
    when: str
    infusion: bool
    deciding: tuple[str, ...]
    supporting: tuple[Argument, ...]
    against: tuple[Argument, ...]
    unmet: tuple[Argument, ...]
    met: tuple[Argument, ...]
    unknown: tuple[Argument, ...]
    cautions: tuple[Argument, ...]
    notes: tuple[Argument, ...]
    closed: tuple[Argument, ...]
    checks: tuple[OutstandingCheck, ...]


class FindingTrace(NamedTuple):
    """An intermediate conclusion: the rules and values that made it true, or all the rules that failed to."""

    name: str
    label: str
    truth: str
    rules: tuple[str, ...]
    values: tuple[Value, ...]
    gaps: tuple[Gap, ...]


class DiagnosisTrace(NamedTuple):
    """One diagnosis: its pathway, if there is one, what was concluded on the way, and the verdicts."""

    disease: str
    label: str
    pathway: str | None
    findings: tuple[FindingTrace, ...]
    conflicts: tuple[Argument, ...]
    therapies: tuple[TherapyTrace, ...]


class Ask(NamedTuple):
    """A question that is still open, and what hangs on it; `weight` orders them, the most decisive first."""

    name: str
    question: str
    words: str
    pointer: str
    bearing: str
    therapies: tuple[str, ...]
    rules: tuple[str, ...]
    weight: int


class Discrepancy(NamedTuple):
    """Where the document and labels or guidelines differ, both sides, and the rules through which it touches the answer."""

    id: str
    severity: str
    title: str
    document: str
    label: str
    shown_as: str
    sources: tuple[str, ...]
    rules: tuple[str, ...]
    to_be_confirmed: bool


class Flag(NamedTuple):
    """A stable code for a warning, a limit or a difference, with the rules that raised it."""

    code: str
    label: str
    rules: tuple[str, ...]


class SourceText(NamedTuple):
    """A claim or reference that the trace cites; `grade` is of references: P primary, M mirror, G guideline, R secondary."""

    id: str
    kind: str
    text: str
    place: str
    grade: str
    to_be_confirmed: bool


class NotConsidered(NamedTuple):
    """A therapy that does not come into question, in one line."""

    therapy: str
    disease: str
    line: str


class ScenarioStamp(NamedTuple):
    """Which scenario it is about."""

    id: str
    title: str
    narrative: str


class OutcomeTrace(NamedTuple):
    """The outcome: its code, one plain sentence, and the row of the outcome table that applied."""

    code: str
    sentence: str
    when: str


class Rules(NamedTuple):
    """The rules that are not false: `fired` are true for some diagnosis, `unknown` are for none true and for some unknown.

    Each is named by its id, and as `rule@therapy` with each therapy that it speaks of and for which this is so.
    """

    fired: tuple[str, ...]
    unknown: tuple[str, ...]


class Trace(NamedTuple):
    """The whole answer for one scenario; `fired` and `unknown` name rules as `Rules` does.

    `engines` are those that judged, `reference` the meaning that they were compared with.
    """

    outcome: OutcomeTrace
    scenario: ScenarioStamp
    diagnoses: tuple[DiagnosisTrace, ...]
    asks: tuple[Ask, ...]
    discrepancies: tuple[Discrepancy, ...]
    flags: tuple[Flag, ...]
    not_considered: tuple[NotConsidered, ...]
    sources: tuple[SourceText, ...]
    fired: tuple[str, ...]
    unknown: tuple[str, ...]
    pack: PackStamp
    engines: tuple[str, ...]
