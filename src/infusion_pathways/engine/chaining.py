"""Chaining with durable-rules, over numbers. This is the only module that imports it, and only when it is asked to.

What durable-rules 2.0.28 must not be asked shapes everything here (docs/decisions/0002-durable-rules-fence.md):

* it sees decided atoms only, never patient values: a missing field looks like a rule that does not apply;
* one message per atom; rules that wait for one atom are one rule here, which looks up what follows: each pattern costs 10 kB
  of every patient, and a rule of one atom has nothing to join;
* every atom is matched in two levels, a group below 15 and a number below 200: more than 512 different patterns in one
  place hang its compiler;
* its timers stay off and its clock is not looked at, state is never deleted, every patient gets a fresh `sid`.

Of the package it imports what imports nothing itself: the process that `subprocess_client` starts loads no more than this.
"""

import itertools
import logging
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from infusion_pathways.engine.errors import EngineFailed, RuleEngineFailed
from infusion_pathways.engine.interrupts import interrupts_deferred

NUMBERS = 200
RULESET = "pathway"

# What a patient leaves behind, in bytes: the fixed tables of its structures (`state.h`), never freed.
PER_STATE, PER_PATTERN, PER_RULE, PER_MESSAGE = 110_000, 10_400, 2_000, 9_000

Action = Callable[[Any], None]


def why_not_loaded() -> str:
    """Why durable-rules cannot be loaded here, in words that end a sentence; empty where it can."""
    found = _loaded()
    return found if isinstance(found, str) else ""


@cache
def _loaded() -> Any:
    """The module of durable-rules, or why there is none."""
    try:
        with _late_binding():
            import durable_rules_engine  # noqa: F401
        from durable import engine
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0] in ("durable", "durable_rules_engine")
        return "it is not installed" if missing else "it does not load"
    except Exception as error:  # whatever the loader of another system says
        built = "symbol" in str(error)
        return "it was built for another Python" if built else "it does not load"
    # The same seconds without a call that is deprecated, which would be an error where warnings are errors.
    engine._unix_now = time.time
    # It logs what it raises as well; without this, on standard error.
    engine.logger.addHandler(logging.NullHandler())
    return engine


@contextmanager
def _late_binding() -> Iterator[None]:
    """On Linux, from Python 3.13 on, let names of the extension be looked up when they are used.

    Five of its functions use one that 3.13 has no more. They belong to storage that is never asked for here.
    """
    if sys.platform != "linux" or sys.version_info < (3, 13):
        yield
        return
    before = sys.getdlopenflags()
    sys.setdlopenflags(before & ~os.RTLD_NOW | os.RTLD_LAZY)
    try:
        yield
    finally:
        sys.setdlopenflags(before)


def import_folders() -> list[str]:
    """The folders in which durable-rules was found. Raises EngineFailed where it was not."""
    package, extension = _needed().__file__, sys.modules["durable_rules_engine"].__file__
    return [os.path.dirname(os.path.dirname(package)), os.path.dirname(extension or "")]


def _needed() -> Any:
    engine = _loaded()
    if isinstance(engine, str):
        raise EngineFailed(f"durable-rules cannot be used here: {engine}")
    return engine


def _host() -> Any:
    """A host whose two daemon timers never start: they dispatch actions from other threads."""
    engine = _needed()
    quiet = type("QuietHost", (engine.Host,), {"_run": lambda _: None})
    return quiet()


class RuleChain:
    """Productions inside durable-rules."""

    def __init__(self, rules: Sequence[tuple[int, Sequence[int]]], read: int) -> None:
        self._read = read
        self._sids = itertools.count(1)
        self._reached: set[int] = set()
        self._following: dict[int, list[int]] = {}
        joint: dict[frozenset[int], list[int]] = {}
        for head, body in rules:
            if len(body) == 1:
                self._following.setdefault(body[0], []).append(head)
            else:
                joint.setdefault(frozenset(body), []).append(head)
        made = {f"r{i}": self._rule(heads, sorted(body)) for i, (body, heads) in enumerate(joint.items())}
        if self._following:
            made["each"] = {"all": [{"m": {"$gte": {"n": 0}}}], "run": self._after_each}
        self._host = _host()
        try:
            self._host.set_rulesets({RULESET: made} if made else {})
        except Exception as error:
            raise RuleEngineFailed(f"durable-rules takes no such rules: {_words(error)}") from error

    def reach(self, given: Iterable[int]) -> set[int]:
        """Every atom that follows from the given ones, and these.

        Ctrl-C waits meanwhile: within an action it would be taken for a fault of the rules.
        """
        with interrupts_deferred():
            return self._chained(given)

    def _chained(self, given: Iterable[int]) -> set[int]:
        self._reached = set()
        sid = f"patient-{next(self._sids)}"
        for atom in given:
            if atom in self._reached:
                continue
            self._reached.add(atom)
            if atom < self._read:
                try:
                    state = self._host.assert_fact(RULESET, {**_message(atom), "sid": sid})
                except Exception as error:  # its own classes, and those of its extension
                    raise RuleEngineFailed(f"durable-rules takes no atom {atom}: {_words(error)}") from error
                if isinstance(state, dict) and "exception" in state:
                    raise RuleEngineFailed(str(state["exception"]))
        return self._reached

    def _rule(self, heads: Sequence[int], body: Sequence[int]) -> dict[str, Any]:
        def conclude(context: Any) -> None:
            self._conclude(context, heads)

        return {"all": [{f"m_{i}": _pattern(atom)} for i, atom in enumerate(body)], "run": conclude}

    def _after_each(self, context: Any) -> None:
        self._conclude(context, self._following.get(context.m.id, ()))

    def _conclude(self, context: Any, heads: Iterable[int]) -> None:
        # An action that took longer than ten seconds would count as done already; a machine may sleep meanwhile.
        context._start_time = math.inf
        for head in heads:
            if head not in self._reached:
                self._reached.add(head)
                if head < self._read:
                    context.assert_fact(_message(head))


def _words(error: Exception) -> str:
    return str(getattr(error, "message", "")) or str(error) or type(error).__name__


def _pattern(atom: int) -> dict[str, Any]:
    group, number = divmod(atom, NUMBERS)
    return {"$and": [{"g": group}, {"n": number}]}


def _message(atom: int) -> dict[str, int]:
    group, number = divmod(atom, NUMBERS)
    return {"id": atom, "g": group, "n": number}


def leaked_bytes(rules: Sequence[tuple[int, Sequence[int]]], read: int, reached: Iterable[int]) -> int:
    """About how many bytes a patient leaves behind who reached these atoms."""
    joint = {frozenset(body) for _, body in rules if len(body) > 1}
    patterns = 1 + sum(map(len, joint))
    return PER_STATE + PER_PATTERN * patterns + PER_RULE * (1 + len(joint)) + PER_MESSAGE * sum(atom < read for atom in reached)
