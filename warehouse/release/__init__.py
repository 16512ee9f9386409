"""A frozen, checksummed data set with codebook, data package, citation and change log."""

from warehouse.release.publish import Release, publish

__all__ = ["Release", "publish"]
