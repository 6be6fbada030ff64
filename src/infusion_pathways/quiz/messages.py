"""All messages of the quiz, one function each, with their codes."""

from collections.abc import Mapping

from infusion_pathways.source import Place, Problem
from infusion_pathways.source.problem import nearest

MOST_TAGS, MOST_NEAR, LONGEST_TAG = 20, 6, 60


def no_case_to_play(place: Place, reason: str) -> Problem:
    """No case was named, or none is left of those that were."""
    return Problem(
        "no-case-to-play",
        reason,
        place,
        help="name scenario files, or shipped ones by `--pathway NAME`, `--tag TAG`, `--difficulty LEVEL` or `--all`",
    )


def unknown_tag(place: Place, tag: str, known: Mapping[str, int]) -> Problem:
    """No case has a tag; `known` are the tags that cases have, with how many have each."""
    close = nearest(tag, known)
    head = nearest(tag.partition(":")[0], {name.partition(":")[0] for name in known if ":" in name})
    within = sorted(name for name in known if tag and (tag.lower() in name.lower() or name.partition(":")[0] == head))
    near = list(dict.fromkeys([*([close] if close else []), *within]))
    by_use = sorted(known, key=lambda name: (-known[name], name))
    listed = [f"`{name}`" for name in by_use[:MOST_TAGS]] + [f"{len(known) - MOST_TAGS} more"] * (len(known) > MOST_TAGS)
    there = f"cases have the tags {', '.join(listed)}" if known else "none of the cases has a tag"
    meant = f"did you mean {' or '.join(f'`{name}`' for name in near[:MOST_NEAR])}? " if near else ""
    return Problem("unknown-tag", f"no case has the tag `{tag[:LONGEST_TAG]}`", place, help=f"{meant}{there}")


def not_a_code(place: Place, found: str) -> Problem:
    """What stands for a student looks like more than a code."""
    return Problem(
        "not-a-code",
        f"`{found}` is no code for an answer sheet",
        place,
        why="results hold no name, address or number that tells who somebody is",
        help="use a letter and up to 4 digits, such as `s7`, digits alone, or `id-7`; no two letters together, and no year",
    )


def answer_not_understood(place: Place, reason: str) -> Problem:
    """An answer that means nothing in its case."""
    return Problem("answer-not-understood", reason, place, help="`pathways schema answers` shows what an answer sheet holds")


def not_a_result(place: Place, reason: str) -> Problem:
    """A line of a results file that holds no result of a quiz."""
    return Problem(
        "not-a-quiz-result",
        f"this line holds no result of a quiz: {reason}",
        place,
        help="results are written by `pathways quiz --results FILE`, one line for each case",
    )


def format_without_answers(place: Place) -> Problem:
    """Played line by line, a quiz is text."""
    return Problem(
        "format-without-answers",
        "a quiz that is played line by line is text",
        place,
        help="`--format` goes with `--answers FILE`",
    )
