"""Whether links still answer: asked by a command, of public addresses alone, and told to who can mend it."""

import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from articles import link_check
from articles.models import ChecklistRule, LinkCheck
from articles.models.checklist import findings
from tests.factories import (
    create_article,
    create_section,
    create_source,
    create_superuser,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

NOW = timedelta(0)


class Pages(BaseHTTPRequestHandler):
    """``/status/N`` answers N; some pages misbehave."""

    asked: list[tuple[str, str]] = []

    def do_HEAD(self):
        self.asked.append((self.command, self.path))
        name, _, rest = self.path.partition("?")[0][1:].partition("/")
        match name:
            case "status":
                self.answer(int(rest))
            case "get-only":
                self.answer(405 if self.command == "HEAD" else 200)
            case "to":
                self.answer(302, Location=f"/{rest}")
            case "round":
                self.answer(302, Location="/round")
            case "away":
                self.answer(301, Location="http://10.0.0.7/")
            case "file":
                self.answer(302, Location="file:///etc/passwd")
            case "huge":
                self.answer(200, **{"Content-Length": str(10**12)})
            case "drip":
                self.connection.sendall(b"HTTP/1.1 200 OK\r\n")
                try:
                    for _ in range(200):
                        time.sleep(0.05)
                        self.connection.sendall(b"X-A: b\r\n" if self.path.endswith("lines") else b"X")
                except OSError:
                    pass
                self.close_connection = True
            case "nonsense":
                self.connection.sendall(b"\x00\xff no http at all\r\n\r\n")
                self.close_connection = True

    do_GET = do_HEAD

    def answer(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def web():
    """The address of a server on this machine, without a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Pages.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def check(**options):
    """Ask everything that is due, here too. Return dict of address → ``LinkCheck``."""
    list(link_check.check_all(**{"older_than": NOW, "allow_private": True, "pause": 0, **options}))
    return {row.url: row for row in LinkCheck.objects.all()}


def story_with(*urls, **fields):
    article = create_article(**fields)
    for position, url in enumerate(urls):
        article.citations.create(source=create_source(), url=url, position=position)
    publish(article)
    return article


@pytest.mark.parametrize(
    ("path", "status", "is_well", "is_failure"),
    [
        ("/status/200", 200, True, False),
        ("/status/204", 204, True, False),
        ("/status/404", 404, False, True),
        ("/status/410", 410, False, True),
        ("/status/500", 500, False, True),
        ("/status/403", 403, False, False),
        ("/status/429", 429, False, False),
        ("/get-only", 200, True, False),
        ("/to/status/200", 200, True, False),
        ("/to/to/to/status/404", 404, False, True),
        ("/to/to/to/to/to/to/status/200", None, False, True),
        ("/round", None, False, True),
        ("/file", None, False, True),
        ("/nonsense", None, False, True),
        ("/huge", 200, True, False),
        ("/status/200?a=é ü", 200, True, False),
    ],
)
def test_what_an_address_answers(web, path, status, is_well, is_failure):
    answer = link_check.ask(web + path, allow_private=True)
    assert (answer.status, answer.is_well, answer.is_failure) == (status, is_well, is_failure)
    assert bool(answer.problem) != is_well


@pytest.mark.parametrize("path", ["/drip", "/drip/lines"])
def test_one_that_drips_is_cut(web, path):
    begun = time.monotonic()
    with mock.patch.object(link_check, "PATIENCE", 0.5):
        answer = link_check.ask(web + path, allow_private=True)
    assert time.monotonic() - begun < 5
    assert answer.status is None
    assert answer.problem


def test_one_that_listens_and_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent, mock.patch.object(link_check, "TIMEOUT", 0.3):
        answer = link_check.ask(f"http://127.0.0.1:{silent.getsockname()[1]}/", allow_private=True)
    assert answer == link_check.Answer(None, "It did not answer in time.")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0.0.0.0",  # noqa: S104 (nothing listens there)
        "2130706433",
        "0x7f000001",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "[fe80::1]",
        "[fc00::1]",
        "[2002:7f00:1::]",
        "[2002:5db8:d70e::]",
        "[::127.0.0.1]",
        "[::93.184.215.14]",
        "[::ffff:93.184.215.14]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::10.0.0.7]",
        "[64:ff9b::93.184.215.14]",
        "[64:ff9b:1::7f00:1]",
        "[2001:0:5db8:d70e::1]",
        "[2606:4700::5efe:10.0.0.7]",
        "[2606:4700::200:5efe:7f00:1]",
        "[fec0::1]",
        "[100::1]",
        "0.1.2.3",
        "192.88.99.1",
        "240.0.0.1",
        "198.18.0.1",
        "134744072",
        "0x8080808",
        "010.8.8.8",
        "8.8.2056",
        "0x8.8.8.8",
        "8.8.8.8.",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_nothing_private_is_asked(host):
    with mock.patch("socket.create_connection") as opened:
        answer = link_check.ask(f"http://{host}/")
    assert not opened.called
    assert answer.status is None
    assert answer.problem in {
        "It leads to a private network.",
        "There is no host of this name.",
        "Its host is a number that is no address.",
    }


@pytest.mark.parametrize("host", ["93.184.215.14", "[2606:4700:4700::1111]", "[2a00:1450:400f::200e]"])
def test_a_public_address_is_asked(host):
    with mock.patch("socket.create_connection", side_effect=ConnectionRefusedError) as opened:
        assert link_check.ask(f"http://{host}/").problem == "It did not answer: ConnectionRefusedError."
    assert opened.called


def test_a_public_name_that_leads_home_is_not_asked_and_the_host_is_looked_up_once():
    home = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.215.14", "127.0.0.1")]
    with (
        mock.patch("socket.getaddrinfo", return_value=home) as looked_up,
        mock.patch("socket.create_connection") as opened,
    ):
        assert link_check.ask("http://example.org/").problem == "It leads to a private network."
        assert not opened.called
        looked_up.reset_mock(return_value=True)
        looked_up.return_value = home[:1]
        opened.side_effect = ConnectionRefusedError
        assert link_check.ask("http://example.org/").status is None
    assert looked_up.call_count == 1
    assert opened.call_args.args[0] == ("93.184.215.14", 80)


def test_a_redirect_home_is_not_followed(web):
    real = link_check.look_up

    def only_the_first(host, port, allow_private):
        return real(host, port, allow_private=host == "127.0.0.1")

    with mock.patch.object(link_check, "look_up", only_the_first):
        assert link_check.ask(f"{web}/away").problem == "It leads to a private network."


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://a:99999/", "http://a\x00b/", "http://./", "http://é\u2488.example/", "http://a b/"]
)
def test_an_address_that_is_none_gives_an_answer(url):
    assert link_check.ask(url).is_failure


def test_what_is_asked_is_what_stories_on_their_way_to_readers_and_sources_name(web, settings):
    article = create_article(body=f'<p><a href="{web}/status/200?body">x</a> <a href="/here/">y</a></p>')
    article.citations.create(source=create_source(), url=f"{web}/status/200?c", archive_url=f"{web}/status/200?a")
    article.related_links.create(label="See also", title="T", url=f"{web}/status/200?r")
    publish(article)
    create_source(url=f"{web}/status/200?s")
    create_source(url=f"{settings.SITE_URL}/own/")
    hour = timedelta(hours=1)
    for name, fields in {
        "draft": {},
        "review": {"state": "in_review"},
        "approved": {"state": "approved"},
        "trashed": {"state": "trashed", "trashed_at": timezone.now()},
        "embargoed": {"state": "approved", "embargo_until": timezone.now() + hour},
        "planned": {},
    }.items():
        story = create_article(**fields)
        story.citations.create(source=create_source(), url=f"{web}/status/200?{name}")
        if name == "planned":
            publish(story, at=timezone.now() + hour)
    withdrawn = story_with(f"{web}/status/200?withdrawn")
    withdrawn.withdraw(create_superuser(), reason="Wrong.")
    found = check()
    assert set(found) == {f"{web}/status/200?{name}" for name in "body c a r s review approved planned".split()}
    assert list(found[f"{web}/status/200?body"].articles.all()) == [article]
    assert list(found[f"{web}/status/200?s"].articles.all()) == []


def test_a_link_is_dead_when_it_failed_twice_and_alive_again_when_it_answers(web):
    url = f"{web}/status/404"
    story_with(url)
    assert check()[url].failures == 1
    assert not LinkCheck.objects.dead().exists()
    dead = check()[url]
    assert (dead.failures, dead.status, dead.problem, dead.seen_at) == (2, 404, "It answered 404.", None)
    assert LinkCheck.objects.dead().get() == dead
    with mock.patch.object(link_check, "ask", return_value=link_check.Answer(403, "No program.")):
        assert check()[url].failures == 2
    with mock.patch.object(link_check, "ask", return_value=link_check.Answer(200)):
        alive = check()[url]
    assert (alive.failures, alive.problem) == (0, "")
    assert alive.seen_at == alive.checked_at


def test_only_old_answers_are_asked_again_and_the_oldest_first(web):
    urls = [f"{web}/status/200?{number}" for number in range(3)]
    story_with(*urls)
    check()
    Pages.asked.clear()
    check(older_than=timedelta(days=7))
    assert Pages.asked == []
    for days, url in ((8, urls[0]), (30, urls[1])):
        LinkCheck.objects.filter(url=url).update(checked_at=timezone.now() - timedelta(days=days))
    check(older_than=timedelta(days=7), limit=1)
    assert [path for _, path in Pages.asked] == ["/status/200?1"]


def test_one_that_failed_once_is_asked_again_the_next_day_one_that_is_dead_is_not(web):
    once, twice, well = (f"{web}/status/{status}" for status in ("404?once", "404?twice", "200?well"))
    story_with(once, twice, well)
    check()
    LinkCheck.objects.update(checked_at=timezone.now() - timedelta(hours=21))
    LinkCheck.objects.filter(url=twice).update(failures=2)
    assert link_check.due([once, twice, well], timedelta(days=7)) == [once]
    assert set(link_check.due([once, twice, well], timedelta(hours=1))) == {once, twice, well}
    assert check(older_than=timedelta(days=7))[once].failures == 2
    assert LinkCheck.objects.dead().count() == 2


def test_a_run_that_is_cut_short_keeps_what_it_knows(web):
    story_with(*(f"{web}/status/200?{number}" for number in range(3)))
    run = link_check.check_all(older_than=NOW, allow_private=True, pause=0)
    next(run)
    run.close()
    assert LinkCheck.objects.count() == 1
    Pages.asked.clear()
    check(older_than=timedelta(days=1))
    assert len(Pages.asked) == 2


def test_what_nobody_names_any_more_is_forgotten_and_stories_follow_their_text(web):
    kept, gone = f"{web}/status/404?kept", f"{web}/status/404?gone"
    one, two = story_with(kept, gone), story_with(kept)
    check()
    assert set(LinkCheck.objects.get(url=kept).articles.all()) == {one, two}
    one.citations.all().delete()
    publish(one)
    check(older_than=timedelta(days=7))
    assert list(LinkCheck.objects.values_list("url", flat=True)) == [kept]
    assert list(LinkCheck.objects.get().articles.all()) == [two]


def test_without_a_network_nothing_is_called_dead():
    story_with(*(f"http://{name}.invalid/" for name in "abc"))
    with (
        mock.patch.object(link_check, "ask", return_value=link_check.Answer(None, "Nothing.")),
        pytest.raises(CommandError, match="network"),
    ):
        call_command("check_links", older_than=0, stdout=StringIO())
    assert not LinkCheck.objects.exists()


def test_between_two_questions_to_one_host_there_is_a_pause(web):
    story_with(*(f"{web}/status/200?{number}" for number in range(3)))
    with mock.patch.object(link_check, "time", wraps=time) as clock:
        clock.sleep = mock.Mock()
        check(pause=5)
    assert clock.sleep.call_count == 2
    assert all(0 < call.args[0] <= 5 for call in clock.sleep.call_args_list)


def test_the_command_counts_asks_and_reports(web):
    story_with(f"{web}/status/404")
    out = StringIO()
    call_command("check_links", dry_run=True, stdout=out)
    assert out.getvalue() == "Would ask 1 address.\n"
    assert not LinkCheck.objects.exists()
    out = StringIO()
    call_command("check_links", stdout=out)  # asked for real, it refuses the network of this machine
    assert out.getvalue() == (
        f"{web}/status/404: It leads to a private network.\nAsked 1 address; 1 did not answer well.\n"
    )
    assert Pages.asked == []
    with pytest.raises(CommandError, match="1 or more"):
        call_command("check_links", limit=0)


def test_nothing_is_fetched_when_a_reader_comes(client):
    article = story_with("https://example.org/minutes")
    with mock.patch("socket.getaddrinfo", side_effect=AssertionError):
        assert client.get(article.editions.get().get_absolute_url()).status_code == 200


# -- The checklist --


def test_dead_links_warn_in_the_checklist():
    ChecklistRule.objects.exclude(check_name="dead_link").delete()
    dead = "https://example.org/dead"
    article = create_article(body=f'<p><a href="{dead}">x</a></p>')
    checked = LinkCheck.objects.create(url=dead, checked_at=timezone.now(), failures=1)
    assert findings(article.content()) == []
    checked.failures = 2
    checked.save()
    found = findings(article.content())
    assert [(finding.name, finding.blocks) for finding in found] == [("dead_link", False)]
    assert dead in found[0].words


def test_a_dead_link_that_is_cited_with_an_archived_copy_is_settled():
    ChecklistRule.objects.exclude(check_name="dead_link").delete()
    article = create_article()
    url, copy = "https://example.org/dead", "https://archive.example/copy"
    citation = article.citations.create(source=create_source(), url=url)
    LinkCheck.objects.create(url=url, checked_at=timezone.now(), failures=2)
    assert [finding.name for finding in findings(article.content())] == ["dead_link"]
    citation.archive_url = copy
    citation.save()
    assert findings(article.content()) == []
    LinkCheck.objects.create(url=copy, checked_at=timezone.now(), failures=2)
    [found] = findings(article.content())
    assert url in found.words
    assert copy in found.words


# -- The report --


def report_url():
    return reverse("admin:articles_source_links")


def dead_link(url, *articles, days=3):
    row = LinkCheck.objects.create(
        url=url,
        status=404,
        problem="It answered 404.",
        failures=4,
        checked_at=timezone.now(),
        seen_at=timezone.now() - timedelta(days=days),
    )
    row.articles.set(articles)
    return row


def test_the_report_names_dead_links_and_the_stories_one_may_mend(client):
    section, elsewhere = create_section(), create_section()
    editor = create_user(role="editor")
    section.members.add(editor)
    elsewhere.members.add(create_user(role="editor"))
    mine = create_article(headline="Mine to mend", section=section)
    foreign = create_article(headline="Another desk’s", section=elsewhere)
    source = create_source(name="The port", url="https://example.org/dead")
    dead_link("https://example.org/dead", mine, foreign)
    dead_link("https://example.org/foreign", foreign)
    LinkCheck.objects.create(url="https://example.org/alive", status=200, checked_at=timezone.now())
    client.force_login(editor)
    page = client.get(report_url()).content.decode()
    assert "https://example.org/dead" in page
    assert "Mine to mend" in page
    assert reverse("admin:articles_source_change", args=[source.pk]) in page
    assert "1 story of another desk" in page
    for hidden in ("Another desk’s", "example.org/foreign", "example.org/alive"):
        assert hidden not in page
    client.force_login(create_superuser())
    page = client.get(report_url()).content.decode()
    assert "Another desk’s" in page
    assert "example.org/foreign" in page


def test_the_report_makes_the_same_queries_whatever_is_in_it(client, django_assert_num_queries):
    client.force_login(create_superuser())
    for number in range(3):
        dead_link(f"https://example.org/{number}", create_article())
    client.get(report_url())
    # publication, session, user; number, links, their stories, sources, when checked; what waits in the queue
    with django_assert_num_queries(9):
        client.get(report_url())
    for number in range(3, 13):
        dead_link(f"https://example.org/{number}", create_article(), create_article())
        create_source(url=f"https://example.org/{number}")
    with django_assert_num_queries(9):
        client.get(report_url())


def test_the_report_is_for_those_who_see_sources(client):
    assert client.get(report_url()).status_code == 302
    client.force_login(create_user(role="moderator"))
    assert client.get(report_url()).status_code == 403
    client.force_login(create_user(role="reporter"))
    assert client.get(report_url()).status_code == 200
    assert client.post(report_url()).status_code == 405
