"""All messages of the commands that ask the rules themselves, one function each, with their codes."""

from collections.abc import Iterable

from infusion_pathways.source import Place, Problem

LONGEST_REASON = 400


def solver_missing(place: Place) -> Problem:
    """A proof was asked for and the solver is not installed."""
    return Problem(
        "solver-missing",
        "this command needs the solver z3, which is not installed",
        place,
        why="questions about all patients are answered by proof, not by trying many",
        help="in a clone of the project: `pip install -c constraints.txt -e '.[prove]'`",
    )


def not_a_range(place: Place, text: str) -> Problem:
    """No revision to start from."""
    return Problem(
        "not-a-range",
        f"`{text[:60]}` names no two revisions",
        place,
        help="write `A..B` for two revisions, `A..` for one and the files as they stand",
    )


def git_missing(place: Place) -> Problem:
    """Revisions cannot be read without git."""
    return Problem(
        "git-missing",
        "reading a revision needs git, which is not installed",
        place,
        help="install git, or compare two folders: `pathways diff PACK_A PACK_B`",
    )


def git_refuses(place: Place, said: str) -> Problem:
    """Git is there and does not do what it is asked: the folder belongs to somebody else, or git may not be run."""
    reason = " ".join(said.removeprefix("fatal: ").split()) or "it gives no reason"
    return Problem(
        "git-refuses",
        "git does not read this folder",
        place,
        why=f"it says: {reason[:LONGEST_REASON]}",
        help="do what git asks for, or compare two folders: `pathways diff PACK_A PACK_B`",
    )


def folder_missing(place: Place) -> Problem:
    """The folder whose revisions are asked for is not there."""
    return Problem("folder-missing", "there is no such folder", place, help="name the folder of the pack as it stands now")


def no_repository(place: Place) -> Problem:
    """The folder is under no version control."""
    return Problem(
        "no-repository",
        "this folder is in no git repository, so it has no revisions",
        place,
        help="compare two folders: `pathways diff PACK_A PACK_B`",
    )


def no_such_revision(place: Place, revision: str, shallow: bool = False) -> Problem:
    """Nothing has that name in the repository; one that is `shallow` holds only the newest revisions."""
    unshallow = "; this clone is shallow, and `git fetch --unshallow` brings the older revisions" if shallow else ""
    return Problem(
        "no-such-revision",
        f"the repository knows no revision `{revision[:60]}`",
        place,
        help=f"name a branch, a tag or a commit{unshallow}",
    )


def not_in_revision(place: Place, revision: str) -> Problem:
    """The revision is older than the folder, or younger."""
    return Problem(
        "not-in-revision",
        f"the revision `{revision[:60]}` holds no pack in this folder",
        place,
        why="a folder is read under the same name in both revisions",
        help="choose a revision that has the folder; one that was moved can be checked out and compared as two folders",
    )


def no_pathway(place: Place, diseases: Iterable[str]) -> Problem:
    """No rules speak about the patient's diagnoses."""
    return Problem(
        "no-pathway",
        f"no pathway of this pack covers {' or '.join(f'`{disease}`' for disease in diseases)}",
        place,
        why="without a pathway there is no verdict that could change",
        help="`pathways packs` lists the pathways",
    )


def therapy_of_no_diagnosis(place: Place, therapy: str, named: Iterable[str]) -> Problem:
    """The therapy is known, and no pathway of the patient's diagnoses names it."""
    return Problem(
        "therapy-of-no-diagnosis",
        f"no pathway of this patient names `{therapy}`",
        place,
        why="it is not indicated for them, whatever the facts",
        help=f"one of: {', '.join(named)}",
    )


def diagnosis_is_fixed(place: Place) -> Problem:
    """The diagnosis cannot be allowed to change."""
    return Problem(
        "diagnosis-is-fixed",
        "the diagnosis itself never changes",
        place,
        why="with another disease it would be another patient",
        help="other diagnoses beside it may change with `--allow comorbidities`",
    )
