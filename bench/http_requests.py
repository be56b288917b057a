"""Requests as the bytes that go over the wire."""


def http_request(
    method: str,
    path: str,
    token: str,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> bytes:
    """Return a request; a body is JSON unless `headers` say something else."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
    if body:
        given = {"Content-Type": "application/json", **(headers or {})}
        headers = {**given, "Content-Length": str(len(body))}
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
