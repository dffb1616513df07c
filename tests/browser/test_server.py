"""The server of these tests is at rest before the tables are emptied."""

import threading

from tests.factories import create_article


def test_what_a_page_says_on_leaving_is_answered_before_the_server_rests(site, live_server, monkeypatch):
    page = site.desk("editor")
    article = create_article(headline="Night trams return", created_by=page.user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.wait_for_load_state("networkidle")
    begun, go_on, answered = threading.Event(), threading.Event(), []
    application = live_server.thread.httpd.get_app()

    def slow(environ, start_response):
        begun.set()
        go_on.wait(10)
        found = application(environ, start_response)
        answered.append(environ["PATH_INFO"])
        return found

    monkeypatch.setattr(live_server.thread.httpd, "application", slow)
    page.evaluate("navigator.sendBeacon('/robots.txt')")
    assert begun.wait(10)
    site.close()
    threading.Timer(0.3, go_on.set).start()
    assert live_server.thread.httpd.rest(10)
    assert "/robots.txt" in answered
