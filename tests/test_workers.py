"""Tasks on several processes: every answer arrives, and a process that ends is heard to end, in the middle of a word too."""

import multiprocessing
import os
import signal
import struct
import sys
import time
from functools import partial

import pytest

from infusion_pathways.workers import WorkerLost, spread

LARGE = 1_000_000


def nothing() -> None:
    """What a process does before its first task."""


def doubled(number: int) -> int:
    return 2 * number


def slow_at_first(number: int) -> int:
    time.sleep(0.05 if number < 3 else 0)
    return number


def cannot_begin() -> None:
    raise ZeroDivisionError


def odd_is_wrong(number: int) -> int:
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number


def killed_at(number: int, last: int) -> int:
    if number == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


class Broken:
    """An answer whose process is killed while it is being written: half of it is in the pipe."""

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        for name in os.listdir("/proc/self/fd"):
            if os.path.exists(f"/proc/self/fd/{name}") and os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                os.write(int(name), struct.pack("!i", LARGE) + b"half an answer")
        os.kill(os.getpid(), signal.SIGKILL)
        return bytes, (b"",)


def broken(_: int) -> Broken:
    return Broken()


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_task_is_answered_once(jobs: int) -> None:
    assert sorted(spread(doubled, range(23), jobs, nothing)) == [2 * number for number in range(23)]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_answers_come_in_order_where_that_is_asked(jobs: int) -> None:
    """However fast each task is, and however many are kept until it is their turn."""
    assert list(spread(slow_at_first, range(40), jobs, nothing, in_order=True)) == list(range(40))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_task_raises_is_raised_here(jobs: int) -> None:
    with pytest.raises(ValueError, match="1 is odd"):
        list(spread(odd_is_wrong, [0, 2, 1], jobs, nothing))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_beginning_raises_is_raised_here(jobs: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(doubled, range(4), jobs, cannot_begin))


def test_where_no_process_can_be_started_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a browser: the same answers, and no attempt to start anything."""
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(multiprocessing, "get_context", lambda *_: pytest.fail("tried to start a process"))
    assert list(spread(doubled, range(5), 4, nothing)) == [0, 2, 4, 6, 8]


def test_a_process_that_is_killed_is_an_error() -> None:
    with pytest.raises(WorkerLost, match="a process ended before its answer"):
        list(spread(partial(killed_at, last=7), range(20), 2, nothing))


def test_half_an_answer_is_not_waited_for() -> None:
    """One process writes half a word and is killed: nobody waits for the other half."""
    with pytest.raises(WorkerLost, match="a process ended before its answer") as caught:
        list(spread(broken, range(2), 2, nothing))
    assert "got end of file during message" in str(caught.value.__cause__)


def test_once_it_is_over_nothing_is_begun() -> None:
    answers = spread(doubled, range(20), 1, nothing, is_over=lambda: len(seen) >= 3)
    seen: list[int] = []
    for answer in answers:
        seen.append(answer)
    assert seen == [0, 2, 4]


def test_who_stops_listening_stops_the_processes() -> None:
    """Closing the iteration ends every process, at work or not."""
    answers = spread(doubled, range(1000), 2, nothing)
    next(answers)
    assert len(multiprocessing.active_children()) == 2
    answers.close()
    assert multiprocessing.active_children() == []
