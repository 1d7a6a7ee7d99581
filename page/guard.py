"""What the browser is told to refuse: requests to other machines, frames of other pages, this page under another name.

And what it is told to remember: a secret by which its conversations are known again, and nobody else's are seen.
"""

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers as Headed
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from page.sessions import fresh_id

LOCAL = ("127.0.0.1", "localhost")
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Gradio writes its configuration as an inline script and compiles templates, hence the two unsafe words; both are its own."""


COOKIE = "onrecord"
"""The name of the cookie."""
YEAR = 365 * 24 * 3600


class Headers:
    """Adds the policy to every response, and to a browser that has none the secret."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and puts the headers on what comes back."""
        new = scope["type"] == "http" and scope["path"] == "/" and not _has_secret(Headed(scope=scope).get("cookie", ""))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
                if new:
                    secret = f"{COOKIE}={fresh_id()}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Strict"
                    headers.append("Set-Cookie", secret)
            await send(message)

        await self.app(scope, receive, guarded)


def _has_secret(cookies: str) -> bool:
    try:
        return COOKIE in SimpleCookie(cookies)
    except CookieError:
        return False


def guards(host: str) -> list[Middleware]:
    """The middleware for a page served at `host`.

    At a local address only local names reach it: else a page on the web could give its own name this address and read the
    articles (DNS rebinding).
    """
    names = LOCAL if host in LOCAL else ("*",)
    return [Middleware(TrustedHostMiddleware, allowed_hosts=list(names)), Middleware(Headers)]
