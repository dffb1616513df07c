"""Sections, authors, tags, sources and pictures at the desk."""

import io
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from PIL import Image as Pillow

from articles.models import Author, Image, Section, Tag
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    create_tag,
    create_user,
    publish,
)


def picture_file(name="holiday.jpg", size=(1200, 800)):
    content = io.BytesIO()
    Pillow.new("RGB", size, "teal").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


class RecordsTests(TestCase):
    def setUp(self):
        self.client.force_login(create_superuser())

    def add(self, model, **data):
        return self.client.post(reverse(f"admin:articles_{model}_add"), data)

    def test_a_section_named_like_a_reserved_word_is_told_why(self):
        for slug, words in (("search", "an address that the site itself uses"), ("2026", "year’s archive")):
            response = self.add("section", name="Typed", slug=slug, position=0)
            self.assertContains(response, words)
            self.assertContains(response, 'value="Typed"')
        self.assertFalse(Section.objects.exists())

    def test_a_tag_of_the_same_name_in_another_case_is_refused(self):
        create_tag(name="Ports")
        self.assertContains(self.add("tag", name="PORTS", slug="ports-2"), "There is a tag of this name already.")
        self.assertEqual(Tag.objects.count(), 1)

    def test_an_address_is_made_of_a_name_in_any_script_and_stays(self):
        cases = {"Straße": "strasse", "港": "gang", "🎈": "unnamed"}
        for name, slug in cases.items():
            for model, page in (("section", ""), ("author", "authors/"), ("tag", "tags/")):
                self.assertEqual(self.add(model, name=name, slug="", position=0).status_code, 302, (model, name))
                self.assertEqual(self.client.get(f"/{page}{slug or 'unnamed'}/").status_code, 200, (model, name))
        tag = Tag.objects.get(name="Straße")
        url = reverse("admin:articles_tag_change", args=[tag.pk])
        self.client.post(url, {"name": "Straßen", "slug": "", "other_names": "", "description": ""})
        tag.refresh_from_db()
        self.assertEqual((tag.name, tag.slug), ("Straßen", "strasse"))

    def test_an_address_that_is_made_is_free(self):
        create_tag(name="Boats").add_alias("Ships")
        for name, slug in (("Boats!", "boats-2"), ("Ships!", "ships-2")):
            self.add("tag", name=name, slug="")
            self.assertEqual(Tag.objects.get(name=name).slug, slug)
        create_author(name="Rita", slug="rita")
        self.add("author", name="Rita", slug="")
        self.assertEqual(self.client.get("/authors/rita-2/").status_code, 200)

    def test_an_address_that_no_page_could_have_is_refused(self):
        for model in ("section", "author", "tag"):
            self.assertContains(self.add(model, name="港", slug="港", position=0), "Enter a valid “slug”")

    def test_an_author_keeps_links_and_languages(self):
        response = self.add(
            "author", name="Rita", slug="rita", languages="English, Norsk", links="Site https://example.org/"
        )
        self.assertEqual(response.status_code, 302)
        author = Author.objects.get()
        self.assertEqual(author.languages, ["English", "Norsk"])
        self.assertEqual(author.links, [{"label": "Site", "url": "https://example.org/"}])
        self.assertContains(self.add("author", name="R", slug="r", links="nowhere"), "does not end in a web address")

    def test_what_is_in_use_can_not_be_deleted_and_the_page_says_where(self):
        author, section, source, image, tag = (
            create_author(name="Rita"),
            create_section(name="Harbour"),
            create_source(name="TV Nord"),
            create_image(title="The crane"),
            create_tag(name="Ports"),
        )
        for number in range(7):
            article = create_article(
                headline=f"Story {number}", authors=[author], section=section, lead_image=image, tags=["Ports"]
            )
            article.citations.create(source=source)
            publish(article)
        link = f'<a href="{reverse("admin:articles_article_change", args=[article.pk])}">“Story 6”</a>'
        for record, words in (
            (author, f"“Rita” is the author of 7 bylines: {link}"),
            (section, f"“Harbour” is the section of 7 articles: {link}"),
            (source, f"“TV Nord” is the source of 7 citations: {link}"),
            (image, f"“The crane” is the lead image of 7 articles: {link}"),
            (tag, f"“Ports” is the tag of 7 edition tags: {link}"),
        ):
            url = reverse(f"admin:articles_{record._meta.model_name}_delete", args=[record.pk])
            self.assertContains(self.client.get(url), words)
            self.client.post(url, {"post": "yes"})
            self.assertTrue(type(record).objects.filter(pk=record.pk).exists())
        url = reverse("admin:articles_author_changelist")
        response = self.client.post(url, {"action": "delete_selected", "_selected_action": [author.pk], "post": "yes"})
        self.assertContains(response, "“Rita” is the author of 7 bylines")

    def test_a_picture_in_a_text_or_an_edition_can_not_be_deleted(self):
        boss = create_superuser()
        in_text, was_in_text, was_social, other = (create_image(title=f"Picture {number}") for number in range(4))
        create_article(headline="Written", body=f'<p>See.</p><figure data-image="{in_text.pk}"></figure>')
        public = create_article(
            headline="Published",
            body=f'<p>See.</p><figure data-image="{was_in_text.pk}"></figure>',
            social_image=was_social,
        )
        publish(public, by=boss)
        public.body, public.social_image = "<p>Nothing to see.</p>", None
        public.save()
        public.save_revision(boss)
        for image, words in (
            (in_text, "is in the text of 1 article: <a"),
            (was_in_text, "is in editions of 1 article: <a"),
            (was_social, "is in editions of 1 article: <a"),
        ):
            url = reverse("admin:articles_image_delete", args=[image.pk])
            self.assertContains(self.client.get(url), words)
            self.client.post(url, {"post": "yes"})
            self.assertTrue(Image.objects.filter(pk=image.pk).exists())
        self.client.post(reverse("admin:articles_image_delete", args=[other.pk]), {"post": "yes"})
        self.assertFalse(Image.objects.filter(pk=other.pk).exists())

    def test_what_is_not_in_use_can_be_deleted(self):
        for record in (create_author(), create_section(), create_source(), create_image(), create_tag()):
            url = reverse(f"admin:articles_{record._meta.model_name}_delete", args=[record.pk])
            self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 302)
            self.assertFalse(type(record).objects.filter(pk=record.pk).exists())

    def test_sources_tell_in_how_many_stories_they_are_used(self):
        source = create_source(name="TV Nord")
        article = create_article()
        for story in (article, article, create_article()):
            story.citations.create(source=source)
        rows = self.client.get(reverse("admin:articles_source_changelist")).context["cl"].result_list
        self.assertEqual([row.used_in for row in rows], [2])

    def test_query_counts_do_not_grow_with_the_lists(self):
        makers = {
            "section": create_section,
            "author": lambda: create_author(user=create_user()),
            "tag": create_tag,
            "source": lambda: create_article().citations.create(source=create_source()),
            "image": create_image,
        }
        for model, make in makers.items():
            for number in (1, 9):
                for _ in range(number):
                    make()
                # publication, session, user, count, rows, what waits for moderators; the other names of tags;
                # in how many stories pictures are; editors of sections
                with self.assertNumQueries({"tag": 7, "image": 8, "section": 7}.get(model, 6)):
                    self.client.get(reverse(f"admin:articles_{model}_changelist"))


