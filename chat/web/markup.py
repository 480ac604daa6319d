"""Values become HTML by the templates of this package; every value in it is escaped."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from chat.web.words import Language

ASSETS = {
    "colours.css": "text/css",
    "page.css": "text/css",
    "page.js": "text/javascript",
    "start.js": "text/javascript",
}
"""The files that pages load, and their media types."""

# Gradio compiles a template of its own as Handlebars, and then as a template literal of JavaScript.
_CODE = str.maketrans({character: f"&#{ord(character)};" for character in "`${\\"})


@dataclass(frozen=True, slots=True)
class Site:
    """How a page is sent: in what language, and under what path of the server."""

    language: Language
    root: str = ""
    """The path that the site is served at, without a slash at its end."""

    def asset(self, name: str) -> str:
        """Return the address of a file of the page, which changes with its content."""
        return f"{self.root}/web/{name}?v={hashlib.sha256(asset(name)).hexdigest()[:12]}"


@cache
def asset(name: str) -> bytes:
    """Return a file that pages load.

    :raises KeyError: If there is none of this name.
    """
    if name not in ASSETS:
        raise KeyError(name)
    return (files("chat.web") / name).read_bytes()


def render(template: str, **values: object) -> str:
    """Return a template's HTML.

    :param template: The name of a file in `templates`, without its ending.
    :raises jinja2.UndefinedError: If the template names a value that is not given.
    """
    return _template(template).render(**values)


def inert(text: str) -> Markup:
    """Return a text as HTML in which Gradio finds no code either, for a template of its own."""
    return Markup(escape(text).translate(_CODE))


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template(name)


def _read(name: str) -> str:
    file = files("chat.web") / "templates" / f"{name}.html.jinja"
    return file.read_text(encoding="utf-8")
