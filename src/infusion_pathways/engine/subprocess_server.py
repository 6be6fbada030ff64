"""The other end of `subprocess_client`: a process with durable-rules and little else, which answers questions about numbers."""

import json
import os
from contextlib import suppress
from typing import Any

from infusion_pathways.engine.chaining import RuleChain
from infusion_pathways.engine.errors import EngineFailed


def serve(reading: int, writing: int) -> None:
    """Answer the questions that come through one descriptor through another, until there are no more.

    A question is a line of JSON: the number of some productions, the atoms that are given, and with the first of each number
    the productions themselves. The answer is a line too: what was reached, or why it failed. Nobody may be left to read it.
    """
    if writing == 1:
        reading, writing = _away_from_the_standard_streams(reading, writing)
    chains: dict[int, RuleChain] = {}
    with suppress(BrokenPipeError), os.fdopen(reading, "rb") as questions, os.fdopen(writing, "wb") as answers:
        for line in questions:
            answers.write(json.dumps(_answer(json.loads(line), chains)).encode() + b"\n")
            answers.flush()


def _away_from_the_standard_streams(reading: int, writing: int) -> tuple[int, int]:
    """Copies of the two ends, so that nothing that is printed, or reads, gets between question and answer."""
    copies = os.dup(reading), os.dup(writing)
    nothing = os.open(os.devnull, os.O_RDWR)
    for end in (reading, writing):
        os.dup2(nothing, end)
    os.close(nothing)
    return copies


def _answer(question: dict[str, Any], chains: dict[int, RuleChain]) -> dict[str, Any]:
    number = question["number"]
    try:
        if "rules" in question:
            chains[number] = RuleChain(question["rules"], question["read"])
        return {"reached": sorted(chains[number].reach(question["given"]))}
    except EngineFailed as error:
        return {"failed": str(error)}
