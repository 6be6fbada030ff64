"""What can go wrong while files are made or brought into form, one function each, with their codes."""

from collections.abc import Iterable

from infusion_pathways.source.problem import Place, Problem


def taken(place: Place) -> Problem:
    """What is to be made is there already."""
    return Problem(
        "file-exists",
        "something of this name is there already",
        place,
        why="nothing is overwritten in silence",
        help="choose another name, or remove it first",
    )


def not_a_name(place: Place, name: str, spelling: str) -> Problem:
    """A name that nothing new can have."""
    return Problem("bad-id", f"`{name[:60]}` is no usable name here", place, help=spelling)


def several_pathways(place: Place, pathways: Iterable[str]) -> Problem:
    """A scenario is about a pathway, and the pack has several, or none."""
    return Problem(
        "which-pathway",
        "no pathway is named, and the pack has not just one",
        place,
        why="a scenario begins with a diagnosis of one pathway",
        help=f"name it: `--pathway` with one of: {', '.join(pathways)}",
    )


def not_kept(place: Place) -> Problem:
    """A text in another form would not be the same: a fault of this program, found before anything is written."""
    return Problem(
        "not-kept",
        "brought into form, this file would not say the same, or would lose a comment",
        place,
        why="a form never changes a meaning, so nothing is written",
        help="this is a fault of the program; report it with the file, which stays as it is",
    )


def nothing_to_drop(place: Place) -> Problem:
    """A part that a list is to give up, and that is as the list says, or that no list names."""
    return Problem(
        "nothing-to-drop",
        "no list of parts misses anything here, so nothing can be dropped",
        place,
        help="`--drop` takes the path of a part that is gone, shorter or cut, together with the folder of its pack",
    )


def nothing_to_form(place: Place) -> Problem:
    """A folder without a file that could be brought into form."""
    return Problem("no-such-file", "no pack file and no scenario in this folder", place, help="name files, or a folder with some")
