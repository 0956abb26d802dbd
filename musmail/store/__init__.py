"""What we remember: one small document an aggregate, with its letters' bytes beside it (invariants 1, 2, 4 and 9)."""
