"""`make bench`: run every benchmark, one after another, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_ALONE = {"__init__", "__main__", "bench_database", "made_directory"}


def main() -> int:
    """Run them all, whatever each says. Returns 1 when one did not run to its end."""
    failed = []
    for file in sorted(HERE.glob("*.py")):
        if file.stem in NOT_ALONE:
            continue
        print(f"\n== {file.stem}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{file.stem}"], cwd=HERE.parent).returncode:
            failed.append(file.stem)
    if failed:
        print(f"\nDid not finish: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
