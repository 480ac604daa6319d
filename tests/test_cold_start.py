"""What a command loads: an answer needs neither torch nor gradio."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "gradio",
    "matplotlib",
    "pandas",
    "sqlalchemy",
    "alembic",
)
ASK = """
import sys
from chat.cli import main
status = main(["ask", "到2025年GDP要达到多少？", *sys.argv[1:]])
loaded = [name for name in {heavy} if name in sys.modules]
sys.exit(f"loaded: {{loaded}}" if loaded else status)
"""


def test_an_answer_loads_neither_torch_nor_transformers_nor_gradio(
    shipped_index: Path, corpus_folder: Path
) -> None:
    options = ["--index", str(shipped_index), "--corpus", str(corpus_folder)]
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(heavy=HEAVY), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "440亿元" in done.stdout


@pytest.mark.parametrize("command", [["--help"], ["ask", "--help"], ["serve", "--help"]])
def test_help_loads_nothing_heavy(command: list[str]) -> None:
    code = (
        "import sys\nfrom chat.cli import main\nmain(sys.argv[1:])\n"
        f"sys.exit(str([name for name in {HEAVY} if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.stderr == "[]\n"