class PictureTests(TestCase):
    def setUp(self):
        self.user = create_user(role="reporter")
        self.client.force_login(self.user)
        self.url = reverse("admin:articles_image_add")
        self.data = {"title": "The crane", "alt": "A crane", "focal_x": "0.3", "focal_y": "0.5"}

    def test_an_upload_becomes_a_picture_of_its_uploader(self):
        response = self.client.post(self.url, {**self.data, "file": picture_file()})
        self.assertEqual(response.status_code, 302)
        image = Image.objects.get()
        self.assertEqual((image.title, image.width, image.height), ("The crane", 1200, 800))
        self.assertEqual((image.focal_x, image.uploaded_by, image.suffix), (0.3, self.user, "jpg"))
        self.assertNotIn("holiday", image.file.name)
        self.assertTrue(image.file.storage.exists(image.file.name))
        page = self.client.get(reverse("admin:articles_image_changelist"))
        self.assertContains(page, f'src="{image.thumbnail_url}" alt="A crane"')

    def test_what_is_no_picture_is_told_and_the_words_stay(self):
        for file in (
            SimpleUploadedFile("x.jpg", b"No picture at all."),
            SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            SimpleUploadedFile("x.jpg", b""),
            None,
        ):
            response = self.client.post(self.url, {**self.data, **({"file": file} if file else {})})
            self.assertEqual(response.status_code, 200)
            self.assertContains(response, 'value="The crane"')
            self.assertTrue(response.context["adminform"].form.errors["file"])
        self.assertFalse(Image.objects.exists())

    def test_a_picture_keeps_its_file_when_its_words_change(self):
        self.client.post(self.url, {**self.data, "file": picture_file()})
        before = Image.objects.get()
        url = reverse("admin:articles_image_change", args=[before.pk])
        self.assertNotContains(self.client.get(url), 'name="file"')
        self.client.post(url, {**self.data, "title": "Crane four", "file": picture_file(size=(90, 90))})
        after = Image.objects.get()
        self.assertEqual((after.title, after.file.name, after.sha256), ("Crane four", before.file.name, before.sha256))

    def test_a_focal_point_outside_is_refused(self):
        response = self.client.post(self.url, {**self.data, "focal_x": "1.5", "file": picture_file()})
        self.assertContains(response, "less than or equal to 1")

    def test_a_file_that_can_not_be_written_leaves_no_row(self):
        with mock.patch("articles.images.processing.Picture.store", side_effect=OSError), self.assertRaises(OSError):
            self.client.post(self.url, {**self.data, "file": picture_file()})
        self.assertFalse(Image.objects.exists())
