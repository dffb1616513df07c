/* Asking the desk, and sending to it. What goes wrong is an Error with a sentence for the person. */
const TOLD = {
  0: "The server doesn’t answer. Try it again.",
  403: "You are signed out, or may not do this. Sign in in another tab, and try it again.",
  413: "The file is larger than the server takes.",
  429: "Too many files were sent in a short time. Wait a while and go on.",
  507: "The server’s disk is full.",
};
const told = (status) => TOLD[status] ?? "The server could not take it. Try it again.";

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

/* What the desk answers at `url` (JSON); with `entries` they are posted. Refused with 422, the answer is in `refusal`. */
export async function askFor(url, entries = null) {
  const options = { headers: { Accept: "application/json" } };
  if (entries) {
    const body = new URLSearchParams(entries);
    body.append("csrfmiddlewaretoken", token());
    Object.assign(options, { method: "POST", body });
  }
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Error(told(0));
  }
  if (response.status === 422) throw Object.assign(new Error("Not taken."), { refusal: await response.json() });
  if (response.redirected) throw new Error(told(403)); // to the login
  if (!response.ok) throw new Error(told(response.status));
  return response.json();
}

/* Puts a file into the library. Resolves to what the library says of it. `progress(share)` is told how far it is. */
export const send = (file, { url, mostBytes, progress }) => new Promise((resolve, reject) => {
  if (file.size > mostBytes) {
    const size = (file.size / 2 ** 20).toFixed(1);
    reject(new Error(`The file has ${size} MB: ${mostBytes / 2 ** 20} MB is the most. Make the picture smaller.`));
    return;
  }
  const data = new FormData();
  data.append("csrfmiddlewaretoken", token());
  data.append("files", file);
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress(event.loaded / event.total);
  });
  request.addEventListener("loadend", () => {
    const taken = request.response?.taken?.[0]; // with it the library says what became of the file, whatever the status
    if (taken?.pk) resolve(taken);
    else if (taken) reject(new Error(taken.error));
    else reject(new Error(told(request.status === 200 ? 403 : request.status))); // the way to the login ends in a page
  });
  request.send(data);
});
