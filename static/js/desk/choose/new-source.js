/*
 * A source that is not there yet, made in a few fields: in the dialog in which one cites, and in a row beside the text.
 * The fields have no names, so that they are no part of the story's form.
 */
import { askFor } from "./desk.js";

/*
 * `form` is the part with the fields ([data-chooser-make]). `url` makes a source; then `made({ source, name }, mark)` is
 * called, with what `mark()` was when it was asked for. `say(words)` tells what is wrong, `away()` that nothing is made.
 * Returns what begins one: a function of the name typed so far.
 */
export function newSource(form, { url, made, say, away, mark = () => null }) {
  const part = (name) => form.querySelector(`[data-chooser-${name}]`);
  const field = (name) => form.querySelector(`[data-new=${name}]`);

  function hideWhy() {
    const isHidden = field("anonymous").checked;
    field("kind").closest(".field").hidden = isHidden;
    part("why").hidden = !isHidden;
  }

  let isAdding = false;
  async function send() {
    if (isAdding) return;
    isAdding = true;
    const marked = mark();
    const isAnonymous = field("anonymous").checked;
    try {
      const source = await askFor(url, {
        name: field("name").value,
        kind: isAnonymous ? "anonymous" : field("kind").value,
        description: isAnonymous ? field("why").value : "",
      });
      await made(source, marked);
    } catch (error) {
      say(error.refusal?.words ?? error.message);
      if (error.refusal) field(isAnonymous && field("name").value.trim() ? "why" : "name").focus();
    } finally {
      isAdding = false;
    }
  }

  field("anonymous").addEventListener("change", hideWhy);
  part("add").addEventListener("click", send);
  part("cancel").addEventListener("click", away);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    if (event.target.type !== "checkbox") send();
  });

  return (name) => {
    for (const input of form.querySelectorAll("input")) input.value = "";
    field("anonymous").checked = false;
    field("name").value = name;
    hideWhy();
    form.hidden = false;
    field(name ? "kind" : "name").focus();
  };
}
