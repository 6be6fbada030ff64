"""A case: a trace held against what its scenario expects. A right answer for a wrong reason fails."""

from typing import NamedTuple

from infusion_pathways.scenario.model import Expect
from infusion_pathways.trace.tree import Therapy, Trace
from infusion_pathways.verdicts import Verdict

MOST_FAVOURABLE = tuple(verdict.value for verdict in Verdict)


class Difference(NamedTuple):
    """One expectation that is not met: what it was about, what was expected, what the trace says, and why."""

    about: str
    expected: str
    found: str
    reason: str = ""

    def __str__(self) -> str:
        why = f" ({self.reason})" if self.reason else ""
        return f"{self.about}: expected {self.expected}, found {self.found}{why}"


def differences(expect: Expect, trace: Trace) -> list[Difference]:
    """Everything in which a trace differs from what is expected of it."""
    found: list[Difference] = []
    if expect.outcome is not None and expect.outcome != trace.outcome.code:
        found.append(Difference("outcome", expect.outcome, trace.outcome.code, trace.outcome.when))
    for name, verdict in expect.verdicts.items():
        actual, reason = verdict_in(trace, name)
        if actual != verdict:
            found.append(Difference(f"verdict of {name}", verdict, actual, reason))
    fired, flags = set(trace.fired), {flag.code for flag in trace.flags}
    found += [Difference("rule", f"`{rule}` to have fired", "that it did not") for rule in expect.because if rule not in fired]
    found += [Difference("rule", f"`{rule}` not to fire", "that it did") for rule in expect.not_because if rule in fired]
    found += [Difference("flag", flag, "not shown") for flag in expect.flags if flag not in flags]
    asked = asked_in(trace)
    found += [Difference("ask", name, "not asked") for name in expect.asks if name not in asked]
    return found


def verdict_in(trace: Trace, name: str) -> tuple[str, str]:
    """The verdict on `therapy` or `disease/therapy`, and the row of the table that gave it.

    A therapy without a disease stands for the most favourable verdict among the diagnoses; one that no pathway of the
    patient names is not indicated.
    """
    disease, _, therapy = name.rpartition("/")
    rows: list[Therapy] = [t for d in trace.diagnoses for t in d.therapies if t.therapy == therapy and disease in ("", t.disease)]
    if not rows:
        return Verdict.NOT_INDICATED.value, "no pathway of this patient names it"
    best = min(rows, key=lambda t: MOST_FAVOURABLE.index(t.verdict))
    return best.verdict, best.when


def asked_in(trace: Trace) -> set[str]:
    """The names of all facts that are asked for and of all checks that are outstanding."""
    checks = {check.name for d in trace.diagnoses for t in d.therapies for check in t.checks}
    return {ask.name for ask in trace.asks} | checks
