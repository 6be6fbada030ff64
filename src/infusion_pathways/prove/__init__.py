"""Proofs: properties of the rules, verified for every patient that some scenario could describe."""
