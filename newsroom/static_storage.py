"""How static files are kept once they are collected."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLES = ["css/readers.css"]

_IMPORT = re.compile(r'^@import url\("([^"]+)"\);$', re.MULTILINE)
_ADDRESS = re.compile(r'url\("(?!data:|/|https?:)([^"#?]+)')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*|[ ](?={\n)")
_BREAK = re.compile(r"(?<=[{};,])\n")  # elsewhere a line break parts two words


class StaticStorage(CompressedManifestStaticFilesStorage):
    """
    Names files by their content and compresses them, as its base does, and puts into each of ``BUNDLES`` the style
    sheets that it imports, made small: one request instead of one for each.
    """

    def post_process(self, paths, dry_run=False, **options):
        for name in [] if dry_run else BUNDLES:
            whole = bundled(paths, name)
            self.delete(name)
            self._save(name, ContentFile(whole))
            paths[name] = self, name
        yield from super().post_process(paths, dry_run=dry_run, **options)


def bundled(paths, name):
    """
    The style sheet ``name`` with those that it imports in their places, each address in them as seen from ``name``.
    ``paths`` is dict of name → (storage, path there).
    """
    folder = posixpath.dirname(name)

    def text_of(part):
        storage, path = paths[part]
        with storage.open(path) as file:
            return file.read().decode()

    def imported(found):
        part = posixpath.normpath(posixpath.join(folder, found[1]))
        return _ADDRESS.sub(
            lambda address: 'url("' + posixpath.relpath(posixpath.join(posixpath.dirname(part), address[1]), folder),
            text_of(part),
        )

    return small(_IMPORT.sub(imported, text_of(name)))


def small(sheet):
    """``sheet`` (str) without comments and without the space that no browser needs."""
    sheet = _SPACE.sub(lambda found: "\n" if "\n" in found[0] else "", _COMMENT.sub("", sheet))
    return _BREAK.sub("", sheet)
