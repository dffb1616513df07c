"""What a story shows from elsewhere: a link, and on request a frame of a provider that is on the list."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.content import addresses_in
from articles.richtext import embeds
from tests.factories import publish

FRAMES = {
    "https://www.youtube.com/watch?v=aqz-KE-bpKQ": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
    "https://youtube.com/watch?list=x&v=aqz-KE-bpKQ&t=90s": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?start=90",
    "https://youtu.be/aqz-KE-bpKQ": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
    "http://m.youtube.com/shorts/aqz-KE-bpKQ/": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
    "https://vimeo.com/76979871": "https://player.vimeo.com/video/76979871?dnt=1",
    "https://youtu.be/aqz-KE-bpKQ?t=1h2m30s": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?start=3750",
    "https://youtu.be/aqz-KE-bpKQ?t=2m": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?start=120",
    "https://youtu.be/aqz-KE-bpKQ?t=soon": "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
    "https://vimeo.com/groups/shortfilms/videos/76979871": "https://player.vimeo.com/video/76979871?dnt=1",
    "https://vimeo.com/showcase/1234567/video/76979871": "https://player.vimeo.com/video/76979871?dnt=1",
    "https://vimeo.com/76979871/0a1b2c3d4e": "https://player.vimeo.com/video/76979871?dnt=1&h=0a1b2c3d4e",
    "https://x.com/harbour/status/1234567890123456789": (
        "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=1234567890123456789"
    ),
    "https://twitter.com/harbour/status/12345678": "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=12345678",
    "https://x.com/harbour/status/12345678/photo/1": (
        "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=12345678"
    ),
    "https://x.com/i/web/status/12345678": "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=12345678",
    "https://www.instagram.com/reels/Cabc_-123/": "https://www.instagram.com/reel/Cabc_-123/embed/",
    "https://www.instagram.com/tv/Cabc_-123/": "https://www.instagram.com/tv/Cabc_-123/embed/",
    "https://www.instagram.com/p/Cabc_-123/": "https://www.instagram.com/p/Cabc_-123/embed/",
    "https://open.spotify.com/intl-de/track/4uLU6hMCjMI75M1A2tKUQC?si=1": (
        "https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC"
    ),
    "https://soundcloud.com/harbour/fog-horn": (
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fharbour%2Ffog-horn&visual=false"
    ),
    "https://soundcloud.com/harbour/fog-horn/s-AbC12": (
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fharbour%2Ffog-horn%2Fs-AbC12&visual=false"
    ),
    "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/293&color=%23ff5500&auto_play=false": (
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F293&visual=false"
    ),
    "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/playlists/soundcloud%3Aplaylists%3A7": (
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Fplaylists%2F7&visual=false"
    ),
    "https://www.openstreetmap.org/export/embed.html?bbox=9.9%2C53.5%2C10.1%2C53.6&layer=mapnik&marker=53.55%2C9.99": (
        "https://www.openstreetmap.org/export/embed.html?"
        "bbox=9.900000%2C53.500000%2C10.100000%2C53.600000&layer=mapnik&marker=53.550000%2C9.990000"
    ),
    "https://mastodon.social/@harbour/112233445566778899/embed": (
        "https://mastodon.social/@harbour/112233445566778899/embed"
    ),
    "https://datawrapper.dwcdn.net/aB3dE/2/": "https://datawrapper.dwcdn.net/aB3dE/",
    "https://www.datawrapper.de/_/aB3dE/": "https://datawrapper.dwcdn.net/aB3dE/",
    "https://mastodon.social/@harbour/112233445566778899": (
        "https://mastodon.social/@harbour/112233445566778899/embed"
    ),
    "https://mastodon.social/users/harbour/statuses/112233445566778899/": (
        "https://mastodon.social/@harbour/112233445566778899/embed"
    ),
}

LINKS_ALONE = [
    "https://mastodon.example/@harbour/112233445566778899",  # any host may be one, and this is none of those trusted
    "https://mastodon.social/@harbour@mastodon.example/112233445566778899",  # frames what its own people wrote alone
    "https://mastodon.social:8443/@harbour/112233445566778899",
    "https://mastodon.social@evil.example/@harbour/112233445566778899",
    "https://mastodon.social/@harbour",
    "https://mastodon.social/@harbour/1122",
    "https://evil.example/watch?v=aqz-KE-bpKQ",
    "https://www.youtube.com@evil.example/watch?v=aqz-KE-bpKQ",
    "https://evil.example@www.youtube.com/watch?v=aqz-KE-bpKQ",
    "https://www.youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
    "https://notyoutube.com/watch?v=aqz-KE-bpKQ",
    "https://www.youtube.com:8443/watch?v=aqz-KE-bpKQ",
    "https://www.youtube.com/watch?v=too-short",
    'https://www.youtube.com/watch?v="onload=alert',
    "https://www.youtube.com/redirect?q=https://evil.example",
    "https://vimeo.com/٧٦٩٧٩٨٧١",
    "https://x.com/harbour",
    "https://open.spotify.com/track/../../evil",
    "https://www.openstreetmap.org/#map=99/52.5/13.4",
    "https://www.openstreetmap.org/about",
    "https://www.openstreetmap.org/export/embed.html?bbox=9.9,53.5,10.1",
    "https://www.openstreetmap.org/export/embed.html?bbox=9.9,53.5,10.1,<b>",
    "https://w.soundcloud.com/player/?url=https://evil.example/tracks/293",
    "https://w.soundcloud.com/other/?url=https://api.soundcloud.com/tracks/293",
]

VIDEO = '<div data-embed="https://youtu.be/aqz-KE-bpKQ"></div>'


@pytest.mark.parametrize(("url", "frame"), FRAMES.items())
def test_an_address_of_a_provider_has_a_frame_made_from_its_parts(url, frame):
    embed = embeds.read(url)
    assert (embed.frame_url, embed.url) == (frame, url)
    assert embed.provider in embed.words


def test_a_map_shows_its_place_and_its_marker():
    frame = embeds.read("https://www.openstreetmap.org/?mlat=53.55&mlon=9.99#map=12/53.5/10.0").frame_url
    west, south, east, north = map(float, re.search("bbox=([^&]+)", frame)[1].split("%2C"))
    assert west < 10.0 < east
    assert south < 53.5 < north
    assert east - west < 0.5
    assert frame.endswith("marker=53.550000%2C9.990000")
    assert embeds.read("https://www.openstreetmap.org/?mlat=53.55&mlon=9.99").frame_url


@pytest.mark.parametrize("url", LINKS_ALONE)
def test_anything_else_is_a_link_and_never_a_frame(url):
    assert embeds.read(url).frame_url == ""
    html = embeds.render(url)
    assert "data-frame" not in html
    assert "<button" not in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize("url", ["https://[", "https://youtu.be:99999999/x", "javascript:alert(1)", "//youtu.be/x", ""])
def test_what_is_no_address_is_nothing(url):
    assert embeds.read(url) is None
    assert embeds.render(url) == ""
    assert embeds.frame_hosts([url]) == []


def test_an_address_can_not_break_out_of_its_attribute():
    html = embeds.render('https://evil.example/"><script>alert(1)</script>')
    assert "<script" not in html


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" https://youtu.be/aqz-KE-bpKQ ", "https://youtu.be/aqz-KE-bpKQ"),
        ("youtu.be/aqz-KE-bpKQ?t=3", "https://youtu.be/aqz-KE-bpKQ?t=3"),
        ("www.example.org", "https://www.example.org"),
        (
            '<p><iframe width="560" src="https://www.youtube.com/embed/aqz-KE-bpKQ?a=1&amp;b=2"></iframe></p>',
            "https://www.youtube.com/embed/aqz-KE-bpKQ?a=1&b=2",
        ),
        ("<iframe src='//player.vimeo.com/video/76979871'></iframe>", "https://player.vimeo.com/video/76979871"),
        ('<iframe src="javascript:alert(1)"></iframe>', "javascript:alert(1)"),
        (
            '<blockquote class="twitter-tweet"><p lang="en">Fog. <a href="https://t.co/a">pic</a></p>&mdash; Harbour '
            '<a href="https://twitter.com/harbour/status/1122334455?ref_src=twsrc%5Etfw">May 3</a></blockquote>'
            '<script async src="https://platform.twitter.com/widgets.js"></script>',
            "https://twitter.com/harbour/status/1122334455?ref_src=twsrc%5Etfw",
        ),
        (
            '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Cabcdef/?a=1&amp;b=2">'
            '<a href="https://elsewhere.example">A post</a></blockquote>',
            "https://www.instagram.com/p/Cabcdef/?a=1&b=2",
        ),
        (
            '<blockquote class="mastodon-embed" data-embed-url="https://mastodon.social/@harbour/112233445566778899/embed">'
            '<a href="https://mastodon.social/@harbour/112233445566778899">Post</a></blockquote>',
            "https://mastodon.social/@harbour/112233445566778899/embed",
        ),
        ("<blockquote>No link</blockquote>", "<blockquote>No link</blockquote>"),
        ("never mind.", "never mind."),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("", ""),
    ],
)
def test_what_is_pasted_as_an_address(typed, meant):
    assert embeds.address_in(typed) == meant


@pytest.mark.django_db
class TestPages:
    def page(self, client, body):
        return client.get(publish(body=f"<p>Words.</p>{body}").get_absolute_url())

    def test_a_page_frames_only_the_hosts_of_what_it_shows(self, client):
        body = f'{VIDEO}{VIDEO}<div data-embed="https://vimeo.com/76979871"></div>'
        policy = self.page(client, body)["Content-Security-Policy"]
        frames = next(part for part in policy.split("; ") if part.startswith("frame-src"))
        assert frames == "frame-src https://player.vimeo.com https://www.youtube-nocookie.com"

    def test_nothing_else_of_the_policy_changes(self, client):
        def others(response):
            parts = response["Content-Security-Policy"].split("; ")
            return {part for part in parts if not part.startswith("frame-src")}

        assert others(self.page(client, VIDEO)) == others(self.page(client, ""))

    def test_hosts_of_mastodon_are_framed_as_the_settings_trust_them(self, client, settings):
        settings.MASTODON_HOSTS = ["posts.example"]
        hosts = ("posts.example", "mastodon.social")
        body = "".join(f'<div data-embed="https://{host}/@a/112233445566778899"></div>' for host in hosts)
        response = self.page(client, body)
        assert "frame-src https://posts.example;" in f"{response['Content-Security-Policy']};"
        assert response.text.count("data-frame=") == 1
        assert 'data-frame="https://posts.example/@a/112233445566778899/embed"' in response.text
        assert "Post on Mastodon (mastodon.social)" in response.text

    @pytest.mark.parametrize("body", ["", '<div data-embed="https://mastodon.example/@a/112233445566778899"></div>'])
    def test_a_page_without_frames_has_neither_script_nor_room_for_them(self, client, body):
        response = self.page(client, body)
        assert "frame-src" not in response["Content-Security-Policy"]
        assert "embed.js" not in response.text

    def test_the_page_holds_a_link_and_no_frame(self, client):
        html = self.page(client, VIDEO).text
        assert "<iframe" not in html
        assert 'Video on YouTube: <a href="https://youtu.be/aqz-KE-bpKQ" rel="noopener">see it there</a>' in html
        assert "data-embed-offer hidden" in html
        assert html.count("embed.js") == 1

    def test_lists_have_no_room_for_frames(self, client):
        publish(body=f"<p>Words.</p>{VIDEO}")
        for name in ("front", "feeds", "corrections"):
            assert "frame-src" not in client.get(reverse(f"articles:{name}"))["Content-Security-Policy"]

    def test_an_embed_costs_no_query(self, client, django_assert_num_queries):
        one, many = publish(body=f"<p>Words.</p>{VIDEO}"), publish(body=f"<p>Words.</p>{VIDEO * 9}")

        with CaptureQueriesContext(connection) as queries:
            client.get(one.get_absolute_url())
        with django_assert_num_queries(len(queries)):
            client.get(many.get_absolute_url())

    def test_feeds_have_the_link_alone(self, client):
        publish(body=f"<p>Words.</p>{VIDEO}")
        feed = client.get(reverse("articles:feed")).text
        assert "https://youtu.be/aqz-KE-bpKQ" in feed
        assert "data-frame" not in feed
        assert "Load from" not in feed

    def test_its_address_is_among_those_that_are_checked(self):
        content = publish(body=f"<p>Words.</p>{VIDEO}").revision.content
        assert addresses_in(content) == {"https://youtu.be/aqz-KE-bpKQ"}
