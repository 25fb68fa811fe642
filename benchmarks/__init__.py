"""One module for each figure that we publish. Run one as `python -m benchmarks.directory_search`."""
