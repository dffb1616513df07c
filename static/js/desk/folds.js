/* A link into a closed row opens it; on a narrow window the way to the publish section opens that over the page. */
const publish = document.getElementById("publish");

export function show(target) {
  for (let fold = target; fold; fold = fold.parentElement?.closest("details")) {
    if (fold.matches("details")) fold.open = true;
  }
  const over = target.closest("[popover]");
  if (over && getComputedStyle(over).display === "none") over.showPopover?.();
  else if (publish?.matches(":popover-open") && !publish.contains(target)) publish.hidePopover();
  target.scrollIntoView({ block: "nearest" });
  const inside = "input:not([type=hidden], [hidden]), select, textarea, button, summary, a[href]";
  const first = target.matches(inside) ? target : [...target.querySelectorAll(inside)].find((one) => one.getClientRects().length);
  first?.focus();
}

function showNamed(hash) {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (target && target.closest("#article_form, #front_form")) show(target);
  return Boolean(target);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link && showNamed(link.hash)) event.preventDefault();
});
if (location.hash) showNamed(location.hash);
