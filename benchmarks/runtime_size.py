"""How big is what a web server needs: the lock without the data stack and without the embedded database.

Limit: 150 MB on disk. The rest of the lock is printed beside it, as the reference.
"""

import platform
import sys
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

LIMIT_MB = 150
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print the size of the runtime's packages, and of everything installed, in MB."""
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = _closure(declared["dependencies"])
    runtime_mb = sum(_size_mb(name) for name in needed) + _folder_mb(ROOT / "lodestar")
    extras = [line for group in declared["optional-dependencies"].values() for line in group]
    rest = _closure(extras) - needed
    rest_mb = sum(_size_mb(name) for name in rest)
    print(f"machine: {platform.machine()}, Python {platform.python_version()}")
    print(f"runtime: {len(needed)} packages and Lodestar itself, {runtime_mb:.0f} MB; limit {LIMIT_MB} MB")
    print(f"reference, data stack and embedded database: {len(rest)} packages, {rest_mb:.0f} MB")
    print(f"ratio runtime / all: {runtime_mb / (runtime_mb + rest_mb):.2f}")
    sys.exit(0 if runtime_mb < LIMIT_MB else 1)


def _closure(lines: list[str]) -> set[str]:
    """Return the names of these requirements and of all that they need here."""
    seen: set[str] = set()
    waiting = [Requirement(line) for line in lines]
    while waiting:
        wanted = waiting.pop()
        name = wanted.name.lower().replace("_", "-")
        for extra in ["", *wanted.extras]:
            key = f"{name}[{extra}]"
            if key in seen:
                continue
            seen.add(key)
            surroundings = {**default_environment(), "extra": extra}
            for line in metadata.requires(wanted.name) or []:
                further = Requirement(line)
                if further.marker is None or further.marker.evaluate(surroundings):
                    waiting.append(further)
    return {key.split("[")[0] for key in seen}


def _size_mb(name: str) -> float:
    files = metadata.files(name) or []
    return sum(path.stat().st_size for file in files if (path := Path(str(file.locate()))).is_file()) / 1e6


def _folder_mb(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


if __name__ == "__main__":
    main()
