"""The checks, one module each; the ledger lists them all."""
