"""All messages of the pack stage, one function each, with their codes."""

from collections.abc import Iterable

from infusion_pathways.source import Place, Problem, nearest


def _meant(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = nearest(word, names)
    if close is not None:
        return f"did you mean `{close}`?"
    return f"one of: {', '.join(names)}" if 0 < len(names) <= 12 else ""


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"


def not_a_pack(place: Place, missing: str) -> Problem:
    """The folder has no pack in it."""
    return Problem(
        "not-a-pack",
        f"no `{missing}` in any YAML file of this folder",
        place,
        help="one file starts with `pack:` and gives it an id, a version and a title; see `pathways docs pack-format`",
    )


def not_a_folder(place: Place) -> Problem:
    """A pack is a folder, and there is none."""
    return Problem("not-a-pack", "there is no such folder", place, help="a pack is a folder of YAML files")


def not_a_part(place: Place, path: str, reason: str) -> Problem:
    """A path in the list of parts that can name none."""
    return Problem(
        "not-a-part",
        f"`{path}` names no part of a pack: {reason}",
        place,
        help="a part is named by its path from the folder of this file, such as `safety/common.yaml`",
    )


def missing_part(place: Place, path: str) -> Problem:
    """A part that the list names and nobody finds."""
    return Problem(
        "missing-part",
        f"the part `{path}` is not there",
        place,
        why="without its rules an answer could be another, and nobody would see it",
        help="bring the file back; if it is meant to go, `pathways fmt` with `--drop` takes it from the list",
    )


def short_part(place: Place, count: int, expected: int) -> Problem:
    """A part with fewer entries than its list says."""
    return Problem(
        "short-part",
        f"this part has {_entries(count)}, the list of parts says {expected}",
        place,
        why="without its rules an answer could be another, and nobody would see it",
        help="bring the entries back; if they are meant to go, `pathways fmt` with `--drop` lowers the number",
    )


def cut_part(place: Place) -> Problem:
    """A part without the line that ends it."""
    return Problem(
        "cut-part",
        "the last line of this part is not `...`",
        place,
        why="a file that was cut inside its last entry may still be read, and say less",
        help="look at its end; if nothing is missing, `pathways fmt` with `--drop` ends it anew",
    )


def unlisted_part(place: Place) -> Problem:
    """A file of a pack that its list does not name."""
    return Problem(
        "unlisted-part",
        "this file is not among the parts that the pack lists",
        place,
        why="a copy or a file of another pack would change answers",
        help="`pathways fmt` on the folder of the pack adds it to the list",
    )


def list_lost(place: Place) -> Problem:
    """Parts that end as a listed part does, and no list."""
    return Problem(
        "list-lost",
        "no list of parts here, though files end with `...` as listed parts do",
        place,
        why="with the list, whole parts may have gone",
        help="bring `parts` back; if nothing is missing, `pathways fmt` with `--drop` and this file makes it anew",
    )


def no_list_of_parts(place: Place) -> Problem:
    """A note: nobody would see it if a file of this pack went missing."""
    return Problem(
        "no-list-of-parts",
        "this pack does not list its parts, so a missing file would not be noticed",
        place,
        help="`pathways fmt` on the folder of the pack writes the list",
    )


def longer_part(place: Place, count: int, expected: int) -> Problem:
    """A note: a part has grown since the list was written."""
    return Problem(
        "longer-part", f"this part has {_entries(count)}, the list of parts says {expected}; `pathways fmt` counts anew", place
    )


def foreign_file(place: Place) -> Problem:
    """A note: a file that has nothing to do with the pack."""
    return Problem("foreign-file", "no key of this file means anything in a pack, so it was passed over", place)


def not_a_mapping(place: Place) -> Problem:
    """A file of a pack that has no sections."""
    return Problem("wrong-type", "a pack file is a mapping of sections", place, help="see `pathways docs pack-format`")


def wrong_shape(place: Place, what: str, expected: str, found: str, value: object = ()) -> Problem:
    """A value of another type than is expected there; `value` is given where text was."""
    help = _in_quotes(place, value) or "see `pathways docs pack-format`"
    return Problem("wrong-type", f"{what} takes {expected}, found {found}", place, help=help)


def _in_quotes(place: Place, value: object) -> str:
    """How a word is written as text that YAML reads as true, false, a number or nothing; empty for lists and mappings."""
    if not isinstance(value, bool | int | float | None):
        return ""
    word = place.text[place.column - 1 : place.column - 1 + place.length][:60]
    if value is None and word not in ("~", "null", "Null", "NULL"):
        return "nothing stands here; write a text or a name"
    return f'YAML reads `yes`, `no`, `null` and numbers as text only if they stand in quotes: `"{word}"`'


def bad_name(place: Place, name: str, spelling: str) -> Problem:
    """A name spelled in a way that names are not."""
    return Problem("bad-id", f"`{name}` is no usable name here", place, help=spelling)


def unknown_value(place: Place, key: str, value: str, known: Iterable[str]) -> Problem:
    """A word that is none of those a key takes."""
    return Problem("unknown-value", f"`{key}` has no value `{value}`", place, help=_meant(value, known))


def missing_key(place: Place, key: str) -> Problem:
    """A key that must be there."""
    return Problem("missing-key", f"the key `{key}` is missing", place)


def missing_because(place: Place, owner: str) -> Problem:
    """A rule, an invariant or an accepted statement without its reason."""
    return Problem(
        "missing-because",
        f"{owner} gives no reason",
        place,
        why="nothing in a pack is said without its reason",
        help="add `because:` with one plain sentence",
    )


def unknown_key(place: Place, key: str, known: Iterable[str]) -> Problem:
    """A key that means nothing here."""
    help = "inside `{...}` a text that holds a comma stands in quotes" if " " in key else _meant(key, known)
    return Problem("unknown-key", f"the key `{key}` means nothing here", place, help=help)


def unknown_name(place: Place, what: str, name: str, known: Iterable[str]) -> Problem:
    """A name the vocabulary does not have."""
    return Problem("unknown-name", f"no {what} `{name}` in the vocabulary", place, help=_meant(name, known))


def unknown_test(place: Place, name: str, known: Iterable[str]) -> Problem:
    """A test that does not exist."""
    return Problem("unknown-test", f"there is no test `{name}`", place, help=_meant(name, known))


def duplicate_name(place: Place, section: str, name: str) -> Problem:
    """The same name twice in a section, across files."""
    return Problem("duplicate-name", f"`{name}` is already defined among the {section}", place, help="keep one of the two")


def duplicate_rule(place: Place, rule: str) -> Problem:
    """The same rule id twice."""
    return Problem("duplicate-rule", f"a rule `{rule}` already exists", place, help="rule ids must be unique in the pack")


def unresolved_cite(place: Place, cite: str, known: Iterable[str]) -> Problem:
    """A cite that leads nowhere."""
    return Problem(
        "unresolved-cite",
        f"`{cite}` is no claim, discrepancy or reference of this pack",
        place,
        help=_meant(cite, known) or "add it to the ledger under sources/",
    )


def finding_cycle(place: Place, cycle: Iterable[str], negated: bool) -> Problem:
    """Findings that depend on themselves."""
    path = " <- ".join(f"`{name}`" for name in cycle)
    through = ", through `not`" if negated else ""
    return Problem(
        "finding-cycle",
        f"findings depend on themselves{through}: {path}",
        place,
        why="such rules have no first reason to stand on",
        help="break the circle with a recorded finding",
    )


def unused_finding(place: Place, name: str) -> Problem:
    """A derived finding that no rule reads, or that none derives."""
    return Problem("unused-finding", f"no rule reads the derived finding `{name}`", place, help="use it or remove it")


def underived_finding(place: Place, name: str) -> Problem:
    """A derived finding without a rule."""
    return Problem("underived-finding", f"no rule derives the finding `{name}`", place, help="add a rule or remove it")


def dose_in_text(place: Place, text: str) -> Problem:
    """A dose, which has no place in this product."""
    return Problem(
        "dose-in-text",
        f"`{text}` reads like a dose",
        place,
        why="this is a teaching tool; doses have no place in it",
        help="say what happens, not how much",
    )


def gk_not_marked(place: Place, owner: str) -> Problem:
    """General knowledge that is not marked as such."""
    return Problem(
        "unconfirmed-not-marked",
        f"`{owner}` rests on general knowledge only and does not say so",
        place,
        help="add `to_be_confirmed: true`, or cite a source that was read",
    )


def therapy_not_named(place: Place, named: Iterable[str]) -> Problem:
    """An argument about nothing that its pathway names."""
    return Problem(
        "therapy-not-named",
        "the pathway names none of the therapies this rule argues about",
        place,
        why="such a rule would never be read",
        help=f"add the therapy to `therapies` of the pathway, which names: {', '.join(sorted(named)) or 'none'}",
    )


def therapy_of_no_pathway(place: Place, names: Iterable[str], pathways: Iterable[str]) -> Problem:
    """An invariant about nothing that its pathways name."""
    said, where = (" or ".join(f"`{name}`" for name in listed) for listed in (names, pathways))
    return Problem(
        "therapy-not-named",
        f"{said} stands for no therapy of {where}",
        place,
        why="such an invariant would never be looked at",
        help="name a therapy that the pathway names, or the pathway that names the therapy",
    )


def unknown_pathway(place: Place, name: str, known: Iterable[str]) -> Problem:
    """A pathway that the pack does not have, or a shared one, which belongs to no disease."""
    return Problem("unknown-name", f"no disease pathway `{name}` in this pack", place, help=_meant(name, known))


def never_or_always(place: Place) -> Problem:
    """An invariant says exactly one of the two."""
    return Problem("missing-key", "an invariant says either `never` or `always`", place)


def takes_a_name(place: Place, key: str, found: object) -> Problem:
    """One name."""
    return Problem("wrong-type", f"`{key}` takes a name", place, help=_in_quotes(place, found))


def takes_names(place: Place, key: str, found: object) -> Problem:
    """A name, or several."""
    return Problem("wrong-type", f"`{key}` takes a name or a list of names", place, help=_in_quotes(place, found))


def not_a_condition(place: Place) -> Problem:
    """Not a mapping."""
    return Problem("wrong-type", "a condition is a mapping such as `{finding: NAME}`", place)


def not_a_list_of_conditions(place: Place) -> Problem:
    """`all` and `any` need parts."""
    return Problem("wrong-type", "`all` and `any` take a list of at least one condition", place)


def always_is_true(place: Place) -> Problem:
    """`always` has one form."""
    return Problem("wrong-type", "write `always: true`", place)


def derived_has_no_value(place: Place) -> Problem:
    """A derived finding is true or false."""
    return Problem("unknown-key", "a derived finding is true or false and takes no `is`", place)


def derived_is_not_fixed(place: Place) -> Problem:
    """A derived finding is as fixed as what it follows from."""
    return Problem("unknown-key", "a derived finding follows from other facts and takes no `fixed`", place)


def value_needed(place: Place, name: str, values: Iterable[str]) -> Problem:
    """A finding with its own values."""
    return Problem("missing-key", f"`{name}` needs `is`", place, help=f"one of: {', '.join(values)}")


def comparison_needed(place: Place, name: str) -> Problem:
    """A number needs something to be compared with."""
    return Problem("missing-key", f"`{name}` needs `is: BAND`, or `above`, `at_least`, `below` or `at_most` a number", place)


def wrong_unit(place: Place, name: str, unit: str) -> Problem:
    """A number without its unit."""
    return Problem(
        "wrong-unit",
        f"a comparison of `{name}` must say `unit: {unit}`",
        place,
        why="a number without a unit is a guess",
    )


def treatment_needs_subject(place: Place) -> Problem:
    """Which therapies are meant."""
    return Problem("missing-key", "`treatment` needs either `therapy` or `class`", place)


def ongoing_is_boolean(place: Place) -> Problem:
    """Yes or no."""
    return Problem("wrong-type", "`ongoing` is true or false", place)


def for_is_any(place: Place) -> Problem:
    """The only form of `for`."""
    return Problem("wrong-type", "`for` can only be `any`", place)


def this_without_therapy(place: Place) -> Problem:
    """`this` outside an argument, and outside an invariant about therapies."""
    return Problem("this-without-therapy", "`this` has a meaning only where one therapy is spoken of", place)


def one_conclusion(place: Place, known: Iterable[str]) -> Problem:
    """A rule says exactly one thing."""
    return Problem("wrong-type", f"`then` says exactly one of: {', '.join(known)}", place)


def ask_needed(place: Place, kind: str) -> Problem:
    """What is to be checked or settled."""
    return Problem("missing-key", f"a rule that says `{kind}` needs `ask`", place)


def misplaced_when_unknown(place: Place, word: str, kind: str) -> Problem:
    """Only some arguments can depend on what is unknown."""
    return Problem("wrong-type", f"`when_unknown: {word}` has no meaning for `{kind}`", place)


def unrecorded_with_check(place: Place) -> Problem:
    """A reason that only counts once a fact is recorded needs both keys."""
    return Problem(
        "missing-key",
        "`when_unknown: check` of a rule that says `supports` and the key `unrecorded` go together",
        place,
        why="a reason may only be passed over for want of one named fact",
        help="name the fact in `unrecorded`, or leave both out",
    )


def reading_changes_nothing(place: Place) -> Problem:
    """A misconception whose reading is the right one."""
    return Problem(
        "missing-key", "the reading changes nothing", place, help="name what is taken otherwise; see `pathways docs pack-format`"
    )
