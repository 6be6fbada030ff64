"""What durable-rules does when it is asked what `engine.rete` never asks it. Each probe runs in a process of its own.

    python bench/fence.py

The decision record docs/decisions/0002-durable-rules-fence.md quotes what this prints.
"""

import subprocess
import sys
import time

PATIENCE = 20.0

QUIET = """
import resource, threading, time
from durable.engine import Host
class Quiet(Host):
    def _run(self): pass
def size():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
fired = []
def host(rules):
    made = Quiet()
    made.set_rulesets({"r": rules})
    return made
def rule(*patterns, **named):
    return {"all": [{f"m_{i}": p} for i, p in enumerate(patterns)], "run": lambda c: fired.append(1)}
def tell(h, message, sid="1"):
    try:
        return h.assert_fact("r", {**message, "sid": sid})
    except Exception as error:
        print(type(error).__name__, end=" ")
"""

PROBES = (
    (
        "a field that is missing, against `< 30`",
        'h = host({"a": rule({"$lt": {"age": 30}})}); tell(h, {"id": 1, "sex": "f"}); print("fired", len(fired))',
    ),
    (
        'the text "25" against `< 30`',
        'h = host({"a": rule({"$lt": {"age": 30}})}); tell(h, {"id": 1, "age": "25"}); print("fired", len(fired))',
    ),
    (
        "one message for two conditions of a rule",
        'h = host({"a": rule({"a": 1}, {"b": 1})}); tell(h, {"id": 1, "a": 1, "b": 1}); print("fired", len(fired))',
    ),
    (
        "a disjunction inside one pattern, both sides true",
        'h = host({"a": rule({"$or": [{"a": 1}, {"b": 1}]})}); tell(h, {"id": 1, "a": 1, "b": 1}); print("fired", len(fired))',
    ),
    *(
        (
            f"{n} patterns in one place",
            f't = time.perf_counter(); host({{f"r{{i}}": rule({{"n": i}}) for i in range({n})}});'
            ' print(f"built in {time.perf_counter() - t:.2f} s")',
        )
        for n in (500, 511, 512, 513, 600)
    ),
    (
        "3,000 patterns in two levels",
        "t = time.perf_counter();"
        'host({f"r{i}": rule({"$and": [{"g": i // 200}, {"n": i % 200}]}) for i in range(3000)});'
        ' print(f"built in {time.perf_counter() - t:.2f} s")',
    ),
    *(
        (
            f"{n} messages in one rule",
            f'h = host({{"a": rule(*[{{"n": i}} for i in range({n})])}});'
            f'[tell(h, {{"id": i, "n": i}}) for i in range({n})]; print("fired", len(fired))',
        )
        for n in (8, 16, 17)
    ),
    (
        "threads of an ordinary host",
        'Host(); print("threads", threading.active_count())',
    ),
    (
        "an exception inside an action",
        'h = host({"a": {"all": [{"m_0": {"a": 1}}], "run": lambda c: 1 / 0}}); s = tell(h, {"id": 1, "a": 1});'
        'print("returned", str(s.get("exception"))[:60])',
    ),
    (
        "a batch in which one message matches no rule",
        'h = host({"a": rule({"a": 1})});\n'
        'try:\n    h.assert_facts("r", [{"id": 1, "a": 1, "sid": "1"}, {"id": 2, "z": 1, "sid": "1"}])\n'
        'except Exception as error:\n    print(type(error).__name__, end=" ")\n'
        'print("fired", len(fired))',
    ),
    (
        "a message that matches no rule, alone",
        'h = host({"a": rule({"a": 1})}); tell(h, {"id": 2, "z": 1}); print("fired", len(fired))',
    ),
    (
        "an event read by two rules",
        'h = host({"a": rule({"a": 1}), "b": rule({"a": 1})});'
        'h.post("r", {"id": 1, "a": 1, "sid": "1"}); print("fired", len(fired), "of 2")',
    ),
    (
        "100 states of a set of 300 rules",
        'h = host({f"r{i}": rule({"$and": [{"g": i // 200}, {"n": i % 200}]}) for i in range(300)});\n'
        "before = size()\n"
        'for s in range(100):\n    tell(h, {"id": 1, "g": 0, "n": s}, str(s))\n'
        'print(f"{(size() - before) / 100:.2f} MB a state")',
    ),
)


def observe(probe: str) -> str:
    """What a probe prints, or how it ends."""
    start = time.perf_counter()
    try:
        done = subprocess.run([sys.executable, "-c", QUIET + probe], capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"does not end within {PATIENCE:.0f} s"
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit {done.returncode}"]
        return f"ends with {last[0][:90]} (after {time.perf_counter() - start:.1f} s)"
    return done.stdout.strip()


if __name__ == "__main__":
    for words, probe in PROBES:
        print(f"{words}: {observe(probe)}")
