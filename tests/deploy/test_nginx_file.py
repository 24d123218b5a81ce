"""The configuration of nginx: it is read without a remark, and keeps its promises."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.browser.proxying import configuration, make_certificate, need_nginx

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")


def test_nginx_reads_it_without_a_remark(tmp_path):
    nginx = need_nginx()
    make_certificate(tmp_path)
    ports = {"plain": 20080, "tls": 20443, "one": 28501, "two": 28502}
    file = tmp_path / "nginx.conf"
    file.write_text(configuration(ROOT, tmp_path, ports), encoding="utf-8")

    done = subprocess.run(
        [nginx, "-t", "-p", str(tmp_path), "-c", str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    remarks = [line for line in done.stderr.splitlines() if re.search(r"\[(warn|emerg)\]", line)]
    # Newer versions write the same thing another way.
    assert [] == [line for line in remarks if '"listen ... http2"' not in line]
    assert 0 == done.returncode


def test_the_log_format_has_no_address_browser_cookie_or_query():
    [form] = re.findall(r"(?s)log_format narrative(.*?);", TEXT)

    assert [] == re.findall(
        r"\$(?:remote\w*|http_\w+|cookie_\w+|args?\w*|query_string|request\b|request_uri)", form
    )


@pytest.mark.parametrize(
    "line",
    [
        "proxy_set_header Host $http_host;",
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_buffering off;",
        "proxy_read_timeout 1h;",
        "gzip off;",
    ],
)
def test_what_the_dashboard_needs_of_a_proxy_is_there(line):
    assert 1 == TEXT.count(line)


def test_each_group_of_servers_knows_both_replicas():
    for group in ("any", "one", "two"):
        [body] = re.findall(rf"(?s)upstream narrative_{group} \{{(.*?)\}}", TEXT)
        assert {"8501", "8502"} == set(re.findall(r"127\.0\.0\.1:(\d+)", body))
