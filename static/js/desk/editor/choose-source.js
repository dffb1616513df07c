/* Cites a source: one that the story cites already, or another of the ledger, which it cites from then on. */
CKEDITOR.desk.choosers.citation = (editor, put) => {
  const { desk } = CKEDITOR;
  const element = (tag, name, words) => Object.assign(document.createElement(tag), { className: name, textContent: words });

  function option({ source, name, statement }, order) {
    const made = element("div", "found", "");
    made.id = `choice-cited-${order}`;
    made.dataset.value = source;
    made.dataset.label = name;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    const words = element("span", "found__words", "");
    words.append(element("span", "found__name", name), element("span", "found__more", statement || "Nothing said yet of what for"));
    made.append(words);
    return made;
  }

  /* What the story cites, as a group of the list: each source once. */
  function cited(typed) {
    const found = desk.marks.cited().filter(({ name, statement }) => `${name} ${statement}`.toLowerCase().includes(typed));
    if (!found.length) return [];
    const group = element("div", "chooser__group", "");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "In this story");
    const heading = element("span", "chooser__group-heading", "In this story");
    heading.setAttribute("aria-hidden", "true");
    group.append(heading, ...[...new Map(found.map((one) => [one.source, one])).values()].map(option));
    return [group];
  }

  const chooser = new desk.Chooser({
    kind: "citation",
    url: editor.config.desk.citation,
    before: cited,
    async choose(chosen) {
      const { opening } = chooser;
      const isNew = !desk.marks.cited().some(({ source }) => source === chosen.dataset.value);
      if (await cite(chosen.dataset.value, opening) && isNew) tellListed(chosen.dataset.label);
    },
  });

  /* Puts a mark of the source into the text. Resolves to whether it did. */
  async function cite(source, opening) {
    let id;
    try {
      id = await desk.marks.cite(source, () => chooser.isStill(opening));
    } catch (error) {
      if (chooser.isStill(opening)) chooser.said.textContent = error.message;
      return false;
    }
    if (!id || !chooser.isStill(opening)) return false;
    put(id);
    return true;
  }

  const tellListed = (name) => desk.tell(editor, `“${name}” is listed under Sources now. Say there what the story takes from it.`, "info");

  // -- A source that is not there yet: made here, and cited at once --

  const [start, form] = ["new", "make"].map((name) => chooser.dialog.querySelector(`[data-chooser-${name}]`));
  const list = [chooser.dialog.querySelector(".chooser__search"), chooser.results];

  function make(isMaking) {
    form.hidden = !isMaking;
    start.parentElement.hidden = isMaking;
    for (const each of list) each.hidden = isMaking;
    chooser.said.textContent = "";
  }

  function away() {
    make(false);
    chooser.input.focus();
    chooser.search();
  }

  const fill = desk.newSource(form, {
    url: `${editor.config.desk.citation}add/`,
    say: (words) => { chooser.said.textContent = words; },
    away,
    mark: () => chooser.opening,
    async made({ source, name }, opening) {
      if (await cite(String(source), opening)) tellListed(name);
    },
  });

  function begin() {
    make(true);
    fill(chooser.typed);
  }
  start.addEventListener("click", begin);
  chooser.none = begin; // Return on a name that no source has
  chooser.dialog.addEventListener("cancel", (event) => { // Escape leads back to the list first
    if (form.hidden) return;
    event.preventDefault();
    away();
  });

  chooser.input.addEventListener("input", () => {
    start.textContent = chooser.typed ? `New source: ${chooser.typed}` : "New source";
  });
  const open = chooser.open.bind(chooser);
  chooser.open = (...given) => {
    make(false);
    start.textContent = "New source";
    open(...given);
  };
  return chooser;
};
