"""What must hold: Great Expectations suites over the staged batch, and what happens to rows that fail."""
