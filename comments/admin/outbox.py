"""The mails to writers and moderators, for administrators: what waits, what went, what could not be sent."""

from django.contrib import admin, messages
from django.utils import timezone

from articles.admin.base import DeskAdmin
from comments.models import OutgoingMail


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("waiting", "To be sent"),
            ("unconfirmed", "Address not confirmed yet"),
            ("sent", "Sent"),
            ("given_up", "Given up"),
        ]

    def queryset(self, request, queryset):
        waiting = queryset.filter(sent_at=None, given_up_at=None)
        return {
            "waiting": waiting.filter(send_after__lt=OutgoingMail.WHEN_CONFIRMED),
            "unconfirmed": waiting.filter(send_after=OutgoingMail.WHEN_CONFIRMED),
            "sent": queryset.exclude(sent_at=None),
            "given_up": queryset.exclude(given_up_at=None),
        }.get(self.value(), queryset)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(DeskAdmin):
    """Read only, and without anybody's address: what is known of a mail here is what it is about."""

    list_display = ("kind", "created_at", "state", "attempts", "error")
    list_display_links = None
    list_filter = (StateFilter, "kind")
    ordering = ("-pk",)
    fields = ("kind", "created_at", "state", "attempts", "error")
    readonly_fields = ("state",)
    actions = ("send_again",)
    view_on_site = False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Mail queue", **(extra_context or {})})

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_send_permission(self, request):
        return request.user.has_perm("comments.change_outgoingmail")

    @admin.display(description="state")
    def state(self, mail):
        if mail.sent_at:
            return f"Sent {self._words(mail.sent_at)}"
        if mail.given_up_at:
            return f"Given up {self._words(mail.given_up_at)}"
        if mail.send_after == OutgoingMail.WHEN_CONFIRMED:
            return "Waits until the address is confirmed"
        return f"To be sent {self._words(mail.send_after)}"

    @staticmethod
    def _words(moment):
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"

    @admin.action(description="Send again what was given up", permissions=["send"])
    def send_again(self, request, queryset):
        number = queryset.exclude(given_up_at=None).update(given_up_at=None, attempts=0, send_after=timezone.now())
        words = "1 mail is" if number == 1 else f"{number} mails are"
        self.message_user(request, f"{words} to be sent again.", messages.SUCCESS)
