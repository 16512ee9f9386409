"""Turn bytes and rows into articles, or say why not (`errors.InputError`).

Nothing here opens a file: `flows.sources` does, and hands over bytes or rows.
"""
