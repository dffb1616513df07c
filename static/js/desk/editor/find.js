/*
 * Find and replace, in a bar below the editor's buttons. Ctrl+F stays the browser's, which finds in the whole page. What is
 * replaced keeps its emphasis, and the marks and links in it.
 */
CKEDITOR.plugins.add("deskfind", {
  icons: "find",
  init(editor) {
    const { passages } = CKEDITOR;
    const keys = CKEDITOR.env.mac ? "Ctrl ⌥ Shift R" : "Alt Shift R";
    let bar = null;
    let found = []; // places in `words`
    let at = -1;
    let words = null;

    editor.addCommand("deskfind", { modes: { wysiwyg: 1 }, editorFocus: false, canUndo: false, exec: open });
    editor.ui.addButton("deskfind", { label: "Find and replace", title: `Find and replace (${keys})`, command: "deskfind", icon: "find" });

    function open() {
      bar ??= make();
      const selection = getSelection();
      const chosen = editor.editable().$.contains(selection.anchorNode) ? selection.toString().trim() : "";
      if (chosen && !chosen.includes("\n")) bar.find.value = chosen;
      bar.body.hidden = false;
      const top = editor.ui.space("top").$;
      bar.body.style.insetBlockStart = `${top.offsetHeight + (Number.parseFloat(getComputedStyle(top).insetBlockStart) || 0)}px`;
      look();
      bar.find.select();
      bar.find.focus();
    }

    function make() {
      const body = document.createElement("div");
      body.className = "find";
      body.setAttribute("role", "search");
      body.setAttribute("aria-label", "In the text");
      body.innerHTML = `
        <label><span class="visually-hidden">Find</span><input type="text" name="" placeholder="Find" data-find autocomplete="off"></label>
        <output class="find__said" role="status"></output>
        <button class="button button--small" type="button" data-previous aria-label="The one before" title="The one before (Shift Enter)">↑</button>
        <button class="button button--small" type="button" data-next aria-label="The next one" title="The next one (Enter)">↓</button>
        <label><span class="visually-hidden">Replace with</span><input type="text" name="" placeholder="Replace with" data-with autocomplete="off"></label>
        <button class="button button--small" type="button" data-replace>Replace</button>
        <button class="button button--small" type="button" data-all>Replace all</button>
        <button class="button button--word" type="button" data-close>Close</button>`;
      editor.ui.space("top").$.after(body);
      const part = (name) => body.querySelector(`[data-${name}]`);
      const made = { body, find: part("find"), with: part("with"), said: body.querySelector("output") };
      for (const input of [made.find, made.with]) {
        input.addEventListener("change", (event) => event.stopPropagation()); // nothing of the story is changed
      }
      made.find.addEventListener("input", (event) => {
        event.stopPropagation();
        at = -1;
        look();
      });
      made.with.addEventListener("input", (event) => event.stopPropagation());
      part("previous").addEventListener("click", () => go(-1));
      part("next").addEventListener("click", () => go(1));
      part("replace").addEventListener("click", replace);
      part("all").addEventListener("click", replaceAll);
      part("close").addEventListener("click", close);
      body.addEventListener("keydown", (event) => {
        event.stopPropagation(); // keys of the form are not meant
        if (event.key === "Escape") close();
        else if (event.key !== "Enter" || event.target.localName !== "input") return;
        else if (event.target === made.with) replace();
        else go(event.shiftKey ? -1 : 1);
        event.preventDefault(); // Enter would save the story
      });
      return made;
    }

    /* Finds anew; what is pointed at stays, or is the first from the cursor on. */
    function look() {
      if (!bar || bar.body.hidden || editor.mode !== "wysiwyg") return;
      words = new passages.Words(editor.editable().$);
      found = words.all(bar.find.value).filter(isInOneBlock);
      at = found.length ? Math.min(Math.max(at, 0), found.length - 1) : -1;
      show();
    }

    function isInOneBlock([start, end]) {
      const [first, last] = [words.places[start][0], words.places[end - 1][0]].map((node) => node.parentElement.closest("p, h2, h3, h4, li, td, th, pre, blockquote, caption, figcaption"));
      return first === last;
    }

    function show() {
      const ranges = found.map((place) => words.range(...place));
      passages.draw("desk-found", ranges);
      passages.draw("desk-found-here", at >= 0 ? [ranges[at]] : []);
      if (at >= 0) passages.show(ranges[at]);
      if (!bar.find.value.trim()) bar.said.textContent = "";
      else bar.said.textContent = found.length ? `${at + 1} of ${found.length}` : "Not in the text";
    }

    function go(step) {
      if (!found.length) return;
      at = (at + step + found.length) % found.length;
      show();
    }

    function put(place) {
      const nodes = new Map(); // of its words → where in the node they begin and end
      for (const [node, offset] of words.places.slice(...place)) {
        const [first] = nodes.get(node) ?? [offset];
        nodes.set(node, [first, offset]);
      }
      let text = bar.with.value;
      for (const [node, [first, last]] of nodes) {
        node.replaceData(first, last - first + 1, text);
        text = "";
      }
    }

    function change(places) {
      editor.fire("saveSnapshot");
      [...places].reverse().forEach(put);
      editor.fire("saveSnapshot");
      editor.fire("change");
      look();
    }

    function replace() {
      if (at >= 0) change([found[at]]);
    }

    function replaceAll() {
      const number = found.length;
      if (!number) return;
      change(found);
      bar.said.textContent = `${number} replaced`;
    }

    function close() {
      const range = at >= 0 && editor.mode === "wysiwyg" ? words.range(...found[at]) : null;
      bar.body.hidden = true;
      for (const name of ["desk-found", "desk-found-here"]) passages.draw(name, []);
      editor.focus();
      if (!range) return;
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }

    editor.on("change", look);
    editor.on("mode", () => bar && !bar.body.hidden && close());
  },
});
