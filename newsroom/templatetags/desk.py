"""What the desk’s pages have in common, lists above all: ``{% load desk %}``."""

import re
from datetime import date, datetime
from urllib.parse import parse_qs

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR
from django.core.exceptions import ObjectDoesNotExist
from django.utils.html import format_html

from articles.admin.states import short

register = template.Library()
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")


@register.tag
def lean(parser, token):
    """``{% lean %}…{% endlean %}``: without the indentation between tags, which on a long form is a good part of it."""
    nodes = parser.parse(("endlean",))
    parser.delete_first_token()
    return LeanNode(nodes)


class LeanNode(template.Node):
    def __init__(self, nodes):
        self.nodes = nodes

    def render(self, context):
        return _BETWEEN_TAGS.sub(">\n<", self.nodes.render(context))


@register.filter
def clock(at):
    """``at`` (aware datetime) as a ``<time>`` in the words that lists have: of today the time alone."""
    return format_html('<time class="table__time" datetime="{}">{}</time>', at.isoformat(timespec="minutes"), short(at))


@register.filter
def person(user, reader=None):
    """The name of ``user`` (None: nobody), or “you” when it is the one who reads."""
    if user is None:
        return "nobody at the desk"
    return "you" if user == reader else user.get_full_name() or user.get_username()


@register.filter
def held(field):
    """What a read-only ``field`` of a form holds: a list (as of words, or of links) with commas, else as in Django."""
    value = getattr(field.form.instance, field.field["name"], None)
    if not isinstance(value, list):
        return field.contents()
    return ", ".join(" ".join(map(str, one.values())) if isinstance(one, dict) else str(one) for one in value)


@register.inclusion_tag("admin/change_list_results.html")
def record_table(cl):
    """The rows of a list, whose columns are those of its ``ModelAdmin``. No query but what the columns ask."""
    return {"headers": list(result_headers(cl)), "rows": [list(cells(cl, record)) for record in cl.result_list]}


def cells(cl, record):
    """
    Dicts of ``text``; ``url`` and ``beside`` where the column leads to the record; ``name`` where a card needs it said,
    ``is_head`` for what the row is called by, ``is_time``.
    """
    columns = [name for name in cl.list_display if name != "action_checkbox"]
    links = columns[:1] if cl.list_display_links == () else cl.list_display_links or ()
    for name in cl.list_display:
        text = shown(cl, record, name)
        cell = {"text": text, "is_head": name == (links or columns)[0]}
        if name in links and (url := cl.url_for_result(record)):
            url += f"?{cl.preserved_filters}" if cl.preserved_filters else ""
            cell |= {"url": url, "beside": cl.model_admin.beside_link(record)}
        elif name in columns and name not in cl.model_admin.plain_columns:
            cell |= {"name": label_for_field(name, cl.model, cl.model_admin)}
        yield cell


def shown(cl, record, name):
    """What stands in the column ``name``: moments by the desk’s clock, yes or no, all else as in Django."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        field, attribute, value = lookup_field(name, record, cl.model_admin)
    except ObjectDoesNotExist:
        return empty
    if isinstance(value, datetime):
        return clock(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field is None or field.auto_created or isinstance(value, date):
        return display_for_value(value, getattr(attribute, "empty_value_display", empty))
    if field.is_relation:
        return getattr(record, field.name) or empty
    return display_for_field(value, field, empty, avoid_link=True)


@register.inclusion_tag("admin/search_form.html")
def list_filters(cl):
    """
    One form of what a list is looked through by: words, and a field of each filter. A filter with a template of its own
    stands beside it, and what else the address says (``kept``) goes on with it.
    """
    plain = [spec for spec in cl.filter_specs if spec.template == "admin/filter.html"]
    fields = [field for spec in plain if (field := filter_field(cl, spec))]
    named = {SEARCH_VAR, *(field["name"] for field in fields)}
    return {
        "cl": cl,
        "search_var": SEARCH_VAR,
        "fields": fields,
        "others": [spec for spec in cl.filter_specs if spec not in plain],
        "kept": {name: value for name, value in cl.params.items() if name not in named},
    }


def filter_field(cl, spec):
    """
    Dict of ``name``, ``label`` and ``options`` (value, words, whether it is chosen) of the filter ``spec``, whose
    choices are links in Django; of one that is typed (``is_typed``) its ``value`` instead. None for one that is quiet
    until something is chosen in it. A filter says in ``everything`` what no choice is called, if not “Any”.
    """
    if getattr(spec, "is_typed", False):
        return {"name": spec.parameter_name, "label": spec.title, "value": spec.value()}
    choices = [(parse_qs(choice["query_string"].removeprefix("?")), choice) for choice in spec.choices(cl)]
    name = next((name for name in spec.expected_parameters() if any(name in query for query, _ in choices)), None)
    if name is None or (getattr(spec, "is_quiet", False) and name not in cl.params):
        return None
    options = [
        (query.get(name, [""])[0], choice["display"], choice["selected"])
        for number, (query, choice) in enumerate(choices)
        if number == 0 or name in query
    ]
    everything = getattr(spec, "everything", "Any")
    return {"name": name, "label": spec.title, "options": options, "everything": everything}


@register.inclusion_tag("admin/pagination.html")
def list_pages(cl):
    """Which rows of a list are shown, in words, and the addresses of the pages before and after; "" for none."""
    last = min(cl.page_num * cl.list_per_page, cl.result_count)
    one, many = cl.model_admin.what
    words = f"{cl.result_count:,} {one if cl.result_count == 1 else many}"
    if cl.paginator.is_capped:
        words = f"more than {words}: search or filter for older ones"
    if cl.multi_page:
        words = f"{(cl.page_num - 1) * cl.list_per_page + 1:,} to {last:,} of {words}"
    return {
        "cl": cl,
        "words": words,
        "ways": [
            (name, cl.get_query_string({PAGE_VAR: number}) if 1 <= number <= cl.paginator.num_pages else "")
            for name, number in zip(cl.model_admin.pages_are, (cl.page_num - 1, cl.page_num + 1), strict=True)
        ],
    }
