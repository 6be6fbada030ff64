"""All messages of the commands that ask the rules themselves, one function each, with their codes."""

from collections.abc import Iterable

from infusion_pathways.source import Place, Problem

LONGEST_SAID = 300


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


def git_not_runnable(place: Place, reason: str) -> Problem:
    """There is something of that name, and the system does not run it."""
    return Problem(
        "git-missing",
        f"reading a revision needs git, which cannot be run here: {reason[:1].lower()}{reason[1:]}",
        place,
        help="mend or install git, or compare two folders: `pathways diff PACK_A PACK_B`",
    )


def git_refuses(place: Place, said: str) -> Problem:
    """Git is there, and does not read this repository; it says why, and sometimes how to mend that."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    mends = [line for line in lines if line.startswith("git config")]
    return Problem(
        "git-refuses",
        f"git does not read this repository: {_plain(said) or 'it says nothing'}",
        place,
        why="a revision is read by git, and what git refuses is not passed over",
        help=f"if you trust this folder: `{mends[0]}`" if mends else "see what `git status` and `git fsck` say in this folder",
    )


def _plain(said: str) -> str:
    """The first line of what git says, without its own mark."""
    return said.partition("\n")[0].removeprefix("fatal:").removeprefix("error:").strip()[:LONGEST_SAID]


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


def beyond_shallow(place: Place, revision: str, said: str) -> Problem:
    """Nothing has that name in a repository that holds only the end of its history."""
    return no_such_revision(place, revision, said)._replace(
        why="it is a shallow clone, which holds only the last commits",
        help="get the rest with `git fetch --unshallow`; in a workflow, check out with the whole history (`fetch-depth: 0`)",
    )


def no_such_revision(place: Place, revision: str, said: str = "") -> Problem:
    """Nothing has that name in the repository; git may say more of it."""
    return Problem(
        "no-such-revision",
        f"the repository knows no revision `{revision[:60]}`",
        place,
        why=f"git says: {_plain(said)}" if said else "",
        help="name a branch, a tag or a commit",
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
        why="no rule gives a reason for it, whatever the facts",
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
