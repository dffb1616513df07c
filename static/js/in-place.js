/* A reply and a report open below their comment. Their forms come from the pages that their links lead to. */
const places = new Map(); // link → where its form stands, or null

function set(link, isOpen) {
  places.get(link).hidden = !isOpen;
  link.setAttribute("aria-expanded", isOpen);
}

function open(link) {
  for (const other of link.parentElement.children) if (places.get(other)) set(other, other === link);
  places.get(link).querySelector("[type=radio], textarea").focus();
}

function close(link) {
  set(link, false);
  link.focus();
}

async function ask(link) {
  const response = await fetch(link.href);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const form = page.querySelector("main .form-grid");
  const { id } = link.closest(".comment");
  for (const one of form.querySelectorAll("[id]")) one.id = id + one.id; // the page has such ids already
  for (const one of form.querySelectorAll("[for]")) one.htmlFor = id + one.htmlFor;
  const end = document.createElement("button");
  Object.assign(end, { type: "button", className: "button button--plain", textContent: "Close" });
  end.onclick = () => close(link);
  form.lastElementChild.replaceChildren(form.querySelector(".button"), end);
  const place = document.createElement("div");
  place.className = "comments__form";
  place.append(form);
  place.onkeydown = (event) => { if (event.key === "Escape") close(link); };
  link.parentElement.after(place);
  places.set(link, place);
}

for (const link of document.querySelectorAll(".comment__tools a")) {
  link.setAttribute("aria-expanded", false);
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.ariaExpanded === "true") close(link);
    else if (places.get(link)) open(link);
    else if (!places.has(link)) {
      places.set(link, null);
      ask(link).then(() => open(link), () => location.assign(link.href));
    }
  };
}

/* A link to a folded comment opens its fold, where the browser doesn't. */
function unfold() {
  const comment = document.getElementById(location.hash.slice(1));
  const fold = comment?.closest("details:not([open])");
  if (!fold) return;
  fold.open = true;
  comment.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();
