"""
Every address of the desk, for everybody who could call it.

``TABLE`` has a row an address: what GET and POST (with nothing typed) answer to a stranger, a moderator, a reporter of
another story, the reporter of this one, an editor of another section, the editor of this one, and an administrator.
302 to a stranger is the way to the login. An address without a row fails the suite.
"""

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import create_section, create_user
from tests.newsroom.desk import address_of, create_records, desk_addresses

pytestmark = pytest.mark.django_db

PEOPLE = ("stranger", "moderator", "other_reporter", "writer", "other_editor", "editor", "administrator")

TABLE = """
index                                    GET  302 200 200 200 200 200 200
index                                    POST 302 200 200 200 200 200 200
login                                    GET  200 302 302 302 302 302 302
login                                    POST 200 200 200 200 200 200 200
logout                                   GET  302 405 405 405 405 405 405
logout                                   POST 302 200 200 200 200 200 200
password_change                          GET  302 200 200 200 200 200 200
password_change                          POST 302 200 200 200 200 200 200
password_change_done                     GET  302 200 200 200 200 200 200
password_change_done                     POST 302 405 405 405 405 405 405
account                                  GET  302 200 200 200 200 200 200
account                                  POST 302 302 302 302 302 302 302
trust                                    GET  302 403 403 403 200 200 200
trust                                    POST 302 405 405 405 405 405 405
style_guide                              GET  302 200 200 200 200 200 200
style_guide                              POST 302 405 405 405 405 405 405
style_guide_readers                      GET  302 200 200 200 200 200 200
style_guide_readers                      POST 302 405 405 405 405 405 405
jsi18n                                   GET  302 200 200 200 200 200 200
jsi18n                                   POST 302 405 405 405 405 405 405
view_on_site                             GET  302 404 404 404 404 404 404
view_on_site                             POST 302 404 404 404 404 404 404
articles_article_choose_image            GET  302 403 200 200 200 200 200
articles_article_choose_image            POST 302 405 405 405 405 405 405
articles_article_choose_story            GET  302 403 200 200 200 200 200
articles_article_choose_story            POST 302 405 405 405 405 405 405
articles_article_titled                  GET  302 403 200 200 200 200 200
articles_article_titled                  POST 302 405 405 405 405 405 405
articles_article_link                    GET  302 403 200 200 200 200 200
articles_article_link                    POST 302 405 405 405 405 405 405
articles_article_choose_source           GET  302 403 200 200 200 200 200
articles_article_choose_source           POST 302 405 405 405 405 405 405
articles_article_add_source              GET  302 405 405 405 405 405 405
articles_article_add_source              POST 302 403 422 422 422 422 422
articles_article_choose_author           GET  302 403 200 200 200 200 200
articles_article_choose_author           POST 302 405 405 405 405 405 405
articles_article_choose_tag              GET  302 403 200 200 200 200 200
articles_article_choose_tag              POST 302 405 405 405 405 405 405
articles_article_choose_embed            GET  302 403 200 200 200 200 200
articles_article_choose_embed            POST 302 405 405 405 405 405 405
articles_article_tokens                  GET  302 405 405 405 405 405 405
articles_article_tokens                  POST 302 403 200 200 200 200 200
articles_article_cite                    GET  302 405 405 405 405 405 405
articles_article_cite                    POST 302 403 200 200 200 200 200
articles_article_pointers                GET  302 403 403 403 200 200 200
articles_article_pointers                POST 302 405 405 405 405 405 405
articles_article_calendar                GET  302 403 200 200 200 200 200
articles_article_calendar                POST 302 405 405 405 405 405 405
articles_article_replies                 GET  302 404 404 200 404 200 200
articles_article_replies                 POST 302 404 404 200 404 200 200
articles_article_add_checklist           GET  302 405 405 405 405 405 405
articles_article_add_checklist           POST 302 403 200 200 200 200 200
articles_article_checklist               GET  302 405 405 405 405 405 405
articles_article_checklist               POST 302 404 404 200 404 200 200
articles_article_visibility              GET  302 404 404 200 404 200 200
articles_article_visibility              POST 302 405 405 405 405 405 405
articles_article_reinstate               GET  302 403 403 403 404 200 200
articles_article_reinstate               POST 302 403 403 403 404 409 409
articles_article_notes                   GET  302 403 404 200 404 200 200
articles_article_notes                   POST 302 403 404 400 404 400 400
articles_article_live                    GET  302 403 404 200 404 200 200
articles_article_live                    POST 302 403 404 400 404 400 400
articles_article_entry                   GET  302 403 404 200 404 200 200
articles_article_entry                   POST 302 403 404 400 404 400 400
articles_article_send_back               GET  302 403 403 403 404 200 200
articles_article_send_back               POST 302 403 403 403 404 200 200
articles_article_assign                  GET  302 403 403 403 404 200 200
articles_article_assign                  POST 302 403 403 403 404 400 400
articles_article_trash                   GET  302 403 404 200 404 200 200
articles_article_trash                   POST 302 403 404 400 404 400 400
articles_article_submit                  GET  302 405 405 405 405 405 405
articles_article_submit                  POST 302 403 404 400 404 400 400
articles_article_take_back               GET  302 405 405 405 405 405 405
articles_article_take_back               POST 302 403 404 400 404 400 400
articles_article_take_over               GET  302 405 405 405 405 405 405
articles_article_take_over               POST 302 403 404 400 404 400 400
articles_article_duplicate               GET  302 405 405 405 405 405 405
articles_article_duplicate               POST 302 403 404 400 404 400 400
articles_article_untrash                 GET  302 405 405 405 405 405 405
articles_article_untrash                 POST 302 403 404 400 404 400 400
articles_article_approve                 GET  302 405 405 405 405 405 405
articles_article_approve                 POST 302 403 403 403 404 400 400
articles_article_add_preview             GET  302 403 302 302 302 302 302
articles_article_add_preview             POST 302 403 200 200 200 200 200
articles_article_preview                 GET  302 404 404 200 404 200 200
articles_article_preview                 POST 302 404 404 200 404 200 200
articles_article_share                   GET  302 404 404 200 404 200 200
articles_article_share                   POST 302 404 404 200 404 200 200
articles_article_revoke                  GET  302 405 405 405 405 405 405
articles_article_revoke                  POST 302 404 404 302 404 302 302
articles_article_compare                 GET  302 404 404 200 404 200 200
articles_article_compare                 POST 302 405 405 405 405 405 405
articles_article_changes                 GET  302 404 404 200 404 200 200
articles_article_changes                 POST 302 405 405 405 405 405 405
articles_article_revision                GET  302 404 404 200 404 200 200
articles_article_revision                POST 302 405 405 405 405 405 405
articles_article_restore                 GET  302 404 404 200 404 200 200
articles_article_restore                 POST 302 404 404 409 404 409 409
articles_article_begin                   GET  302 403 200 200 200 200 200
articles_article_begin                   POST 302 403 400 400 400 400 400
articles_article_autosave                GET  302 404 404 200 404 200 200
articles_article_autosave                POST 302 404 404 200 404 200 200
articles_article_chosen                  GET  302 405 405 405 405 405 405
articles_article_chosen                  POST 302 404 404 404 404 404 404
articles_article_leave                   GET  302 405 405 405 405 405 405
articles_article_leave                   POST 302 404 404 302 404 404 404
articles_article_presence                GET  302 405 405 405 405 405 405
articles_article_presence                POST 302 404 404 200 404 200 200
articles_article_merge                   GET  302 404 404 200 404 404 404
articles_article_merge                   POST 302 404 404 302 404 404 404
articles_article_publish                 GET  302 403 403 403 404 200 200
articles_article_publish                 POST 302 403 403 403 404 409 409
articles_article_withdraw                GET  302 403 403 403 404 200 200
articles_article_withdraw                POST 302 403 403 403 404 200 200
articles_article_changelist              GET  302 403 200 200 200 200 200
articles_article_changelist              POST 302 403 200 200 200 200 200
articles_article_add                     GET  302 403 200 200 200 200 200
articles_article_add                     POST 302 403 200 200 200 200 200
articles_article_history                 GET  302 404 404 200 404 200 200
articles_article_history                 POST 302 405 405 405 405 405 405
articles_article_delete                  GET  302 403 403 403 403 403 403
articles_article_delete                  POST 302 403 403 403 403 403 403
articles_article_change                  GET  302 403 404 200 404 200 200
articles_article_change                  POST 302 403 404 302 404 302 302
articles_front_changelist                GET  302 403 403 403 200 200 200
articles_front_changelist                POST 302 403 403 403 302 302 302
articles_front_find                      GET  302 403 403 403 200 200 200
articles_front_find                      POST 302 405 405 405 405 405 405
articles_front_preview                   GET  302 403 403 403 200 200 200
articles_front_preview                   POST 302 403 403 403 200 200 200
articles_front_log                       GET  302 403 403 403 200 200 200
articles_front_log                       POST 302 405 405 405 405 405 405
articles_front_section                   GET  302 403 403 403 403 200 200
articles_front_section                   POST 302 403 403 403 403 302 302
articles_front_section_preview           GET  302 403 403 403 403 200 200
articles_front_section_preview           POST 302 403 403 403 403 200 200
articles_front_section_log               GET  302 403 403 403 403 200 200
articles_front_section_log               POST 302 405 405 405 405 405 405
articles_image_picked                    GET  302 403 200 200 200 200 200
articles_image_picked                    POST 302 403 200 200 200 200 200
articles_image_upload                    GET  302 403 200 200 200 200 200
articles_image_upload                    POST 302 403 200 200 200 200 200
articles_image_describe                  GET  302 403 302 302 302 302 302
articles_image_describe                  POST 302 403 302 302 302 302 302
articles_image_rights                    GET  302 403 200 200 200 200 200
articles_image_rights                    POST 302 405 405 405 405 405 405
articles_image_replace                   GET  302 403 200 200 200 200 200
articles_image_replace                   POST 302 403 200 200 200 200 200
articles_image_remake                    GET  302 405 405 405 405 405 405
articles_image_remake                    POST 302 403 302 302 302 302 302
articles_image_original                  GET  302 403 404 404 404 404 404
articles_image_original                  POST 302 405 405 405 405 405 405
articles_image_changelist                GET  302 403 200 200 200 200 200
articles_image_changelist                POST 302 403 200 200 200 200 200
articles_image_add                       GET  302 403 200 200 200 200 200
articles_image_add                       POST 302 403 200 200 200 200 200
articles_image_history                   GET  302 403 200 200 200 200 200
articles_image_history                   POST 302 403 200 200 200 200 200
articles_image_delete                    GET  302 403 403 403 403 403 200
articles_image_delete                    POST 302 403 403 403 403 403 200
articles_image_change                    GET  302 403 200 200 200 200 200
articles_image_change                    POST 302 403 200 200 200 200 200
articles_source_links                    GET  302 403 200 200 200 200 200
articles_source_links                    POST 302 405 405 405 405 405 405
articles_source_merge                    GET  302 403 403 403 302 302 302
articles_source_merge                    POST 302 403 403 403 302 302 302
articles_source_withdraw                 GET  302 403 200 200 200 200 200
articles_source_withdraw                 POST 302 403 200 200 200 200 200
articles_source_reinstate                GET  302 405 405 405 405 405 405
articles_source_reinstate                POST 302 403 403 403 302 302 302
articles_source_review                   GET  302 405 405 405 405 405 405
articles_source_review                   POST 302 403 404 404 404 404 404
articles_source_changelist               GET  302 403 200 200 200 200 200
articles_source_changelist               POST 302 403 200 200 200 200 200
articles_source_add                      GET  302 403 200 200 200 200 200
articles_source_add                      POST 302 403 200 200 200 200 200
articles_source_history                  GET  302 403 200 200 200 200 200
articles_source_history                  POST 302 403 200 200 200 200 200
articles_source_delete                   GET  302 403 403 403 403 403 200
articles_source_delete                   POST 302 403 403 403 403 403 200
articles_source_change                   GET  302 403 200 200 200 200 200
articles_source_change                   POST 302 403 200 200 200 200 200
articles_series_changelist               GET  302 403 403 403 200 200 200
articles_series_changelist               POST 302 403 403 403 200 200 200
articles_series_add                      GET  302 403 403 403 200 200 200
articles_series_add                      POST 302 403 403 403 200 200 200
articles_series_history                  GET  302 403 403 403 200 200 200
articles_series_history                  POST 302 403 403 403 200 200 200
articles_series_delete                   GET  302 403 403 403 403 403 200
articles_series_delete                   POST 302 403 403 403 403 403 200
articles_series_change                   GET  302 403 403 403 200 200 200
articles_series_change                   POST 302 403 403 403 200 200 200
articles_section_move                    GET  302 405 405 405 405 405 405
articles_section_move                    POST 302 403 403 403 403 403 302
articles_section_changelist              GET  302 403 200 200 200 200 200
articles_section_changelist              POST 302 403 200 200 200 200 200
articles_section_add                     GET  302 403 403 403 403 403 200
articles_section_add                     POST 302 403 403 403 403 403 200
articles_section_history                 GET  302 403 200 200 200 200 200
articles_section_history                 POST 302 403 200 200 200 200 200
articles_section_delete                  GET  302 403 403 403 403 403 200
articles_section_delete                  POST 302 403 403 403 403 403 200
articles_section_change                  GET  302 403 200 200 200 200 200
articles_section_change                  POST 302 403 403 403 403 403 200
articles_author_changelist               GET  302 403 200 200 200 200 200
articles_author_changelist               POST 302 403 200 200 200 200 200
articles_author_add                      GET  302 403 403 403 200 200 200
articles_author_add                      POST 302 403 403 403 200 200 200
articles_author_history                  GET  302 403 200 200 200 200 200
articles_author_history                  POST 302 403 200 200 200 200 200
articles_author_delete                   GET  302 403 403 403 403 403 200
articles_author_delete                   POST 302 403 403 403 403 403 200
articles_author_change                   GET  302 403 200 200 200 200 200
articles_author_change                   POST 302 403 403 403 200 200 200
articles_author_accept                   GET  302 405 405 405 405 405 405
articles_author_accept                   POST 302 403 403 403 302 302 302
articles_author_refuse                   GET  302 405 405 405 405 405 405
articles_author_refuse                   POST 302 403 403 403 302 302 302
articles_author_same                     GET  302 403 403 403 200 200 200
articles_author_same                     POST 302 403 403 403 200 200 200
articles_tag_accept                      GET  302 405 405 405 405 405 405
articles_tag_accept                      POST 302 403 403 403 302 302 302
articles_tag_refuse                      GET  302 405 405 405 405 405 405
articles_tag_refuse                      POST 302 403 403 403 302 302 302
articles_tag_same                        GET  302 403 403 403 200 200 200
articles_tag_same                        POST 302 403 403 403 200 200 200
articles_tag_merge                       GET  302 403 403 403 302 302 302
articles_tag_merge                       POST 302 403 403 403 302 302 302
articles_tag_changelist                  GET  302 403 200 200 200 200 200
articles_tag_changelist                  POST 302 403 200 200 200 200 200
articles_tag_add                         GET  302 403 403 403 200 200 200
articles_tag_add                         POST 302 403 403 403 200 200 200
articles_tag_history                     GET  302 403 200 200 200 200 200
articles_tag_history                     POST 302 403 200 200 200 200 200
articles_tag_delete                      GET  302 403 403 403 403 403 200
articles_tag_delete                      POST 302 403 403 403 403 403 200
articles_tag_change                      GET  302 403 200 200 200 200 200
articles_tag_change                      POST 302 403 403 403 200 200 200
articles_checklistrule_changelist        GET  302 403 403 403 403 403 200
articles_checklistrule_changelist        POST 302 403 403 403 403 403 200
articles_checklistrule_add               GET  302 403 403 403 403 403 200
articles_checklistrule_add               POST 302 403 403 403 403 403 200
articles_checklistrule_history           GET  302 403 403 403 403 403 200
articles_checklistrule_history           POST 302 403 403 403 403 403 200
articles_checklistrule_delete            GET  302 403 403 403 403 403 200
articles_checklistrule_delete            POST 302 403 403 403 403 403 200
articles_checklistrule_change            GET  302 403 403 403 403 403 200
articles_checklistrule_change            POST 302 403 403 403 403 403 200
newsroom_publication_changelist          GET  302 403 403 403 403 403 302
newsroom_publication_changelist          POST 302 403 403 403 403 403 302
newsroom_publication_add                 GET  302 403 403 403 403 403 403
newsroom_publication_add                 POST 302 403 403 403 403 403 403
newsroom_publication_history             GET  302 403 403 403 403 403 200
newsroom_publication_history             POST 302 403 403 403 403 403 200
newsroom_publication_delete              GET  302 403 403 403 403 403 403
newsroom_publication_delete              POST 302 403 403 403 403 403 403
newsroom_publication_change              GET  302 403 403 403 403 403 200
newsroom_publication_change              POST 302 403 403 403 403 403 200
flatpages_flatpage_changelist            GET  302 403 403 403 403 403 200
flatpages_flatpage_changelist            POST 302 403 403 403 403 403 200
flatpages_flatpage_add                   GET  302 403 403 403 403 403 200
flatpages_flatpage_add                   POST 302 403 403 403 403 403 200
flatpages_flatpage_history               GET  302 403 403 403 403 403 200
flatpages_flatpage_history               POST 302 403 403 403 403 403 200
flatpages_flatpage_delete                GET  302 403 403 403 403 403 200
flatpages_flatpage_delete                POST 302 403 403 403 403 403 200
flatpages_flatpage_change                GET  302 403 403 403 403 403 200
flatpages_flatpage_change                POST 302 403 403 403 403 403 200
auth_user_password_change                GET  302 403 403 403 403 403 200
auth_user_password_change                POST 302 403 403 403 403 403 200
auth_user_close                          GET  302 403 403 403 403 403 200
auth_user_close                          POST 302 403 403 403 403 403 302
auth_user_changelist                     GET  302 403 403 403 403 403 200
auth_user_changelist                     POST 302 403 403 403 403 403 200
auth_user_add                            GET  302 403 403 403 403 403 200
auth_user_add                            POST 302 403 403 403 403 403 200
auth_user_history                        GET  302 403 403 403 403 403 200
auth_user_history                        POST 302 403 403 403 403 403 200
auth_user_delete                         GET  302 403 403 403 403 403 403
auth_user_delete                         POST 302 403 403 403 403 403 403
auth_user_change                         GET  302 403 403 403 403 403 200
auth_user_change                         POST 302 403 403 403 403 403 200
auth_group_changelist                    GET  302 403 403 403 403 403 403
auth_group_changelist                    POST 302 403 403 403 403 403 403
auth_group_add                           GET  302 403 403 403 403 403 403
auth_group_add                           POST 302 403 403 403 403 403 403
auth_group_history                       GET  302 403 403 403 403 403 403
auth_group_history                       POST 302 403 403 403 403 403 403
auth_group_delete                        GET  302 403 403 403 403 403 403
auth_group_delete                        POST 302 403 403 403 403 403 403
auth_group_change                        GET  302 403 403 403 403 403 403
auth_group_change                        POST 302 403 403 403 403 403 403
comments_comment_changelist              GET  302 200 403 403 403 403 200
comments_comment_changelist              POST 302 405 405 405 405 405 405
comments_comment_change                  GET  302 200 403 403 403 403 200
comments_comment_change                  POST 302 405 405 405 405 405 405
comments_outgoingmail_changelist               GET  302 403 403 403 403 403 200
comments_outgoingmail_changelist               POST 302 403 403 403 403 403 200
comments_outgoingmail_add                      GET  302 403 403 403 403 403 403
comments_outgoingmail_add                      POST 302 403 403 403 403 403 403
comments_outgoingmail_history                  GET  302 403 403 403 403 403 200
comments_outgoingmail_history                  POST 302 403 403 403 403 403 200
comments_outgoingmail_delete                   GET  302 403 403 403 403 403 403
comments_outgoingmail_delete                   POST 302 403 403 403 403 403 403
comments_outgoingmail_change                   GET  302 403 403 403 403 403 200
comments_outgoingmail_change                   POST 302 403 403 403 403 403 403
comments_wordrule_test                   GET  302 200 403 403 403 403 200
comments_wordrule_test                   POST 302 200 403 403 403 403 200
comments_wordrule_thresholds             GET  302 200 403 403 403 403 200
comments_wordrule_thresholds             POST 302 200 403 403 403 403 200
comments_wordrule_learned                GET  302 200 403 403 403 403 200
comments_wordrule_learned                POST 302 405 405 405 405 405 405
comments_wordrule_changelist             GET  302 200 403 403 403 403 200
comments_wordrule_changelist             POST 302 200 403 403 403 403 200
comments_wordrule_add                    GET  302 200 403 403 403 403 200
comments_wordrule_add                    POST 302 200 403 403 403 403 200
comments_wordrule_history                GET  302 200 403 403 403 403 200
comments_wordrule_history                POST 302 200 403 403 403 403 200
comments_wordrule_delete                 GET  302 200 403 403 403 403 200
comments_wordrule_delete                 POST 302 200 403 403 403 403 200
comments_wordrule_change                 GET  302 200 403 403 403 403 200
comments_wordrule_change                 POST 302 200 403 403 403 403 200
comments_block_changelist                GET  302 200 403 403 403 403 200
comments_block_changelist                POST 302 200 403 403 403 403 200
comments_block_add                       GET  302 200 403 403 403 403 200
comments_block_add                       POST 302 200 403 403 403 403 200
comments_block_history                   GET  302 200 403 403 403 403 200
comments_block_history                   POST 302 200 403 403 403 403 200
comments_block_delete                    GET  302 200 403 403 403 403 200
comments_block_delete                    POST 302 200 403 403 403 403 200
comments_block_change                    GET  302 200 403 403 403 403 200
comments_block_change                    POST 302 200 403 403 403 403 200
comments_comment_decide                  GET  302 405 405 405 405 405 405
comments_comment_decide                  POST 302 422 403 403 403 403 422
comments_comment_undo                    GET  302 405 405 405 405 405 405
comments_comment_undo                    POST 302 303 403 403 403 403 303
comments_comment_reply                   GET  302 405 405 405 405 405 405
comments_comment_reply                   POST 302 422 403 403 403 403 422
comments_comment_answer                  GET  302 405 405 405 405 405 405
comments_comment_answer                  POST 302 422 403 403 403 403 422
comments_comment_appeal                  GET  302 405 405 405 405 405 405
comments_comment_appeal                  POST 302 422 403 403 403 403 422
comments_comment_log                     GET  302 200 403 403 403 403 200
comments_comment_log                     POST 302 405 405 405 405 405 405
comments_comment_modes                   GET  302 200 403 403 403 403 200
comments_comment_modes                   POST 302 303 403 403 403 403 303
comments_comment_storm                   GET  302 405 405 405 405 405 405
comments_comment_storm                   POST 302 303 403 403 403 403 303
comments_comment_mail                    GET  302 200 403 403 403 403 200
comments_comment_mail                    POST 302 422 403 403 403 403 422
comments_commenter_changelist            GET  302 200 403 403 403 403 200
comments_commenter_changelist            POST 302 200 403 403 403 403 200
comments_commenter_change                GET  302 200 403 403 403 403 200
comments_commenter_change                POST 302 405 405 405 405 405 405
comments_commenter_standing              GET  302 405 405 405 405 405 405
comments_commenter_standing              POST 302 303 403 403 403 403 303
comments_commenter_block                 GET  302 405 405 405 405 405 405
comments_commenter_block                 POST 302 404 403 403 403 403 404
comments_houserule_changelist            GET  302 200 403 403 403 403 200
comments_houserule_changelist            POST 302 200 403 403 403 403 200
comments_houserule_add                   GET  302 200 403 403 403 403 200
comments_houserule_add                   POST 302 200 403 403 403 403 200
comments_houserule_history               GET  302 200 403 403 403 403 200
comments_houserule_history               POST 302 200 403 403 403 403 200
comments_houserule_delete                GET  302 200 403 403 403 403 200
comments_houserule_delete                POST 302 200 403 403 403 403 200
comments_houserule_change                GET  302 200 403 403 403 403 200
comments_houserule_change                POST 302 200 403 403 403 403 200
app_list                                 GET  302 302 302 302 302 302 302
app_list                                 POST 302 302 302 302 302 302 302
"""


