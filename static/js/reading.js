/*
 * Tells the site, once, that its story is being read: after some seconds in view, and not when it is loaded again. What
 * is sent is the number of the story; nothing is kept in the browser. Without this script the page is the same.
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

if (!isAgain) {
  document.addEventListener("visibilitychange", wait); // also when a page that was made ahead is shown
  wait();
}
