"""`python -m chat` is `fangtan`."""

from chat.cli import run

run()
