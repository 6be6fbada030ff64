"""A case: a trace held against what its scenario expects. A right answer for a wrong reason fails."""

from typing import NamedTuple

from infusion_pathways.cases.reason import FailureReason
from infusion_pathways.meaning.logic import Truth
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.scenario.model import Expect
from infusion_pathways.trace.tree import TherapyTrace, Trace

MOST_FAVOURABLE = tuple(verdict.value for verdict in Verdict)
STRONGEST = (Truth.TRUE.value, Truth.UNKNOWN.value, Truth.FALSE.value)
ABOUT = {
    "outcome": "outcome",
    "because": "rule",
    "not_because": "rule",
    "flags": "flag",
    "asks": "ask",
    "not_asks": "ask",
}


class Unmet(NamedTuple):
    """One expectation that is not met.

    It stands under the key `section` of `expect` and is about `name` (empty for the outcome). `row` is the row of the verdict or
    outcome table that applied; `reasons` explain what was found; `line` is where the expectation stands in its file, if known.
    """

    section: str
    name: str
    expected: str
    found: str
    row: str = ""
    reasons: tuple[FailureReason, ...] = ()
    line: int = 0

    @property
    def about(self) -> str:
        """What it is about, in words."""
        match self.section:
            case "verdicts":
                return f"verdict of {self.name}"
            case "findings":
                return f"finding {self.name}"
            case "rules":
                return f"rule {self.name}"
            case _:
                return ABOUT[self.section]

    def __str__(self) -> str:
        why = f" ({self.row})" if self.row else ""
        return f"{self.about}: expected {self.expected}, found {self.found}{why}"


def differences(expect: Expect, trace: Trace) -> list[Unmet]:
    """Everything in which a trace differs from what is expected of it, in the sequence of the keys of `expect`."""
    found: list[Unmet] = []
    if expect.outcome is not None and expect.outcome != trace.outcome.code:
        found.append(Unmet("outcome", "", expect.outcome, trace.outcome.code, trace.outcome.when))
    for name, verdict in expect.verdicts.items():
        actual, row = verdict_in(trace, name)
        if actual != verdict:
            found.append(Unmet("verdicts", name, verdict, actual, row))
    for name, truth in expect.findings.items():
        actual = finding_in(trace, name)
        if actual != truth:
            found.append(Unmet("findings", name, truth, actual))
    for name, truth in expect.rules.items():
        actual = truth_in(trace, name)
        if actual != truth:
            found.append(Unmet("rules", name, truth, actual))
    fired, flags, asked = set(trace.fired), {flag.code for flag in trace.flags}, asked_in(trace)
    missed = [("because", rule, f"`{rule}` to have fired", "that it did not") for rule in expect.because if rule not in fired]
    missed += [("not_because", rule, f"`{rule}` not to fire", "that it did") for rule in expect.not_because if rule in fired]
    missed += [("flags", flag, flag, "not shown") for flag in expect.flags if flag not in flags]
    missed += [("asks", name, name, "not asked") for name in expect.asks if name not in asked]
    missed += [("not_asks", name, f"{name} not to be asked", "asked") for name in expect.not_asks if name in asked]
    return found + [Unmet(*difference) for difference in missed]


def verdict_in(trace: Trace, name: str) -> tuple[str, str]:
    """The verdict on `therapy` or `disease/therapy`, and the row of the table that gave it.

    A therapy without a disease stands for the most favourable verdict among the diagnoses; one that no pathway of the
    patient names has no reason.
    """
    row = row_of(trace, name)
    return (Verdict.NO_REASON.value, "no pathway of this patient names it") if row is None else (row.verdict, row.when)


def row_of(trace: Trace, name: str) -> TherapyTrace | None:
    """What the trace says of `therapy` or `disease/therapy`, the most favourable verdict if several; None where nothing."""
    disease, _, therapy = name.rpartition("/")
    rows = [t for d in trace.diagnoses for t in d.therapies if t.therapy == therapy and disease in ("", t.disease)]
    return min(rows, key=lambda t: MOST_FAVOURABLE.index(t.verdict), default=None)


def finding_in(trace: Trace, name: str) -> str:
    """The truth of `finding` or `disease/finding`.

    A finding without a disease is true if it is for any diagnosis, then unknown if it is for any; one that no pathway of the
    patient derives is false.
    """
    disease, _, finding = name.rpartition("/")
    truths = [f.truth for d in trace.diagnoses if disease in ("", d.disease) for f in d.findings if f.name == finding]
    return min(truths, key=STRONGEST.index, default=Truth.FALSE.value)


def truth_in(trace: Trace, rule: str) -> str:
    """The truth of a rule, by its id or as `rule@therapy`: the strongest among diagnoses and therapies (true, then unknown)."""
    truth = Truth.TRUE if rule in trace.fired else Truth.UNKNOWN if rule in trace.unknown else Truth.FALSE
    return truth.value


def asked_in(trace: Trace) -> set[str]:
    """The names of all facts that are asked for and of all checks that are outstanding."""
    checks = {check.name for d in trace.diagnoses for t in d.therapies for check in t.checks}
    return {ask.name for ask in trace.asks} | checks
