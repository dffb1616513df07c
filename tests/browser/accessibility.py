"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe

LOOKS = [(375, "dark"), (1280, "light")]  # of readers’ pages: colours don’t depend on the width, nor order on colours

# What is well too is not handed over: it is many times as long.
ASK = """([context, options]) => axe.run(context ?? document, options).then(({ violations }) => violations.flatMap(
  ({ id, help, nodes }) => nodes.map(({ target, html }) => [id, help, target, html])))"""


def violations(page, context=None, rule=None):
    """
    List of sentences on what axe finds wrong with ``page`` as it stands (or with ``context`` in it, a selector), by
    every rule of WCAG 2.2 A and AA and of best practice, or by one ``rule``; empty when all is well.
    """
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    # Style sheets are for one rule, not asked: what they import would be looked for at wrong addresses, each time.
    options = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
    if rule:
        options["runOnly"] = {"type": "rule", "values": [rule]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(ASK, [context, options])
    return [f"{rule} ({help}): {target} {html[:160]}" for rule, help, target, html in found]
