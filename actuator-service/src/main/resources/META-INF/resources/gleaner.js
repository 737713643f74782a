// The page of the actuator: lists findings and sends decisions. It shows only what the API returns, and inserts text only as
// text, so that the content of tags and reasons is never parsed as HTML.

import { ask, forget, isKnown, remember, Refused } from "./api.js";
import { AuditTrail } from "./audit.js";
import { element, fill, whenChanged } from "./dom.js";
import { called, clock, count, learn, moment, words } from "./format.js";
import { Ledger } from "./ledger.js";
import { WorkList } from "./list.js";
import { Sources } from "./sources.js";
import { SpendView } from "./spend.js";
import { isSaved, worth } from "./standing.js";

const EVERY = 3000;
/** While something is being planned or done. */
const SOON = 1000;
/** Verification reads the whole audit, so it runs on request and at this interval only. */
const VERIFY_EVERY = 300000;
const at = (id) => document.getElementById(id);
/** The fragment of the URL names the view, or a finding of the work list. */
const view = () => (location.hash === "#spend" ? "spend" : "work");
const list = new WorkList(at("findings"), act);
const ledger = new Ledger(at("ledger"));
const sources = new Sources(at("sources"));
const spend = new SpendView(at("spend"));
let trail = new AuditTrail();
let resolved = [];
/** Whether the resolved findings and the effect of the kill switch were loaded once. */
let isLoaded = false;
/** What turning the kill switch on would end for good. */
let effect = { ends: 0, ended: [] };
let refreshing = null;
/** Time of the shown data; empty before the first. */
let shownAt = "";
let followed = "";
/** What the open findings save; empty before the first time. */
let saving = "";

/** Refreshes the page; a call during a refresh waits and then starts another one. */
async function refresh() {
  while (refreshing) {
    await refreshing.catch(() => {});
  }
  refreshing = refreshOnce();
  try {
    await refreshing;
  } finally {
    refreshing = null;
  }
}

async function refreshOnce() {
  const answers = await answered();
  if (answers && isKnown()) {
    show(...answers);
  }
}

/** Loads the findings by state and the kill switch; undefined if the API does not respond. */
async function answered() {
  try {
    const [open, doubted, actedOn, insufficient, kill, services, aws] = await Promise.all([
      ...["open", "in-doubt", "acted-on", "insufficient"].map((state) => ask(`/api/findings?status=${state}`)),
      ask("/api/kill-switch"),
      ask("/api/services"),
      ask("/api/aws"),
    ]);
    learn([open, doubted, actedOn, insufficient, resolved].flat());
    const isNews = await trail.refresh(at("chain"), at("entries"), VERIFY_EVERY);
    if (isNews || !isLoaded) {
      resolved = await ask("/api/findings?status=resolved");
      effect = await ask("/api/kill-switch/effect");
      isLoaded = true;
    }
    await ledger.refresh(isNews);
    await sources.refresh(isNews);
    if (view() === "spend") {
      await spend.refresh();
    }
    return [{ open, doubted, actedOn, insufficient, resolved }, { on: kill.on, effect }, { services, aws }];
  } catch (failure) {
    failed(failure);
    return undefined;
  }
}

function show(findings, stopped, others) {
  signedIn();
  list.show(findings, trail.approvals(findings.open));
  figures(findings);
  mode(stopped.on, [...findings.open, ...findings.actedOn]);
  ending(stopped.effect);
  unwell(others);
  live(true);
  clearProblem("connection");
  follow();
}

function figures({ open, doubted, actedOn, insufficient, resolved: over }) {
  const back = [...actedOn, ...over.filter(isSaved)];
  const { amount, unpriced } = worth(open);
  const amounts = [
    [amount, "a month to save", `${of(open)}${unpriced ? `, ${unpriced} unpriced` : ""}`],
    [worth(back).amount, "a month saved", count(back.length, "finding")],
    doubted.length > 0
      ? [String(doubted.length), "in doubt", "not counted"]
      : [String(insufficient.length), "can't be judged", "insufficient data"],
  ];
  whenChanged(at("figures"), "figures", [amounts, trail.isIntact], () =>
    fill(at("figures"), ...amounts.map(figure), audited(trail.isIntact)),
  );
  saving = amount;
  entitle();
}

