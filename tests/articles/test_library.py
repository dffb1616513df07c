"""The picture library at the desk."""

import io
import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow

from articles.checklist import CHECKS
from articles.images import processing
from articles.models import ChecklistRule, Front, Image, Tag
from articles.models.checklist import Subject
from newsroom.models import Publication
from tests import tasks
from tests.articles.desk import values, values_of_all
from tests.articles.image_files import iptc, saved, with_segment
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_series,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db


def picture_file(name="holiday.jpg", size=(1200, 800), colour="teal", **options):
    content = io.BytesIO()
    Pillow.new("RGB", size, colour).save(content, "JPEG", **options)
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


@pytest.fixture
def reporter(client):
    """A reporter, signed in."""
    user = create_user(role="reporter")
    client.force_login(user)
    return user


def described(**fields):
    return {"title": "The crane", "alt": "A crane", "focal_x": "0.5", "focal_y": "0.5", **fields}


def test_a_file_may_have_a_long_name_on_the_senders_disk(client, reporter):
    name = f"{'North quay crane four before it fell ' * 5}.jpg"
    response = client.post(reverse("admin:articles_image_add"), described(file=picture_file(name)))
    assert response.status_code == 302
    assert "quay" not in Image.objects.get().file.name


def add(name="holiday.jpg", by=None, file=None, **fields):
    """A picture with its files."""
    image = Image.objects.add(file or picture_file(name), by=by, **{"title": "The crane", "alt": "A crane", **fields})
    image.make()
    return image


def library(client, **query):
    return client.get(reverse("admin:articles_image_changelist", query=query))


def titles(response):
    return {image.title for image in response.context["cl"].result_list}


def page(name, *args, **query):
    return reverse(f"admin:articles_image_{name}", args=args, query=query)


class TestLibrary:
    def test_it_is_a_grid_or_a_list_with_the_same_queries(self, client, reporter):
        for number in range(1, 12):
            create_image(title=f"Number {number}", persons=["Ada Quist"], rights_until=timezone.localdate())
            if number in {1, 11}:
                for view in ("grid", "list"):
                    with CaptureQueriesContext(connection) as queries:
                        response = library(client, view=view)
                    # publication, session, user, permissions (2), count, rows, in how many stories they are (2)
                    assert len(queries) == 9
                    assert response.content.count(b"<img") == number
        assert b'class="shelf"' in library(client).content
        rows = library(client, view="list").content.decode()
        assert 'id="result_list"' in rows
        assert "2000 × 1333" in rows
        assert b"Rights end on" in library(client).content

    def test_every_word_is_looked_for_in_all_that_is_said(self, client, reporter):
        create_image(title="The crane", persons=["Åse Müller"], caption="Quay", credit="Roe")
        create_image(title="Gulls", alt="Over the crane")
        for words, found in (
            ("crane", {"The crane", "Gulls"}),
            ("crane müller", {"The crane"}),
            ("Åse quay roe", {"The crane"}),
            ("over", {"Gulls"}),
            ('100%_"\\', set()),
            ("\0", {"The crane", "Gulls"}),
        ):
            assert titles(library(client, q=words)) == found, words

    def test_filters(self, client, reporter):
        today = timezone.localdate()
        create_image(title="Over", rights_until=today - timedelta(days=1), alt="")
        create_image(title="Last day", rights_until=today, alt="", is_decorative=True)
        create_image(title="Ending", rights_until=today + timedelta(days=30), persons=["Åse Müller"])
        create_image(title="Open", rights_until=today + timedelta(days=31), uploaded_by=reporter)
        Image.objects.filter(title="Open").update(created_at=timezone.now() - timedelta(days=8))
        for query, found in (
            ({"rights": "over"}, {"Over"}),
            ({"rights": "ending"}, {"Last day", "Ending"}),
            ({"rights": "open"}, {"Open"}),
            ({"rights": "odd"}, {"Over", "Last day", "Ending", "Open"}),
            ({"person": "åse müller"[1:]}, {"Ending"}),
            ({"person": "Nobody"}, set()),
            ({"uploaded": "7"}, {"Over", "Last day", "Ending"}),
            ({"uploaded": "x"}, {"Over", "Last day", "Ending", "Open"}),
            ({"uploaded": "mine"}, {"Open"}),
            ({"missing": "alt"}, {"Over"}),
            ({"missing": "credit", "rights": "open"}, {"Open"}),
            ({"q": "", "missing": "", "rights": "", "use": ""}, {"Over", "Last day", "Ending", "Open"}),
            ({"use": "none", "rights": "over"}, {"Over"}),
        ):
            assert titles(library(client, **query)) == found, query

    def test_what_is_shown_anywhere_is_not_unused(self, client, reporter):
        names = "lead social text live_text portrait logo unused unused_too"
        made = {name: create_image(title=name) for name in names.split()}
        create_article(lead_image=made["lead"], social_image=made["social"], body=figure(made["text"]))
        article = publish(create_article(body=figure(made["live_text"]))).article
        type(article).objects.filter(pk=article.pk).update(body="<p>Without it.</p>")
        create_author(portrait=made["portrait"])
        Publication.objects.create(logo=made["logo"])
        with CaptureQueriesContext(connection) as queries:
            assert titles(library(client, use="none")) == {"unused", "unused_too"}
        assert len(queries) == 10  # one more than without the filter: the fronts


