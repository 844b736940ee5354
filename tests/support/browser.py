"""A real server and a real browser for journeys."""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Playwright

from support.house import House
from support.servers import free_port, missing

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SETTLED = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request')"
# What passes is neither gathered nor sent over: that takes axe three times as long as looking.
FIND_BARRIERS = """axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'],
}).then((found) => found.violations)"""
# Scrolled by an earlier click, a control may lie half under the bar that stays on top. A smooth scroll
# that is under way, or begins with the next frame, is ended too.
STAY_AT_THE_TOP = """async () => {
    for (let still = 0, frames = 0; still < 3 && frames < 120; frames++) {
        still = scrollY === 0 ? still + 1 : 0
        scrollTo({top: 0, behavior: 'instant'})
        await new Promise(requestAnimationFrame)
    }
}"""
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def launch(playwright: Playwright) -> Browser:
    """Chromium as the machine has it; the journey is skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        missing("needs Chromium (Debian: apt-get install chromium)")
    return playwright.chromium.launch(executable_path=program, args=list(FLAGS))


@dataclass(kw_only=True)
class Server:
    """`halfhour serve` over a house of the test's own: pages and a worker, as people run it."""

    house: House
    url: str = ""
    process: Any = field(default=None)

    def start(self) -> "Server":
        port = free_port()
        code = "from halfhour.cli import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", "--port", str(port)],
            env=self.house.env | {"LOG_LEVEL": "WARNING"},
            stdout=subprocess.DEVNULL,
        )
        self.url = f"http://localhost:{port}"
        until = time.monotonic() + 180  # a busy machine is slow; a server that ended is noticed at once
        while True:
            try:
                urlopen(f"{self.url}/account/login/", timeout=5).close()
                return self
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.2)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(kw_only=True)
class Visitor:
    """Somebody at a browser. Whatever the page complains about on its console fails the journey."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> Page:
        """Open a page, and wait until it has loaded whatever it asks for by itself."""
        self.page.goto(self.url + path)
        self.page.wait_for_function(SETTLED)
        return self.page

    def let_in(self, name: str, password: str = "half-hours-count") -> None:
        """Log in without drawing a page; the first one is still to be opened."""
        asked, address = self.page.context.request, f"{self.url}/account/login/"
        sent_too_late = 403  # what the page asks for by itself may bring another token in between
        for _attempt in range(3):
            asked.get(address)
            (token,) = [c["value"] for c in self.page.context.cookies() if c["name"] == "halfhour_csrf"]
            form = {"login": name, "password": password, "csrfmiddlewaretoken": token}
            answer = asked.post(address, form=form, max_redirects=0)
            if answer.status != sent_too_late:
                break
        assert answer.status == 302, answer.text()

    def log_in(self, name: str, password: str = "half-hours-count") -> Page:
        self.go("/account/login/")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", password)
        self.page.click("main button.btn-primary")
        self.page.wait_for_url(lambda url: "/account/login/" not in url)
        return self.page

    def barriers(self) -> list[str]:
        """What axe finds on the page against WCAG 2.2 AA; nothing is good."""
        if not AXE.exists():
            missing("needs axe-core (npm ci)")
        self.page.evaluate(STAY_AT_THE_TOP)
        self.page.evaluate(AXE.read_text())
        violations = self.page.evaluate(FIND_BARRIERS)
        return [
            f"{each['id']}: {node['target'][0]} ({' '.join(node.get('failureSummary', '').split())[:160]})"
            for each in violations
            for node in each["nodes"]
        ]

    def is_wider_than_the_screen(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))