function entitle() {
  const work = saving ? `${saving} a month - Gleaner` : "Gleaner";
  document.title = view() === "spend" ? "Spend - Gleaner" : work;
}

/** The number of findings, and of resources if it differs: a resource is counted once. */
function of(findings) {
  const resources = new Set(findings.map((one) => one.resource)).size;
  const open = count(findings.length, "open finding");
  return resources === findings.length ? open : `${open} on ${count(resources, "resource")}, each counted once`;
}

function figure([amount, what, more], place) {
  return element("p", { className: place === 0 ? "main" : "" }, ...lines(amount, what, more));
}

function audited(isIntact) {
  const [state, more] =
    isIntact === undefined ? ["unknown", "being verified"] : isIntact ? ["intact", "every hash fits"] : ["broken", "see where"];
  return element("a", { href: "#audit", className: isIntact === false ? "wrong" : "" }, ...lines(state, "audit", more));
}

const lines = (first, second, third) => [
  element("strong", {}, first),
  element("span", {}, second),
  element("small", {}, third),
];

function mode(stopped, asked) {
  const dry = asked.some((finding) => finding.proposal?.dryRun);
  whenChanged(at("mode"), "mode", dry, () =>
    fill(at("mode"), dry ? element("span", { className: "badge ask", title: "Approved actions change nothing" }, "dry run") : ""),
  );
  at("kill").textContent = stopped ? "Release the kill switch" : "Stop everything";
  at("kill").className = stopped ? "" : "stop";
  at("kill").dataset.on = String(stopped);
  at("stopped").hidden = !stopped;
  at("stopped").textContent = stopped ? "The kill switch is on: no action is executed, even if it is approved." : "";
}

/** Names what turning the kill switch on would end for good, in the question that is asked then. */
function ending({ ends, ended }) {
  at("kill").dataset.ends = String(ends);
  learn(ended.map(({ target, name }) => ({ resource: target, name })));
  whenChanged(at("ended"), "ended", [ends, ended], () => {
    const more = ends - ended.length;
    fill(
      at("ended"),
      ...ended.map((one) =>
        element("li", {}, `${words(one.action)} of ${called(one.target)}, due ${moment(one.due)}`),
      ),
      more > 0 ? element("li", {}, `and ${count(more, "other action")}`) : "",
    );
  });
}

/** A process by its name, with that of its service if it does not contain it. */
function processOf({ service, instance }) {
  if (!instance) {
    return `The ${service}`;
  }
  return instance.includes(service) ? instance : `${service} ${instance}`;
}

/** Names what keeps findings from being found and confirmed, and actions from being executed. */
function unwell({ services, aws }) {
  const problems = [
    ...services.filter((one) => one.problem).map((one) => `${processOf(one)} does not work: ${one.problem}.`),
    ...aws.map(
      ({ service, account, region, since, error }) =>
        `AWS does not answer the actuator since ${moment(since)}: ${service} in ${account || "its own account"}, ${region}: ${error}.`,
    ),
  ];
  at("services").hidden = problems.length === 0;
  whenChanged(at("services"), "services", problems, () => fill(at("services"), problems.join(" ")));
}

function live(isLive) {
  if (isLive) {
    shownAt = clock(new Date());
  }
  const text = isLive ? `live, ${shownAt}` : "trying again";
  fill(at("live"), element("span", { className: isLive ? "dot good" : "dot bad" }), text);
}

function failed(failure) {
  if (failure instanceof Refused && failure.status === 401) {
    signedOut(isKnown() ? failure.message : "");
  } else if (failure instanceof Refused && failure.status === 403) {
    signedOut(failure.message);
  } else {
    live(false);
    const why = failure instanceof Refused ? ` as it should (${failure.message})` : "";
    problem("connection", `The actuator does not answer${why}${shownAt ? `; last update ${shownAt}` : ""}; it is tried again.`);
  }
}

/** Sends the request of a card and shows the result there; returns the response of the API, if there is one. */
async function act(card, method, path, body) {
  card.say("Sending", false);
  try {
    const answer = await ask(path, method, body);
    card.say(outcome(body, answer), false);
    await refresh();
    return answer ?? {};
  } catch (failure) {
    card.say(whyNot(failure), true);
    if (failure.status === 401) {
      failed(failure);
    } else if (failure.status === 409) {
      await refresh();
    }
    return undefined;
  }
}

