/* What is ticked in the queue: ranges by Shift, all of the list at once, and how many they are. */
const boxes = () => [...document.querySelectorAll("#list input[name=comment]")];
let ticked = null;

function count() {
  const words = document.querySelector("[data-chosen]");
  if (!words) return;
  const number = boxes().filter((box) => box.checked).length;
  words.textContent = number ? `${number} comment${number === 1 ? "" : "s"} chosen` : "None chosen";
}

document.addEventListener("click", (event) => {
  const listed = boxes();
  if (event.target.matches("[data-all]")) for (const box of listed) box.checked = event.target.checked;
  const here = listed.indexOf(event.target);
  if (here >= 0) {
    const there = listed.indexOf(ticked);
    if (event.shiftKey && there >= 0) {
      for (const box of listed.slice(Math.min(here, there), Math.max(here, there) + 1)) box.checked = event.target.checked;
    }
    ticked = event.target;
  }
  count();
});

document.addEventListener("queue:shown", count);
count();
