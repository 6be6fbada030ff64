"""What a single condition asks, in the words of a reader who does not know the pack."""

from collections.abc import Iterable, Mapping

from infusion_pathways.meaning.condition import Always, Condition, Derived, Interval, IsOneOf, Known, Listed, Treated, Within
from infusion_pathways.meaning.facts import COMORBIDITIES, DISEASE, SUBTYPE
from infusion_pathways.trace.wording import listing
from infusion_pathways.vocabulary import Finding, Measure, Vocabulary


def condition_words(condition: Condition, words: Vocabulary) -> str:
    """What a condition asks, in words."""
    match condition:
        case Always():
            return "always"
        case Derived(name):
            return words.findings[name].label
        case Known(fact):
            return f"{words.fact_label(fact)}: known"
        case Listed(_, names):
            return f"involved: {_either(names, {name: word.label for name, word in words.organs.items()})}"
        case IsOneOf(fact, names):
            return f"{words.fact_label(fact)}: {_either(names, _labels(fact, words))}"
        case Within(fact, intervals, said):
            return f"{words.fact_label(fact)}: {said or ' or '.join(map(_limits, intervals))}{_unit(fact, said, words)}".replace(
                "_", " "
            )
        case Treated():
            return _treated(condition, words)
    raise ValueError(f"not a condition of a rule: {condition}")


def _unit(fact: str, said: str, words: Vocabulary) -> str:
    """The unit behind a limit; none behind a band, and none that the label names already."""
    word = words.fact_word(fact)
    if not isinstance(word, Measure) or all(part in word.bands for part in said.split(" or ")):
        return ""
    return f" {word.spoken_unit}".rstrip()


def _limits(interval: Interval) -> str:
    low, high = interval.low, interval.high
    said = [] if low is None else [f"{'at least' if interval.low_included else 'above'} {low:g}"]
    return " and ".join([*said, *([] if high is None else [f"{'at most' if interval.high_included else 'below'} {high:g}"])])


def _labels(fact: str, words: Vocabulary) -> Mapping[str, str]:
    """The labels of the values of a fact, in their order."""
    if fact in (DISEASE, COMORBIDITIES):
        return {name: word.label for name, word in words.diseases.items()}
    if fact == SUBTYPE:
        return {name: word.label for disease in words.diseases.values() for name, word in disease.subtypes.items()}
    if fact.startswith("diagnosis."):
        return {name: word.label for disease in words.diseases.values() for name, word in disease.activity.items()}
    word = words.fact_word(fact)
    return {name: value.label for name, value in word.values.items()} if isinstance(word, Finding) else {}


def _either(names: Iterable[str], labels: Mapping[str, str]) -> str:
    wanted = frozenset(names)
    return listing([label for name, label in labels.items() if name in wanted], "or")


def treated_subject(test: Treated, words: Vocabulary) -> str:
    """The therapies that a test on the history is about: as its author named them, with those that are left out of a class."""
    by_label = {word.label: name for name, word in words.classes.items()}
    classes = [by_label.get(label) for label in test.words.split(" or ")]
    members = [words.members[name] for name in classes if name is not None]
    left_out = frozenset[str]().union(*members) - test.therapies if len(members) == len(classes) else frozenset()
    return test.words + (f" other than {_either(left_out, _therapies(words))}" if left_out else "")


def _treated(test: Treated, words: Vocabulary) -> str:
    said = []
    taken = frozenset(name for name, outcome in words.outcomes.items() if outcome.taken)
    if test.outcomes == taken:
        said.append("taken at some time")
    elif test.outcomes is not None:
        said.append(_either(test.outcomes, {name: word.label for name, word in words.outcomes.items()}))
    if test.ongoing is not None:
        said.append("ongoing" if test.ongoing else "stopped")
    if test.any_disease:
        said.append("for whatever disease")
    return f"{treated_subject(test, words)}: {', '.join(said)}"


def _therapies(words: Vocabulary) -> Mapping[str, str]:
    return {name: word.label for name, word in words.therapies.items()}
