"""
Makes every picture of the README and of ``docs/``: ``make screenshots``, or ``python docs/screenshots.py NAME …`` for
some of them.

Fills a newsroom in a throw-away folder with the demo, and uses it in Chromium as people do. Each picture is a function
here that has its name; what it shows is written down in it, so that a changed page has a changed picture.
"""

import argparse
import http.client
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error, sync_playwright

HERE = Path(__file__).resolve().parent
IMAGES = HERE / "images"
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell"))), None
)
# Without these, a fresh Chromium asks its maker's hosts for updates.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TIME_ZONE = "Europe/Oslo"  # the demo's
WIDTH, HEIGHT = 1280, 900  # of a window, in pixels
TALL = 6000  # of a window in which nothing has to be scrolled to
COLOURS = 128
AUTOSAVE = 1  # seconds

HEADLINE = "The lido in the South Basin opens a month early, with a roof that shuts"
STANDFIRST = "Three winters of work end on Saturday. The water has 24 degrees; the roof closes in eleven minutes."
TEXT = [
    "<p>For three winters the lido in the South Basin was a fence with a poster on it. On Saturday at seven the fence "
    "is taken away, a month before the date on the poster.</p>",
    "<p>“We had eleven dry weeks and used them,” says <strong>Paula Ingram</strong>, who swims there every morning and "
    "sits on the committee that built it.</p>",
    "<h2>A roof for the wind, not for the rain</h2>",
    "<p>The roof is of glass and larch, and runs on the rails of a crane that was scrapped in 1998. It closes in "
    "eleven minutes, at a wind of nine metres a second or when somebody asks for it.</p>",
    "<p>It cost 14.2 million crowns, 300,000 less than was set aside. The difference pays for swimming lessons.</p>",
]
LATER = "<p>Tickets cost 45 crowns, and nothing before eight in the morning.</p>"

pictures = {}


def picture(function):
    """Register ``function(site)``, which returns PNG bytes, under its name: ``images/<name>.png``, ``-`` for ``_``."""
    pictures[function.__name__.replace("_", "-")] = function
    return function


# -- The site --


class Site:
    """A running newsroom with the demo in it, and a browser for it."""

    def __init__(self, port, passwords, browser):
        self.url, self.passwords, self.browser = f"http://127.0.0.1:{port}", passwords, browser
        self.desks = {}

    def page(self, width=WIDTH, height=HEIGHT):
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, base_url=self.url, locale="en-GB", timezone_id=TIME_ZONE
        )
        context.set_default_timeout(20_000)
        return context.new_page()

    def desk(self, role, height=HEIGHT):
        """A new tab of somebody signed in."""
        if role not in self.desks:
            page = self.page()
            page.goto("/admin/")
            page.fill("#id_username", role)
            page.fill("#id_password", self.passwords[role])
            page.click("[type=submit]")
            page.wait_for_url("**/admin/")
            self.desks[role] = page.context
            page.close()
        page = self.desks[role].new_page()
        page.set_viewport_size({"width": WIDTH, "height": height})
        return page

    def story(self, page, words):
        """Open the form of the story whose headline has ``words`` in it. Return the address of its form."""
        page.goto(f"/admin/articles/article/?q={words}")
        page.click("#result_list tbody th a")
        wait_for_editor(page)
        return page.url.partition("?")[0]

    def lido(self, page):
        """The same of the story that is written here, which is begun when it is first asked for."""
        page.goto(f"/admin/articles/article/?q={HEADLINE}")
        if not page.locator("#result_list tbody th a").count():
            write_lido(page)
            save_lido(page)
        return self.story(page, HEADLINE)


def write_lido(page):
    page.goto("/admin/articles/article/add/")
    wait_for_editor(page)
    page.fill("#id_headline", HEADLINE)
    page.fill("#id_standfirst", STANDFIRST)
    write(page, "".join(TEXT))
    page.select_option("#id_section", label="Harbour")


