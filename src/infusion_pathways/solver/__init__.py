"""The third reading of the rules, beside `logic` and the engines: as formulas, so that questions about all patients have answers.

From the bottom up: `formula` (nodes), `numbers` and `history` (endless values as finitely many), `patient_space` (all patients as
variables), `symbolic_facts` and `encoding` (what the rules make of them), `z3_solver` (can formulas hold together?), `smallest`
and `core_guided` (the plainest patient for whom they do), `patient` (back to a scenario), `replay` (what the engines say of it).

z3 is an optional extra and comes in through `z3_solver` only; everything a proof shows is replayed with the engines first. In the
examples of these modules `pack` is the invented pack of `tests/packs/sound`, which is about harbour fever; a test runs them.
"""
