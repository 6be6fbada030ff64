"""Two patients one fact apart whose answers differ, for each condition of each rule.

Pairs are to rules what the independence pairs of MC/DC are to branches of a program: they show that a condition decides alone.
"""
