"""An OpenID Connect provider on this machine, which lets in whoever a test chooses."""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "narrative-client", "a secret of the client alone"
ANN = {"sub": "account-7", "email": "ann@example.org", "email_verified": True, "name": "Ann Lee"}


@dataclass
class Provider:
    """
    A provider that answers.

    Attributes
    ----------
    port : int
        Where it listens, on loopback only.
    user : dict
        Claims of whoever logs in next.
    audience, issuer : str or None
        What the token says instead of the truth; None is the truth.
    lifetime : float
        Seconds until the token ends; negative for one that has ended.
    asked : list of (str, dict)
        Path and parameters of every request, in order.
    """

    port: int
    user: dict[str, Any] = field(default_factory=lambda: dict(ANN))
    audience: str | None = None
    issuer: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    lifetime: float = 3600.0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(
            2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"}
        )
    )
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Address of the provider, which is its name as an issuer."""
        return f"http://127.0.0.1:{self.port}"

    def secrets_for(self, port: int) -> str:
        """Text of the secrets of a dashboard that listens on this port."""
        return (
            "[auth]\n"
            f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{secrets.token_hex(32)}"\n'
            f'client_id = "{CLIENT}"\n'
            f'client_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.url}/.well-known/openid-configuration"\n'
        )

    def metadata(self) -> dict[str, Any]:
        """Discovery document."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser is sent: back, with a code."""
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Tokens for a code, once; None for a client or a proof that is not right."""
        query = self._codes.pop(form.get("code", ""), None)
        ours = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if query is None or authorization not in {f"Basic {ours}", f"Basic {plain}"}:
            return None
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != query["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer or self.url,
            "aud": self.audience or CLIENT,
            "iat": now - 3600 if self.lifetime < 0 else now,
            "exp": now + int(self.lifetime),
            "nonce": query["nonce"],
            **self.user,
            **self.extra,
        }
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 3600,
            "id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key),
        }

    def seen(self, path: str) -> list[dict[str, str]]:
        """Parameters of every request for a path."""
        return [query for asked, query in self.asked if asked == path]


class _Answers(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        provider: Provider = self.server.provider
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        provider.asked.append((address.path, query))
        if address.path == "/.well-known/openid-configuration":
            self._json(provider.metadata())
        elif address.path == "/jwks":
            self._json({"keys": [provider.key.as_dict(private=False)]})
        elif address.path == "/userinfo":
            self._json(provider.user)
        elif address.path == "/authorize":
            self._redirect(provider.authorize(query))
        elif address.path == "/end":
            self._redirect(query["post_logout_redirect_uri"])
        else:
            self._json({"error": "no such path"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        form = {name: values[-1] for name, values in parse_qs(body).items()}
        self.server.provider.asked.append((self.path, form))
        tokens = self.server.provider.token(form, self.headers.get("Authorization", ""))
        self._json(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    def _json(self, content: Any, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.daemon_threads = True
    provider = Provider(server.server_address[1])
    server.provider = provider  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