function whyNot(failure) {
  if (!(failure instanceof Refused)) {
    return "The actuator did not respond. The result is shown when it is available again; a repeated request is executed only once.";
  }
  const text = `${failure.message.charAt(0).toUpperCase()}${failure.message.slice(1)}`;
  return failure.status === 409 ? `Nothing was done: ${failure.message}.` : text;
}

function outcome({ decision }, answer) {
  if (answer?.approvals) {
    return `Your approval is recorded (${answer.approvals}). Another person has to approve as well.`;
  }
  if (decision === undefined) {
    return "It is being undone.";
  }
  return { approve: answer?.dryRun ? "Approved, as a dry run." : "Approved.", reject: "Rejected.", snooze: "Snoozed.", keep: "Kept." }[decision];
}

/** Shows a problem until it is over. */
function problem(about, text) {
  at("problem").dataset.about = about;
  at("problem").hidden = false;
  if (at("problem").textContent !== text) {
    at("problem").textContent = text;
  }
}

function clearProblem(about) {
  if (at("problem").dataset.about === about) {
    at("problem").hidden = true;
    at("problem").textContent = "";
  }
}

function signedIn() {
  const isNew = !at("login").hidden;
  at("login").hidden = true;
  for (const id of ["views", "leave", "kill"]) {
    at(id).hidden = false;
  }
  showView();
  if (isNew) {
    at(view()).focus();
  }
}

/** Shows the view that the URL names, and hides the other. */
function showView() {
  at("work").hidden = view() !== "work";
  at("spend").hidden = view() !== "spend";
  document.querySelector(".skip").href = `#${view()}`;
  for (const link of at("views").children) {
    if (link.hash === `#${view()}`) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  entitle();
}

function signedOut(text) {
  forget();
  list.forget();
  trail = new AuditTrail();
  resolved = [];
  isLoaded = false;
  effect = { ends: 0, ended: [] };
  shownAt = "";
  saving = "";
  spend.forget();
  for (const id of ["work", "spend", "views", "leave", "kill", "stopped"]) {
    at(id).hidden = true;
  }
  for (const id of ["mode", "live", "figures"]) {
    at(id).replaceChildren();
    at(id).shown = {};
  }
  document.title = "Gleaner";
  clearProblem(at("problem").dataset.about);
  at("login").hidden = false;
  at("token-problem").textContent = text;
  at("token").focus();
}

/** Opens the finding in the fragment of the URL, once. */
function follow() {
  const card = list.card(decodeURIComponent(location.hash.slice(1)));
  if (card && followed !== location.hash) {
    followed = location.hash;
    card.unfold();
  }
}

async function turn(on) {
  try {
    await ask("/api/kill-switch", "PUT", { on });
    clearProblem("switch");
    await refresh();
  } catch (failure) {
    problem("switch", failure.message);
  }
}

at("login").addEventListener("submit", (event) => {
  event.preventDefault();
  remember(at("token").value.trim());
  at("token").value = "";
  at("token-problem").textContent = "";
  showView();
  refresh();
});
at("leave").addEventListener("click", () => signedOut(""));
at("kill").addEventListener("click", () => {
  const { on, ends } = at("kill").dataset;
  if (on === "true") {
    at("sure").showModal();
  } else if (Number(ends) > 0) {
    at("stop").showModal();
  } else {
    turn(true);
  }
});
at("stop").addEventListener("close", () => at("stop").returnValue === "yes" && turn(true));
at("sure").addEventListener("close", () => at("sure").returnValue === "yes" && turn(false));
at("verify").addEventListener("click", () => {
  trail.verifyNext();
  refresh();
});
window.addEventListener("hashchange", () => {
  followed = "";
  if (isKnown()) {
    showView();
    if (view() === "spend") {
      refresh();
    } else {
      follow();
    }
  }
});
document.addEventListener("visibilitychange", () => !document.hidden && isKnown() && refresh());

// Nothing is loaded while the page is hidden.
async function goOn() {
  try {
    if (isKnown() && !document.hidden && !refreshing) {
      await refresh();
    }
  } finally {
    setTimeout(goOn, document.querySelector(".badge.busy") ? SOON : EVERY);
  }
}
if (isKnown()) {
  list.forget();
  showView();
} else {
  signedOut("");
}
goOn();
