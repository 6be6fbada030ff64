"""All messages of the mutation of rules, one function each, with their codes."""

from infusion_pathways.source import Place, Problem


def fails_already(place: Place, case: str) -> Problem:
    """A case that fails with the rules as they are."""
    return Problem(
        "fails-already",
        f"the case `{case[:80]}` fails with the rules as they are",
        place,
        why="a case that fails anyway tells no mutant from the rules",
        help="`pathways test` tells what it expects and what it finds",
    )


def no_mutants(place: Place) -> Problem:
    """Nothing to mutate."""
    return Problem(
        "no-mutants", "there is no rule to put an error into", place, help="`pathways packs` lists the pathways and their rules"
    )


def changed_meanwhile(place: Place) -> Problem:
    """Rules or cases that were edited while mutants ran."""
    return Problem(
        "changed-meanwhile",
        "the rules or the cases were changed while the mutants ran",
        place,
        why="results for different rules or cases do not make one score",
        help="run it again; a journal of the old ones is of no use for the new ones",
    )


def not_a_journal(place: Place, reason: str) -> Problem:
    """A file to go on with that no run of mutants wrote."""
    return Problem(
        "not-a-journal",
        f"this is no journal of `pathways mutate`: {reason}",
        place,
        help="name a file that is not there yet, or one that `--resume` wrote",
    )


def another_run(place: Place, what: str) -> Problem:
    """A journal whose results are about something else."""
    return Problem(
        "journal-of-another-run",
        f"this journal belongs to another run, with {what}",
        place,
        why="results for other rules or cases would be counted as if they were for these",
        help="name another file, or take this one away",
    )
