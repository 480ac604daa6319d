"""The pages that Gradio serves become a public service's: their language, head and headers."""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Dress = Callable[[Message, str], str]
"""How a page's HTML is changed, given the request's scope."""

_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-frame-options": b"SAMEORIGIN",
    # Gradio runs scripts of its own page and makes functions out of text; all is from here.
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        b"worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        b"frame-ancestors 'self'"
    ),
}
_LOGINS = ("/login", "/login/")
_SOCIAL = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>', re.IGNORECASE)


class Front:
    """An ASGI app around another: adds headers, changes some pages' HTML, takes no files."""

    def __init__(self, app: App, dresses: Mapping[str, Dress], refusal: App) -> None:
        """Take the app.

        :param dresses: How the page at a path, such as “/”, is changed.
        :param refusal: What answers a request that brings files.
        """
        self._app = app
        self._dresses = dresses
        self._refusal = refusal

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        change = self._dresses.get(path or "/") if scope["method"] == "GET" else None
        begun: list[Message] = []
        body = bytearray()

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_headers(message["headers"])
                if change and message["status"] == 200:
                    begun.append(message)
                    return
            elif begun and change:
                body.extend(message.get("body", b""))
                if message.get("more_body"):
                    return
                dressed = change(scope, body.decode("utf-8")).encode("utf-8")
                start = begun.pop()
                start["headers"] = _with_length(start["headers"], len(dressed))
                await send(start)
                message = {"type": "http.response.body", "body": dressed}
            await send(message)

        app = self._refusal if _brings_files(scope) else self._app
        await app(scope, receive, send_on)


def _brings_files(scope: Message) -> bool:
    """Tell whether a request has the form of files, which Gradio would keep; a login has it too."""
    if scope["path"].endswith(_LOGINS):
        return False
    kind = dict(scope["headers"]).get(b"content-type", b"")
    return bool(kind.strip().lower().startswith(b"multipart/"))


def dress(html: str, language: str, head: str, foot: str) -> str:
    """Give Gradio's page a language, our own head first, and what is read without scripts."""
    html = re.sub(r'lang="[^"]*"', f'lang="{language}"', html, count=1)
    html = _SOCIAL.sub("", html)
    html = html.replace("<head>", f"<head>\n{head}", 1)
    return html.replace("</body>", f"{foot}</body>", 1)


def _with_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return a response's headers and those of `_HEADERS` that it does not have."""
    had = {name.lower() for name, _ in headers}
    return [*headers, *((name, value) for name, value in _HEADERS.items() if name not in had)]


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    others = [pair for pair in headers if pair[0].lower() != b"content-length"]
    return [*others, (b"content-length", str(length).encode())]
