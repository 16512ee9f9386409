"""The outermost wiring: files, Prefect, the command line. Nothing imports this package."""
