/*
 * A picture as a field of a form: it is chosen in the dialog, dropped, pasted, or taken with the camera, and stands in
 * the form with a ring on what must stay in view. The number input that the page came with stays what is sent.
 */
import { Chooser } from "./chooser.js";
import { askFor, send } from "./desk.js";
import { element } from "./offers.js";

const within = (share) => Math.min(1, Math.max(0, Math.round(share * 100) / 100));

function picker(box) {
  const number = box.querySelector("[data-picker-number]");
  const shown = box.querySelector("[data-picker-shown]");
  const { choose, picked, upload } = box.dataset;
  const mostBytes = Number(box.dataset.mostBytes);
  const label = document.querySelector(`label[for="${CSS.escape(number.id)}"]`);
  const said = element("p", { className: "small soft" });
  said.setAttribute("role", "status");
  const another = element("button", { type: "button", className: "button button--small", id: number.id });
  const off = element("button", { type: "button", className: "button button--small", textContent: "Take it off" });
  const buttons = element("div", { className: "actions" }, another, off);
  number.removeAttribute("id");
  if (label) { // a label would be the button's name, in place of what it does
    label.id ||= `${another.id}-label`;
    label.removeAttribute("for");
    for (const button of [another, off]) button.setAttribute("aria-describedby", label.id);
  }
  number.hidden = true;
  box.querySelector("[data-picker-plain]").hidden = true;
  box.append(buttons, said);

  const address = (pk) => picked.replace("/0/", `/${pk}/`);

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    shown.replaceChildren(...page.body.childNodes);
    ready();
  }

  function ready() {
    const has = Boolean(number.value);
    another.textContent = has ? "Another picture" : "Choose a picture";
    off.hidden = !has;
    const stage = shown.querySelector("[data-focal]");
    if (stage) pointed(stage);
  }

  function set(pk) {
    number.value = pk;
    for (const name of ["input", "change"]) number.dispatchEvent(new Event(name, { bubbles: true }));
  }

  async function take(pk) {
    set(pk);
    try {
      show((await askFor(address(pk))).html);
      said.textContent = `“${shown.querySelector("[data-title]")?.textContent ?? pk}” is chosen.`;
    } catch (error) {
      shown.replaceChildren(`Picture ${pk}. `, error.message);
      ready();
    }
  }

  off.addEventListener("click", () => {
    set("");
    shown.replaceChildren();
    ready();
    said.textContent = "The picture is taken off. It stays in the library.";
    another.focus();
  });

  // -- The ring --

  function pointed(stage) {
    const image = stage.querySelector("img");
    const ring = element("button", { type: "button", className: "focal__ring" });
    let [x, y] = [Number(stage.dataset.x), Number(stage.dataset.y)];
    let timer;
    stage.append(ring);
    stage.classList.add("focal--pointed");

    function place() {
      ring.style.insetInlineStart = `${x * 100}%`;
      ring.style.insetBlockStart = `${y * 100}%`;
      for (const crop of shown.querySelectorAll(".crops img")) crop.style.objectPosition = `${x * 100}% ${y * 100}%`;
      ring.setAttribute("aria-label", `What must stay in view: ${Math.round(x * 100)} % from the left, ${Math.round(y * 100)} % from the top. Arrow keys move it.`);
    }

    function keep() {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        try {
          await askFor(address(number.value), { focal_x: x, focal_y: y });
          said.textContent = "What must stay in view is saved, for every place that shows the picture.";
        } catch (error) {
          said.textContent = error.refusal?.words ?? error.message;
        }
      }, 400);
    }

    function to(event) {
      const frame = image.getBoundingClientRect();
      x = within((event.clientX - frame.left) / frame.width);
      y = within((event.clientY - frame.top) / frame.height);
      place();
      keep();
    }

    const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    ring.addEventListener("keydown", (event) => {
      const way = WAYS[event.key];
      if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const step = event.shiftKey ? 0.1 : 0.01;
      [x, y] = [within(x + way[0] * step), within(y + way[1] * step)];
      place();
      keep();
    });
    image.addEventListener("click", to);
    ring.addEventListener("pointerdown", (event) => ring.setPointerCapture(event.pointerId));
    ring.addEventListener("pointermove", (event) => { if (ring.hasPointerCapture(event.pointerId)) to(event); });
    image.addEventListener("dragstart", (event) => event.preventDefault());
    place();
  }

  // -- The dialog, and files --

  let chooser;

  function open() {
    chooser ??= withUpload(new Chooser({
      kind: "image",
      url: choose,
      async choose(option) {
        chooser.close();
        await take(option.dataset.value);
      },
    }));
    chooser.describe(null);
    chooser.open(() => another.focus());
  }

  function withUpload(made) {
    const { dialog } = made;
    const bar = dialog.querySelector("progress");
    const words = dialog.querySelector("[data-chooser-describe]");
    const rest = [".chooser__search", "[data-chooser-results]"].map((name) => dialog.querySelector(name));
    let described = null;

    made.describe = (taken) => {
      described = taken;
      words.hidden = !taken;
      for (const part of rest) part.hidden = Boolean(taken);
      if (!taken) return;
      for (const input of words.querySelectorAll("[name]")) input.value = "";
      words.querySelector("[name]").focus();
    };

    async function take1(file) {
      made.said.textContent = `Uploading “${file.name}” …`;
      bar.hidden = false;
      try {
        const taken = await send(file, { url: upload, mostBytes, progress: (share) => { bar.value = share * 100; } });
        made.said.textContent = taken.known ? `“${taken.title}” was in the library already.` : `“${taken.title}” is in the library. ${taken.note}`.trim();
        if (taken.known) {
          made.close();
          await take(String(taken.pk));
        } else {
          made.describe(taken);
        }
      } catch (error) {
        made.said.textContent = `“${file.name}” was not taken. ${error.message}`;
      }
      bar.hidden = true;
    }
    made.take1 = take1;

    for (const input of dialog.querySelectorAll("[data-chooser-upload]")) {
      input.addEventListener("change", () => {
        const [file] = input.files;
        input.value = "";
        if (file) take1(file);
      });
    }

    async function finish(event) {
      event?.preventDefault();
      const { pk } = described;
      const entries = [...words.querySelectorAll("[name]")].filter(({ value }) => value.trim()).map(({ name, value }) => [name, value]);
      try {
        if (entries.length) await askFor(address(pk), entries);
      } catch (error) {
        made.said.textContent = error.refusal?.words ?? error.message;
        return;
      }
      made.close();
      await take(String(pk));
    }
    dialog.querySelector("[data-chooser-described]").addEventListener("click", finish);
    words.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input")) finish(event);
    });
    return made;
  }

  const pictureIn = (data) => [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));

  function takeFile(event, data) {
    const file = pictureIn(data);
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    box.classList.remove("drop--over");
    open();
    chooser.take1(file);
  }

  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("drop--over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("drop--over"));
  box.addEventListener("drop", (event) => takeFile(event, event.dataTransfer));
  box.addEventListener("paste", (event) => takeFile(event, event.clipboardData));
  another.addEventListener("click", open);
  ready();
}

document.querySelectorAll("[data-picker]").forEach(picker);
