"""
Scripted posts of five kinds and honest ones through the view that takes comments, where comments appear at once.

The clock is set forward between posts, so that a day of them takes minutes. Scripts send correct forms from many
networks under ever new names, but for what makes their kind. What is told: how many of each kind readers would see, how
many are held, among the spam, refused (with the text given back), or lost.
"""

import logging
import time
from collections import Counter, defaultdict
from datetime import timedelta
from html import unescape
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from articles.models import Article, Author, Byline, Section
from benchmarks.measuring import table
from benchmarks.people import Writer
from comments import form_stamps
from comments.models import Comment, CommentSettings, Mode

STORIES = 25
KINDS = ["no hidden field", "form replayed", "link farm", "repeats", "flood"]
HONEST = "honest"
PEOPLE = 180
OFFICE = "203.0.113.5"
DAY, FLOOD = 20 * 3600, 30 * 60  # seconds: of a wave, and of the flood in it

SHOWN, HELD, SPAM, REFUSED, LOST = "shown", "held", "spam", "refused", "lost"
FATES = {"approved": SHOWN, "held": HELD, "spam": SPAM}


def run(options):
    logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals are what this is about
    began = time.perf_counter()
    editions = stories()
    CommentSettings.objects.create(mode=Mode.AFTER)
    with Clock() as clock:
        first = Wave(editions, clock, seed=options.seed)
        first.send(options.posts, options.honest)
        yield f"{options.posts:,} scripted and {options.honest:,} honest comments, mode “{Mode.AFTER.label}”."
        yield ""
        yield from first.lines()
        yield ""
        good, bad = decide(options.decisions, first.sent_by)
        clock.forward(timedelta(hours=30).total_seconds())
        second = Wave(editions, clock, seed=options.seed + 1)
        second.send(options.posts // 5, options.honest)
        yield f"The same after a moderator approved {good} and called {bad} spam, with fresh texts and networks:"
        yield ""
        yield from second.lines()
    yield ""
    yield f"Took {time.perf_counter() - began:.0f} s."


def stories():
    section = Section.objects.create(name="News", slug="news")
    author = Author.objects.create(name="A. Author", slug="a-author")
    user = get_user_model().objects.create_superuser("publisher")
    editions = []
    for number in range(STORIES):
        article = Article.objects.create(headline=f"Story {number}", section=section, body="<p>What happened.</p>")
        Byline.objects.create(article=article, author=author, position=0)
        editions.append(article.publish(user, at=timezone.now() - timedelta(hours=1)))
    return editions


class Clock:
    """Lets ``timezone.now()`` and the time of new comments go forward by ``forward(seconds)`` alone."""

    def __enter__(self):
        self.now = timezone.now()
        self.patch = patch("django.utils.timezone.now", lambda: self.now)
        self.patch.start()
        self.field = Comment._meta.get_field("created_at")
        self.default, self.field.default = self.field.default, lambda: self.now
        self.field.__dict__.pop("_get_default", None)
        return self

    def __exit__(self, *error):
        self.patch.stop()
        self.field.default = self.default
        self.field.__dict__.pop("_get_default", None)

    def forward(self, seconds):
        self.now += timedelta(seconds=seconds)


class Wave:
    """A day of comments, in a mixed order. ``fates``: dict of kind → Counter of what became of them."""

    def __init__(self, editions, clock, *, seed):
        self.editions, self.clock, self.seed = editions, clock, seed
        self.writer = Writer(seed)
        self.random = self.writer.random
        self.client = Client()
        self.fates, self.sent_by = defaultdict(Counter), defaultdict(list)
        self.signals = Counter()
        self.replayed = self.form(editions[0], age=20)
        self.slogans = [self.writer.pitch() + " " + self.writer.pitch() for _ in range(3)]
        self.last_from_office = clock.now - timedelta(hours=1)

    def send(self, posts, honest):
        kinds = [KINDS[number % len(KINDS)] for number in range(posts)] + [HONEST] * honest
        began, flood = self.clock.now, self.random.uniform(0, DAY - FLOOD)
        times = [
            flood + self.random.uniform(0, FLOOD) if kind == "flood" else self.random.uniform(0, DAY) for kind in kinds
        ]
        for number, (seconds, kind) in enumerate(sorted(zip(times, kinds, strict=True))):
            self.clock.now = began + timedelta(seconds=seconds)
            if kind == HONEST:
                self.honest(number)
            else:
                self.scripted(number, kind)

    # -- What is sent --

    def form(self, edition, *, age):
        made_at = self.clock.now - timedelta(seconds=age)
        return {"stamp": form_stamps.make(edition.article_id, made_at), "subject": ""}

    def address(self):
        return f"198.{self.random.randint(18, 19)}.{self.random.randint(0, 255)}.{self.random.randint(1, 254)}"

    def scripted(self, number, kind):
        writer, edition, address = self.writer, self.random.choice(self.editions), self.address()
        age = self.random.randint(4, 600)
        name = writer.word().title()
        data = {
            "name": name,
            "email": f"{name.lower()}{number}@{writer.word()}.example",
            "url": "",
            "body": writer.pitch(),
        }
        form = self.form(edition, age=age)
        if kind == "no hidden field":
            del form["subject"]
        elif kind == "form replayed":
            # Read once, sent ever since; read anew when a day is over.
            edition, form = self.editions[0], self.replayed
            data["body"] = writer.spun()
        elif kind == "link farm":
            links = [f"https://{writer.word()}.example/{writer.word(4)}" for _ in range(self.random.randint(2, 8))]
            if self.random.random() < 0.3:
                links = [f"<a href='{link}'>{writer.word()}</a>" for link in links]
            data |= {"body": f"{writer.pitch()} {' '.join(links)}", "url": f"https://{writer.word()}.example/"}
        elif kind == "repeats":
            words = self.random.choice(self.slogans).split()
            words[self.random.randrange(len(words))] = writer.word(5)
            data["body"] = " ".join(words)
        elif kind == "flood":
            address = f"192.0.2.{self.seed % 200}"
            data["body"] = writer.spun()
        self.post(kind, edition, {**data, **form}, address)

    def honest(self, number):
        writer, edition = self.writer, self.random.choice(self.editions)
        person = self.random.randrange(PEOPLE) + self.seed * PEOPLE
        data = {**writer.person(person), "body": writer.honest()}
        address = f"2001:db8:{person:x}::1" if person % 3 else f"100.64.{person // 200 % 250}.{person % 200}"
        if self.random.random() < 0.1 and self.clock.now - self.last_from_office > timedelta(minutes=4):
            address, self.last_from_office = OFFICE, self.clock.now
        age = 5 if self.random.random() < 0.1 else self.random.randint(15, 3000)
        if self.random.random() < 0.3:
            shown = Comment.objects.approved().filter(article=edition.article_id, email__startswith="person")
            if parent := shown.order_by("?").values_list("pk", flat=True).first():
                data["parent"] = parent
        self.post(HONEST, edition, {**data, **self.form(edition, age=age)}, address)

    def post(self, kind, edition, data, address):
        newest = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        response = self.client.post(f"{edition.get_absolute_url()}comments/", data, REMOTE_ADDR=address)
        comment = Comment.objects.filter(pk__gt=newest).first()
        if comment:
            fate = FATES[comment.status]
            self.sent_by[kind].append(comment.pk)
            if kind == HONEST and fate != SHOWN:
                self.signals.update(signal["name"] for signal in comment.signals if signal["points"] > 0)
        elif 400 <= response.status_code < 500:
            fate = REFUSED if data["body"] in unescape(response.content.decode()) else LOST
        else:
            known = Comment.objects.filter(email=data["email"], body=data["body"]).first()
            fate = FATES[known.status] if known else LOST
        self.fates[kind][fate] += 1

    # -- What is told --

    def lines(self):
        columns = [SHOWN, HELD, SPAM, REFUSED, LOST]
        rows, scripted = [], Counter()
        for kind in KINDS:
            scripted.update(self.fates[kind])
            rows.append(self.row(kind, self.fates[kind], columns))
        rows.append(self.row("all scripted", scripted, columns))
        rows.append(self.row(HONEST, self.fates[HONEST], columns))
        head = ["", "sent", *columns, "held, spam or refused"]
        yield from table(head, rows)
        yield ""
        kept = 100 - 100 * (scripted[SHOWN] + scripted[LOST]) / max(1, scripted.total())
        yield f"Scripted: {kept:.2f} % held, among the spam or refused; {scripted[LOST]} lost (wanted: 99 % and 0)."
        honest = self.fates[HONEST]
        wrong = 100 * honest[SPAM] / max(1, honest.total())
        yield f"Honest: {wrong:.2f} % among the spam (wanted: 0.5 % at most)."
        if self.signals:
            names = (f"{name} {number}" for name, number in self.signals.most_common())
            yield f"What honest ones that were held had: {', '.join(names)}."

    def row(self, name, fates, columns):
        stopped = 100 * (fates[HELD] + fates[SPAM] + fates[REFUSED]) / max(1, fates.total())
        return [name, f"{fates.total():,}", *(f"{fates[column]:,}" for column in columns), f"{stopped:.1f} %"]


def decide(number, sent_by):
    """Let a moderator decide on ``number`` comments, half of them honest, and return how many of each."""
    moderator = get_user_model().objects.create_user("moderator")
    moderator.groups.add(Group.objects.get(name="moderator"))
    honest = sent_by[HONEST][: number // 2]
    each = (number - len(honest)) // len(KINDS)
    spam = [pk for kind in KINDS for pk in sent_by[kind][:each]]
    for pk in honest:
        comment = Comment.objects.get(pk=pk)
        if comment.status == "approved":  # what already is as it should be teaches nothing until a person says so
            comment.hold(moderator)
            comment.approve(moderator)
        else:
            comment.approve(moderator, seen=comment.status)
    for pk in spam:
        comment = Comment.objects.get(pk=pk)
        if comment.status == "spam":
            comment.hold(moderator, seen="spam")
            comment.mark_spam(moderator)
        else:
            comment.mark_spam(moderator, seen=comment.status)
    return len(honest), len(spam)