def save_lido(page):
    """Choose what stands around its text, and save it."""
    for row in ("Picture, authors, tags, sources", "Sources"):
        page.locator("summary").filter(has=page.get_by_text(row, exact=True)).first.click()
    page.get_by_role("button", name="Choose a picture").click()
    page.keyboard.type("Fishing boat by day")
    page.get_by_role("dialog").get_by_role("option", name="Fishing boat by day").first.click()
    page.get_by_role("button", name="Add a source").click()
    page.keyboard.type("Paula")
    page.locator(".offers [role=option]").filter(has_text="Paula").first.click()
    statement = page.locator("#sources").get_by_label("What the story takes from it").last
    statement.fill("When the work was done, and why so early")
    save(page)


def wait_for_editor(page):
    wait_until(page, "window.CKEDITOR?.instances.id_body?.status === 'ready'")


def wait_until(page, expression):
    """Ask from outside: the policy of the page lets nobody wait inside of it."""
    for _ in range(200):
        with suppress(Error):  # it may be on its way to another page
            if page.evaluate(expression):
                return
        page.wait_for_timeout(100)
    raise TimeoutError(f"{page.url}: it never came true: {expression}")


def write(page, html):
    """Put ``html`` at the end of the text, through the editor."""
    page.evaluate(
        """html => new Promise(done => {
            const editor = CKEDITOR.instances.id_body;
            editor.setData(editor.getData() + html, done);
        })""",
        html,
    )
    page.evaluate("CKEDITOR.instances.id_body.fire('change')")


def insert_into_text(page, button, words, shown=None):
    """Choose the first with ``words`` in the dialog of a button of the editor. ``shown`` then stands in the text."""
    page.locator(f".cke_button__{button}").click()
    page.locator("dialog[open] [role=combobox]").fill(words)
    page.locator("dialog[open] [role=option]").filter(has_text=words).first.click()
    page.locator(".cke_editable").get_by_text(shown or words).first.wait_for()


def save(page):
    with page.expect_navigation():
        page.locator("[data-save]").click()
    wait_for_editor(page)


def wait_for_autosave(page):
    wait_until(page, "document.querySelector('#kept').textContent.includes('for you alone')")


