"""All messages about edits of a scenario, one function each, with their codes."""

from collections.abc import Iterable, Sequence

from infusion_pathways.source import Place, Problem, nearest


def not_an_edit(place: Place) -> Problem:
    """A path without a value."""
    return Problem(
        "not-an-edit",
        "there is no `=` between a path and a value",
        place,
        help="write `--set PATH=VALUE`; to remove a value, `--unset PATH`",
    )


def no_such_path(place: Place, path: str, elsewhere: Sequence[str], known: Iterable[str], section: str = "") -> Problem:
    """A path that leads nowhere; `elsewhere` are paths with the same last part, `section` the words it should be one of."""
    close = nearest(path, known)
    meant = [close] if close is not None else list(elsewhere)
    listed = f"`pathways packs --words {section}` lists the names" if section else ""
    return Problem(
        "no-such-path",
        f"`{path[:60]}` leads nowhere in this scenario",
        place,
        help=f"did you mean {' or '.join(f'`{other}`' for other in meant[:3])}?"
        if meant
        else listed or "paths are those which the trace prints, such as `/findings/NAME` or `/treatments/0/outcome`",
    )


def nothing_there(place: Place, path: str, recorded: Iterable[str]) -> Problem:
    """A path without a value that could be removed."""
    close = nearest(path, recorded)
    return Problem(
        "nothing-recorded",
        f"nothing is recorded at `{path[:60]}`, so nothing can be removed",
        place,
        help=f"did you mean `{close}`?" if close is not None else "",
    )


def not_editable(place: Place, key: str) -> Problem:
    """A part of the file that is no part of the patient."""
    return Problem(
        "not-editable",
        f"`{key}` says nothing of the patient",
        place,
        why="no rule reads it, so the answer cannot depend on it",
        help="leave it as it is; a scenario is saved without `expect`",
    )


def edits_clash(place: Place, path: str, other: str, same: bool) -> Problem:
    """Two edits of one value, or one within what another replaces or removes."""
    return Problem(
        "clashing-edits",
        f"`{path}` {'is edited twice' if same else f'lies within `{other}`, which is edited too'}",
        place,
        why="edits have no sequence: each is about a value of its own",
        help="keep one of them",
    )


def history_not_known(place: Place) -> Problem:
    """An entry for a history of which nothing is known."""
    return Problem(
        "history-not-known",
        "nothing is known of the treatment history, so no entry can be added",
        place,
        why="a history is a whole list: with a single entry it would say that nothing else was ever taken",
        help='to say just that: `--set /treatments=["THERAPY:OUTCOME"]`',
    )