def figure(image):
    return f'<p>Seen here.</p><figure data-image="{image.pk}"></figure>'


class TestUses:
    def test_stories_are_named_to_those_who_may_open_them_and_counted_for_others(self, client, reporter):
        image = create_image(title="The crane")
        mine = create_article(headline="Mine", created_by=reporter, lead_image=image, body=figure(image))
        create_article(headline="Secret", social_image=image)
        create_article(headline="Of another picture", body=f'<figure data-image="{image.pk}1"></figure>')
        response = client.get(page("change", image.pk))
        content = response.content.decode()
        assert "Mine" in content
        assert "Draft</span> lead picture, in the text" in " ".join(content.split())
        assert "Secret" not in content
        assert "1 more that is not yours to open" in content
        assert "Of another" not in content
        assert not response.context["uses"].readers_see_it
        publish(mine)
        create_author(name="Ada Quist", portrait=image)
        content = client.get(page("change", image.pk)).content.decode()
        assert "Readers see it in" in content
        assert "Ada Quist" in content

    @pytest.mark.parametrize("token", ["data-pair", "data-gallery"])
    def test_one_of_several_in_a_text_is_used_there(self, client, reporter, token):
        image, other = create_image(), create_image()
        body = f'<p>Seen here.</p><figure {token}="{other.pk} {image.pk}"></figure>'
        publish(create_article(headline="Mine", created_by=reporter, body=body))
        content = " ".join(client.get(page("change", image.pk)).content.decode().split())
        assert "Mine" in content
        assert "in the text" in content
        assert "Readers see it in" in content

    def test_what_only_readers_still_see_is_told(self, client, reporter):
        in_text, social = create_image(), create_image()
        article = publish(create_article(body=figure(in_text), social_image=social)).article
        type(article).objects.filter(pk=article.pk).update(body="<p>Without it.</p>", social_image=None)
        for image in (in_text, social):
            uses = client.get(page("change", image.pk)).context["uses"]
            assert ([edition.article for edition in uses.editions], uses.stories) == ([article], [])

    def test_a_planned_edition_uses_it_too(self, client, reporter):
        planned, tomorrow = create_image(title="Planned"), timezone.now() + timedelta(days=1)
        article = publish(create_article(headline="To come", lead_image=planned), at=tomorrow).article
        type(article).objects.update(lead_image=None)
        assert "Planned" not in titles(library(client, use="none"))
        content = client.get(page("change", planned.pk)).content.decode()
        assert "Planned, from" in content
        assert "only an editor" in client.get(page("replace", planned.pk)).content.decode()

    def test_pages_that_show_it_are_told_and_keep_it(self, client, reporter):
        editor = create_user(role="editor")
        pinned, topic, old = create_image(title="Pinned"), create_image(title="Of a topic"), create_image(title="Old")
        story, front = publish().article, Front.objects.of()
        pin = {"slot": "lead", "position": 0, "article": story.pk}
        for image in (old, pinned):
            front.save_content(editor, {"pins": [{**pin, "image": image.pk}]}, None)
            if image == old:
                front.publish(editor)
        tag = create_tag(name="Trams")
        Tag.objects.filter(pk=tag.pk).update(picture=topic)
        create_series(name="Nine trips", picture=topic)
        uses = {image: client.get(page("change", image.pk)).context["uses"] for image in (pinned, topic, old)}
        assert [(use.words, use.is_public) for use in uses[pinned].pages] == [("Front page", False)]
        assert not uses[pinned].readers_see_it
        assert [use.words for use in uses[topic].pages] == ["Topic “Trams”", "Series “Nine trips”"]
        assert [(use.words, use.is_public) for use in uses[old].pages] == [("Front page", True)]
        assert not {"Pinned", "Of a topic", "Old"} & {*titles(library(client, use="none"))}
        assert "only an editor" in client.get(page("replace", old.pk)).content.decode()
        assert "only an editor" in client.get(page("replace", topic.pk)).content.decode()
        # The next front without it: readers see it no more.
        front.publish(editor)
        assert not client.get(page("change", old.pk)).context["uses"]
        assert "Old" in titles(library(client, use="none"))
        client.force_login(editor)
        Image.objects.update(rights_until=timezone.localdate())
        reports = {report.image: report for report in client.get(page("rights")).context["reports"]}
        assert [use.words for use in reports[pinned].pages] == ["Front page"]
        assert [use.words for use in reports[topic].pages] == ["Topic “Trams”", "Series “Nine trips”"]
        assert old not in reports
        client.force_login(create_superuser())
        delete = client.get(page("delete", pinned.pk)).content.decode()
        assert "shown with a story on: Front page." in delete

    def test_the_queries_do_not_grow_with_the_uses(self, client, reporter):
        image, counts = create_image(), []
        client.get(page("change", image.pk))  # content types are read once
        for number in (1, 5):
            for _ in range(number):
                publish(create_article(created_by=reporter, lead_image=image, body=figure(image)))
                create_author(portrait=image)
            with CaptureQueriesContext(connection) as queries:
                client.get(page("change", image.pk))
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestUploads:
    def test_many_files_come_in_one_request_and_each_has_its_answer(self, client, reporter):
        there = add(file=picture_file(colour="red"), title="There before")
        files = [
            picture_file("North_quay\u202e.jpg", colour="green"),
            picture_file("again.jpg", colour="red"),
            SimpleUploadedFile("notes.jpg", b"Dear desk,"),
        ]
        response = client.post(page("upload"), {"files": files})
        content = response.content.decode()
        made = Image.objects.exclude(pk=there.pk).get()
        assert (made.title, made.uploaded_by) == ("North quay", reporter)
        assert made.file.storage.exists(made.file.name)
        assert f'<a href="{page("change", there.pk)}">“There before”</a>' in content
        assert "This is no picture" in content
        assert page("describe", pk=made.pk) in content
        assert LogEntry.objects.get().object_id == str(made.pk)

    def test_the_same_file_from_two_in_one_second_is_one_picture(self, client, reporter, monkeypatch):
        store, files, written = processing.Picture.store, [picture_file("second.jpg")], []

        def while_another_comes(picture, image):
            store(picture, image)
            written.append(image.file.name)
            if files:
                client.post(page("upload"), {"files": files.pop()})

        monkeypatch.setattr(processing.Picture, "store", while_another_comes)
        content = client.post(page("upload"), {"files": picture_file("first.jpg")}).content.decode()
        image = Image.objects.get()
        assert image.title == "second"
        assert f'<a href="{page("change", image.pk)}">“second”</a>' in content
        assert [image.file.storage.exists(name) for name in written] == [False, True]

    def test_a_script_is_answered_in_json(self, client, reporter):
        response = client.post(page("upload"), {"files": picture_file()}, headers={"Accept": "application/json"})
        image = Image.objects.get()
        assert response.json() == {
            "taken": [
                {
                    "name": "holiday",
                    "error": "",
                    "pk": image.pk,
                    "title": "holiday",
                    "url": page("change", image.pk),
                    "thumbnail": image.thumbnail_url,
                    "known": False,
                    "note": "",
                }
            ]
        }

    def test_whoever_sends_an_animation_is_told_that_readers_get_a_still_picture(self, client, reporter, at_once):
        frames = [Pillow.new("RGB", (600, 400), colour) for colour in ("red", "lime", "blue", "teal")]

        def film(first):
            content = saved(frames[first], "GIF", save_all=True, append_images=frames[first + 1 :])
            return SimpleUploadedFile("film.gif", content, "image/gif")

        words = "The file is an animation: readers see its first frame, as a picture that does not move."
        assert words in client.post(page("upload"), {"files": film(0)}).content.decode()
        assert words in client.post(page("upload"), {"files": film(0)}).content.decode()  # known by now
        with at_once():
            response = client.post(page("add"), described(file=film(1)))
        assert words in client.get(response.url).content.decode()
        with at_once():
            url = page("replace", Image.objects.latest("pk").pk)
            response = client.post(url, {"file": film(2)})
        assert words in client.get(response.url).content.decode()
        response = client.post(page("upload"), {"files": picture_file()}, headers={"Accept": "application/json"})
        assert response.json()["taken"][0]["note"] == ""

    def test_nothing_chosen_and_too_many_are_told(self, client, reporter):
        assert "No file was chosen" in client.post(page("upload")).content.decode()
        with mock.patch("articles.admin.image_files.AT_ONCE", 1):
            response = client.post(page("upload"), {"files": [picture_file(), picture_file(colour="red")]})
        assert "1 files are the most" in response.content.decode()
        assert Image.objects.count() == 1

    def test_the_very_same_file_is_not_added_twice_by_the_form(self, client, reporter):
        image = add()
        response = client.post(page("add"), described(file=picture_file()))
        assert f'<a href="{page("change", image.pk)}">“The crane”</a>' in response.content.decode()
        assert Image.objects.count() == 1

    def test_several_are_described_in_one_save(self, client, reporter):
        first, second = create_image(alt=""), create_image(alt="", uploaded_by=reporter)
        response = client.get(page("describe"))
        assert response.url == page("describe", pk=second.pk)
        url = page("describe", pk=[first.pk, second.pk])
        data = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2}
        forms = client.get(url).context["formset"].forms
        for number, form in enumerate(forms):
            data |= {f"form-{number}-id": form.instance.pk, f"form-{number}-title": f"Title {number}"}
        wrong = {**data, "form-0-is_decorative": "on", "form-0-alt": "Words"}
        assert "A decorative picture has no alternative text" in client.post(url, wrong).content.decode()
        assert not Image.objects.filter(title="Title 1").exists()
        right = {**data, "form-0-is_decorative": "on", "form-1-alt": "A crane", "form-1-persons": "Ada Quist, Bo"}
        assert client.post(url, right).status_code == 302
        decorative, described = (Image.objects.get(title=f"Title {number}") for number in (0, 1))
        assert decorative.is_decorative
        assert described.persons == ["Ada Quist", "Bo"]
        assert LogEntry.objects.count() == 2
        assert client.get(page("describe")).status_code == 302

    def test_what_is_said_for_all_goes_where_nothing_is_said(self, client, reporter):
        first, second = create_image(credit=""), create_image(credit="Agency")
        url = page("describe", pk=[first.pk, second.pk])
        context = client.get(url).context
        data = values_of_all(context["formset"]) | values(context["for_all"])
        said = {"all-credit": "Rita", "all-licence": "CC BY 4.0", "all-rights_until": "2031-02-03"}
        wrong = client.post(url, {**data, **said, "all-rights_until": "soon"})
        assert "Enter a valid date" in wrong.content.decode()
        assert client.post(url, {**data, **said}).status_code == 302
        for image in (first, second):
            image.refresh_from_db()
        assert (first.credit, second.credit) == ("Rita", "Agency")
        assert {image.licence for image in (first, second)} == {"CC BY 4.0"}
        assert {str(image.rights_until) for image in (first, second)} == {"2031-02-03"}

    @pytest.mark.parametrize("pk", ["x", "٣", "9" * 40, "-1"])
    def test_an_odd_address_describes_nothing(self, client, reporter, pk):
        assert client.get(page("describe", pk=pk)).status_code == 302

    def test_a_hand_made_form_is_answered_in_words(self, client, reporter):
        url = page("describe", pk=create_image().pk)
        assert client.post(url, {"x": "1"}).status_code == 200
        other = create_image()
        data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": other.pk, "form-0-title": "Not asked for"}
        client.post(url, data)
        other.refresh_from_db()
        assert other.title != "Not asked for"


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    """Function: a context in which tasks are done, at its end."""
    with tasks.backend("immediate"):
        yield lambda: django_capture_on_commit_callbacks(execute=True)


