"""The README tells the options and the answer as they are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer.core import TyperCommand, TyperGroup

from chat.bot import Bot
from chat.cli import cli

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def commands(group: TyperGroup, name: str = "fangtan") -> Iterator[tuple[str, TyperCommand]]:
    """Yield each command and its whole name, those of groups too."""
    for command in group.commands.values():
        whole = f"{name} {command.name}"
        if isinstance(command, TyperGroup):
            yield from commands(command, whole)
        else:
            yield whole, command


def test_every_option_with_an_environment_variable_stands_in_the_readme_with_its_default() -> None:
    seen = set()
    for name, command in commands(typer.main.get_group(cli)):
        assert f"`{name}`" in README
        for option in command.params:
            if option.envvar:
                given = option.default is not None
                default = f"`{option.default}`" if given else "(?:随索引|没有)"
                row = rf"\| `{option.opts[0]}` \| `{option.envvar}` \| {default} \|"
                assert re.search(row, README), row
                seen.add(option.envvar)
    assert seen >= {"FANGTAN_CORPUS", "FANGTAN_INDEX", "FANGTAN_MODEL", "FANGTAN_PORT"}


def test_the_json_in_the_readme_has_the_fields_of_an_answer(bot: Bot) -> None:
    (block,) = re.findall(r"```json\n(\{\"question\".*?)```", README, re.DOTALL)
    told, answer = json.loads(block), bot.ask("到2025年GDP要达到多少？").as_json()
    assert told.keys() == answer.keys()
    (told_citation,), (citation, *_) = told["citations"], answer["citations"]  # type: ignore[misc]
    assert told_citation.keys() == citation.keys()
    assert told_citation["interview"].keys() == citation["interview"].keys()
    for field in ("quote", "start", "end", "passage_id", "speaker", "office", "time"):
        assert told_citation[field] == citation[field]
