"""
What a reader's browser has to fetch and how soon it paints: the demo as deployed (gunicorn, collected static files), in
Chromium as a middling phone on a slow line.

Lighthouse, of the npm registry, adds its scores where the program of that name is on the PATH or named by LIGHTHOUSE.
"""

import gzip
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager

from django.conf import settings

from benchmarks.measuring import table

# What Lighthouse takes for a phone: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
PHONE = {"width": 412, "height": 823}
SLOWDOWN = 4  # times, of the processor
LATENCY = 150  # ms
BYTES_A_SECOND = 1_638_400 // 8

# Shifts and long tasks have to be listened for before anything is painted.
LISTEN = """
    window.seen = { paint: 0, shift: 0, blocked: 0 };
    const listen = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each))
      .observe({ type, buffered: true });
    listen("largest-contentful-paint", (entry) => { seen.paint = entry.startTime; });
    listen("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
    listen("longtask", (entry) => { seen.blocked += entry.duration - 50; });
"""
PICTURE = "figure--lead"  # what tells a story with a picture, in its HTML
SCORES = ("performance", "accessibility", "best-practices", "seo")


def run(options):
    """Yield lines: a table of what each page costs a browser, then one of Lighthouse's scores or why there is none."""
    from playwright.sync_api import sync_playwright

    with demo_as_deployed() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        pages = {"front": "/", **stories(site), "search": "/search/?q=harbour"}
        rows = [(name, *figures(browser, site + path, options.repeat)) for name, path in pages.items()]
        browser.close()
        head = ["Page", "requests", "HTML kB", "CSS", "script", "fonts", "pictures", "all", "LCP ms", "CLS", "TBT ms"]
        yield from table(head, rows)
        yield ""
        yield from lighthouse({name: site + path for name, path in pages.items()})


def chromium():
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        sys.exit("No Chromium is on the PATH: install it, or name yours with CHROMIUM=/its/path.")
    return found


@contextmanager
def demo_as_deployed():
    """The address of a newsroom with the demo in it, served by gunicorn in a folder that is thrown away."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="newsroom-paint-") as folder:
        site = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "VAR_DIR": folder, "SITE_URL": site, "PORT": str(port), "DEBUG": "off"}
        environment["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
        environment["GUNICORN_LOG_LEVEL"] = "warning"

        def command(*arguments):
            return [sys.executable, *arguments]

        for deed in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"], ["demo"]):
            subprocess.run(  # noqa: S603
                command("manage.py", *deed),
                cwd=settings.BASE_DIR,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        server = subprocess.Popen(  # noqa: S603
            command("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"), cwd=settings.BASE_DIR, env=environment
        )
        try:
            wait_for(site, server)
            yield site
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def wait_for(site, server):
    for _ in range(200):
        if server.poll() is not None:
            sys.exit("gunicorn ended by itself: its reason stands above.")
        try:
            fetch(site)
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("gunicorn does not answer.")


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310
        return response.read().decode()


def stories(site):
    """Dict of name → path: a story of the demo that leads with a picture, and one that has none."""
    found = {}
    for month in re.findall(r"<loc>(.*?-\d{4}-\d{2}\.xml)</loc>", fetch(f"{site}/sitemap.xml")):
        for url in re.findall(r"<loc>(.*?)</loc>", fetch(month)):
            text = fetch(url).partition("<main")[2].partition("</article>")[0]
            if PICTURE in text or "<figure" not in text:
                name = "story with a picture" if PICTURE in text else "story without pictures"
                found.setdefault(name, url.removeprefix(site))
            if len(found) == 2:
                return found
    return found


def figures(browser, url, repeat):
    """Cells (list of str) of ``url``: bytes and requests of one fresh visit, medians of ``repeat`` slow ones."""
    visits = [visit(browser, url) for _ in range(repeat)]
    sizes = visits[0]["sizes"]
    kinds = [sizes.get(kind, 0) for kind in ("document", "stylesheet", "script", "font", "image")]
    middle = {name: sorted(one[name] for one in visits)[repeat // 2] for name in ("paint", "shift", "blocked")}
    return [
        str(visits[0]["requests"]),
        *(f"{size / 1000:.1f}" for size in [*kinds, sum(sizes.values())]),
        f"{middle['paint']:.0f}",
        f"{middle['shift']:.3f}",
        f"{middle['blocked']:.0f}",
    ]


def visit(browser, url):
    """One visit with nothing in the browser's cache. Bytes are compressed, as nginx or a CDN sends the HTML."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=1.75, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.add_init_script(LISTEN)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    line = {"latency": LATENCY, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
    tools.send("Network.emulateNetworkConditions", {"offline": False, **line})
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url, wait_until="networkidle")
    sizes = {}
    for answer in answers:
        kind = answer.request.resource_type
        body = answer.body()
        if kind in ("document", "stylesheet", "script"):
            body = gzip.compress(body, 6)
        sizes[kind] = sizes.get(kind, 0) + len(body)
    seen = page.evaluate("window.seen")
    context.close()
    return {"requests": len(answers), "sizes": sizes, **seen}


def lighthouse(pages):
    """Lines of a table of Lighthouse's scores of ``pages`` (dict of name → address), as on a phone."""
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if not program:
        return [
            "Lighthouse is not on the PATH (npm install lighthouse; LIGHTHOUSE=/its/path): its scores are left out."
        ]
    rows = []
    for name, url in pages.items():
        done = subprocess.run(  # noqa: S603
            [program, url, "--quiet", "--output=json", "--chrome-flags=--headless --no-sandbox --disable-gpu"],
            env={**os.environ, "CHROME_PATH": chromium()},
            capture_output=True,
            text=True,
            check=True,
        )
        report = json.loads(done.stdout)
        rows.append([name, *(f"{report['categories'][score]['score'] * 100:.0f}" for score in SCORES)])
    return table(["Lighthouse, as a phone", *SCORES], rows)