def rest(page):
    """Wait for pictures and fonts, and let nothing blink."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)


def window(page):
    rest(page)
    return page.screenshot(caret="hide")


def part(page, *selectors, margin=16):
    """The rectangle around the first of each of ``selectors``. It has to be in the window: nothing is scrolled."""
    rest(page)
    boxes = [page.locator(selector).first.bounding_box() for selector in selectors]
    left, top = min(box["x"] for box in boxes) - margin, min(box["y"] for box in boxes) - margin
    right = max(box["x"] + box["width"] for box in boxes) + margin
    bottom = max(box["y"] + box["height"] for box in boxes) + margin
    left, top = max(left, 0), max(top, 0)
    clip = {"x": left, "y": top, "width": min(right, WIDTH) - left, "height": bottom - top}
    return page.screenshot(clip=clip, caret="hide")


# -- The pictures, in the order in which the story goes on --


@picture
def front(site):
    page = site.page()
    page.goto("/")
    return window(page)


@picture
def desk(site):
    page = site.desk("editor")
    site.story(page, "fish stalls")
    return window(page)


@picture
def new_story(site):
    page = site.desk("reporter")
    write_lido(page)
    wait_for_autosave(page)
    page.evaluate("scrollTo(0, 0)")
    png = window(page)
    save_lido(page)
    return png


@picture
def dashboard(site):
    site.lido(site.desk("reporter"))
    page = site.desk("editor")
    page.goto("/admin/")
    return window(page)


@picture
def library(site):
    page = site.desk("editor")
    page.goto("/admin/articles/image/")
    page.get_by_role("link", name="Container quay at dusk").click()
    return window(page)


@picture
def insert(site):
    page = site.desk("reporter", 1400)
    site.lido(page)
    page.locator(".cke_editable p").first.click()
    page.keyboard.press("Control+End")
    insert_into_text(page, "deskcite", "Coast Radio", shown="1")
    page.locator(".cke_notification_close").click()
    page.locator(".cke_editable p").nth(1).click()
    page.keyboard.press("End")
    insert_into_text(page, "deskseealso", "Three seals")
    insert_into_text(page, "deskpicture", "Container quay at dawn")
    page.evaluate("scrollTo(0, 0)")
    return part(page, ".cke_top", ".cke_editable p:last-of-type")


@picture
def recovery(site):
    page = site.desk("reporter")
    url = site.lido(page)
    write(page, LATER)
    wait_for_autosave(page)
    again = site.desk("reporter")
    again.goto(url)
    wait_for_editor(again)
    return part(again, ".room__head", "#offer", "#id_headline", margin=8)


@picture
def merge(site):
    reporter, editor = site.desk("reporter"), site.desk("editor", 640)
    url = site.lido(reporter)
    editor.goto(url)
    wait_for_editor(editor)
    editor.fill("#id_headline", "The lido in the South Basin opens a month early")
    write(editor, LATER)
    reporter.fill("#id_headline", f"{HEADLINE} in eleven minutes")
    reporter.fill("#id_standfirst", STANDFIRST.replace("24", "25"))
    save(reporter)
    editor.locator("[data-save]").click()
    editor.wait_for_url("**/merge/**")
    return window(editor)


@picture
def preview(site):
    page = site.desk("editor")
    site.story(page, "fish stalls")
    page.click("[data-preview-toggle]")
    page.click("[data-preview-width='375']")
    page.wait_for_selector(".preview-panel__frame:not(.preview-panel__frame--waiting)")
    png = window(page)
    page.click("[data-preview-close]")  # the next form would begin with it
    return png


@picture
def notes(site):
    """The demo's two notes on passages, beside the text that they hang on."""
    page = site.desk("reporter")
    site.story(page, "tram depot")
    page.locator("summary").filter(has=page.get_by_text("Notes", exact=True)).first.click()
    page.locator("#notes .note").first.scroll_into_view_if_needed()
    return window(page)


@picture
def publish(site):
    page = site.desk("editor", 1000)
    site.story(page, "Big Ottilie")
    page.evaluate(
        """() => {
            const editor = CKEDITOR.instances.id_body;
            editor.setData(editor.getData().replace("forty tonnes", "fifty tonnes"));
        }"""
    )
    save(page)
    page.get_by_role("radio", name="Correction", exact=True).check()
    page.fill("#id_edition_note", "An earlier edition said that the crane could lift forty tonnes. It was fifty.")
    page.mouse.move(0, 0)
    return part(page, "#publish", margin=6)


@picture
def correction(site):
    page = site.page(height=TALL)
    page.goto("/corrections/")
    page.get_by_role("link", name="library fines").first.click()
    return part(page, "#corrections", margin=24)


@picture
def compare(site):
    page = site.desk("editor")
    url = site.story(page, "214 children")
    page.goto(url.replace("/change/", "/compare/?old=1&new=2"))
    return window(page)


def arrange_front(page):
    """A front page of the demo with a lead, one beside it and an opinion that a person chose. Nothing is published."""
    page.goto("/admin/articles/front/?q=cannery")
    if not page.locator("#place-lead-0 summary").count():
        page.locator("#found button", has_text="Place").first.click()
    for place in ("seconds-1", "opinion-0"):
        if page.locator(f"#place-{place} button", has_text="Keep").count():
            page.locator(f"#place-{place} button", has_text="Keep").first.click()
    page.goto("/admin/articles/front/")


@picture
def front_page_desk(site):
    page = site.desk("editor", 1050)
    arrange_front(page)
    page.fill("#id_q", "ring road")
    wait_until(page, "document.querySelector('#found .entry')")
    return window(page)


