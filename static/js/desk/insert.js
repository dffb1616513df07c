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

  /* Where the cursor was last in each editor. The editor keeps this too, but a moment late: fast typists lose it. */
  const places = new Map();

  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) {
      const editable = editor.mode === "wysiwyg" && editor.editable()?.$;
      if (editable && selection.rangeCount && editable.contains(selection.anchorNode)) {
        places.set(editor, selection.getRangeAt(0).cloneRange());
      }
    }
  });

  /* Puts the cursor where nothing is replaced: behind what is selected, and behind what can't be written in. */
  function cursor(editor) {
    const place = places.get(editor);
    editor.focus();
    if (place && editor.editable().$.contains(place.startContainer)) {
      getSelection().removeAllRanges();
      getSelection().addRange(place);
    }
    let range = place && editor.getSelection(true)?.getRanges()[0];
    if (!range) {
      range = editor.createRange();
      range.moveToElementEditEnd(editor.editable());
    }
    range.collapse(false);
    const closed = range.startContainer.getAscendant((node) => node.getAttribute?.("contenteditable") === "false", true);
    if (closed) range.moveToPosition(closed, CKEDITOR.POSITION_AFTER_END);
    return range;
  }

  function insertIntoEditor(editor, html) {
    if (editor.mode === "source") {
      insertIntoText(editor.container.findOne("textarea.cke_source").$, html);
      return;
    }
    cursor(editor).select();
    editor.fire("saveSnapshot");
    const element = CKEDITOR.dom.element.createFromHtml(html, editor.document);
    editor.insertElement(element);
    let next = element.getNext();
    if (!next || next.getAttribute?.("contenteditable") === "false") {
      next = new CKEDITOR.dom.element("p", editor.document);
      next.appendBogus();
      next.insertAfter(element);
    }
    const after = editor.createRange();
    after.moveToElementEditStart(next);
    after.select();
    editor.fire("saveSnapshot");
  }

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
