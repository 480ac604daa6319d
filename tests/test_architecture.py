import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ["ingest", "index", "chat"]
DOORS = {
    "alembic": {"chat/ledger/database.py"},
    "fastapi": {"chat/web/server.py"},
    "faiss": {"index/dense.py"},
    "gradio": {"chat/web/page.py", "chat/web/desk.py", "chat/web/server.py"},
    "ir_measures": {"chat/evaluation/metrics.py", "index/benchmark.py"},
    "jieba": {"index/tokens.py"},
    "jinja2": {"chat/evaluation/report.py", "chat/web/markup.py"},
    "matplotlib": {"chat/evaluation/charts.py"},
    "onnx": {"index/training/base.py"},
    "onnxruntime": {"index/onnx_model.py"},
    "opencc": {"index/normalise.py"},
    "openpyxl": {
        "chat/evaluation/questions.py",
        "chat/ledger/workbook.py",
    },
    "pypinyin": {"index/pinyin.py"},
    "rich": {"chat/cli.py", "chat/cli_eval.py"},
    "sentence_transformers": {"index/sentence_model.py"},
    "sqlalchemy": {"chat/ledger/database.py", "chat/ledger/schema.py", "chat/ledger/store.py"},
    "tokenizers": {"index/onnx_model.py"},
    "typer": {"chat/cli.py", "chat/cli_log.py"},
    "uvicorn": {"chat/web/server.py"},
}
COMMAND_LINE = "chat/cli.py"
MIGRATIONS = "chat/ledger/migrations/"  # run by Alembic, in its own words
TRAINING = "index/training/"  # commands of their own, for who trains the models
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in ORDER
    for path in (ROOT / package).rglob("*.py")
)
TREES = {module: ast.parse((ROOT / module).read_text(encoding="utf-8")) for module in MODULES}


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the top-level names of all imports, wherever they stand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            yield (node.module or "").partition(".")[0]


def printed(tree: ast.AST) -> list[int]:
    """Return the lines that call `print`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]


def environment_read(tree: ast.AST) -> list[int]:
    """Return the lines that name `os.environ` or `os.getenv`, or import them."""
    names = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
    lines: list[int] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            lines += [node.lineno] * (node.value.id == "os" and node.attr in names)
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            lines += [node.lineno for alias in node.names if alias.name in names]
    return lines


@pytest.fixture(params=MODULES)
def module(request: pytest.FixtureRequest) -> str:
    """A module's path, from the root."""
    return str(request.param)


@pytest.fixture
def tree(module: str) -> ast.AST:
    return TREES[module]


def test_a_module_imports_no_package_that_is_built_on_its_own(module: str, tree: ast.AST) -> None:
    later = ORDER[ORDER.index(module.partition("/")[0]) + 1 :]
    assert [name for name in imported(tree) if name in later] == []


def test_a_heavy_library_enters_by_its_own_door(module: str, tree: ast.AST) -> None:
    if not module.startswith((TRAINING, MIGRATIONS)):
        assert [name for name in imported(tree) if module not in DOORS.get(name, {module})] == []


def test_only_the_command_line_reads_the_environment(module: str, tree: ast.AST) -> None:
    assert module == COMMAND_LINE or environment_read(tree) == []


def test_only_the_command_line_prints(module: str, tree: ast.AST) -> None:
    assert module == COMMAND_LINE or module.startswith(TRAINING) or printed(tree) == []


def test_ingest_imports_only_itself_and_the_standard_library(module: str, tree: ast.AST) -> None:
    known = sys.stdlib_module_names | {"ingest"}
    assert not module.startswith("ingest/") or set(imported(tree)) <= known


def test_records_import_no_other_module_of_their_package(module: str) -> None:
    package, _, name = module.rpartition("/")
    source = (ROOT / module).read_text(encoding="utf-8")
    assert name != "records.py" or f"from {package.replace('/', '.')}." not in source


def test_the_three_ways_to_break_a_rule_are_seen() -> None:
    source = "import faiss.contrib\nfrom os import getenv\nprint(os.environ)\n"
    tree = ast.parse(source)
    assert list(imported(tree)) == ["faiss", "os"]
    assert environment_read(tree) == [2, 3]
    assert printed(tree) == [3]