class TestReplacing:
    def replace(self, client, image, file, **data):
        return client.post(page("replace", image.pk), {"file": file, **data})

    def test_the_new_file_is_shown_wherever_the_picture_is_used(self, client, reporter, at_once):
        image = add(title="The crane", caption="As said")
        story = create_article(created_by=reporter, lead_image=image)
        before = [image.file.name, *image.rendition_names, *image.crop_names]
        with at_once():
            response = self.replace(client, image, picture_file("b.jpg", size=(1500, 1000), colour="red"))
        assert response.status_code == 302
        after = Image.objects.get()
        assert (after.width, after.title, after.caption) == (1500, "The crane", "As said")
        assert not set(before) & {after.file.name, *after.rendition_names, *after.crop_names}
        assert all(map(default_storage.exists, [*before[1:], *after.rendition_names, *after.crop_names]))
        story.refresh_from_db()
        assert story.lead_image == after
        assert "1200 × 800 before" in LogEntry.objects.get().get_change_message()

    def test_a_smaller_one_or_one_of_another_shape_has_to_be_confirmed(self, client, reporter):
        image = add()
        for size, words in (((900, 600), "900 pixels wide, the present one 1200"), ((1200, 1200), "another shape")):
            response = self.replace(client, image, picture_file(size=size))
            assert words in response.content.decode()
            assert Image.objects.get().sha256 == image.sha256
        assert self.replace(client, image, picture_file(size=(1200, 1200)), confirmed="on").status_code == 302

    def test_a_file_that_another_picture_has_or_is_about_to_get_is_refused(self, client, reporter):
        image, other = add(), add(file=picture_file(colour="red"), title="The quay")
        words = f'This very file is in the library already: <a href="{page("change", other.pk)}">“The quay”</a>'
        assert words in self.replace(client, image, picture_file(colour="red")).content.decode()
        coming = Image.objects.get(pk=other.pk)
        processing.read(picture_file(colour="blue")).fill(coming)
        coming.save()
        assert words in self.replace(client, image, picture_file(colour="blue")).content.decode()
        assert words in client.post(page("add"), described(file=picture_file(colour="blue"))).content.decode()
        assert client.post(page("upload"), {"files": picture_file(colour="blue")}).context["taken"][0].known
        assert "is about to have" in self.replace(client, coming, picture_file(colour="blue")).content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_two_pictures_replaced_by_one_file_in_one_second_do_not_both_get_it(self, monkeypatch):
        images = [add(file=picture_file(colour=colour)) for colour in ("red", "lime")]
        user, gate, answers = create_user(role="editor"), threading.Barrier(2), {}
        store, written = processing.Picture.store, []

        def when_both_were_looked_at(picture, image):
            store(picture, image)
            written.append(image.wanted().file.name)
            gate.wait(30)

        def replace(image):
            client = Client()
            client.force_login(user)
            try:
                answers[image.pk] = self.replace(client, image, picture_file(colour="blue"))
            finally:
                connection.close()

        monkeypatch.setattr(processing.Picture, "store", when_both_were_looked_at)
        with tasks.backend("database"):
            both = [threading.Thread(target=replace, args=[image]) for image in images]
            for each in both:
                each.start()
            for each in both:
                each.join()
        (winner,) = Image.objects.exclude(coming=None)
        (refused,) = (answers[image.pk] for image in images if image != winner)
        assert answers[winner.pk].status_code == 302
        assert f'library already: <a href="{page("change", winner.pk)}">' in refused.content.decode()
        assert [name for name in written if winner.file.storage.exists(name)] == [winner.wanted().file.name]

    def test_other_words_in_the_file_are_told_and_kept_or_taken(self, client, reporter):
        def file(colour, **fields):
            content = with_segment(picture_file(colour=colour).read(), iptc(**fields))
            return SimpleUploadedFile("b.jpg", content, "image/jpeg")

        image = add(credit="Agency A", caption="As said")
        content = self.replace(client, image, file("red", _110=b"Agency B", _116=b"(c) B")).content.decode()
        assert "keeps them. The file’s: credit “Agency B”." in content
        assert not Image.objects.get().coming
        self.replace(client, image, file("red", _110=b"Agency B", _116=b"(c) B"), confirmed="on")
        kept = Image.objects.get()
        assert (kept.credit, kept.licence, kept.caption) == ("Agency A", "(c) B", "As said")
        self.replace(client, image, file("blue", _110=b"Agency C", _116=b"(c) C"), take_words="on")
        taken = Image.objects.get()
        assert (taken.credit, taken.licence, taken.caption) == ("Agency C", "(c) C", "As said")

    def test_an_end_of_rights_is_recalled(self, client, reporter):
        image = add(rights_until="2031-02-03")
        assert "Its rights end on 3 February 2031." in client.get(page("replace", image.pk)).content.decode()

    def test_no_picture_and_the_same_picture_are_refused(self, client, reporter):
        image = add()
        assert "This is the very file" in self.replace(client, image, picture_file()).content.decode()
        response = self.replace(client, image, SimpleUploadedFile("x.jpg", b"No picture"))
        assert "This is no picture" in response.content.decode()
        assert "required" in client.post(page("replace", image.pk)).content.decode()

    def test_what_readers_see_is_replaced_by_an_editor(self, client, reporter):
        image = add()
        publish(create_article(lead_image=image))
        assert "only an editor" in client.get(page("replace", image.pk)).content.decode()
        assert self.replace(client, image, picture_file(colour="red")).status_code == 403
        client.force_login(create_user(role="editor"))
        assert self.replace(client, image, picture_file(colour="red")).status_code == 302


