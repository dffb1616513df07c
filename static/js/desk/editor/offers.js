/*
 * Somebody pasted “See also Some Title” as a paragraph of its own: where there is a story of that title, a bar below the
 * text offers to put the link in its place. The text stays as it was pasted until somebody says otherwise.
 */
CKEDITOR.plugins.add("deskoffers", {
  requires: "desktokens",

  init(editor) {
    const { desk } = CKEDITOR;
    const AT_ONCE = 10; // offers that are made of one paste
    const SEE_ALSO = /^see also\b[\s:–—-]*(.*\S)$/i;
    const QUOTES = /^["“”„«»‘’'‹›\s]+|["“”„«»‘’'‹›\s]+$/g;
    const plain = (text) => text.replace(/[\s\u200b]+/g, " ").trim();
    let bar = null;
    let said = null;

    const make = (tag, properties, ...children) => {
      const element = Object.assign(document.createElement(tag), properties);
      element.append(...children);
      return element;
    };

    /* Below the text, so that nothing moves under the cursor, and the next stop of the Tab key. */
    function show() {
      if (bar) return;
      said = make("p", { className: "link-offers__said" });
      said.setAttribute("role", "status");
      bar = make("div", { className: "link-offers" }, said);
      bar.setAttribute("role", "region");
      bar.setAttribute("aria-label", "Links to stories");
      bar.addEventListener("keydown", (event) => {
        event.stopPropagation(); // keys of the form are not meant
        if (event.key !== "Escape") return;
        const keep = event.target.closest(".link-offer")?.querySelector("[data-keep]");
        if (keep) keep.click();
        else editor.focus();
      });
      editor.container.$.after(bar);
      stand();
    }

    /* Stays in sight above the form's buttons, which stay in sight as well. */
    function stand() {
      const buttons = [...document.querySelectorAll(".submit-row")].find((row) => getComputedStyle(row).position === "sticky");
      if (bar) bar.style.insetBlockEnd = `${buttons?.offsetHeight ?? 0}px`;
    }
    addEventListener("resize", stand);

    function paragraph(words) {
      if (editor.mode !== "wysiwyg") return null;
      return editor.editable().find("p").toArray().find((one) => plain(one.getText()) === words);
    }

    /* Closes one offer and goes on to the next, or back to the text. */
    function close(offer, back = () => editor.focus()) {
      const next = offer.nextElementSibling ?? offer.previousElementSibling;
      offer.remove();
      if (next?.matches(".link-offer")) {
        next.querySelector("button").focus();
        return;
      }
      bar.remove();
      bar = null;
      back();
    }

    function insert(offer, words, id) {
      const place = paragraph(words);
      if (!place) {
        said.textContent = `“${words}” is no longer a paragraph of the text.`;
        return;
      }
      editor.focus();
      editor.fire("saveSnapshot");
      const range = editor.createRange();
      range.moveToPosition(place, CKEDITOR.POSITION_BEFORE_START);
      place.remove();
      desk.insert(editor, "see-also", String(id), range);
      editor.fire("saveSnapshot");
      editor.fire("change");
      close(offer);
    }

    function offer(words, stories) {
      show();
      if ([...bar.querySelectorAll(".link-offer")].some((one) => one.dataset.words === words)) return;
      const [first] = stories;
      const question = make("p", { className: "link-offer__question" });
      const row = make("div", { className: "link-offer" }, question);
      row.dataset.words = words;
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", words);
      let choice = null;
      if (stories.length === 1) {
        question.append(`${words}: insert a link to the story “${first.name}”? `, make("span", { textContent: `(${first.words})` }));
      } else {
        choice = make("select", {}, ...stories.map(({ id, name, words: more }) => make("option", { value: id, textContent: `${name} (${more})` })));
        choice.setAttribute("aria-label", "Which story");
        question.append(`${words}: insert a link to one of these ${stories.length} stories?`);
        row.append(choice);
      }
      const yes = make("button", { type: "button", className: "button", textContent: "Insert" });
      const no = make("button", { type: "button", className: "button", textContent: "Keep as text" });
      no.dataset.keep = "";
      yes.addEventListener("click", () => {
        const story = stories.find(({ id }) => String(id) === choice?.value) ?? first;
        insert(row, words, story.id);
      });
      no.addEventListener("click", () => close(row));
      row.append(yes, no);
      bar.append(row);
      said.textContent = `${plain(question.textContent)} Press Tab to answer.`;
    }

    async function look(words) {
      const title = SEE_ALSO.exec(words)?.[1].replace(QUOTES, "");
      if (!title) return;
      let found;
      try {
        found = await desk.ask(`${editor.config.desk.titled}?${new URLSearchParams({ title, for: desk.story })}`);
      } catch {
        return; // what was pasted is there; a link can still be put in by its button
      }
      if (found.stories.length && paragraph(words)) offer(words, found.stories);
    }

    editor.on(
      "paste",
      ({ data: { pasted } }) => {
        const pointers = new Set((pasted?.paragraphs ?? []).map(plain).filter((words) => SEE_ALSO.test(words)));
        [...pointers].slice(0, AT_ONCE).forEach(look);
      },
      null,
      null,
      1001, // once it is in the text
    );
  },
});
