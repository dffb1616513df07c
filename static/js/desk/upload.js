/* Sends pictures that are chosen, dropped or taken, one by one, each with its progress. Without it the form sends all at once. */
import { tooLarge } from "./file-size.js";

const form = document.querySelector("[data-upload]");
const inputs = form.querySelectorAll("[type=file]");
const list = document.querySelector("[data-upload-list]");
const status = document.querySelector("[data-upload-status]");
const next = document.querySelector("[data-upload-next]");
let token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const AT_ONCE = 2;
const MOST = 50; // pictures that are described on one page
const MOST_BYTES = Number(form.dataset.mostBytes);
const waiting = [];
const made = [];
let running = 0;
let done = 0;
let failed = 0;
let all = 0;

form.querySelectorAll("[data-upload-plain]").forEach((part) => { part.hidden = true; });
form.querySelectorAll("[data-upload-script]").forEach((part) => { part.hidden = false; });

function part(name, words, tag = "span") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = words;
  return element;
}

function add(file) {
  const row = part("taken__one", "", "li");
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  row.append(part("taken__name", file.name), bar);
  list.append(row);
  all += 1;
  waiting.push({ file, row, bar });
}

/* Whoever has signed in anew has a new token. */
async function renewToken() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(form.action)).text(), "text/html");
    token = page.querySelector("[data-upload] [name=csrfmiddlewaretoken]")?.value ?? token;
  } catch {
    // No answer: the file will not get one either, and says so.
  }
}

function offerAgain(job, words) {
  const button = part("button button--small", "Try again", "button");
  button.type = "button";
  button.setAttribute("aria-label", `Try “${job.file.name}” again`);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await renewToken();
    words.remove();
    job.bar.value = 0;
    job.row.append(job.bar);
    done -= 1;
    failed -= 1;
    waiting.push(job);
    tell();
    work();
    inputs[0].focus();
  });
  words.append(" ", button);
}

function settle(job, taken) {
  const { row, bar } = job;
  bar.remove();
  const words = part("", "");
  if (taken.error) {
    failed += 1;
    words.className = "field__error";
    words.textContent = taken.error;
    if (taken.again) offerAgain(job, words);
  } else {
    const link = part("", taken.known ? `“${taken.title}”` : `Describe “${taken.title}”`, "a");
    link.href = taken.url;
    words.append(taken.known ? "This very file is in the library already. Use " : "Uploaded. ", link, taken.note && ` ${taken.note}`);
    const thumbnail = part("thumb", "", "img");
    thumbnail.src = taken.thumbnail;
    thumbnail.alt = "";
    row.prepend(thumbnail);
    if (!taken.known) made.push(taken.pk);
  }
  row.append(words);
}

const TOLD = {
  0: "The server doesn’t answer.",
  403: "You are signed out, or may not upload. Sign in in another window.",
  413: "The file is larger than the server takes.",
  429: "Too many files were sent in a short time. Wait a while.",
  507: "The server’s disk is full.",
};

const SAID = [200, 413, 429, 507]; // with what became of the file, if it is ours and not a proxy's

const FOR_NOW = [429, 507]; // may be otherwise in a while

function answer(request) {
  if (SAID.includes(request.status) && request.responseURL === form.action) {
    try {
      const taken = JSON.parse(request.responseText).taken[0];
      if (taken) return { ...taken, again: FOR_NOW.includes(request.status) };
    } catch {
      // It said something else: told below.
    }
  } else if (request.status === 200) {
    return { error: TOLD[403], again: true };
  }
  const again = request.status !== 413;
  return { error: TOLD[request.status] || "The server could not take it.", again };
}

function send(job) {
  running += 1;
  const over = (taken) => {
    running -= 1;
    done += 1;
    settle(job, taken);
    tell();
    work();
  };
  if (job.file.size > MOST_BYTES) {
    over({ error: tooLarge(job.file, MOST_BYTES) });
    return;
  }
  const data = new FormData();
  data.append("csrfmiddlewaretoken", token);
  data.append("files", job.file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) job.bar.value = (100 * event.loaded) / event.total;
  });
  request.upload.addEventListener("load", () => job.bar.removeAttribute("value")); // it is being made
  request.addEventListener("loadend", () => over(answer(request)));
  request.send(data);
}

function work() {
  while (running < AT_ONCE && waiting.length) send(waiting.shift());
}

function tell() {
  const words = [`${done} of ${all} done`];
  if (failed) words.push(`${failed} not taken`);
  status.textContent = `${words.join(", ")}.`;
  if (done === all && made.length) {
    const links = [];
    for (let from = 0; from < made.length; from += MOST) {
      const pks = made.slice(from, from + MOST);
      const range = made.length > MOST ? ` (${from + 1} to ${from + pks.length})` : "";
      const link = part("button button--main", `Describe what was uploaded${range}`, "a");
      link.href = `${form.dataset.describe}?${pks.map((pk) => `pk=${pk}`).join("&")}`;
      if (range) link.target = "_blank"; // the other pages are to be had from here
      links.push(link);
    }
    next.replaceChildren(...links);
    next.hidden = false;
  }
}

function take(files) {
  for (const file of files) add(file);
  if (all) tell();
  work();
}

for (const input of inputs) {
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
}
form.addEventListener("submit", (event) => event.preventDefault());

// Anywhere on the page: beside the form the browser would open the picture, and what goes up would end. Not what is
// dragged within the page: a thumbnail is no file to upload.
let isOfThisPage = false;
document.addEventListener("dragstart", () => { isOfThisPage = true; });
document.addEventListener("dragend", () => { isOfThisPage = false; });
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.toggle("drop--over", !isOfThisPage);
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("drop--over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("drop--over");
  if (!isOfThisPage) take([...event.dataTransfer.files]);
});

window.addEventListener("beforeunload", (event) => {
  if (done < all) event.preventDefault();
});
