"""Mutation testing of rules: each rule with one small error, and whether any case notices it.

From the sections of a pack to its mutants (`tree`, `connectives`, `numbers`, `values`, `arguments`, `mutants`), one of them made
ready to be evaluated (`building`), the cases held against it (`suite`), the proof that nobody could tell, or the smallest patient
who does (`equivalence`), on several processes (`worker`) with a journal (`journal`), reported (`score`, `report`, `plain`,
`judged_cases`).
"""