class TestKept:
    """What readers see, and an end of rights, is changed by those who publish."""

    def test_a_reporter_changes_the_rest_of_what_readers_see(self, client, reporter):
        image = add()
        publish(create_article(lead_image=image))
        content = client.get(page("change", image.pk)).content.decode()
        assert "an editor can change what they see of it" in content
        assert "data-focus" not in content
        typed = described(title="Renamed", alt="Not so", caption="Nor so", focal_x="0.1", persons="Ada")
        assert client.post(page("change", image.pk), typed).status_code == 302
        image.refresh_from_db()
        assert (image.title, image.persons) == ("Renamed", ["Ada"])
        assert (image.alt, image.caption, image.focal_x) == ("A crane", "", 0.5)
        sheet = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": image.pk, "form-0-title": "Again"}
        client.post(page("describe", pk=image.pk), {**sheet, "form-0-alt": "Not so", "form-0-credit": "Nor so"})
        image.refresh_from_db()
        assert (image.title, image.alt, image.credit) == ("Again", "A crane", "")
        client.force_login(create_user(role="editor"))
        assert client.post(page("change", image.pk), typed).status_code == 302
        image.refresh_from_db()
        assert (image.alt, image.caption, image.focal_x) == ("Not so", "Nor so", 0.1)

    def test_a_reporter_sets_an_end_of_rights_and_changes_none(self, client, reporter):
        image = add()
        for typed, kept in (("2031-02-03", "2031-02-03"), ("", "2031-02-03"), ("2032-01-01", "2031-02-03")):
            client.post(page("change", image.pk), described(rights_until=typed))
            image.refresh_from_db()
            assert str(image.rights_until) == kept
        client.force_login(create_user(role="editor"))
        client.post(page("change", image.pk), described(rights_until=""))
        image.refresh_from_db()
        assert image.rights_until is None


