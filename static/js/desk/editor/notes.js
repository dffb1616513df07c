/*
 * Notes on passages: marks words for a new note, shows in the text and beside it where notes hang, and leads from one to
 * the other. The text is not changed: the browser paints over it (CSS Custom Highlight API); one that can't still has the
 * numbers beside the text and the words in the notes.
 */
CKEDITOR.plugins.add("desknotes", {
  requires: "desktokens",

  init(editor) {
    const { passages, desk } = CKEDITOR;
    const PAUSE = 250; // ms after a change until passages are looked for
    const panel = () => document.getElementById("notes");
    const hung = new Map(); // id of a thread → {passage, range or null, number}
    const layer = Object.assign(document.createElement("div"), { className: "text__notes" });
    let timer = null;

    editor.addCommand("desknote", { modes: { wysiwyg: 1 }, editorFocus: false, canUndo: false, exec: begin });
    editor.ui.addButton("desknote", { label: "Note", title: `Note (${desk.keys("N")})`, command: "desknote", toolbar: "desk" });

    // -- A new one --

    function begin() {
      const part = panel();
      if (!part) {
        desk.tell(editor, "Save the story once: from then on it has notes.", "info");
        return;
      }
      const words = new passages.Words(editor.editable().$);
      const selection = getSelection();
      const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0).cloneRange() : null;
      const place = range && words.place(range);
      fill(place ? words.quotation(place) : { quote: "", before: "", after: "" });
      reveal(part.querySelector(".notes__new")); // in a closed row nothing takes the focus
      part.querySelector("#note").focus();
    }

    function fill(passage) {
      const part = panel();
      part.querySelector("[name=passage]").value = passage.quote;
      part.querySelector("[name=passage_before]").value = passage.before;
      part.querySelector("[name=passage_after]").value = passage.after;
      told();
    }

    const typed = () => ({
      quote: panel().querySelector("[name=passage]").value,
      before: panel().querySelector("[name=passage_before]").value,
      after: panel().querySelector("[name=passage_after]").value,
    });

    /* Says what the new note will be on, and how it is for the whole story after all. */
    function told() {
      const about = panel().querySelector("[data-note-about]");
      const { quote } = typed();
      panel().querySelector("[data-note-whole]").hidden = Boolean(quote);
      about.hidden = !quote;
      about.replaceChildren(`On “${shortened(quote)}” `, button("For the whole story", "button button--word", () => {
        fill({ quote: "", before: "", after: "" });
        panel().querySelector("#note").focus();
      }));
      look();
    }

    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !event.target.matches?.("#notes textarea") || editor.mode !== "wysiwyg") return;
      const { quote } = typed();
      const id = event.target.closest(".note")?.id;
      const words = new passages.Words(editor.editable().$);
      const place = event.target.id === "note" && quote ? words.find(typed()) : null;
      const range = place ? words.range(...place) : hung.get(id)?.range;
      if (range) go(range);
    });

    // -- Where they hang --

    function look() {
      clearTimeout(timer);
      timer = null;
      const part = panel();
      if (!part) return;
      const isShown = editor.mode === "wysiwyg" && editor.editable();
      const words = isShown ? new passages.Words(editor.editable().$) : null;
      for (const thread of part.querySelectorAll(".note[data-passage]")) {
        const { passage: quote, before, after } = thread.dataset;
        const note = hung.get(thread.id) ?? { passage: { quote, before, after }, range: null };
        hung.set(thread.id, note);
        if (words) follow(note, words);
      }
      for (const id of hung.keys()) if (!document.getElementById(id)) hung.delete(id);
      if (words) draw(words);
    }

    /* As it stood a moment ago, or wherever the words that are changed stand now. */
    function follow(note, words) {
      const { passage } = note;
      const same = words.same(passage);
      const isSure = same && words.agreement(same, passage.before, passage.after) >= Math.min(10, passage.before.length + passage.after.length);
      const place = isSure ? same : ((note.range && words.place(note.range)) ?? words.find(passage));
      note.range = place ? words.range(...place) : null;
      if (place) note.passage = words.quotation(place);
    }

    const open = () => [...hung].filter(([id, { range }]) => range && !document.getElementById(id).closest(".notes__resolved"));

    function draw(words) {
      const shown = open().sort(([, one], [, other]) => one.range.compareBoundaryPoints(Range.START_TO_START, other.range));
      for (const note of hung.values()) note.number = 0;
      shown.forEach(([, note], index) => (note.number = index + 1));
      passages.draw("desk-notes", shown.map(([, { range }]) => range));
      const pending = typed().quote ? words.find(typed()) : null;
      passages.draw("desk-pending", pending ? [words.range(...pending)] : []);
      for (const [id, note] of hung) name(document.getElementById(id), note);
      place(shown);
    }

    /* What the thread says it is on. */
    function name(thread, note) {
      const about = thread.querySelector(".note__about");
      const isButton = Boolean(about.querySelector("button"));
      const quote = shortened(note.passage.quote);
      const said = note.range ? `${note.number ? `${note.number} ` : ""}“${quote}”` : `The passage is gone: “${quote}”`;
      if (about.textContent === said && isButton === Boolean(note.range)) return;
      if (!note.range) {
        about.textContent = said;
        return;
      }
      const words = button("", "note__words", () => go(note.range));
      if (note.number) words.append(Object.assign(document.createElement("span"), { className: "text__number", textContent: note.number }), " ");
      words.append(`“${quote}”`);
      words.title = "Go to these words in the text";
      about.replaceChildren(words);
    }

    /* The numbers beside the text, each as high as its words. */
    function place(shown = open().sort(([, one], [, other]) => one.number - other.number)) {
      if (!layer.isConnected) editor.container.$.after(layer);
      const top = layer.getBoundingClientRect().top;
      const chips = shown.map(([id, { range, number, passage }]) => {
        const thread = document.getElementById(id);
        const chip =
          layer.querySelector(`[data-note="${id}"]`) ??
          button("", "text__note", () => reveal(document.getElementById(id), true));
        chip.dataset.note = id;
        chip.textContent = number;
        chip.setAttribute("aria-label", `Note ${number} on “${shortened(passage.quote)}”, by ${thread.querySelector(".note__said b").textContent}`);
        chip.style.insetBlockStart = `${range.getClientRects()[0]?.top - top}px`;
        return chip;
      });
      // Where nothing came or went, they stay as they are: one of them may have the focus.
      if (chips.length !== layer.children.length || chips.some((chip, at) => chip !== layer.children[at])) layer.replaceChildren(...chips);
    }

    // -- There and back --

    function go(range) {
      editor.focus();
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range.cloneRange());
      passages.show(range);
    }

    /* Opens what is closed around an element and brings it into sight; with the focus on its first button, if asked. */
    function reveal(element, isFocused = false) {
      for (let around = element.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      element.scrollIntoView({ block: "nearest" });
      if (isFocused) element.querySelector("button").focus();
    }

    function button(text, className, press) {
      const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
      made.addEventListener("click", press);
      return made;
    }

    const shortened = (words) => (words.length > 90 ? `${words.slice(0, 80).trimEnd()}…` : words);

    // -- When --

    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    };
    editor.on("change", soon);
    editor.on("contentDom", soon);
    editor.on("mode", () => {
      layer.hidden = editor.mode !== "wysiwyg";
    });
    editor.on("instanceReady", () => {
      if (!panel()) return;
      new ResizeObserver(() => place()).observe(editor.container.$);
      const { form } = editor.element.$;
      form.addEventListener("submit", () => {
        look();
        const now = [...hung].filter(([, { range }]) => range).map(([id, { passage }]) => [id.replace("note-", ""), passage]);
        const input = Object.assign(document.createElement("input"), { type: "hidden", name: "note_passages" });
        input.value = JSON.stringify(Object.fromEntries(now));
        form.append(input);
        setTimeout(() => input.remove()); // sent by then; autosaves are not told
      });
      told();
    });
    document.addEventListener("desk:notes", () => {
      if (editor.status === "ready") told();
    });
  },
});
