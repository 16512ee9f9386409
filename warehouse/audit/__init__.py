"""Hand checks: a sample to judge (`sampling`, `sheet`), its score, and series corrected by it."""
