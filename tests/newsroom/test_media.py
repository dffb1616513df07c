import re
from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import TestCase
from django.utils.http import http_date

from tests.articles.image_files import added


class RenditionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.image = added(name="garden.jpg")
        cls.webp, cls.jpeg = (cls.image.renditions[kind][0][0] for kind in ("webp", "jpeg"))

    def test_a_rendition_comes_whole_with_its_type(self):
        for url, kind in ((self.webp, "image/webp"), (self.jpeg, "image/jpeg")):
            response = self.client.get(url)
            content = b"".join(response.streaming_content)
            with default_storage.open(url.removeprefix("/media/")) as file:
                self.assertEqual(content, file.read())
            self.assertEqual(response.status_code, 200)
            self.assertEqual(response.headers["Content-Type"], kind)
            self.assertEqual(response.headers["Content-Length"], str(len(content)))

    def test_it_may_run_nothing_and_be_kept_for_good(self):
        headers = self.client.get(self.webp).headers
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Content-Security-Policy"], "default-src 'none'; sandbox")
        self.assertEqual(headers["Cache-Control"], "public, max-age=31536000, immutable")
        self.assertNotIn("garden", str(headers))

    def test_it_sets_no_cookie_asks_no_database_and_is_the_same_for_all(self):
        with self.assertNumQueries(0):
            response = self.client.get(self.webp)
        self.assertFalse(response.cookies)
        self.assertNotIn("Vary", response.headers)

    def test_head_has_the_headers_and_no_body(self):
        response = self.client.head(self.webp)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(
            response.headers["Content-Length"], str(default_storage.size(self.webp.removeprefix("/media/")))
        )
        self.assertEqual(response.getvalue(), b"")

    def test_other_methods_are_refused(self):
        for method in ("post", "put", "patch", "delete", "options"):
            with self.subTest(method=method):
                self.assertEqual(getattr(self.client, method)(self.webp).status_code, 405)
        self.assertEqual(self.client.get(self.webp).status_code, 200)

    def test_who_has_it_is_told_so_without_the_picture(self):
        first = self.client.get(self.webp)
        self.assertRegex(first.headers["ETag"], r'^"[0-9.-]+"$')
        for headers in (
            {"If-None-Match": first.headers["ETag"]},
            {"If-None-Match": f'"other", W/{first.headers["ETag"]}'},
            {"If-Modified-Since": first.headers["Last-Modified"]},
        ):
            response = self.client.get(self.webp, headers=headers)
            with self.subTest(headers=headers):
                self.assertEqual(response.status_code, 304)
                self.assertEqual(response.content, b"")
                for name in ("ETag", "Last-Modified", "Cache-Control", "Content-Security-Policy"):
                    self.assertEqual(response.headers[name], first.headers[name])

    def test_who_has_another_gets_it(self):
        yesterday = http_date((datetime.now(UTC) - timedelta(days=1)).timestamp())
        for headers in (
            {"If-None-Match": '"other"'},
            {"If-Modified-Since": yesterday},
            {"If-None-Match": "\\", "If-Modified-Since": "some day"},
        ):
            with self.subTest(headers=headers):
                self.assertEqual(self.client.get(self.webp, headers=headers).status_code, 200)

    def test_originals_are_at_no_address(self):
        name = self.image.file.name
        self.assertTrue(storages["originals"].exists(name))
        for path in (
            name,
            f"originals/{name}",
            f"images/{name}",
            f"../originals/{name}",
            f"%2e%2e/originals/{name}",
        ):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)

    def test_other_files_in_the_folder_are_not_served(self):
        folder = re.sub(r"[^/]+$", "", self.webp.removeprefix("/media/"))
        for name in (
            f"{folder}notes.txt",
            f"{folder}480.html",
            f"{folder}480.svg",
            f"{folder}480.webp.html",
            f"{folder}.htaccess",
            "index.html",
        ):
            self.addCleanup(default_storage.delete, default_storage.save(name, ContentFile(b"<script></script>")))
            with self.subTest(name=name):
                self.assertEqual(self.client.get(f"/media/{name}").status_code, 404)

    def test_nothing_is_listed(self):
        folders = self.webp.removeprefix("/media/").split("/")[:-1]
        for depth in range(len(folders) + 1):
            path = "/media/" + "".join(f"{folder}/" for folder in folders[:depth])
            for address in (path, path.rstrip("/")):
                with self.subTest(address=address):
                    self.assertIn(self.client.get(address).status_code, {301, 404})
            self.assertEqual(self.client.get(path, follow=True).status_code, 404)

    def test_odd_addresses_are_not_found(self):
        name = self.webp.removeprefix("/media/")
        folder, _, file = name.rpartition("/")
        for path in (
            f"images/00/{'0' * 24}/480.webp",
            f"{folder}/481.webp",
            f"{folder}/{'9' * 5}.webp",
            f"{folder}/{'9' * 5000}.webp",
            f"images/{'a' * 100_000}",
            f"{name}%00",
            f"{folder}/480%00.webp",
            f"{name}%0a",
            f"{name}/",
            f"{folder}//{file}",
            f"{folder}/./{file}",
            f"{folder}/../{folder.rpartition('/')[2]}/{file}",
            f"{folder}/%2e%2e/{file}",
            f"{folder}/..%2f..%2f..%2f..%2fsecret_key",
            "../secret_key",
            "..%5c..%5csecret_key",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "/etc/passwd",
            "%252e%252e/secret_key",
            "%ff%fe.webp",
            "%f0%9f%92%a9.webp",
            "images/٠٠/" + "0" * 24 + "/٤٨٠.webp",
            name.upper(),
            "con.webp",
            "~/.ssh/id_rsa",
        ):
            with self.subTest(path=path[:60]):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)

    def test_the_favicon_is_there_for_whoever_has_read_no_page(self):
        response = self.client.get("/favicon.ico")
        self.assertEqual(response.status_code, 301)
        self.assertIn("/static/img/favicon", response.url)
