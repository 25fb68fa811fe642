"""Reading the project's own source, for tests of its shape."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lodestar"


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the product, without migrations."""
    return tuple(sorted(file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts))


@cache
def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text())


def public_functions(module: Path) -> Iterator[ast.FunctionDef]:
    for node in parsed(module).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def called_names(function: ast.AST) -> list[str]:
    """Names of what a function calls, as they are written: `audit.record`."""
    return [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git tracks or would, from the project's root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file())
