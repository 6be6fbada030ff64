"""The fixed sentences of a trace: outcomes, verdicts, and what hangs on a question. No sentence orders anything."""

from collections.abc import Sequence

from infusion_pathways.meaning.outcomes import Outcome
from infusion_pathways.meaning.verdicts import Verdict


def listing(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; items that have a comma of their own are set apart by semicolons."""
    if len(items) < 2:
        return "".join(items)
    if any("," in item for item in items):
        return f"{'; '.join(items[:-1])}; {last} {items[-1]}"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """The text as it goes on within a sentence: its first letter in lower case, unless it begins an abbreviation or a name."""
    word = text.partition(" ")[0]
    return text if any(letter.isupper() for letter in word[1:]) else text[:1].lower() + text[1:]


def verdict_sentence(verdict: Verdict, therapy: str, disease: str, waiting: Sequence[str], when: str) -> str:
    """One sentence for a verdict; `waiting` names what is still missing for it."""
    missing = f": {listing(waiting)}" if waiting else f" ({when})"
    words = {"Therapy": capital(therapy), "therapy": therapy, "disease": disease, "missing": missing}
    return verdict.about.sentence.format(**words)


def outcome_sentence(outcome: Outcome, names: Sequence[str], diseases: Sequence[str], reasons: Sequence[str]) -> str:
    """The outcome in one plain sentence. `names` are therapies, or what is open; `reasons` why the input conflicts."""
    of = listing(diseases)
    match outcome:
        case Outcome.CONFLICTING_INFORMATION:
            return f"The input contradicts itself, so no infusion is suggested: {' '.join(reasons)}"
        case Outcome.OUTSIDE_SCOPE:
            return f"No pathway of these rules covers {of}; nothing can be said about infusions."
        case Outcome.INFUSION_CANDIDATES:
            return f"For {of} the reasons for an infusion are met, and {listing(names)} {_comes(names)} into question."
        case Outcome.ON_HOLD:
            return (
                f"For {of} the reasons for an infusion are met, but {listing(names)} must wait until a safety point is settled."
            )
        case Outcome.CONDITION_UNMET:
            return f"For {of} the document would lead to {listing(names)}, but a label or guideline asks for more than is met."
        case Outcome.CONTINUE_CURRENT_INFUSION:
            given = "is being given and works" if len(names) == 1 else "are being given and work"
            return f"For {of} {listing(names)} {given}; the rules see no reason to change."
        case Outcome.NO_ELIGIBLE_INFUSION:
            return (
                f"For {of} no infusion that the document names is open to this patient: each one is ruled out or is no infusion."
            )
        case Outcome.INSUFFICIENT_INFORMATION:
            return f"Too little is known to say whether {of} calls for an infusion; ask first about {listing(names)}."
        case Outcome.NO_REASON_FOR_INFUSION:
            unless = f", unless this is found: {listing(names)} (not known)" if names else ""
            return f"For {of} no reason of the document for an infusion is on record; treatment stays conventional{unless}."


def _comes(names: Sequence[str]) -> str:
    return "comes" if len(names) == 1 else "come"
