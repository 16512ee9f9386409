"""Errors that tell the reader what is wrong, where, and how to mend it."""

from __future__ import annotations


class BilateralError(Exception):
    """A problem that the reader of the message can mend without reading our code.

    Args:
        what: the fact, in one clause.
        where: file and line, article, table: the place to look.
        fix: what to do about it.
    """

    def __init__(self, what: str, *, where: str, fix: str) -> None:
        super().__init__(f"{what}\n  where: {where}\n  fix:   {fix}")
        self.what, self.where, self.fix = what, where, fix


class UsageError(BilateralError):
    """The command was asked for something that cannot be done (exit status 2)."""


class InputError(BilateralError):
    """One input cannot be used; it goes to quarantine and the batch goes on.

    `reason` is the short word that `quarantine.reason` holds.
    """

    def __init__(self, reason: str, what: str, *, where: str, fix: str) -> None:
        super().__init__(what, where=where, fix=fix)
        self.reason = reason


class CodebookError(BilateralError):
    """A row of a codebook or dictionary is wrong."""
