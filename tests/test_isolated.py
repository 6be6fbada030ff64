"""durable-rules for many patients: the same answers, bounded memory, and nothing left over when a process is lost."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from infusion_pathways.engine import subprocess_client
from infusion_pathways.engine.chaining import leaked_bytes
from infusion_pathways.engine.errors import EngineLost, RuleEngineFailed, TooLarge
from infusion_pathways.engine.isolated import BoundedChains, IsolatedRete
from infusion_pathways.engine.productions import Productions
from infusion_pathways.engine.rete import LocalChains, ReteEngine
from infusion_pathways.meaning.facts import Facts
from infusion_pathways.meaning.rule import Program
from infusion_pathways.pack.model import Pack
from infusion_pathways.scenario import Scenario, facts_for
from tests.conftest import ROOT
from tests.sizes import sampled, sized
from tests.test_rete import known, too_large

Asked = list[tuple[Program, Facts]]


@pytest.fixture(scope="module")
def asked(shipped_pack: Pack, shipped_scenarios: list[Scenario]) -> Asked:
    """Some shipped patients: several pathways, one after another."""
    found = []
    for scenario in sampled(shipped_scenarios, 15, long=30):
        program = shipped_pack.program_for(scenario.diagnoses[0].disease)
        if program is not None:
            found.append((program, facts_for(scenario, 0, shipped_pack.vocabulary)))
    return found


def chains(engine: IsolatedRete) -> BoundedChains:
    assert isinstance(engine._chains, BoundedChains)
    return engine._chains


def other(engine: IsolatedRete) -> int:
    """The process that answers now."""
    found = chains(engine)._other
    assert found is not None
    return found.pid


def from_another_process() -> IsolatedRete:
    """An engine that has evaluated its first patients already."""
    return IsolatedRete(here=0)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("passes_descriptors", [True, False])
@pytest.mark.parametrize(("here", "elsewhere_"), [(0, 1), (0, 10**9), (10**9, 1), (3_000_000, 3_000_000)])
def test_answers_are_those_of_one_process(
    here: int, elsewhere_: int, passes_descriptors: bool, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a patient is evaluated, after how many others, and through which pipes: the same truths, in the same sequence."""
    monkeypatch.setattr(subprocess_client, "PASSES_DESCRIPTORS", passes_descriptors)
    engine, alone = IsolatedRete(here, elsewhere_), ReteEngine()
    for program, facts in asked:
        assert list(engine.rules(program, facts).items()) == list(alone.rules(program, facts).items())
    assert (chains(engine)._other is None) == (here == 10**9)


def test_a_process_is_replaced_and_ends(asked: Asked) -> None:
    """One that holds too much makes way for another; those before it have ended, and the last one ends with the engine."""
    engine, seen = IsolatedRete(here=0, elsewhere=1), []
    for program, facts in asked[:3]:
        engine.rules(program, facts)
        seen.append(other(engine))
    assert len(set(seen)) == 3
    assert [is_alive(process) for process in seen] == [False, False, True]
    del engine
    assert not is_alive(seen[-1])


