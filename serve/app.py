"""The REST API: FastAPI routes over a desk, with the MCP server beside them at /mcp."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi import Path as Parameter
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from mcp.server.transport_security import TransportSecuritySettings
from starlette.concurrency import iterate_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

import assistant.export
from assistant.export import fields, formats
from assistant.export.results import Result
from index.errors import ArticleError, UserError
from serve.desk import Desk
from serve.guard import App, Guard, Limits
from serve.metrics import Metrics
from serve.requests import Addition, Claim, Format, Question, Search, Wanted
from serve.tools import server

SCHEMA = json.loads((Path(assistant.export.__file__).parent / "schema.json").read_text(encoding="utf-8"))
MEDIA = {"markdown": "text/markdown", "html": "text/html", "csv": "text/csv", "claimreview": "application/ld+json"}
MEDIA |= {"annotation": "application/ld+json"}
DESCRIPTION = "Answers from news articles, exact to the word. It says what the articles say, not what is true."


def build(desk: Desk, limits: Limits | None = None, hosts: tuple[str, ...] = ("*",)) -> App:
    """The whole server as an ASGI app; `hosts` are the names that it answers to ("*": any)."""
    metrics = Metrics()
    tools = server(desk)
    safety = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # TrustedHostMiddleware does it for all paths
    mcp = tools.streamable_http_app(stateless_http=True, json_response=True, streamable_http_path="/", transport_security=safety)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    api = routes(desk, metrics)
    api.router.lifespan_context = lifespan
    api.mount("/mcp", mcp)
    api.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    return metrics.measuring(Guard(api, limits or Limits()))


def routes(desk: Desk, metrics: Metrics) -> FastAPI:
    """The REST API alone; without FastAPI's pages of documentation, whose scripts come from elsewhere."""
    api = FastAPI(
        title="Onrecord", version=SCHEMA["$id"].rpartition(":")[2], description=DESCRIPTION, docs_url=None, redoc_url=None
    )
    _say_errors(api)
    _watch(api, desk, metrics)
    _answer(api, desk)
    _keep(api, desk)
    api.openapi = lambda: _document(api)  # type: ignore[method-assign]
    return api


def _answer(api: FastAPI, desk: Desk) -> None:
    @api.post("/v1/search", responses=_gives("passages"))
    def search(wanted: Search) -> Response:
        """The passages that fit a query best."""
        return JSONResponse(desk.search(wanted.query, wanted.count, wanted.articles))

    @api.post("/v1/ask", responses=_gives("answer"))
    def ask(asked: Question, format: Format = "json") -> Response:  # noqa: A002
        """Answers a question with exact quotations and their places."""
        return _written(desk.ask(asked.question, asked.articles, asked.history), format)

    @api.post("/v1/ask/stream", responses=_streams())
    def stream(asked: Question) -> Response:
        """The same as server-sent events: `part` events, each an answer, that add up to the answer; then `done` or `error`."""
        parts = desk.stream(asked.question, asked.articles, asked.history)
        return StreamingResponse(iterate_in_threadpool(_events(parts)), media_type="text/event-stream")

    @api.post("/v1/verify", responses=_gives("report"))
    def verify(claimed: Claim, format: Format = "json") -> Response:  # noqa: A002
        """Judges a claim by the articles."""
        return _written(desk.verify(claimed.claim, claimed.articles), format)

    @api.post("/v1/who", responses=_gives("statements"))
    def who(wanted: Wanted, format: Format = "json") -> Response:  # noqa: A002
        """Statements with their speakers."""
        found = desk.who_said(wanted.speaker, wanted.about, wanted.articles, wanted.stance, wanted.attitudes)
        return _written(found, format)


