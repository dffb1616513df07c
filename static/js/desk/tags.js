/* Puts the chooser of tags in the place of the text input, before the chooser's own script looks for it. */
document.addEventListener("DOMContentLoaded", () => {
  for (const template of document.querySelectorAll("template[data-tag-picker]")) {
    template.previousElementSibling.remove();
    template.replaceWith(template.content);
  }
});
