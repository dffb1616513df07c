/* Inserts a "See also" or a picture, chosen below the editor, where the cursor is. */
document.addEventListener("DOMContentLoaded", () => {
  function token(tool, select) {
    const chosen = select.selectedOptions[0];
    const element = document.createElement(tool.dataset.insert);
    element.setAttribute(tool.dataset.attribute, chosen.value);
    element.setAttribute("contenteditable", "false");
    const number = tool.dataset.insert === "figure" ? `${chosen.value}: ` : "";
    element.textContent = tool.dataset.words + number + chosen.textContent;
    return element.outerHTML;
  }

  function insertIntoText(textarea, html) {
    textarea.setRangeText(`\n${html}\n`, textarea.selectionStart, textarea.selectionEnd, "end");
    textarea.focus();
  }

  function insertIntoEditor(editor, html) {
    if (editor.mode === "source") {
      insertIntoText(editor.container.findOne("textarea.cke_source").$, html);
      return;
    }
    if (!editor.wasFocused) {
      const range = editor.createRange();
      range.moveToElementEditEnd(editor.editable());
      editor.focus();
      range.select();
    }
    editor.focus();
    editor.insertHtml(html);
  }

  window.CKEDITOR?.on("instanceReady", ({ editor }) => {
    editor.on("focus", () => { editor.wasFocused = true; });
  });

  for (const tools of document.querySelectorAll("[data-insert-into]")) {
    tools.hidden = false;
    const said = tools.querySelector("[role=status]");
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const tool = button.closest("[data-insert]");
      const select = tool.querySelector("select");
      const name = tools.dataset.insertInto;
      if (!select.value) {
        said.textContent = "Choose one first.";
        return;
      }
      const html = token(tool, select);
      const editor = window.CKEDITOR?.instances[name];
      if (editor) insertIntoEditor(editor, html);
      else insertIntoText(document.getElementById(name), html);
      said.textContent = "Inserted.";
      django.jQuery(select).val(null).trigger("change");
    });
  }
});
