"""All messages of the scenario stage, one function each, with their codes."""

from collections.abc import Iterable

from infusion_pathways.source import Place, Problem, nearest


def _meant(word: str, known: Iterable[str], more: str = "") -> str:
    names = sorted(known)
    close = nearest(word, names)
    if close is not None:
        return f"did you mean `{close}`?"
    return f"one of: {', '.join(names)}" if 0 < len(names) <= 12 else more


def wrong_type(place: Place, what: str, expected: str, found: str) -> Problem:
    """A value of another type than is expected there."""
    return Problem("wrong-type", f"{what} takes {expected}, found {found}", place)


def unknown_key(place: Place, key: str, known: Iterable[str]) -> Problem:
    """A key that means nothing here."""
    return Problem("unknown-key", f"the key `{key}` means nothing here", place, help=_meant(key, known))


def missing_key(place: Place, key: str, where: str) -> Problem:
    """A key that must be there."""
    return Problem("missing-key", f"{where} needs the key `{key}`", place)


def missing_diagnosis(place: Place) -> Problem:
    """A scenario without a disease."""
    return Problem(
        "missing-diagnosis",
        "the scenario names no diagnosis",
        place,
        why="every pathway starts from a disease",
        help='add `"diagnoses": [{"disease": ...}]` with at least one entry',
    )


def wrong_schema(place: Place, found: str, expected: str) -> Problem:
    """Not the format this program reads."""
    return Problem("wrong-schema", f"the schema is `{found}`", place, help=f"this program reads `{expected}`")


def unknown_disease(place: Place, name: str, known: Iterable[str]) -> Problem:
    """A disease the pack has no word for."""
    return Problem(
        "unknown-disease",
        f"no disease `{name}` in this pack",
        place,
        help=_meant(name, known, "`pathways packs --words diseases` lists them"),
    )


def unknown_therapy(place: Place, name: str, known: Iterable[str]) -> Problem:
    """A therapy the pack has no word for."""
    return Problem(
        "unknown-therapy",
        f"no therapy `{name}` in this pack",
        place,
        help=_meant(name, known, "`pathways packs --words therapies` lists them"),
    )


def unknown_finding(place: Place, name: str, known: Iterable[str]) -> Problem:
    """A finding the pack has no word for."""
    return Problem(
        "unknown-finding",
        f"no finding `{name}` in this pack",
        place,
        help=_meant(name, known, "`pathways packs --words findings` lists them"),
    )


def unknown_name(place: Place, what: str, name: str, known: Iterable[str]) -> Problem:
    """Any other name the pack has no word for."""
    return Problem("unknown-name", f"no {what} `{name}` in this pack", place, help=_meant(name, known))


def derived_finding(place: Place, name: str) -> Problem:
    """A finding that rules conclude and a scenario cannot state."""
    return Problem(
        "derived-finding",
        f"`{name}` is concluded by rules and cannot be stated",
        place,
        help="state the facts it follows from",
    )


def stated_finding(place: Place, name: str, known: Iterable[str]) -> Problem:
    """A finding that a scenario states and no rule concludes, where a conclusion is expected."""
    return Problem(
        "stated-finding",
        f"`{name}` is stated in the scenario and cannot be expected",
        place,
        why="an expectation is about what rules conclude",
        help=_meant(name, known, "`pathways packs --words findings` marks the findings that rules derive"),
    )


def unknown_value(place: Place, name: str, value: str, known: Iterable[str]) -> Problem:
    """A value a finding or field cannot take."""
    return Problem("unknown-value", f"`{name}` has no value `{value}`", place, help=_meant(value, [*known, "unknown"]))


def impossible_value(place: Place, name: str, value: str, low: float, high: float, unit: str) -> Problem:
    """A number outside what is possible."""
    return Problem(
        "impossible-value",
        f"`{name}` cannot be {value}",
        place,
        help=f"it lies between {low:g} and {high:g} {unit}".rstrip(),
    )


def duplicate_diagnosis(place: Place, disease: str) -> Problem:
    """The same disease twice."""
    return Problem("duplicate-diagnosis", f"`{disease}` is listed twice", place, help="put everything about it into one entry")


def repeated_name(place: Place, name: str, first: str) -> Problem:
    """The same fact under two spellings."""
    return Problem("duplicate-key", f"`{name}` says again what `{first}` says", place, help="keep one of them")


def duplicate_id(place: Place, scenario: str, other: str) -> Problem:
    """Two scenarios with one id."""
    return Problem("duplicate-id", f"the id `{scenario}` is also used by {other}", place, help="ids must be unique in a run")


def identifying_key(place: Place, key: str) -> Problem:
    """A key that asks for who the patient is."""
    return Problem(
        "identifying-data",
        f"`{key}` would identify a person",
        place,
        why="scenarios describe invented or unrecognisable patients only",
        help="leave it out; an age in years is enough",
    )


def identifying_text(place: Place, what: str) -> Problem:
    """Text that looks like it identifies a person."""
    return Problem(
        "identifying-data",
        f"the text holds what looks like {what}",
        place,
        why="scenarios describe invented or unrecognisable patients only",
        help="leave it out",
    )


def bad_id(place: Place, found: str) -> Problem:
    """An id that cannot be used in a file name or a command."""
    return Problem("bad-id", f"`{found}` is no usable id", place, help="use lower-case letters, digits and hyphens, at most 80")


def one_of_two(place: Place) -> Problem:
    """A treatment is given by therapy or by class."""
    return Problem("wrong-type", "a treatment names either `therapy` or `class`", place)


def too_long(place: Place, what: str, limit: int, counted: str) -> Problem:
    """More text, or more entries, than a scenario needs."""
    return Problem("too-long", f"{what} has more than {limit} {counted}", place, help="keep what the rules or a reader need")
