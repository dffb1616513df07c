/* Says which field a chooser (select2) belongs to: it replaces the labelled select by elements without a name. */
document.addEventListener("DOMContentLoaded", () => {
  const nameOf = (select) => select.getAttribute("aria-label")
    || document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent.trim().replace(/:$/, "");

  function name(container) {
    const select = container.previousElementSibling;
    const words = select?.matches("select") && nameOf(select);
    if (!words) return;
    const box = container.querySelector(".select2-selection");
    const shown = container.querySelector(".select2-selection__rendered");
    if (shown) {
      shown.id ||= `${select.id}-shown`;
      // What is chosen, then what for: a name that only repeats the choice leaves an empty field nameless.
      shown.setAttribute("aria-label", [words, shown.textContent.replace("×", "").trim()].filter(Boolean).join(": "));
      if (shown.tagName === "SPAN") shown.setAttribute("role", "textbox"), shown.setAttribute("aria-readonly", "true");
    }
    box?.setAttribute("aria-label", words);
    container.querySelector(".select2-search__field")?.setAttribute("aria-label", words);
  }

  const nameAll = () => document.querySelectorAll(".select2-container").forEach(name);
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  nameAll();

  django.jQuery(document).on("select2:open", (event) => {
    const words = nameOf(event.target);
    for (const part of document.querySelectorAll(".select2-dropdown .select2-search__field, .select2-results__options")) {
      part.setAttribute("aria-label", words);
    }
    document.querySelector(".select2-dropdown .select2-search__field")?.focus();
  });
});
