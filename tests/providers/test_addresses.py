"""An address that a reader names leads outside, or nowhere."""

import contextlib
import gzip
import ipaddress
import re
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from dashboard.errors import InputError
from dashboard.providers import addresses
from dashboard.providers.addresses import check_address, fetch, is_public

ROOT = Path(__file__).parents[2]
OUTSIDE = "203.0.114.7"  # next to a documentation network, and public


def outside(_host, _port):
    return [OUTSIDE]


# Where an address leads -----------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/story?id=1#top",
        "http://news.example:80/",
        "HTTPS://NEWS.example:443",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://xn--fiqs8s.example/",
    ],
)
def test_an_address_outside_may_be_asked(url):
    assert url == check_address(url, resolve=outside).url


def test_the_connection_is_meant_for_the_address_that_was_checked():
    target = check_address("https://news.example/", resolve=outside)

    assert (OUTSIDE, "news.example") == (target.ip, target.host)


# Networks that lead inside, one address of each: RFC 6890 and its registries, the
# metadata hosts of four clouds, and IPv6 forms that carry an IPv4 address.
INSIDE = [
    *["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1"],
    *["172.31.255.255", "192.168.1.1", "169.254.1.1", "100.64.0.1", "192.0.0.1", "192.0.2.1"],
    *["198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1"],
    *["255.255.255.255", "169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192"],
    *["::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "100::1"],
    *["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"],
    *["64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fec0::1"],
]


@pytest.mark.parametrize("ip", INSIDE)
def test_an_address_inside_is_refused_by_number_and_by_name(ip):
    host = f"[{ip}]" if ":" in ip else ip

    assert not is_public(ipaddress.ip_address(ip))
    for url in (f"http://{host}/", f"https://{host}:443/x"):
        with pytest.raises(InputError, match="private network"):
            check_address(url, resolve=outside)
    with pytest.raises(InputError, match="private network"):
        check_address("https://news.example/", resolve=lambda *_: [ip])


def test_one_address_inside_among_several_is_enough_to_refuse_a_name():
    with pytest.raises(InputError, match="private network"):
        check_address("https://news.example/", resolve=lambda *_: [OUTSIDE, "10.0.0.1"])


@pytest.mark.parametrize("host", ["localhost", "localhost.", "ip6-localhost"])
def test_names_of_this_machine_are_refused_by_what_they_mean(host):
    with pytest.raises(InputError, match="private network"):
        check_address(f"http://{host}/", resolve=lambda *_: ["127.0.0.1", "::1"])


@pytest.mark.parametrize(
    "url",
    [
        # not http or https
        *[
            "file:///etc/passwd",
            "ftp://news.example/",
            "gopher://127.0.0.1:6379/_x",
            "//news.example/",
        ],
        *["javascript:alert(1)", "data:text/html,x", "dict://news.example/", "news.example", ""],
        *["http:", "http://", "http:///etc/passwd", "https:news.example"],
        # a user in front
        *["http://news.example@127.0.0.1/", "http://a:b@news.example/", "http://@news.example/"],
        # numbers in odd forms
        *["http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/"],
        *["http://127.1/", "http://127.0.1/", "http://010.0.0.1/", "http://127.0.0.1./"],
        *["http://0/", "http://1.2.3.4.5/", "http://news.0x7f/", "http://256.1.1.1/"],
        # signs that one reader takes for another
        *[
            "http://news.example\\@127.0.0.1/",
            "http://127.0.0.1\t.example/",
            "http://a\nb.example/",
        ],
        *[
            "http://news.example /",
            "http://１２７.０.０.１/",
            "http://ⓛocalhost/",
            "http://x\u200b.example/",
        ],
        *["http://[fe80::1%25eth0]/", "http://[::1", "http://news.example%2f@127.0.0.1/"],
        *["http://news.example\x00.evil/", "http://127。0。0。1/", "http://\u202enews.example/"],
    ],
)
def test_an_address_of_an_odd_form_is_refused(url):
    with pytest.raises(InputError, match="plain host name"):
        check_address(url, resolve=outside)


@pytest.mark.parametrize("port", ["22", "25", "6379", "8080", "0", "65536", "-1", "x", "８０"])
def test_other_ports_are_refused(port):
    with pytest.raises(InputError, match=r"ports 80 and 443|plain host name"):
        check_address(f"http://news.example:{port}/", resolve=outside)


# The second is what a part of a name over 63 letters gives.
@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_that_nobody_knows_is_refused(error):
    def unknown(_host, _port):
        raise error

    with pytest.raises(InputError, match="unknown"):
        check_address("https://news.example/", resolve=unknown)
    with pytest.raises(InputError, match="private"):
        check_address("https://news.example/", resolve=lambda *_: [])


# Fetching -------------------------------------------------------------


class Site(BaseHTTPRequestHandler):
    """A site that redirects, drips and grows, as its path says."""

    asked: ClassVar = []

    def do_GET(self):
        self.asked.append((self.headers["Host"], self.path, dict(self.headers)))
        kind, _, rest = self.path.strip("/").partition("?")
        if kind == "to":
            self.answer(b"", 302, Location=rest)
        elif kind == "again":
            self.answer(b"", 307, Location=f"/again?{int(rest) + 1}")
        elif kind == "bomb":
            self.answer(gzip.compress(b"\0" * 3_000_000), 200, **{"Content-Encoding": "gzip"})
        elif kind == "drip":
            self.drip()
        elif kind == "status":
            self.answer(b"no", int(rest))
        else:
            self.answer("冷板 <b>".encode(), 200, **{"Content-Type": "text/HTML; charset=utf-8"})

    def answer(self, body, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(100):
                self.wfile.write(b".")
                threading.Event().wait(0.05)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def site(monkeypatch):
    """A site on this machine that passes for one outside; 127.0.0.2 and the rest stay inside."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True)
    thread.start()
    ours = ipaddress.ip_address("127.0.0.1")
    real = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda ip: ip == ours or real(ip))
    monkeypatch.setattr(addresses, "PORTS", {80, 443, server.server_address[1]})
    Site.asked.clear()
    yield f"http://news.example:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def here(host, _port):
    return {"news.example": ["127.0.0.1"], "inside.example": ["127.0.0.2"]}[host]


def test_what_is_there_comes_back_with_its_kind(site):
    found = fetch(f"{site}/story", resolve=here)

    assert "冷板 <b>" == found.body.decode()
    assert "text/html; charset=utf-8" == found.content_type
    assert site.removeprefix("http://") == Site.asked[0][0]


def test_a_redirect_outside_is_followed(site):
    found = fetch(f"{site}/to?/story", resolve=here)

    assert f"{site}/story" == found.url
    assert ["/to?/story", "/story"] == [path for _, path, _ in Site.asked]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2/",
        "http://10.0.0.1/latest",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://inside.example/",
        "//inside.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://news.example:22/",
        "http://0x7f000002/",
        "http://u:p@news.example/",
    ],
)
def test_a_redirect_inside_is_not_followed(site, target):
    with pytest.raises(InputError, match="was not opened"):
        fetch(f"{site}/to?{target}", resolve=here)

    assert 1 == len(Site.asked)


def test_redirects_without_end_are_given_up(site):
    with pytest.raises(InputError, match="redirects more than 5 times"):
        fetch(f"{site}/again?0", resolve=here)

    assert 6 == len(Site.asked)


def test_a_name_is_looked_up_once_so_that_a_second_meaning_leads_nowhere(site):
    looked = []

    def rebinding(_host, _port):
        looked.append(1)
        return ["127.0.0.1"] if len(looked) == 1 else ["127.0.0.2"]

    fetch(f"{site}/story", resolve=rebinding)

    assert 1 == len(looked)
    assert 1 == len(Site.asked)


def test_more_than_the_limit_is_not_read_even_when_compressed(site, monkeypatch):
    monkeypatch.setattr(addresses, "MAX_BYTES", 1_000_000)

    with pytest.raises(InputError, match="more than 1 MB"):
        fetch(f"{site}/bomb", resolve=here)


@pytest.mark.parametrize("status", [204, 304, 403, 404, 500])
def test_an_answer_that_is_none_is_said_to_be_none(site, status):
    with pytest.raises(InputError, match=str(status)):
        fetch(f"{site}/status?{status}", resolve=here)


@pytest.mark.slow
def test_a_site_that_never_ends_its_answer_is_left(site, monkeypatch):
    monkeypatch.setattr(addresses, "SECONDS", 0.3)
    monkeypatch.setattr(Site, "answer", lambda *_a, **_k: threading.Event().wait(3))

    with pytest.raises(InputError, match=r"time-out|ReadTimeout"):
        fetch(f"{site}/story", resolve=here)


@pytest.mark.slow
def test_a_site_that_sends_a_byte_now_and_then_is_left_too(site, monkeypatch):
    monkeypatch.setattr(addresses, "SECONDS", 0.5)

    with pytest.raises(InputError, match="time-out"):
        fetch(f"{site}/drip", resolve=here)


def test_no_cookie_proxy_or_password_of_ours_goes_along(site, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine news.example login ann password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("NO_PROXY", "")

    fetch(f"{site}/story", resolve=here)

    assert not {"Authorization", "Cookie", "Proxy-Authorization"} & set(Site.asked[0][2])


def _certificate(folder):
    """Certificate of nobody we trust, in the name of the site."""
    x509 = pytest.importorskip("cryptography.x509")
    ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")
    hashes = pytest.importorskip("cryptography.hazmat.primitives.hashes")
    serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "site.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_an_encrypted_site_is_asked_by_its_name_and_must_prove_it(monkeypatch, tmp_path):
    named = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path))
    context.sni_callback = lambda _socket, name, _context: named.append(name)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True).start()
    port = server.server_address[1]
    monkeypatch.setattr(addresses, "PORTS", {port})
    monkeypatch.setattr(addresses, "is_public", lambda _: True)
    Site.asked.clear()

    with pytest.raises(InputError, match="SSLError"):
        fetch(f"https://news.example:{port}/story", resolve=here)
    server.shutdown()
    server.server_close()

    assert ["news.example"] == named
    assert [] == Site.asked


# Nobody else asks -----------------------------------------------------


def test_nothing_but_the_sources_and_this_module_asks_the_network():
    """A fetch of an address a reader names goes through the guard, as no other module can."""
    asking = re.compile(
        r"^\s*(import|from) (requests|urllib3|urllib\.request|http\.client|httpx|aiohttp)\b",
        re.MULTILINE,
    )
    source = ROOT / "src" / "dashboard"
    found = {
        file.relative_to(source).as_posix()
        for file in source.rglob("*.py")
        if asking.search(file.read_text(encoding="utf-8"))
    }

    # The command line looks whether its own server answers.
    assert {"commands/main.py"} == {n for n in found if not n.startswith("providers/")}
