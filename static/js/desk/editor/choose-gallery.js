/* Chooses several pictures of the library and their order: for a gallery, or for two side by side. */
CKEDITOR.desk.choosers.gallery = (editor, put) => {
  const { desk } = CKEDITOR;
  const MOST = { gallery: 20, pair: 2 };
  const chooser = new desk.Chooser({ kind: "gallery", url: editor.config.desk.image, choose: take });
  const part = (name) => chooser.dialog.querySelector(`[data-chooser-${name}]`);
  const [chosen, row, button] = ["chosen", "row", "put"].map(part);
  const words = new desk.PictureWords(editor);
  const rows = () => [...chosen.children];
  const as = () => chooser.dialog.querySelector("[type=radio]:checked").value;
  let opened = null;

  function take(option) {
    if (rows().some(({ dataset }) => dataset.value === option.dataset.value)) say(`“${option.dataset.label}” is among them already.`);
    else if (rows().length >= MOST[as()]) say(as() === "pair" ? "Two are side by side. Take one out first." : `${MOST.gallery} are the most. Take one out first.`);
    else {
      add({ value: option.dataset.value, title: option.dataset.label, src: option.querySelector("img").src });
      say(`“${option.dataset.label}” is number ${rows().length}.`);
    }
  }

  const say = (sentence) => { chooser.said.textContent = sentence; };

  /* `own` is the <img> in the text, which knows the library's words for it, once it stands there. */
  function add({ value, title, src, own = null }) {
    const made = row.content.firstElementChild.cloneNode(true);
    made.dataset.value = value;
    made.own = own;
    made.querySelector("img").src = src;
    made.querySelector(".chosen__name").textContent = title;
    for (const one of made.querySelectorAll("button")) one.setAttribute("aria-label", `${one.textContent}: ${title}`);
    made.querySelector("[data-words]").hidden = !own;
    chosen.append(made);
    settle();
  }

  function settle() {
    const number = rows().length;
    button.disabled = number < 2 || number > MOST[as()];
    rows().forEach((one, at) => {
      one.querySelector("[data-move='-1']").disabled = at === 0;
      one.querySelector("[data-move='1']").disabled = at === number - 1;
    });
  }

  chosen.addEventListener("click", ({ target }) => {
    const one = target.closest("li");
    const { move } = target.dataset;
    if (move) {
      const beside = move === "1" ? one.nextElementSibling : one.previousElementSibling;
      if (move === "1") beside.after(one);
      else beside.before(one);
      settle();
      (target.disabled ? one.querySelector("[data-move]:enabled") : target).focus();
      say(`Now number ${rows().indexOf(one) + 1} of ${rows().length}.`);
    } else if (target.matches("[data-remove]")) {
      one.remove();
      settle();
      chooser.input.focus();
    } else if (target.matches("[data-words]")) {
      const { whenClosed } = opened;
      chooser.close();
      words.open(whenClosed, one.dataset.value, one.own);
    }
  });
  chooser.dialog.querySelectorAll("[type=radio]").forEach((radio) => radio.addEventListener("change", settle));
  button.addEventListener("click", () => put(rows().map(({ dataset }) => dataset.value).join(" "), "", as()));

  const open = chooser.open.bind(chooser);
  chooser.open = (whenClosed, widget) => {
    opened = { whenClosed, widget };
    chosen.replaceChildren();
    chooser.dialog.querySelector(`[type=radio][value=${widget?.kind ?? "gallery"}]`).checked = true;
    for (const value of widget ? desk.picturesOf(widget) : []) {
      const own = widget.element.findOne(`img[data-pk="${value}"]`)?.$;
      add({ value, title: own?.dataset.title ?? `Picture ${value}`, src: own?.src ?? "", own });
    }
    settle();
    open(whenClosed);
  };
  return chooser;
};