class TestOriginal:
    def test_staff_get_the_file_as_it_came(self, client, reporter):
        file = picture_file("Jane Roe.jpg")
        image = add(file=file, title="Jane Roe")
        response = client.get(page("original", image.pk))
        file.seek(0)
        assert response.getvalue() == file.read()
        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Disposition"] == f'attachment; filename="picture-{image.pk}-original.jpg"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]

    def test_others_do_not(self, client, reporter):
        image = add()
        assert client.post(page("original", image.pk)).status_code == 405
        assert client.get(page("original", 10**9)).status_code == 404
        assert client.get(page("original", create_image().pk)).status_code == 404
        client.force_login(create_user(role="moderator"))
        assert client.get(page("original", image.pk)).status_code == 403
        client.logout()
        assert client.get(page("original", image.pk)).status_code == 302


class TestFocus:
    def test_a_new_focal_point_cuts_the_crops_again(self, client, reporter, at_once):
        image = add()
        with at_once():
            client.post(page("change", image.pk), described(focal_x="0.3", focal_y="0.755"))
        image.refresh_from_db()
        assert image.crops["16x9"].endswith("/16x9-30-76.jpg")
        assert all(map(default_storage.exists, image.crop_names))

    def test_a_new_picture_is_cut_around_the_point_that_came_with_it(self, client, reporter, at_once):
        with at_once():
            client.post(page("add"), described(file=picture_file(), focal_x="0.1"))
        image = Image.objects.get()
        assert image.focus == (10, 50)
        assert all(map(default_storage.exists, image.crop_names))


