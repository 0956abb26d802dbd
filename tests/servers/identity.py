"""A small identity provider on https: discovery, tokens by four flows, and introspection for Dovecot."""

import base64
import contextlib
import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

from tests.servers.certificates import Certificates

CLIENT, SECRET, REFRESH = "musmail-app", "client-secret-words", "refresh-token-words"
Answer = tuple[int, Mapping[str, Any]]


@dataclass
class Identity:
    """What the provider knows; a test changes it, and reads how often it was asked."""

    mailbox: str
    port: int = 0
    introspection_port: int = 0
    lasts: int = 3600
    secret: str = SECRET
    refresh_tokens: set[str] = field(default_factory=lambda: {REFRESH})
    delegated: bool = True
    approved: bool = True
    ailing: bool = False
    description: str = "AADSTS7000222: The provided client secret keys are expired. Trace ID: 1"
    good: set[str] = field(default_factory=set)
    issued: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def authority(self) -> str:
        """The issuer's address."""
        return f"https://localhost:{self.port}/tenant"

    @property
    def token_url(self) -> str:
        """The token endpoint's address."""
        return f"{self.authority}/token"

    def revoke(self) -> None:
        """Let no token given so far be good any more."""
        self.good.clear()

    def answer(self, path: str, form: Mapping[str, str]) -> Answer:
        """Answer one request."""
        if path.endswith("/.well-known/openid-configuration"):
            ways = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
            ways["device_authorization_endpoint"] = "device"
            return 200, {
                "issuer": self.authority,
                **{key: f"{self.authority}/{way}" for key, way in ways.items()},
            }
        if path.endswith("/device"):
            return 200, {
                "device_code": "device-code-words",
                "user_code": "ABCD-1234",
                "verification_uri": f"{self.authority}/code",
                "expires_in": 60,
                "interval": 0,
            }
        if path.startswith("/introspect"):
            token = form.get("token", "")
            return 200, {"active": token in self.good, "username": self.mailbox, "email": self.mailbox}
        return self._token(form)

    def _token(self, form: Mapping[str, str]) -> Answer:
        kind = form.get("grant_type", "").rpartition(":")[2]
        self.asked.append(kind)
        if self.ailing:
            return 503, {"error": "temporarily_unavailable"}
        refused = self._refusal(kind, form)
        if refused:
            return 400, {"error": refused, "error_description": self.description}
        token = f"access-token-{len(self.issued)}-words"
        self.issued.append(token)
        self.good.add(token)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": self.lasts}
        if kind == "device_code":
            return 200, {**answer, "refresh_token": REFRESH, "id_token": self._id_token(), "scope": "mail"}
        return 200, answer

    def _refusal(self, kind: str, form: Mapping[str, str]) -> str:
        if kind == "client_credentials":
            return "" if form.get("client_secret") == self.secret else "invalid_client"
        if kind == "refresh_token":
            return "" if form.get("refresh_token") in self.refresh_tokens else "invalid_grant"
        if kind == "device_code":
            return "" if self.approved else "access_denied"
        if kind == "jwt-bearer":
            return "" if self.delegated else "unauthorized_client"
        return "unsupported_grant_type"

    def _id_token(self) -> str:
        claims = {"iss": self.authority, "aud": CLIENT, "sub": "anna", "exp": 4102444800, "iat": 0}
        parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
        return ".".join([*(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts), "x"])


def _handler(identity: Identity) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._reply({key: values[0] for key, values in parse_qs(body).items()})

        def _reply(self, form: Mapping[str, str]) -> None:
            url = urlparse(self.path)
            asked = {key: values[0] for key, values in parse_qs(url.query).items()}
            code, answer = identity.answer(url.path, {**asked, **form})
            body = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


@contextlib.contextmanager
def _serving(identity: Identity, tls: ssl.SSLContext | None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(identity))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def identity_provider(certificates: Certificates, mailbox: str) -> Iterator[Identity]:
    """Run the provider: https for musmail, plain http on another port for Dovecot's introspection."""
    identity = Identity(mailbox)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificates.certificate, certificates.key)
    with _serving(identity, tls) as port, _serving(identity, None) as plain:
        identity.port, identity.introspection_port = port, plain
        yield identity
