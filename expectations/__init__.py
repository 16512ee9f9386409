"""What must hold before a batch is loaded: Great Expectations suites over staged frames.

What sets a row aside: a critical expectation of the suites `articles` and `mentions` that the
row fails. It goes to `quarantine` (stage `validate`) with the expectation's name and reason;
the rest of the batch goes on. An article set aside takes its mentions with it.

What stops a batch: a critical expectation of the suite `batch`, which reads the figures of
what is left (shares, counts that must add up). Nothing of the batch is loaded, exit status 3.

How strict, and why: `thresholds.toml`. Every figure measured is kept in `quality_results`, so
that limits can be set anew from history.
"""