def _keep(api: FastAPI, desk: Desk) -> None:
    @api.get("/v1/articles", responses=_gives("articles"))
    def articles() -> Response:
        """The articles of the library."""
        return JSONResponse(desk.articles())

    @api.post("/v1/articles", responses=_gives("articles"))
    def add(addition: Addition) -> Response:
        """Adds the article in a text, or those at an address."""
        return JSONResponse(desk.add(addition.text, addition.address))

    @api.get("/v1/articles/{article_id}", responses=_gives("kept"))
    def article(article_id: str = Parameter(max_length=200)) -> Response:
        """An article with its text."""
        return JSONResponse(desk.article(article_id))

    @api.delete("/v1/articles/{article_id}", responses=_gives("removed"))
    def remove(article_id: str = Parameter(max_length=200)) -> Response:
        """Removes an article."""
        return JSONResponse(desk.remove(article_id))


def _watch(api: FastAPI, desk: Desk, metrics: Metrics) -> None:
    @api.get("/health", responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}})
    def health() -> Response:
        """Whether the server answers, and for how many articles."""
        return JSONResponse({"status": "ok", "articles": desk.assistant.index.count})

    @api.get("/metrics", responses={200: {"content": {"text/plain": {}}}}, response_class=PlainTextResponse)
    def counted() -> Response:
        """Counts and times of requests, for Prometheus."""
        return PlainTextResponse(metrics.text(desk.assistant.index.count))

    @api.get("/v1/schema", responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}})
    def schema() -> Response:
        """The JSON Schema of the results."""
        return JSONResponse(SCHEMA)


def _written(result: Result, name: str) -> Response:
    if name == "json":
        return JSONResponse(fields.result(result))
    return Response(formats.write(result, name), media_type=MEDIA[name])


def _events(parts: Iterator[Any]) -> Iterator[str]:
    try:
        for part in parts:
            yield f"event: part\ndata: {fields.dumps(fields.answer(part))}\n\n"
        yield "event: done\ndata: {}\n\n"
    except UserError as error:
        yield f"event: error\ndata: {fields.dumps({'error': str(error)})}\n\n"


def _say_errors(api: FastAPI) -> None:
    """Every error is `{"error": what happened and what to do}`."""

    @api.exception_handler(UserError)
    async def mend(_: Request, error: UserError) -> Response:
        missing = isinstance(error, ArticleError) and "there is no article" in str(error)
        return JSONResponse({"error": str(error)}, 404 if missing else 400)

    @api.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        told = "; ".join(f'"{".".join(map(str, problem["loc"]))}": {problem["msg"]}' for problem in error.errors()[:3])
        return JSONResponse({"error": told}, 422)

    @api.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        return JSONResponse({"error": str(error.detail)}, error.status_code, headers=error.headers)


_ERRORS = {
    400: "what is asked cannot be done",
    404: "there is no such article",
    413: "too large",
    422: "the request is not as documented",
}
_ERRORS |= {401: "a token is needed", 429: "too many requests"}


def _gives(name: str) -> dict[int | str, dict[str, Any]]:
    """The responses of a route that gives a result of `schema.json`, for the OpenAPI document."""
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    if name in ("answer", "report", "statements"):
        content |= {media: {} for media in dict.fromkeys(MEDIA.values())}
    given: dict[int | str, dict[str, Any]] = {200: {"description": "done", "content": content}}
    return given | {status: {"description": told, "content": error} for status, told in _ERRORS.items()}


def _streams() -> dict[int | str, dict[str, Any]]:
    return _gives("answer") | {200: {"description": "events", "content": {"text/event-stream": {}}}}


def _document(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, whose results are those of `schema.json`."""
    if api.openapi_schema is None:
        document = FastAPI.openapi(api)
        own = json.loads(json.dumps(SCHEMA["$defs"]).replace("#/$defs/", "#/components/schemas/"))
        whole = {**own["article"], "properties": own["article"]["properties"] | {"text": {"type": "string"}}}
        found = own["span"]["properties"] | {"title": {"type": "string"}, "score": {"type": "number"}}
        document["components"]["schemas"] |= own | {
            "error": _object({"error": {"type": "string"}}),
            "removed": _object({"removed": {"type": "string"}}),
            "kept": whole,
            "passages": _object({"passages": {"type": "array", "items": {**own["span"], "properties": found}}}),
        }
        document["security"] = [{"token": []}]
        document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        api.openapi_schema = document
    return dict(api.openapi_schema)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
