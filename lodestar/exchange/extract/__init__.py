"""The extract: pseudonymised rows, from the database's own views into Parquet files."""
