"""The files of the library: many uploaded at once, then described; one replaced; the original for staff."""

from dataclasses import asdict, dataclass
from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import EmptyPage
from django.db import transaction
from django.forms import modelform_factory, modelformset_factory
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import rights, text
from articles.admin import uploads
from articles.admin.base import PeekingPaginator
from articles.admin.forms import DescribeForm, ForAllForm, ReplaceForm
from articles.admin.image_uses import kept_from, pinned_pictures, rights_report, uses_of
from articles.exceptions import DiskFull, QuotaReached, TooManyUploads, UnfitPicture
from articles.images import processing
from articles.models import Image
from articles.models.images import ENDING
from articles.record_form import RecordForm

AT_ONCE = 20  # files of one request: half a minute on a slow machine
TOGETHER = 50  # pictures that are described on one page
DESCRIBED = ("alt", "caption", "credit", "licence", "focal_x", "focal_y")  # where a picture is chosen
# What the form that sends pictures says.
UPLOAD = {"at_once": AT_ONCE, "most_bytes": processing.MAX_BYTES, "most": processing.MAX_BYTES // 2**20}
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif"}


@dataclass(frozen=True)
class Taken:
    """
    What became of one file: ``pk`` of its picture, or ``error`` (a sentence). ``known``: it was there before. ``note``:
    what its sender may not expect, as ``Picture.note``.
    """

    name: str
    error: str = ""
    pk: int | None = None
    title: str = ""
    url: str = ""
    thumbnail: str = ""
    known: bool = False
    note: str = ""

    @classmethod
    def of(cls, name, image, picture, known=False):
        url = reverse("admin:articles_image_change", args=[image.pk])
        return cls(name, "", image.pk, image.title, url, image.thumbnail_url, known, picture.note)


def answer_to(upload, response):
    """Give ``response`` the status of a refusal for how much was sent (``upload`` may be anything), and return it."""
    if isinstance(upload, TooManyUploads | QuotaReached | DiskFull):
        response.status_code = upload.status
        if isinstance(upload, TooManyUploads):
            response.headers["Retry-After"] = str(upload.retry_after)
    return response


def human_name(name):
    """The title that a file of this name gets: what a person would read of it, one line, 200 characters."""
    return text.name(PurePath(name).stem.replace("_", " "))[:200].strip() or "Picture"


class ImageFiles:
    """The part of the pictures' admin that deals with files."""

    def get_urls(self):
        pages = [
            ("upload/", self.upload_view, "upload"),
            ("upload/describe/", self.describe_view, "describe"),
            ("rights/", self.rights_view, "rights"),
            ("<int:pk>/picked/", self.picked_view, "picked"),
            ("<path:object_id>/replace/", self.replace_view, "replace"),
            ("<path:object_id>/remake/", self.remake_view, "remake"),
            ("<path:object_id>/original/", self.original_view, "original"),
        ]
        ours = [
            path(route, self.admin_site.admin_view(view), name=f"articles_image_{name}") for route, view, name in pages
        ]
        return [*ours, *super().get_urls()]

    def page(self, request, template, title, **context):
        """One of the pages here, in the desk's frame."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        return TemplateResponse(request, f"admin/articles/image/{template}.html", context)

    def find(self, request, object_id):
        if (image := self.get_object(request, object_id)) is None:
            raise Http404("There is no picture of this number.")
        return image

    def upload_view(self, request):
        """Take files, as many as were sent. To a script that sends one a time the answer is JSON."""
        if not self.has_add_permission(request):
            raise PermissionDenied("Pictures are for those who write.")
        files = request.FILES.getlist("files")
        refusals: list[UnfitPicture] = []
        taken = [self.take(request, file, refusals) for file in files[:AT_ONCE]]
        late = f"Not taken: {AT_ONCE} files are the most at a time. Send it again."
        taken += [Taken(human_name(file.name), error=late) for file in files[AT_ONCE:]]
        # Of several files, what became of each is in the answer; its status is that of files none of which was taken.
        upload = refusals[-1] if refusals and not any(each.pk for each in taken) else None
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return answer_to(upload, JsonResponse({"taken": [asdict(each) for each in taken]}))
        new = [each.pk for each in taken if each.pk and not each.known]
        page = self.page(
            request,
            "upload",
            "Upload pictures",
            taken=taken,
            describe=reverse("admin:articles_image_describe", query={"pk": new}) if new else "",
            upload=UPLOAD,
            nothing=request.method == "POST" and not files,
        )
        return answer_to(upload, page)

    def look(self, request, file):
        """Return the ``Picture`` in ``file``, or the ``UnfitPicture`` that it is."""
        try:
            return uploads.read(file, by=request.user)
        except UnfitPicture as refusal:
            return refusal

    def take(self, request, file, refusals):
        """Make a picture of ``file`` and return what became of it (``Taken``); a refusal is added to ``refusals``."""
        name = human_name(file.name)
        try:
            picture = uploads.read(file, by=request.user)
            if same := Image.objects.with_file(picture.sha256):
                return Taken.of(name, same, picture, known=True)
            image = Image(title=name, uploaded_by=request.user)
            picture.fill(image)
            with uploads.room():
                picture.store(image)
        except UnfitPicture as refusal:
            refusals.append(refusal)
            return Taken(name, error=str(refusal))
        with transaction.atomic():
            same = Image.objects.with_file_locked(picture.sha256)  # from who sent it in the same second
            if not same:
                image.save()
                self.log_addition(request, image, [{"added": {}}])
                image.want_files()
        if same:
            picture.discard(image)
            return Taken.of(name, same, picture, known=True)
        image.refresh_from_db()  # where tasks are done at once, its files are there now
        return Taken.of(name, image, picture)

    @method_decorator([csrf_protect, require_http_methods(["GET", "HEAD", "POST"]), transaction.atomic])
    def picked_view(self, request, pk):
        """
        The picture as its field shows it, as JSON ``html``. POST changes those of ``DESCRIBED`` that are sent; what is
        not taken is told in ``words``, with the status 422.
        """
        if not rights.may_write(request.user):
            raise PermissionDenied("Pictures are for those who write.")
        image = get_object_or_404(Image, pk=pk)
        if request.method == "POST":
            if not self.has_change_permission(request, image):
                raise PermissionDenied("You may not change this picture.")
            kept = kept_from(request.user, [image], request.publication)[image.pk]
            names = [name for name in DESCRIBED if name in request.POST]
            if kept & set(names):
                return JsonResponse({"words": "Readers see this picture: an editor can change that."}, status=422)
            form = modelform_factory(Image, form=RecordForm, fields=names)(request.POST, instance=image)
            if not form.is_valid():
                words = " ".join(str(error) for errors in form.errors.values() for error in errors)
                return JsonResponse({"words": words}, status=422)
            form.save()
            if {"focal_x", "focal_y"} & set(form.changed_data):
                image.want_files()
            self.log_change(request, image, self.construct_change_message(request, form, [], False))
        return JsonResponse({"html": render_to_string("admin/widgets/_picked.html", {"picture": image})})

    def describe_view(self, request):
        """The words of several pictures on one page: those of ``pk`` in the address, else one's own without any."""
        if not self.has_change_permission(request):
            raise PermissionDenied("Pictures are for those who write.")
        wanted = [int(pk) for pk in request.GET.getlist("pk")[:TOGETHER] if pk.isascii() and pk.isdecimal()]
        wanted = [pk for pk in wanted if pk < 2**63]
        if not wanted:
            mine = Image.objects.undescribed().filter(uploaded_by=request.user)
            if own := list(mine.values_list("pk", flat=True)[:TOGETHER]):
                return redirect(reverse("admin:articles_image_describe", query={"pk": own}))
            self.message_user(request, "All pictures that you uploaded are described.")
            return redirect("admin:articles_image_changelist")
        FormSet = modelformset_factory(Image, form=DescribeForm, extra=0, max_num=TOGETHER)
        for_all = ForAllForm(request.POST or None, prefix="all")
        sent = for_all.said_for(request.POST) if for_all.is_valid() else request.POST
        formset = FormSet(sent or None, queryset=Image.objects.filter(pk__in=wanted))
        kept = kept_from(request.user, [form.instance for form in formset.initial_forms], request.publication)
        for form in formset.initial_forms:
            form.keep(kept[form.instance.pk])
        with transaction.atomic():  # rows that were changed stay locked until they are saved
            if request.method == "POST" and for_all.is_valid() and formset.is_valid():
                formset.save()
                for image, changed in formset.changed_objects:
                    self.log_change(request, image, [{"changed": {"fields": changed}}])
                number = len(formset.changed_objects)
                self.message_user(request, f"{number} picture{'' if number == 1 else 's'} described.", messages.SUCCESS)
                return redirect("admin:articles_image_changelist")
        return self.page(request, "describe", "Describe pictures", formset=formset, for_all=for_all)

    @method_decorator(require_safe)
    def rights_view(self, request):
        """The pictures that readers see although their rights are over, or end soon. 8 queries of its own."""
        if not self.has_view_permission(request):
            raise PermissionDenied("Pictures are for those who write.")
        logo = request.publication.logo_id
        ending = Image.objects.filter(rights_until__lte=timezone.localdate() + ENDING)
        ending = ending.seen_by_readers(logo, pinned_pictures())
        number = request.GET.get("page", "1")
        try:
            if not (number.isascii() and number.isdecimal()) or len(number) > 4:
                raise EmptyPage("No such page.")
            page = PeekingPaginator(ending.order_by("rights_until", "pk"), TOGETHER).page(int(number))
        except EmptyPage:
            raise Http404("There is no such page.") from None
        reports = rights_report(page.object_list, request.publication)
        return self.page(
            request, "rights", "Pictures whose rights end", reports=reports, page=page, ending_days=ENDING.days
        )

    def replace_view(self, request, object_id):
        """Give the picture another file. Everything that names the picture shows the new one from then on."""
        image = self.find(request, object_id)
        if not self.has_change_permission(request, image):
            raise PermissionDenied("Pictures are for those who write.")
        uses = uses_of(image, request.user, request.publication)
        may = not uses.readers_see_it or request.user.has_perm("articles.publish_article")
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = ReplaceForm(*sent, image=image, by=request.user)
        if request.method == "POST" and not may:
            raise PermissionDenied("Readers see this picture: only an editor can replace it.")
        if request.method == "POST" and form.is_valid() and self.replace(request, image, form):
            return redirect("admin:articles_image_change", image.pk)
        title = f"Replace the file of “{image}”"
        page = self.page(request, "replace", title, original=image, form=form, uses=uses, may=may)
        return answer_to(form.refusal, page)

    def replace(self, request, image, form):
        """Give ``image`` the file of ``form`` (valid). Return whether it has it now; if not, the form says why."""
        picture = form.picture
        words = picture.fill(image, over=form.cleaned_data["take_words"])
        try:
            with uploads.room():
                picture.store(image)
        except UnfitPicture as refusal:
            form.refuse(refusal)
            return False
        told = f"File replaced: {image.width} × {image.height} before, its files kept as {image.key}."
        with transaction.atomic():
            same = Image.objects.with_file_locked(picture.sha256)  # from who sent it in the same second
            if not same:
                image.save(update_fields=["coming", *words])
                self.log_change(request, image, told)
                image.want_files()
        if same:
            picture.discard(image)
            form.refuse_known(same)
            return False
        if not self.say_failure(request, image):
            if image.coming:
                said = f"“{image}” gets another file; until it is made, the present one is shown."
            else:
                said = f"“{image}” has another file now, wherever it is used."
            self.message_user(request, said, messages.SUCCESS)
            self.say_note(request, picture)
        return True

    def say_note(self, request, picture):
        if picture.note:
            self.message_user(request, picture.note, messages.WARNING)

    def say_failure(self, request, image):
        """Ask the database what became of the files (1 query); tell of a failure, and return whether there is one."""
        image.refresh_from_db()
        if image.failure:
            self.message_user(request, f"“{image}” could not be made. {image.failure}", messages.ERROR)
        return bool(image.failure)

    @method_decorator(require_POST)
    def remake_view(self, request, object_id):
        """Make the files of the picture again that are missing: after a failure, or when a worker was lost."""
        image = self.find(request, object_id)
        if not self.has_change_permission(request, image):
            raise PermissionDenied("Pictures are for those who write.")
        with transaction.atomic():
            self.log_change(request, image, "Files made again.")
            image.want_files()
        if not self.say_failure(request, image):
            made = image.state == Image.State.MADE
            self.message_user(request, f"“{image}” is {'made' if made else 'being made. It takes a moment'}.")
        return redirect("admin:articles_image_change", image.pk)

    @method_decorator(require_safe)
    def original_view(self, request, object_id):
        """The file as it was uploaded, with all that is in it: to be kept, never shown."""
        if not self.has_view_permission(request):
            raise PermissionDenied("Pictures are for those who write.")
        image = self.find(request, object_id)
        try:
            file = image.file.open()
        except FileNotFoundError:
            raise Http404("The original is not there; it is in the backups.") from None
        name = f"picture-{image.pk}-original.{image.suffix}"
        response = FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[image.suffix])
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
