"""durable-rules for many patients: the same answers, bounded memory, and nothing left over when a process is lost."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from infusion_pathways.engine.renewed import EngineLost, RenewedRete
from infusion_pathways.engine.rete import ReteEngine, TooLarge
from infusion_pathways.facts import Facts
from infusion_pathways.pack.rule import Pack, Program
from infusion_pathways.scenario import Scenario, facts_for
from tests.conftest import ROOT
from tests.sizes import sampled
from tests.test_rete import known, too_large

Asked = list[tuple[Program, Facts]]


@pytest.fixture(scope="module")
def asked(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> Asked:
    """Every thirtieth shipped patient: several pathways, one after another."""
    found = []
    for scenario in sampled(shipped_scenarios, 30):
        program = shipped_pack.program_for(scenario.diagnoses[0].disease)
        if program is not None:
            found.append((program, facts_for(scenario, 0, shipped_pack.vocabulary)))
    return found


def other(engine: RenewedRete) -> int:
    """The process that answers now."""
    assert engine._other is not None
    return engine._other._process.pid


def elsewhere() -> RenewedRete:
    """An engine that has evaluated its first patients already."""
    engine = RenewedRete(50)
    engine._left = 0
    return engine


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("patients", [0, 1, 7, 1000])
def test_answers_are_those_of_one_process(patients: int, asked: Asked) -> None:
    """Wherever a patient is evaluated, and after how many others, the truths are the same, in the same sequence."""
    engine, alone = RenewedRete(patients), ReteEngine()
    for program, facts in asked:
        assert list(engine.rules(program, facts).items()) == list(alone.rules(program, facts).items())
    assert (engine._other is None) == (patients == 1000)


def test_a_process_is_replaced_and_ends(asked: Asked) -> None:
    """After so many patients another one answers; those before it have ended, and the last one ends with the engine."""
    engine, seen = RenewedRete(2), []
    for program, facts in asked[:8]:
        engine.rules(program, facts)
        seen.append(engine._other and other(engine))
    assert seen[:2] == [None, None]
    assert seen[2] == seen[3] != seen[4] == seen[5] != seen[6] == seen[7]
    assert [is_alive(process) for process in dict.fromkeys(filter(None, seen))] == [False, False, True]
    last = other(engine)
    del engine
    assert not is_alive(last)


def test_what_is_held_does_not_grow_with_the_patients() -> None:
    """Sixty patients, evaluated twenty to a process, leave less than half of what they leave in one."""
    grown = "\n".join(
        [
            "import sys",
            "from infusion_pathways import load_pack, load_scenario",
            "from infusion_pathways.engine.renewed import RenewedRete",
            "from infusion_pathways.scenario import facts_for",
            "pack = load_pack()",
            "scenario = load_scenario(sys.argv[2], pack)",
            "program, facts = pack.program_for(scenario.diagnoses[0].disease), facts_for(scenario, 0, pack.vocabulary)",
            "pages = lambda: int(open('/proc/self/statm').read().split()[1])",
            "engine, before = RenewedRete(int(sys.argv[1])), pages()",
            "for _ in range(60): engine.rules(program, facts)",
            "print(pages() - before)",
        ]
    )
    if not os.path.exists("/proc/self/statm"):
        pytest.skip("this system does not say how much memory a process holds")
    example = str(min((ROOT / "scenarios" / "rheumatoid_arthritis").glob("*.json")))
    held = [
        int(subprocess.run([sys.executable, "-c", grown, str(n), example], capture_output=True, text=True, check=True).stdout)
        for n in (20, 60)
    ]
    assert held[0] * 2 < held[1], held


def test_a_lost_process_is_an_error_and_the_next_patient_gets_a_new_one(asked: Asked) -> None:
    """A process that was killed answers nothing; it is told, and does not stay in the way."""
    program, facts = asked[0]
    engine = elsewhere()
    first = engine.rules(program, facts)
    lost = other(engine)
    os.kill(lost, signal.SIGKILL)
    with pytest.raises(EngineLost):
        engine.rules(program, facts)
    assert engine.rules(program, facts) == first
    assert other(engine) != lost


def test_an_error_of_the_engine_comes_back_as_itself(asked: Asked) -> None:
    """A program that is too large is refused as in one process, and the same process goes on."""
    engine = elsewhere()
    first = engine.rules(*asked[0])
    process = other(engine)
    with pytest.raises(TooLarge, match="3000 at most"):
        engine.rules(too_large(), known())
    assert engine.rules(*asked[0]) == first
    assert other(engine) == process


def test_an_interrupt_between_question_and_answer_mixes_up_nothing(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that nobody waited for is never given to the next question."""
    engine = elsewhere()
    (one, facts_one), (two, facts_two) = asked[0], asked[-1]
    expected = dict(engine.rules(two, facts_two))
    with monkeypatch.context() as patched:
        patched.setattr("infusion_pathways.engine.renewed.pickle.load", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.rules(one, facts_one)
    assert engine.rules(two, facts_two) == expected


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_threads_share_an_engine(asked: Asked) -> None:
    """Patients of several threads are evaluated one after another."""
    engine, alone = RenewedRete(3), ReteEngine()
    wrong: list[str] = []

    def work(start: int) -> None:
        for program, facts in asked[start::4]:
            if engine.rules(program, facts) != expected[id(facts)]:
                wrong.append(program.pathway.id)

    expected = {id(facts): alone.rules(program, facts) for program, facts in asked}
    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_asks_a_process_of_its_own(asked: Asked) -> None:
    """Two processes never write into the same pipe."""
    engine = elsewhere()
    expected, mine = dict(engine.rules(*asked[0])), other(engine)
    child = os.fork()
    if child == 0:
        good = engine.rules(*asked[0]) == expected and other(engine) != mine
        engine._drop()
        os._exit(0 if good else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert engine.rules(*asked[0]) == expected
    assert other(engine) == mine
