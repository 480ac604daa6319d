"""Install the project, or a wheel of it, into a virtual environment, with PyTorch's CPU build.

    python3.11 tools/install.py .venv                 the checkout, editable
    python3.11 tools/install.py .venv --dev           the same, with what the tests need
    python3.11 tools/install.py DIR --wheel FILE.whl  a built wheel

Every version comes from constraints.txt. On Linux the registry's own torch is built for CUDA and
brings gigabytes of libraries that a server without a GPU never uses, so torch goes first: by pip
where pip finds a build without CUDA (its configured sources may hold one), else by uv, which knows
where PyTorch's CPU builds are.
"""

import argparse
import json
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
UV = "uv==0.13.9"
CUDA = re.compile(r"^(nvidia|cuda|triton)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("environment", type=Path, help="folder of the virtual environment")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--dev", action="store_true", help="with what the tests need")
    what.add_argument("--wheel", type=Path, help="this wheel instead of the checkout")
    options = parser.parse_args()
    python = options.environment / "bin" / "python"
    if not python.exists():
        venv.create(options.environment, with_pip=True)
    install_torch(python)
    target = (
        [str(options.wheel)]
        if options.wheel
        else ["-e", f"{ROOT}[dev]" if options.dev else str(ROOT)]
    )
    pip(python, "install", "--constraint", str(CONSTRAINTS), *target)


def install_torch(python: Path) -> None:
    """Install the pinned torch in a build without CUDA, if it is not there."""
    pin = next(line for line in CONSTRAINTS.read_text().splitlines() if line.startswith("torch=="))
    installed = subprocess.run(
        [python, "-c", "import importlib.metadata as m; print('torch==' + m.version('torch'))"],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.stdout.strip().partition("+")[0] == pin:
        return
    if brings_cuda(python, pin):
        pip(python, "install", UV)
        uv = python.parent / "uv"
        run(uv, "pip", "install", "--python", python, "--torch-backend", "cpu", pin)
    else:
        pip(python, "install", "--constraint", str(CONSTRAINTS), pin)


def brings_cuda(python: Path, pin: str) -> bool:
    """Tell whether pip would install a CUDA build; only metadata is fetched."""
    report = subprocess.run(
        [python, "-m", "pip", "install", "--dry-run", "--quiet", "--report", "-", pin],
        capture_output=True,
        text=True,
        check=False,
    )
    if report.returncode:
        return True  # not among pip's sources for this machine: uv may know one
    wanted = [entry["metadata"]["name"] for entry in json.loads(report.stdout)["install"]]
    return any(CUDA.match(name) for name in wanted)


def pip(python: Path, *arguments: str) -> None:
    run(python, "-m", "pip", "--disable-pip-version-check", *arguments, "--quiet")


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], check=False)
    if done.returncode:
        sys.exit(f"failed with exit status {done.returncode}: {' '.join(map(str, command))}")


if __name__ == "__main__":
    main()
