"""What a scenario says of a patient's treatments, in words: the same entry reads the same in every command and picture."""

from infusion_pathways.meaning.facts import Missing
from infusion_pathways.scenario.model import HistoryEntry
from infusion_pathways.vocabulary import Vocabulary

GOING_ON = {True: "still taken", False: "no longer taken"}


def treatment_name(entry: HistoryEntry, words: Vocabulary) -> str:
    """The therapy of an entry, or `a` with the class of which it was one."""
    return words.label(entry.therapy) if entry.therapy else f"a {words.classes[entry.of_class or ''].label}"


def outcome_words(outcome: str | Missing, words: Vocabulary) -> str:
    """What came of a treatment, or in which way that is missing."""
    return f"outcome {outcome.value}" if isinstance(outcome, Missing) else words.outcomes[outcome].label


def entry_words(entry: HistoryEntry, words: Vocabulary) -> str:
    """One entry of a treatment history: the therapy, what came of it, whether it goes on, and for which disease if it is said."""
    said = [outcome_words(entry.outcome, words)]
    if not isinstance(entry.ongoing, Missing):
        said.append(GOING_ON[entry.ongoing])
    if entry.given_for:
        said.append(f"for {words.diseases[entry.given_for].label}")
    return f"{treatment_name(entry, words)}: {', '.join(said)}"
