"""The arguments of a trace on which a verdict turned. Whatever is told first of a verdict, in any reading, is one of these."""

from collections.abc import Sequence

from infusion_pathways.meaning.rule import RuleKind
from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.trace import tree
from infusion_pathways.trace.wording import listing

_FOUND = ("finding.", "measure.", "patient.")


def deciding_arguments(therapy: tree.TherapyTrace, conflicts: Sequence[tree.Argument] = ()) -> tuple[tree.Argument, ...]:
    """The arguments of a trace on which a verdict turned, what is known before what is open; `conflicts` are its diagnosis'."""
    groups = (therapy.supporting, therapy.against, therapy.unmet, therapy.unknown, therapy.notes, therapy.closed, conflicts)
    told = {argument.rule: argument for group in groups for argument in group}
    return tuple(told[rule] for rule in therapy.deciding if rule in told)


def main_reason(therapy: tree.TherapyTrace) -> tree.Argument | None:
    """The argument to tell a verdict by: of those on which it turned the first; None where the verdict's own sentence tells it.

    That is so where it turned on what does not hold, what is open, or on the therapy being in use, and where no note is about
    its form.
    """
    deciding = deciding_arguments(therapy)
    verdict = Verdict(therapy.verdict)
    on_the_form = verdict is Verdict.NOT_AN_INFUSION and deciding[0].kind == RuleKind.NOTES.value
    return deciding[0] if verdict.about.by_reason or on_the_form else None


def main_sentence(therapy: tree.TherapyTrace) -> str:
    """A verdict in one sentence: its main reason, with what is not known where that is the reason, or what the verdict says."""
    reason = main_reason(therapy)
    if reason is None:
        return therapy.sentence
    missing = dict.fromkeys(gap.words.partition(": ")[0] for gap in reason.gaps)
    return f"{reason.because} Not known here: {listing(list(missing))}." if missing else reason.because


def hidden_behind(therapy: tree.TherapyTrace) -> tuple[tree.Argument, ...]:
    """What the main reason must not hide: what rules a therapy out or puts it on hold beside a verdict that says neither.

    Of a therapy in use, where the verdict sees no reason to change, the cautions that rest on what was found in this patient.
    """
    if therapy.verdict in (Verdict.RULED_OUT.value, Verdict.ON_HOLD.value):
        return ()
    if therapy.verdict == Verdict.IN_USE.value:
        return tuple(a for a in therapy.cautions if any(value.fact.startswith(_FOUND) for value in a.values))
    return tuple(sorted(therapy.against, key=lambda argument: argument.kind == RuleKind.HOLDS.value))
