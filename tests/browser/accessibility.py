"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe

LOOKS = [(375, "dark"), (1280, "light")]  # of readers’ pages: colours don’t depend on the width, nor order on colours


def violations(page, context=None, rule=None):
    """
    List of sentences on what axe finds wrong with ``page`` as it stands (or with ``context`` in it, a selector), by
    every rule of WCAG 2.2 A and AA and of best practice, or by one ``rule``; empty when all is well.
    """
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    options = {"resultTypes": ["violations"]}
    if rule:
        options["runOnly"] = {"type": "rule", "values": [rule]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("([context, options]) => axe.run(context ?? document, options)", [context, options])
    wrong = ((rule, node) for rule in found["violations"] for node in rule["nodes"])
    return [f"{rule['id']} ({rule['help']}): {node['target']} {node['html'][:160]}" for rule, node in wrong]
