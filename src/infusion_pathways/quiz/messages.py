"""All messages of the quiz, one function each, with their codes."""

from infusion_pathways.source import Place, Problem


def no_case_to_play(place: Place, reason: str) -> Problem:
    """No case was named, or none is left of those that were."""
    return Problem(
        "no-case-to-play", reason, place, help="name scenario files, `--pathway NAME`, or `--all` for the shipped ones"
    )


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
