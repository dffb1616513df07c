/* Says that a chosen file is larger than `data-most-bytes` before it is sent. Without it the server says so after. */
export function tooLarge(file, most) {
  const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(bytes % 2 ** 20 ? 1 : 0);
  return `“${file.name}” has ${megabytes(file.size)} MB: ${megabytes(most)} MB is the most. Make the picture smaller.`;
}

document.addEventListener("change", ({ target }) => {
  const most = Number(target.dataset.mostBytes);
  if (!most) return;
  target.parentElement.querySelector(".too-large")?.remove();
  const large = [...target.files].find((file) => file.size > most);
  if (!large) return;
  const words = document.createElement("p");
  words.className = "field__error too-large";
  words.setAttribute("role", "alert");
  words.textContent = tooLarge(large, most);
  target.value = "";
  target.before(words);
});