def rows():
    """Dict of (name, method) → tuple of what it answers, in the order of ``PEOPLE``."""
    lines = (line.split() for line in TABLE.splitlines() if line)
    return {(name, method): tuple(map(int, codes)) for name, method, *codes in lines}


@pytest.fixture
def desk():
    """Functions: a client for a person, the address for a name."""
    section, elsewhere = create_section(), create_section()
    users = {
        "moderator": create_user(role="moderator"),
        "other_reporter": create_user(role="reporter"),
        "writer": create_user(role="reporter"),
        "other_editor": create_user(role="editor"),
        "editor": create_user(role="editor"),
        "administrator": create_user(role="administrator"),
    }
    section.members.add(users["editor"])
    elsewhere.members.add(users["other_editor"])
    records = create_records(section, users["writer"], users["editor"])
    cookies = {}
    for person, user in users.items():
        client = Client()
        client.force_login(user)
        cookies[person] = client.cookies

    def signed_in(person):
        client = Client()
        client.cookies.update(cookies.get(person, {}))
        return client

    return signed_in, lambda name: address_of(name, records)


def answers(client, address, name, method):
    """What one address answers to all people, each time as if nobody had called it before."""
    found = []
    for person in PEOPLE:
        try:
            with transaction.atomic():
                caller, url = client(person), address(name)
                response = caller.get(url) if method == "GET" else caller.post(url)
                assert "no-store" in response.get("Cache-Control", ""), (person, url)
                found.append(response.status_code)
                raise Undone
        except Undone:
            continue
    return tuple(found)


class Undone(Exception):
    pass


def test_every_address_of_the_desk_answers_to_whom_it_is_for(desk):
    found = {
        (name, method): answers(*desk, name, method) for name in dict(desk_addresses()) for method in ("GET", "POST")
    }
    assert found == rows()
