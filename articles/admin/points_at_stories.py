"""Fields of forms that point to a story, or to another record that is found by typing."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.utils.text import capfirst

from articles.admin.forms import StoryChoiceField
from articles.admin.widgets import ChosenSelect
from articles.models import Article


class PointsAtStories:
    """A form with a foreign key to a story: offers what the person may point to, and shows no draft’s headline."""

    choosers: list[str] = []  # names of the fields that are chosen by typing

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.is_relation and db_field.related_model is Article:
            return StoryChoiceField(
                user=request.user,
                required=not db_field.blank,
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                **by_choice_or_number(db_field),
            )
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # without the windows that would open beside the story
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.choosers:
            kwargs = {**by_choice_or_number(db_field), **kwargs}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def by_choice_or_number(db_field):
    """Arguments of a form field that is filled in by ``ChosenSelect``."""
    records = db_field.related_model._meta
    words = f"Select a valid choice. No {records.verbose_name} that you may choose has the number “%(value).40s”."
    return {"widget": ChosenSelect(records), "error_messages": {"invalid_choice": words}}
