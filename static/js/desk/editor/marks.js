/*
 * Marks of sources: numbered as readers will see them, by the rows of sources beside the text; the rows themselves; and
 * marks that come over from another story, which never go on pointing there.
 */
CKEDITOR.plugins.add("deskmarks", {
  requires: "desktokens",

  init(editor) {
    const { desk } = CKEDITOR;
    const group = document.getElementById("citations-group");
    const { form } = editor.element.$;

    // -- The rows of sources: what this story cites --

    const field = (row, name) => row.querySelector(`[name^="citations-"][name$="-${name}"]`);

    function rows() {
      return [...group.querySelectorAll("[data-row]")].map((row) => {
        const source = field(row, "source");
        return {
          row,
          id: field(row, "id").value,
          source: source.value,
          name: source.selectedOptions?.[0]?.textContent.trim() ?? row.querySelector("[data-name]").textContent.trim(),
          statement: field(row, "statement").value.trim(),
          isDeleted: field(row, "DELETE")?.checked ?? false,
        };
      });
    }

    const cited = () => rows().filter(({ source, isDeleted }) => source && !isDeleted);

    /* A row that nobody has begun, else a new one. */
    function emptyRow() {
      const TYPED = ["id", "source", "statement", "quote", "url", "archive_url", "accessed_on"];
      const isEmpty = ({ row, isDeleted }) => !isDeleted && TYPED.every((name) => !field(row, name).value);
      const found = rows().find(isEmpty);
      if (found) return found.row;
      group.querySelector("[data-add-row]").click(); // with all that listens to it
      return rows().find(isEmpty).row;
    }

    /* Writes what the desk said of a new citation into a row. */
    function add(citation) {
      const row = emptyRow();
      const select = field(row, "source");
      select.append(new Option(citation.name, citation.source, true, true));
      for (const name of ["id", "statement", "quote", "url", "archive_url", "accessed_on"]) {
        field(row, name).value = citation[name] ?? "";
      }
      select.dispatchEvent(new Event("change", { bubbles: true }));
      return String(citation.id);
    }

    async function ask(entries) {
      return (await desk.ask(editor.config.desk.cite, entries)).citations;
    }

    desk.marks = {
      cited,

      /*
       * Resolves to the id of this story's citation of a source; the first there is, else a new one, or null when that
       * is not wanted any more.
       */
      async cite(source, isWanted = () => true) {
        const found = cited().find((one) => one.source === source);
        if (found?.id) return found.id;
        const citation = (await ask([["source", source]]))[source];
        if (!isWanted()) return null;
        if (!found) return add(citation);
        field(found.row, "id").value = citation.id; // chosen by hand and never saved: it has no number yet
        form.dispatchEvent(new Event("change", { bubbles: true }));
        return String(citation.id);
      },
    };

    // -- Numbers: by source, in the order of the first mark --

    let timer = 0;
    const soon = () => {
      timer ||= setTimeout(() => {
        timer = 0;
        if (editor.mode === "wysiwyg") number();
      });
    };

    function number() {
      replaceAdopted();
      const known = new Map(cited().filter(({ id }) => id).map((one) => [one.id, one]));
      const numbers = new Map();
      for (const widget of desk.widgets(editor, "citation")) {
        const one = known.get(widget.data.value);
        if (one && !numbers.has(one.source)) numbers.set(one.source, numbers.size + 1);
        const shown = one ? String(numbers.get(one.source)) : "?";
        const label = one ? `Source ${shown}: ${one.name}` : "A mark without a source: readers don’t see it";
        if (widget.element.getText() === shown && widget.wrapper.getAttribute("aria-label") === label) continue;
        desk.show(editor, () => {
          widget.element.setText(shown);
          widget.wrapper.setAttributes({ "aria-label": label, title: label });
        });
      }
      for (const { row, source, isDeleted } of rows()) {
        const told = row.querySelector("[data-mark-words]");
        if (!source || isDeleted) told.textContent = "";
        else told.textContent = numbers.has(source) ? `Number ${numbers.get(source)} in the text` : "Not marked in the text";
      }
    }

    editor.on("desk:marks", soon);
    editor.on("change", soon);
    editor.on("contentDom", soon);
    group.addEventListener("change", soon);
    document.addEventListener("formset:added", soon);
    document.addEventListener("formset:removed", soon);

    // -- Marks from another story --

    const adopted = new Map(); // id there → id here, or null where it could not be had
    const strange = new Set(); // pasted, and not looked up yet
    const RETRY = 15_000; // ms until the desk is asked again, where it did not answer

    editor.on("paste", ({ data }) => {
      const pasted = new DOMParser().parseFromString(data.dataValue ?? "", "text/html");
      const own = new Set(cited().map(({ id }) => id));
      for (const { dataset: { citation: id } } of pasted.querySelectorAll("sup[data-citation]")) {
        if (own.has(id)) continue;
        if (!own.has(adopted.get(id))) adopted.delete(id); // its row has been taken away since, or it may be had by now
        strange.add(id);
      }
    }, null, null, 900); // once nobody changes it any more, before it is in the text
    editor.on("afterPaste", adopt);

    let failure = null; // what is said of it
    let retry = 0;

    function later() {
      clearTimeout(retry);
      retry = setTimeout(() => (editor.mode === "wysiwyg" ? adopt() : later()), RETRY);
    }
    editor.on("destroy", () => clearTimeout(retry));

    async function adopt() {
      const inText = new Set(desk.widgets(editor, "citation").map(({ data }) => data.value));
      const asked = [...strange].filter((id) => inText.has(id) && !adopted.has(id));
      strange.clear();
      if (!asked.length) {
        soon();
        return;
      }
      let found;
      try {
        found = await ask(asked.map((id) => ["citation", id]));
      } catch (error) {
        asked.forEach((id) => strange.add(id));
        failure ??= tell(`The sources of what you pasted could not be looked up yet. ${error.message}`, "warning", 0);
        later();
        return;
      }
      if (failure?.isVisible()) failure.hide();
      failure = null;
      const names = [];
      for (const id of asked) {
        const citation = found[id];
        const here = citation && cited().find(({ source }) => source === String(citation.source));
        if (citation && !here) names.push(citation.name);
        adopted.set(id, citation ? (here?.id || add(citation)) : null);
      }
      number();
      editor.fire("saveSnapshot");
      const lost = asked.filter((id) => !found[id]).length;
      if (names.length) tell(`From the other story this one cites now: ${names.join(", ")}. Look at it under Sources.`, "info");
      if (lost === 1) tell("One mark was left out: its source is not saved, or in a story that is not yours.", "warning");
      if (lost > 1) tell(`${lost} marks were left out: their sources are not saved, or in stories that are not yours.`, "warning");
    }

    const tell = (...what) => desk.tell(editor, ...what);

    /* Undo brings a pasted text back as it came. */
    function replaceAdopted() {
      for (const widget of desk.widgets(editor, "citation")) {
        if (!adopted.has(widget.data.value)) continue;
        const here = adopted.get(widget.data.value);
        desk.show(editor, () => {
          if (here) widget.setData("value", here);
          else editor.widgets.del(widget);
        });
      }
    }
  },
});
