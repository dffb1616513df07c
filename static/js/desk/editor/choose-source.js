/* Cites a source: one that the story cites already, or another of the ledger, which it cites from then on. */
CKEDITOR.desk.choosers.citation = (editor, put) => {
  const { desk } = CKEDITOR;
  const element = (tag, name, words) => Object.assign(document.createElement(tag), { className: name, textContent: words });

  function option({ source, name, statement }, order) {
    const made = element("div", "choice", "");
    made.id = `choice-cited-${order}`;
    made.dataset.value = source;
    made.dataset.label = name;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    const words = element("span", "choice__words", "");
    words.append(element("span", "choice__name", name), element("span", "choice__more", statement || "Nothing said yet of what for"));
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
      let id;
      try {
        id = await desk.marks.cite(chosen.dataset.value, () => chooser.isStill(opening));
      } catch (error) {
        if (chooser.isStill(opening)) chooser.said.textContent = error.message;
        return;
      }
      if (!id || !chooser.isStill(opening)) return;
      put(id);
      if (!isNew) return;
      const words = `“${chosen.dataset.label}” is listed under Sources now. Say there what the story takes from it.`;
      desk.tell(editor, words, "info");
    },
  });
  return chooser;
};
