"""The shape of the house, held by tests where a tool does not hold it."""

import ast
import re
import sys
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture import tree

# Why a module may be longer than 400 lines. Each needs a reason that a reader would accept.
LONG_FOR_A_REASON: dict[str, str] = {
    "lodestar/directory/models.py": "one table a class, no logic; parting it would part what is read together",
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("lodestar.")]


@pytest.mark.parametrize("module", tree.modules(), ids=lambda path: str(path.relative_to(tree.ROOT)))
def test_no_module_is_longer_than_a_reader_can_hold(module: Path) -> None:
    name = str(module.relative_to(tree.ROOT))
    if name not in LONG_FOR_A_REASON:
        assert len(module.read_text().splitlines()) <= 400


def test_no_folder_is_a_sink() -> None:
    sinks = {"core", "common", "utils", "helpers", "misc", "shared", "lib"}
    assert not [file for file in tree.modules() if sinks & {*file.parts, file.stem}]


def test_rules_use_only_the_standard_library() -> None:
    foreign = []
    for module in (tree.PACKAGE / "rules").rglob("*.py"):
        for node in ast.walk(tree.parsed(module)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            foreign += [
                (module.name, name)
                for name in names
                if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("lodestar.rules")
            ]
    assert not foreign


def test_rules_never_read_the_clock() -> None:
    clocks = re.compile(r"date\.today\(|datetime\.now\(|time\.time\(|utcnow\(")
    assert not [m for m in (tree.PACKAGE / "rules").rglob("*.py") if clocks.search(m.read_text())]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_says_what_one_row_is_and_which_fields_are_personal(model: type) -> None:
    assert (model.__doc__ or "").startswith("One row "), "its docstring says what one row is"
    fields = {field.name for field in model._meta.get_fields()}
    if not model.__module__.startswith("lodestar.places"):
        assert "PERSONAL" in vars(model) or any("PERSONAL" in vars(base) for base in model.__mro__[1:])
        assert fields >= model.PERSONAL


def actions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (str(module.relative_to(tree.ROOT)), function)
        for module in tree.modules()
        if module.name == "actions.py"
        for function in tree.public_functions(module)
        if {"by", "at"} <= {argument.arg for argument in function.args.kwonlyargs}
    ]


@pytest.mark.parametrize(("module", "action"), actions(), ids=lambda part: getattr(part, "name", ""))
def test_every_action_is_keyword_only_documented_and_writes_one_audit_event(
    module: str, action: ast.FunctionDef
) -> None:
    assert not action.args.args, "an action takes keywords only"
    assert ast.get_docstring(action), "an action says what it does and what it refuses"
    written = tree.called_names(action).count("audit.record")
    assert written == 1, f"{module}: {action.name} writes {written} audit events in its own body"


def test_every_public_function_of_actions_is_an_action() -> None:
    recognised = {(module, action.name) for module, action in actions()}
    others = [
        (str(module.relative_to(tree.ROOT)), function.name)
        for module in tree.modules()
        if module.name == "actions.py"
        for function in tree.public_functions(module)
    ]
    assert set(others) - recognised <= {
        ("lodestar/access/actions.py", "the_system"),
        ("lodestar/directory/actions.py", "too_much_retired"),
    }


@pytest.mark.parametrize("module", [m for m in tree.modules() if m.name == "queries.py"], ids=str)
def test_every_query_takes_the_viewer_first(module: Path) -> None:
    # These work on rows that a query of the viewer's has read already, or make the viewer.
    exempt = {"viewer_for", "events_about", "times_turned_away", "without_key_worker"}
    places = module.parent.name == "places"
    for function in tree.public_functions(module):
        if function.name in exempt or places:
            continue
        names = [argument.arg for argument in function.args.args]
        assert names[:1] == ["viewer"], f"{function.name} takes {names[:1] or 'nothing'} first"


@pytest.mark.parametrize(
    "module",
    [m for m in (tree.PACKAGE / "rules").glob("*.py") if m.name != "__init__.py"],
    ids=lambda path: path.stem,
)
def test_every_rule_says_what_it_returns_and_where_it_comes_from(module: Path) -> None:
    text = module.read_text()
    assert "Source" in text, f"{module.name} names no source"
    for function in tree.public_functions(module):
        assert ast.get_docstring(function), f"{module.name}: {function.name} has no docstring"


def test_no_registry_host_and_no_path_of_a_machine_is_in_the_tree() -> None:
    hosts = [
        "python" + "hosted",
        "py" + "pi.org",
        "registry." + "npmjs",
        "npm" + "js.com",
        "deb." + "debian.org",
    ]
    paths = re.compile(r"(?<![\w.])/(work|farm|root)/")
    found = []
    for file in tree.tracked_files():
        if file.suffix in {".png", ".parquet", ".br", ".gz"}:
            continue
        text = file.read_text(errors="ignore")
        found += [(str(file.relative_to(tree.ROOT)), host) for host in hosts if host in text]
        if paths.search(text) and file.name != Path(__file__).name:
            found.append((str(file.relative_to(tree.ROOT)), "a machine's path"))
    assert not found


def test_no_test_is_skipped() -> None:
    marks = re.compile(r"pytest\.(mark\.)?(skip|xfail)|unittest\.skip")
    here = Path(__file__)
    assert not [m for m in (tree.ROOT / "tests").rglob("*.py") if m != here and marks.search(m.read_text())]
