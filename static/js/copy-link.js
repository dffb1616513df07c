/* Puts the address of a story on the clipboard. Without this script, or without a clipboard, there is no button. */
const button = document.querySelector("[data-copy]");

if (button && navigator.clipboard) {
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    const is_copied = await navigator.clipboard.writeText(button.dataset.copy).then(() => true, () => false);
    button.textContent = is_copied ? "Link copied" : "Could not be copied";
    document.querySelector("[data-copied]").textContent = button.textContent;
  });
}
