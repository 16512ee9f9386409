"""Other people's events beside one's own: read a file of GDELT, ICEWS, Phoenix or POLECAT.

`layouts` knows the columns of each format, `reading` cuts bytes into cells, the SQL of this folder
gives them days, parties and codes; what it needs of the codebook comes from `spellings`.
"""

from warehouse.imports.files import DATASETS, Imported, ImportFile, load, refuse_unknown

__all__ = ["DATASETS", "ImportFile", "Imported", "load", "refuse_unknown"]
