"""The DuckDB file: migrations, loading, panels, and the queries behind the commands."""
