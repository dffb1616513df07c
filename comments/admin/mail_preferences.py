"""Each moderator’s own page: how often to be told by mail of what waits."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from comments.models import ModeratorMail


class MailForm(forms.ModelForm):
    class Meta:
        model = ModeratorMail
        fields = ["every", "quiet_from", "quiet_until"]
        widgets = {name: forms.TimeInput({"type": "time"}, format="%H:%M") for name in ("quiet_from", "quiet_until")}

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_until") is None):
            raise forms.ValidationError("Quiet hours need both ends, or none.")
        return cleaned


def page(desk, request):
    """1 query; 3 to save."""
    mine = ModeratorMail.objects.filter(user=request.user).first()
    form = MailForm(
        request.POST if request.method == "POST" else None, instance=mine or ModeratorMail(user=request.user)
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        desk.message_user(request, "Saved.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:comments_comment_mail"), status=303)
    return desk.page(
        request, "mail", "Mail for me", status=422 if form.errors else 200, form=form, is_on=bool(mine and mine.every)
    )
