/* Writes, answers and resolves notes beside the story without leaving it. Without this script the answer opens
   in a tab of its own; either way what is typed in the story's form stays there. */
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("note-form");
  if (!form || !document.getElementById("notes")) return;

  const inputs = () => [...document.querySelectorAll('#notes [form="note-form"]:is(textarea, input)')];
  const say = (words) => {
    const said = document.querySelector("#notes .notes__said");
    said.classList.add("field__error");
    said.textContent = words;
  };

  async function send(button) {
    const data = new FormData(form);
    data.append(button.name, button.value);
    const sent = new Map(inputs().map((input) => [input.name, input.value]));
    button.disabled = true;
    try {
      const response = await fetch(form.action, { method: "POST", body: data, headers: { "X-Part": "notes" }, redirect: "error" });
      const html = await response.text();
      const part = new DOMParser().parseFromString(html, "text/html").getElementById("notes");
      if (!part) throw new Error(String(response.status));
      show(part, sent);
    } catch {
      say("Not sent: no network, or you are logged out. Your note stays here; log in in another tab and try again.");
    } finally {
      button.disabled = false;
    }
  }

  /* Takes the threads as they are now; what was typed on while they came stays. */
  function show(part, sent) {
    const typedOn = inputs().filter((input) => input.value !== sent.get(input.name)).map((input) => [input.name, input.value]);
    const notes = document.getElementById("notes");
    const wasOpen = notes.querySelector(".notes__resolved")?.open;
    notes.replaceWith(part);
    for (const [name, value] of typedOn) {
      const input = inputs().find((one) => one.name === name);
      if (input) input.value = value;
    }
    document.dispatchEvent(new Event("desk:notes")); // js/desk/editor/notes.js looks for their words
    const resolved = part.querySelector(".notes__resolved");
    if (resolved) resolved.open = Boolean(wasOpen);
    const said = part.querySelector(".notes__said");
    const words = said.textContent;
    said.textContent = "";
    said.tabIndex = -1;
    said.focus();
    said.textContent = words; // read out now that it is on the page
  }

  form.addEventListener("submit", (event) => {
    if (!event.submitter?.name) return;
    event.preventDefault();
    send(event.submitter);
  });
});
