"""Faults that are planted in a copy of the program, three for each of its rooms that decide what a patient is told.

Each is one small error that somebody could make, as a text in a file and the text that takes its place. The tests named with it
are of the short suite; one of them has to fail. `tests/test_power.py` holds that each text still stands where it is said to.
"""

from typing import NamedTuple


class PlantedFault(NamedTuple):
    """One wrong line: the room it is in, what is wrong, the file, its text, the wrong text, and the tests that have to see it."""

    room: str
    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


LAWS = ("tests/laws",)
TRACES = ("tests/test_trace.py", "tests/trace", "tests/test_shipped.py", "tests/explain", "tests/test_vignettes.py")

TABLES = ("tests/laws", "tests/test_shipped.py", "tests/test_trace.py")

FAULTS = (
    PlantedFault(
        "logic", "unknown wins over what decides", "meaning/logic.py",
        "for truth in (decisive, Truth.UNKNOWN):", "for truth in (Truth.UNKNOWN, decisive):", LAWS,
    ),
    PlantedFault(
        "logic", "a missing value counts as no", "meaning/logic.py",
        "holds = None if isinstance(value, Missing)", "holds = False if isinstance(value, Missing)", LAWS,
    ),
    PlantedFault(
        "logic", "of several causes one is kept", "meaning/logic.py",
        "frozenset().union(*(part.causes for part in parts))", "parts[0].causes", (*LAWS, "tests/explain"),
    ),
    PlantedFault(
        "network", "one true part makes a conjunction true", "engine/network.py",
        "elif state & true_mask == true_mask:", "elif state & true_mask:", LAWS,
    ),
    PlantedFault(
        "network", "an entry that might fit counts as none", "engine/network.py",
        "self._history_tests & ~true & ~possible", "self._history_tests & ~true", LAWS,
    ),
    PlantedFault(
        "network", "no reason waits for its fact", "engine/network.py",
        "if c.rule.kind is RuleKind.SUPPORTS and c.rule.unrecorded is not None",
        "if c.rule.kind is RuleKind.SUPPORTS and c.rule.unrecorded is None", LAWS,
    ),
    PlantedFault(
        "verdict table", "what is unknown puts nothing on hold", "meaning/verdicts.py",
        "lambda s: s.holds is TRUE or s.waits,", "lambda s: s.holds is TRUE,", TABLES,
    ),
    PlantedFault(
        "verdict table", "a contradiction takes no reason away", "meaning/verdicts.py",
        "lambda s: s.door is FALSE and not s.conflict,", "lambda s: s.door is FALSE,", TABLES,
    ),
    PlantedFault(
        "verdict table", "an unmet condition is told by the ones that are met", "meaning/verdicts.py",
        "_keys(RuleKind.REQUIRES, FALSE),", "_keys(RuleKind.REQUIRES, TRUE),", ("tests/laws", *TRACES),
    ),
    PlantedFault(
        "telling", "a therapy that goes on is called stopped", "scenario/words.py",
        '{True: "still taken", False: "no longer taken"}', '{True: "no longer taken", False: "still taken"}', TRACES,
    ),
    PlantedFault(
        "telling", "rules that are true are not among those that decided", "trace/build.py",
        "if line.clause.key in deciding]", "if line.clause.key not in deciding]", TRACES,
    ),
    PlantedFault(
        "telling", "of unknown arguments, one more is called a hold", "trace/outline.py",
        "return therapy.verdict == Verdict.ON_HOLD.value and argument.blocks_unknown", "return argument.blocks_unknown", TRACES,
    ),
)  # fmt: skip