def test_a_decorative_picture_needs_no_words_and_has_none(client, reporter):
    image = create_image(alt="", is_decorative=True)
    content = create_article(lead_image=image, body=figure(create_image(alt="", is_decorative=True))).content()
    subject = Subject(content)
    assert CHECKS["lead_image_alt"].find(subject, None) is None
    assert CHECKS["picture_alt"].find(subject, None) is None
    response = client.post(page("change", image.pk), described(is_decorative="on"))
    assert "A decorative picture has no alternative text" in response.content.decode()


class TestRights:
    def report(self, client, **query):
        return client.get(page("rights", **query))

    def test_what_readers_see_though_its_rights_end_is_reported_with_where(self, client, reporter):
        today = timezone.localdate()
        dates = {"over": today - timedelta(days=1), "soon": today + timedelta(days=30), "later": today + timedelta(31)}
        lead, text, social, portrait, logo, unseen = (create_image(rights_until=dates["over"]) for _ in range(6))
        soon, later = create_image(rights_until=dates["soon"]), create_image(rights_until=dates["later"])
        ChecklistRule.objects.filter(check_name="picture_rights").update(severity="warning")
        first = publish(create_article(lead_image=lead, body=figure(text), social_image=social))
        second = publish(create_article(lead_image=soon, body=figure(text) + figure(later)))
        gone = publish(create_article(lead_image=unseen)).article
        gone.withdraw(create_superuser(), reason="Gone.")
        author = create_author(portrait=portrait)
        Publication.objects.create(logo=logo)
        create_article(lead_image=unseen)

        reports = self.report(client).context["reports"]
        assert [report.image for report in reports] == [lead, text, social, portrait, logo, soon]
        assert [report.editions for report in reports] == [[first], [second, first], [first], [], [], [second]]
        assert reports[3].authors == [author]
        assert [report.is_logo for report in reports] == [False] * 4 + [True, False]
        content = self.report(client).content.decode()
        for words in (first.headline, author.name, "the publication’s logo", "Rights over since", "Rights end on"):
            assert words in content

    def test_it_costs_the_same_whatever_is_in_it_and_has_pages(self, client, reporter, monkeypatch):
        ChecklistRule.objects.all().delete()
        counts = []
        assert "None: the rights" in self.report(client).content.decode()
        for _ in range(2):
            for _ in range(3):
                image = create_image(rights_until=timezone.localdate() - timedelta(days=9))
                publish(create_article(lead_image=image, body=figure(image)))
                create_author(portrait=image)
            with CaptureQueriesContext(connection) as queries:
                self.report(client)
            counts.append(len(queries))
        assert counts[0] == counts[1]
        monkeypatch.setattr("articles.admin.image_files.TOGETHER", 4)
        assert len(self.report(client).context["reports"]) == 4
        assert len(self.report(client, page=2).context["reports"]) == 2
        for odd in ("0", "x", "٣", "9" * 9):
            assert self.report(client, page=odd).status_code == 404, odd
