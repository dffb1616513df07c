/* What a story page does by itself: it tells once that it is read, and copies its address. Without this script it is the same. */

/*
 * Told is the number of the story, after some seconds in view, and not when it is loaded again; nothing is kept in the
 * browser. Where readings are not counted, the page names no place to tell it.
 */
const SECONDS = 5;
const { reading, readingAt } = document.querySelector("[data-reading]").dataset;
const isAgain = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);

const tell = () => {
  if (document.visibilityState === "visible") {
    document.removeEventListener("visibilitychange", wait);
    navigator.sendBeacon?.(readingAt, new URLSearchParams({ article: reading }));
  }
};

let timer;
function wait() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") {
    timer = setTimeout(tell, SECONDS * 1000);
  }
}

if (readingAt && !isAgain) {
  document.addEventListener("visibilitychange", wait); // also when a page that was made ahead is shown
  wait();
}

/* Without a clipboard the button stays hidden. */
const button = document.querySelector("[data-copy]");

if (button && navigator.clipboard) {
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    const isCopied = await navigator.clipboard.writeText(button.dataset.copy).then(() => true, () => false);
    button.textContent = isCopied ? "Link copied" : "Could not be copied";
    document.querySelector("[data-copied]").textContent = button.textContent;
  });
}