@picture
def front_page_change(site):
    page = site.desk("editor", 1050)
    arrange_front(page)
    page.locator("#place-lead-0 summary").click()
    page.get_by_label("Other headline here").first.fill("The yard is ours")
    page.get_by_label("Words above it").first.fill("Cannery Row")
    return part(page, "#place-lead-0", "#place-lead-0 .bubble__body")


@picture
def front_page_publish(site):
    page = site.desk("editor", 1050)
    arrange_front(page)
    page.get_by_label("At a time").check()
    page.mouse.move(0, 0)
    return part(page, "#publish", margin=6)


@picture
def calendar(site):
    page = site.desk("editor")
    page.goto("/admin/articles/article/calendar/")
    page.get_by_role("link", name="Week", exact=True).click()
    return window(page)


@picture
def visibility(site):
    page = site.desk("editor")
    url = site.story(page, "What changes on Monday")
    page.goto(url.replace("/change/", "/visibility/"))
    return window(page)


@picture
def comments(site):
    page = site.desk("moderator")
    page.goto("/admin/comments/comment/")
    return window(page)


@picture
def comment(site):
    page = site.desk("moderator", TALL)
    page.goto("/admin/comments/comment/?q=1987")
    page.click(".decide__ruled summary")
    page.get_by_role("radio", name="No advertising").check()
    return part(page, ".front", margin=8)


@picture
def comment_reported(site):
    page = site.desk("moderator", height=1100)
    page.goto("/admin/comments/comment/?status=reported")
    return part(page, ".front__head", ".front__reports", margin=12)


@picture
def comment_modes(site):
    page = site.desk("moderator")
    page.goto("/admin/comments/comment/modes/")
    return window(page)


@picture
def commenter(site):
    page = site.desk("moderator")
    page.goto("/admin/comments/commenter/")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("heading", name="Comments").wait_for()
    return window(page)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(pictures)}")
    names = parser.parse_args(arguments).names or list(pictures)
    if unknown := set(names) - set(pictures):
        parser.error(f"There is no picture {', '.join(sorted(unknown))}.")
    if not CHROMIUM:
        parser.error("There is no Chromium: install it, or name it with CHROMIUM=/its/path.")
    IMAGES.mkdir(exist_ok=True)
    with newsroom() as (port, passwords), chromium() as browser:
        site = Site(port, passwords, browser)
        for name in names:
            keep(name, pictures[name](site))


def keep(name, png):
    """Write ``png`` (bytes) with few colours: text on paper needs no more."""
    path = IMAGES / f"{name}.png"
    image = Image.open(io.BytesIO(png)).convert("RGB")
    palette = image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)
    size = path.stat().st_size // 1000
    print(f"{path.relative_to(HERE.parent)}: {image.width} × {image.height}, {size} kB", flush=True)


@contextmanager
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def newsroom():
    """A newsroom with the demo, in a folder that is thrown away: its port, and dict of user name → password."""
    with tempfile.TemporaryDirectory(prefix="newsroom-pictures-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {
            **{name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}},
            "VAR_DIR": folder,
            "PORT": str(port),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "AUTOSAVE": str(AUTOSAVE),
            "GUNICORN_LOG_LEVEL": "warning",
            "LOG_LEVEL": "ERROR",
        }
        run = [sys.executable, "manage.py"]
        place = {"cwd": HERE.parent, "env": environment}
        subprocess.run([*run, "migrate", "--verbosity", "0"], check=True, **place)
        subprocess.run([*run, "collectstatic", "--noinput", "--verbosity", "0"], check=True, **place)
        said = subprocess.run([*run, "demo"], check=True, capture_output=True, text=True, **place).stdout
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        with subprocess.Popen(gunicorn, **place) as server:
            try:
                wait_for(port, server)
                yield port, dict(re.findall(r"^  (\w+) +(\S+)$", said, re.MULTILINE))
            finally:
                server.terminate()


def wait_for(port, server):
    while server.poll() is None:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/")
            connection.getresponse()
            return
        time.sleep(0.2)
    raise RuntimeError("newsroom did not start.")


if __name__ == "__main__":
    main()
