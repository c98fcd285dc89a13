"""The desk behind nginx with the file of deploy/, over https, in a browser: what a proxy can spoil is as without it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.ports import free_port
from tests.web.conftest import ADA, CHROMIUM, FLAGS, Served, patient_context, serving_pages

CONF = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAME = "desk.example.org"
LETS_ENCRYPT = f"/etc/letsencrypt/live/{NAME}"
WHOLE = """{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {server}
}}
"""


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def nginx(folder: Path, desk_port: int) -> Iterator[int]:
    """The server of deploy/nginx.conf with a certificate of one's own, at a free port."""
    for program in ("nginx", "openssl"):
        if not shutil.which(program, path="/usr/bin:/usr/sbin:/usr/local/bin"):
            pytest.skip(f"{program} is not installed, so it stays unproved that deploy/nginx.conf works")
    key, certificate, port = folder / "privkey.pem", folder / "fullchain.pem", free_port()
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN={NAME}"
    subprocess.run([*command.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = CONF.read_text(encoding="utf-8")
    for shipped, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("127.0.0.1:8090;", f"127.0.0.1:{desk_port};"),
        (f"{LETS_ENCRYPT}/fullchain.pem", str(certificate)),
        (f"{LETS_ENCRYPT}/privkey.pem", str(key)),
    ):
        assert server.count(shipped) == 1, shipped
        server = server.replace(shipped, here)
    user = "" if os.geteuid() else "user root;"  # else its workers may not write into the folder
    conf = folder / "nginx.conf"
    conf.write_text(WHOLE.format(folder=folder, server=server, user=user), encoding="utf-8")
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin") or "nginx"
    told = subprocess.run([program, "-t", "-c", conf], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "[warn]" not in told.stderr
    with subprocess.Popen([program, "-c", conf], stderr=subprocess.DEVNULL) as process:
        try:
            until_s = monotonic() + 60
            while not is_open(port):
                assert process.poll() is None, "nginx has ended"
                assert monotonic() < until_s, "nginx listens at no port"
                sleep(0.05)
            yield port
        finally:
            process.terminate()


@pytest_asyncio.fixture(loop_scope="session")
async def served(folder: Path) -> AsyncIterator[Served]:
    async with serving_pages(folder, url=f"https://{NAME}") as pages:
        yield pages


@asynccontextmanager
async def resolved(browser: Browser, port: int) -> AsyncIterator[Browser]:
    """A browser for which the name leads to nginx."""
    rule = f"MAP {NAME}:443 127.0.0.1:{port}"
    args = [*FLAGS, f"--host-resolver-rules={rule}"]
    launched = await browser.browser_type.launch(executable_path=CHROMIUM, args=args)
    yield launched
    await launched.close()


async def test_the_desk_behind_nginx(browser: Browser, served: Served, tmp_path: Path) -> None:
    """Signing in, the cookie, what others change, a long file, and the refusal of other names."""
    desk_port = int(served.config.web.listen.rpartition(":")[2])
    (tmp_path / "nginx").mkdir()
    with nginx(tmp_path / "nginx", desk_port) as port:
        async with resolved(browser, port) as launched:
            context = await patient_context(launched, ignore_https_errors=True)
            page = await context.new_page()
            link = served.server.link_for(ADA)
            assert link.startswith(f"https://{NAME}/")
            await page.goto(link)
            await page.get_by_role("button", name="Open").click()
            await expect(page.get_by_role("heading", level=1)).to_have_text("The record")
            [cookie] = await context.cookies()
            assert cookie["name"].startswith("__Host-")
            assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")

            await page.goto(f"https://{NAME}/topics")
            text = served.file.read_text(encoding="utf-8")
            served.file.write_text(text.replace("What helped most at the start?", "What helped?"), encoding="utf-8")
            served.serving.reloading.refresh()
            await expect(page.get_by_role("link", name="What helped?", exact=True)).to_be_visible()

            await page.goto(f"https://{NAME}/import")
            long = {"name": "long-2025.txt", "mimeType": "text/plain", "buffer": b"\0\1" + b"x" * 4_900_000}
            await page.get_by_label("The file").set_input_files(long)  # type: ignore[arg-type]
            await page.get_by_role("button", name="Read it").click()
            await expect(page.get_by_role("alert")).to_contain_text("it is no text")

            address = f"https://127.0.0.1:{port}/"
            for host, status in ((NAME, 401), ("evil.example", 421), (f"{NAME}.evil.example", 421)):
                answer = await context.request.get(address, headers={"Host": host})
                assert answer.status == status, host
            answer = await context.request.get(address, headers={"Host": NAME})
            assert "max-age" in answer.headers["strict-transport-security"]