def resident() -> int:
    """The bytes that this process holds, or a skip where the system does not say."""
    if not os.path.exists("/proc/self/statm"):
        pytest.skip("this system does not say how much memory a process holds")
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("size", [1, 40, 200])
def test_what_a_patient_leaves_behind_is_known(size: int) -> None:
    """The estimate that decides when a process has enough is right within a half, for small and large rule sets."""
    # Two findings of each patient make a conjunction, so each is a rule of two patterns.
    productions = Productions(tuple((2 * size + i, (i, size + i)) for i in range(size)), 2 * size)
    engine, given = LocalChains(), list(range(2 * size))
    expected = leaked_bytes(productions.rules, productions.read, engine.reach(productions, given))
    before, patients = resident(), max(5, 60 // size)
    for _ in range(patients):
        engine.reach(productions, given)
    held = (resident() - before) / patients
    assert 0.5 * held - 100_000 < expected < 2 * held + 100_000, (held, expected)


MEMORY = """
import os, subprocess, sys, threading, time
def tree(process):
    yield process
    for task in os.listdir(f"/proc/{process}/task"):
        for child in open(f"/proc/{process}/task/{task}/children").read().split():
            yield from tree(int(child))
def held(process):
    return sum(int(line.split()[1]) for line in open(f"/proc/{process}/smaps_rollup") if line.startswith("Rss:"))
ran = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
most = processes = 0
while ran.poll() is None:
    try:
        now = list(tree(ran.pid))
        most, processes = max(most, sum(map(held, now))), max(processes, len(now))
    except OSError:  # one of them has just ended
        pass
    time.sleep(0.02)
print(ran.returncode, most // 1024, processes)
"""


@pytest.mark.parametrize("format", ["text"] if sized(0, 1) == 0 else ["text", "json", "markdown", "html"])
def test_a_run_of_many_files_stays_small(format: str, shipped_files: list[Path]) -> None:
    """`pathways run` of a hundred files, with both engines: never more than 120 MB, all its processes added."""
    if not os.path.exists("/proc/self/smaps_rollup"):
        pytest.skip("this system does not say how much memory a process holds")
    files = [str(file) for file in shipped_files[:: len(shipped_files) // 100][:100]]
    main = [sys.executable, "-c", "from infusion_pathways.cli import main; main()", "run", "--engine", "both", "-f", format]
    done = subprocess.run([sys.executable, "-c", MEMORY, *main, *files], capture_output=True, text=True, check=True)
    code, most, processes = map(int, done.stdout.split())
    assert (code, processes) == (0, 2)
    assert most < 120, most


def test_a_lost_process_is_replaced_and_asked_again(asked: Asked) -> None:
    """A process that was killed, by a system short of memory perhaps, costs its start and no answer."""
    engine = from_another_process()
    first = engine.rules(*asked[0])
    lost = other(engine)
    os.kill(lost, signal.SIGKILL)
    assert engine.rules(*asked[0]) == first
    assert other(engine) != lost


@pytest.mark.parametrize("program", ["/bin/false", "/bin/cat"])
def test_a_second_loss_is_an_error_and_the_next_patient_gets_a_new_process(
    program: str, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no process answers, that is told after one more try; nothing of it stays in the way."""
    engine = from_another_process()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", program)
        with pytest.raises(EngineLost, match="came to an end before it answered"):
            engine.rules(*asked[0])
    assert engine.rules(*asked[0]) == ReteEngine().rules(*asked[0])


def test_an_error_of_the_engine_comes_back_as_itself(asked: Asked) -> None:
    """A program that is too large is refused as in one process, and the same process goes on."""
    engine = from_another_process()
    first = engine.rules(*asked[0])
    process = other(engine)
    with pytest.raises(TooLarge, match="3000 at most"):
        engine.rules(too_large(), known())
    assert engine.rules(*asked[0]) == first
    assert other(engine) == process


def test_an_interrupt_between_question_and_answer_mixes_up_nothing(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that nobody waited for is never given to the next question."""
    engine = from_another_process()
    (one, facts_one), (two, facts_two) = asked[0], asked[-1]
    expected = dict(engine.rules(two, facts_two))
    with monkeypatch.context() as patched:
        patched.setattr("infusion_pathways.engine.subprocess_client.json.loads", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.rules(one, facts_one)
    assert engine.rules(two, facts_two) == expected


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_threads_share_an_engine(asked: Asked) -> None:
    """Patients of several threads are evaluated one after another."""
    engine, alone = IsolatedRete(here=0, elsewhere=4_000_000), ReteEngine()
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


def test_a_fault_inside_a_run_comes_back_as_itself() -> None:
    """What durable-rules reports of a run is told, here and from the other process."""
    for engine in (LocalChains(), BoundedChains(here=0)):
        with pytest.raises(RuleEngineFailed):
            engine.reach(Productions(((17, tuple(range(17))),), 17), tuple(range(17)))


forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


def ended(child: int) -> int:
    """The exit code of a forked process."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@forks
def test_a_forked_process_asks_a_process_of_its_own(asked: Asked) -> None:
    """Two processes never write into the same pipe, and none ends the process of the other."""
    engine = from_another_process()
    expected, mine = dict(engine.rules(*asked[0])), other(engine)
    child = os.fork()
    if child == 0:
        good = engine.rules(*asked[0]) == expected and other(engine) != mine
        chains(engine)._drop()
        os._exit(0 if good else 1)
    assert ended(child) == 0
    assert engine.rules(*asked[0]) == expected
    assert other(engine) == mine


@forks
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("here", [0, 10**9])
def test_a_fork_while_threads_are_at_work(here: int, asked: Asked) -> None:
    """Whatever the other threads were doing, the forked process gets its answers and the threads theirs."""
    engine, alone = IsolatedRete(here), ReteEngine()
    expected = alone.rules(*asked[0])
    stop, wrong = threading.Event(), list[int]()

    def work() -> None:
        while not stop.is_set():
            if engine.rules(*asked[0]) != expected:
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(sized(6, 40)):
            child = os.fork()
            if child == 0:
                signal.alarm(60)  # one that waits for ever is ended, and fails the test
                good = engine.rules(*asked[0]) == expected
                chains(engine)._drop()
                os._exit(0 if good else 1)
            assert ended(child) == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []


ASK = """
from infusion_pathways.engine.isolated import IsolatedRete
from infusion_pathways import load_pack, load_scenario
from infusion_pathways.scenario import facts_for
pack = load_pack({pack!r})
scenario = load_scenario({patient!r}, pack)
engine = IsolatedRete(here=0)
found = engine.rules(pack.program_for(scenario.diagnoses[0].disease), facts_for(scenario, 0, pack.vocabulary))
print(len(found), "rules")
""".format(pack=str(ROOT / "tests" / "packs" / "tiny"), patient=str(ROOT / "tests" / "packs" / "patient.json"))


def told(*command: str, input: str = "", **environment: str) -> str:
    """What a program prints in an environment of its own."""
    done = subprocess.run(command, input=input, capture_output=True, text=True, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def prints(tmp_path: Path) -> Iterator[Path]:
    """A folder whose `sitecustomize` prints whenever a Python starts with it, also below the level of `print`."""
    (tmp_path / "sitecustomize.py").write_text("import os; print('WELCOME', flush=True); os.write(1, b'AGAIN\\n')\n")
    return tmp_path


@pytest.mark.parametrize("passes_descriptors", [True, False])
def test_a_site_that_prints(passes_descriptors: bool, prints: Path) -> None:
    """What a site prints comes between no question and its answer; it is printed once, by the caller."""
    ways = f"import infusion_pathways.engine.subprocess_client as e; e.PASSES_DESCRIPTORS = {passes_descriptors}\n"
    assert told(sys.executable, "-c", ways + ASK, PYTHONPATH=str(prints)).split("\n")[:2] == ["WELCOME", "AGAIN"]


ODD_PATHS = """
import pathlib, sys
class Odd:
    def __fspath__(self): return "/nowhere"
sys.path += [pathlib.Path("lib"), None, 5, b"/bytes", Odd(), "caf\\u00e9 \\udcff 'x'"]
"""


@pytest.mark.parametrize("before", ["", ODD_PATHS, "import os, tempfile; os.chdir(tempfile.mkdtemp()); os.rmdir(os.getcwd())\n"])
def test_a_program_from_standard_input(before: str) -> None:
    """A program that is in no file, whatever stands among the places where modules are found, and wherever it works."""
    assert told(sys.executable, "-", input=before + ASK).endswith(" rules\n")


def test_settings_of_the_environment(tmp_path: Path) -> None:
    """What the environment says of Python does not reach the answers."""
    loud = {"PYTHONINSPECT": "", "PYTHONVERBOSE": "1", "PYTHONPROFILEIMPORTTIME": "1", "PYTHONWARNINGS": "error"}
    for name in ("json", "types", "enum"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong module')\n")
    done = subprocess.run(
        [sys.executable, "-P", "-c", ASK], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, **loud}
    )
    assert done.stdout.endswith(" rules\n"), done.stderr[-2000:]


def test_an_interrupted_caller_leaves_nothing_behind() -> None:
    """However the caller ends, the process that answers it ends too."""
    waits = "import time; print(engine._chains._other.pid, flush=True); time.sleep(60)\n"
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        caller = subprocess.Popen([sys.executable, "-c", ASK + waits], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert caller.stdout is not None
        caller.stdout.readline()
        answering = int(caller.stdout.readline())
        caller.send_signal(how)
        caller.wait()
        assert not lives_on(answering)
        caller.stdout.close()


def lives_on(process: int) -> bool:
    """Whether a process that is about to end does not."""
    for _ in range(3000):
        if not is_alive(process) or Path(f"/proc/{process}/stat").read_text().split(") ")[1].startswith("Z"):
            return False
        threading.Event().wait(0.01)
    return True
