"""The page in the browser: its files, and which of them an address leads to."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

PAGE = Path(__file__).resolve().parent / "page"
_POLICY = "; ".join([
    "default-src 'self'", "img-src 'self' data: blob:", "frame-src 'self'", "frame-ancestors 'self'", "base-uri 'none'",
])  # fmt: skip


async def send_both(request: web.Request) -> web.StreamResponse:
    """GET /both: Slack and Teams side by side; without `?as=` it leads to where somebody is found."""
    if "as" not in request.query:
        raise web.HTTPFound("/")
    return send(PAGE / "both.html")


async def send_static(request: web.Request) -> web.StreamResponse:
    """GET .../static/...: only what lies under the page's folder."""
    wanted = (PAGE / request.match_info["path"]).resolve()
    if not wanted.is_relative_to(PAGE):
        raise web.HTTPNotFound
    return send(wanted)


def send(path: Path) -> web.StreamResponse:
    """One of the page's files."""
    if not path.is_file():
        raise web.HTTPNotFound(text="The page is not there.")
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(path, headers=headers)
