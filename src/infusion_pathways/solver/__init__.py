"""The third reading of the rules, beside `logic` and the engines: as formulas, so that questions about all patients have answers.

z3 is an optional extra and comes in through `door` only; everything a proof shows is replayed with the engines first.
"""
