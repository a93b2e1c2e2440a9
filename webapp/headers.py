"""Headers that every answer bears: what a browser may do with it, and keep of it (A40)."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

# Scripts talk to this very page's origin, and to the base URL where the page has another name.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' {base_url}; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
TWO_YEARS = 63_072_000


def install(app: Flask, base_url: str) -> None:
    """Add the headers; a view that sets one of them itself keeps its own."""
    parts = urlsplit(base_url)
    secure = parts.scheme == "https"
    policy = CONTENT_POLICY.format(base_url=f"{parts.scheme}://{parts.netloc}")
    always = {**ALWAYS, "Content-Security-Policy": policy}

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in always.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS}")
        if not request.path.startswith(("/s/", "/static/")):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.path.startswith("/api/"):  # no page of another origin takes it in, as what ever
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
