"""The site: the page, the transcripts, the suggestions and the staff desk under one address."""

import hmac
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from chat.bot import QUESTION_MAX, Bot
from chat.ledger.store import Ledger
from chat.web.counter import Counter, utc_now
from chat.web.front import Dress, Front, Message, dress
from chat.web.markup import ASSETS, Site, asset, render
from chat.web.page import build_page, page_options
from chat.web.suggest import Suggester
from chat.web.transcript import find_place, interview_address, missing_page, page
from chat.web.words import Language, language_of, words
from ingest.collection import Collection

_NO_FILES = "这里不收文件。"

LANGUAGE_COOKIE = "fangtan-language"
_YEAR_S = 365 * 24 * 3600
_PATIENCE_S = 3  # for answers under way; open pages hold a connection that never ends by itself


@dataclass(frozen=True, slots=True)
class Login:
    """Who may open the staff desk."""

    user: str
    password: str

    def admits(self, user: str, password: str) -> bool:
        """Tell whether these are the user and the password; takes as long whatever they are."""
        same_user = hmac.compare_digest(user.encode(), self.user.encode())
        return hmac.compare_digest(password.encode(), self.password.encode()) and same_user


def build_site(
    bot: Bot,
    *,
    build: str,
    ledger: Ledger | None,
    contact: str,
    desk: gr.Blocks | None = None,
    desk_options: Mapping[str, Any] | None = None,
    login: Login | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """Put the site together; nothing is served yet.

    :param build: The index build that answers, kept with every recorded question.
    :param ledger: Where questions are recorded; None: nowhere, and none can be left.
    :param contact: Where who is refused may ask instead.
    :param desk: The staff desk, served at “/desk” to who can log in; left out without a login.
    :param desk_options: How the desk looks, for `mount_gradio_app`.
    """
    site = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_assets(site)
    _add_suggestions(site, Suggester(bot.official_questions))
    _add_transcripts(site, bot.collection)
    if desk and login:
        _add_slash(site)
        gr.mount_gradio_app(site, desk, path="/desk", auth=login.admits, **(desk_options or {}))
    counter = Counter(bot, build, ledger, contact, clock)
    gr.mount_gradio_app(site, build_page(counter), path="/", **page_options())
    dresses = {"/": _dresser(bot.collection), "/desk/": _dress_desk}
    refusal = PlainTextResponse(_NO_FILES, status_code=403)
    site.add_middleware(Front, dresses=dresses, refusal=refusal)
    return site


def serve(site: FastAPI, host: str, port: int, on_ready: Callable[[], None]) -> None:
    """Serve the site until the process is stopped.

    :param on_ready: Called once the page can be opened.
    :raises OSError: If the port is taken.
    """
    with socket.create_server((host, port), family=_family(host)) as listening:
        config = uvicorn.Config(
            site,
            log_level="warning",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE_S,
        )
        with suppress(KeyboardInterrupt):  # uvicorn has stopped in order, and tells it again
            _Server(config, on_ready).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _add_slash(site: FastAPI) -> None:
    @site.get("/desk")
    def desk(request: Request) -> RedirectResponse:
        return RedirectResponse(f"{_site_of(request.scope).root}/desk/")


def _add_assets(site: FastAPI) -> None:
    @site.get("/web/{name}")
    def file(name: str) -> Response:
        if name not in ASSETS:
            return Response(status_code=404)
        kept = {"Cache-Control": f"public, max-age={_YEAR_S}, immutable"}
        return Response(asset(name), media_type=ASSETS[name], headers=kept)


def _add_suggestions(site: FastAPI, suggester: Suggester) -> None:
    @site.get("/suggest")
    def suggest(q: str = "") -> list[str]:
        return suggester.suggest(q[:QUESTION_MAX])


def _add_transcripts(site: FastAPI, collection: Collection) -> None:
    @site.get("/interviews/{interview_id}")
    def transcript(
        request: Request, interview_id: str, exchange: str = "", start: str = "", end: str = ""
    ) -> HTMLResponse:
        seen = _site_of(request.scope)
        try:
            interview = collection.interview(interview_id)
        except KeyError:
            return HTMLResponse(missing_page(words(seen.language), seen), 404)
        place = find_place(collection, interview, exchange, start, end)
        return HTMLResponse(page(interview, place, words(seen.language), seen))


def _dress_desk(scope: Message, html: str) -> str:
    """Let the desk speak its one language, whatever the browser prefers."""
    root = _site_of(scope).root.removesuffix("/desk")  # mounting the desk has put it there
    start = Site(Language.ZH_CN, root).asset("start.js")
    return dress(html, Language.ZH_CN, f'<script src="{escape(start)}"></script>', "")


def _dresser(collection: Collection) -> Dress:
    listed = [(interview_address(one.id), one) for one in collection.interviews]

    def dresser(scope: Message, html: str) -> str:
        seen = _site_of(scope)
        told = words(seen.language)
        head = render("head", words=told, words_json=asdict(told), site=seen)
        foot = render("noscript", words=told, site=seen, interviews=listed)
        return dress(html, seen.language, head, foot)

    return dresser


def _site_of(scope: Message) -> Site:
    """Return how a request is answered: in the language that was chosen, or that is preferred."""
    request = Request(scope)
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    preferred = language_of(request.headers.get("accept-language", ""))
    language = Language(chosen) if chosen in list(Language) else preferred
    return Site(language, request.scope.get("root_path", "").rstrip("/"))
