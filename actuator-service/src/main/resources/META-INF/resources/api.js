// Calls the API of the actuator. The token is kept as long as the tab.

const KEY = "gleaner-token";
/** Milliseconds. */
const PATIENCE = 15000;

/** A response with an error status. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const isKnown = () => sessionStorage.getItem(KEY) !== null;
export const remember = (token) => sessionStorage.setItem(KEY, token);
export const forget = () => sessionStorage.removeItem(KEY);

/** Returns the JSON of a path; throws Refused, or the error of fetch if there is no response. */
export async function ask(path, method = "GET", body = undefined, patience = PATIENCE) {
  const response = await call(path, method, body, patience);
  const text = await response.text();
  const answer = text === "" ? null : parse(text);
  if (!response.ok) {
    throw refused(response, method, answer);
  }
  return answer;
}

/** Saves what a path returns as a file of this name. */
async function download(path, name) {
  const response = await call(path, "GET", undefined, PATIENCE);
  if (!response.ok) {
    throw refused(response, "GET", parse(await response.text()));
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser may read it after the click.
  setTimeout(() => URL.revokeObjectURL(url), PATIENCE);
}

/** Saves a file behind a link of the event; the request needs the token, which a browser would not send. */
export async function save(event, say) {
  const link = event.target.closest("[data-csv]");
  if (!link) {
    return;
  }
  event.preventDefault();
  try {
    await download(link.getAttribute("href"), link.download);
    say(`${link.download} is saved.`);
  } catch (failure) {
    say(failure.message);
  }
}

const refused = (response, method, answer) => new Refused(response.status, answer?.error ?? reason(response.status, method));

function call(path, method, body, patience) {
  return fetch(path, {
    method,
    headers: {
      Authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ""}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(patience),
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { error: text };
  }
}

function reason(status, method) {
  if (status === 401) {
    return "This token is not known here.";
  }
  if (status === 403) {
    return method === "GET"
      ? "Your token may not read findings: it lacks the role viewer."
      : "Your token may read, but not do that: the role approver is required to decide, operator to undo and to stop everything.";
  }
  return `The actuator answered ${status}.`;
}
