// The page of the actuator: what it lists, and the questions that a person answers. It knows nothing that the API does
// not say, and writes text only as text, so that nothing a tag or a reason holds is ever markup.

import { ask, forget, isKnown, remember, Refused } from "./api.js";
import { findings } from "./findings.js";
import { entries } from "./audit.js";
import { dollars, element, fill } from "./dom.js";

const EVERY = 5000;
const ENTRIES = 50;
const at = (id) => document.getElementById(id);

async function look() {
  try {
    const [open, insufficient, kill] = await Promise.all([
      ask("/api/findings?status=open"),
      ask("/api/findings?status=insufficient"),
      ask("/api/kill-switch"),
    ]);
    show(open, insufficient, kill.on);
    await showAudit();
    say("");
  } catch (problem) {
    if (problem instanceof Refused && problem.status === 401) {
      login(isKnown() ? "This token opens nothing here." : "");
    } else {
      say(`The actuator does not answer as it should: ${problem.message}`);
    }
  }
}

function show(open, insufficient, stopped) {
  at("login").hidden = true;
  at("leave").hidden = false;
  at("kill").hidden = false;
  at("kill").textContent = stopped ? "Release the kill switch" : "Kill switch";
  at("kill").className = stopped ? "" : "stop";
  at("kill").onclick = () => act("PUT", "/api/kill-switch", { on: !stopped });
  at("sum").textContent = `${open.length} findings, ${dollars(total(open))} a month`;
  const dry = open.some((finding) => finding.proposal?.dryRun);
  fill(at("state"), [
    stopped ? element("span", { className: "bad" }, "Nothing is carried out: the kill switch is on. ") : "",
    dry ? element("span", { className: "quiet" }, "Dry run: approved actions are only told. ") : "",
  ]);
  findings(at("findings"), open, insufficient, act);
}

async function showAudit() {
  const chain = await ask("/api/audit/verify");
  const first = Math.max(1, chain.entries - ENTRIES + 1);
  const last = chain.entries === 0 ? [] : await ask(`/api/audit?from=${first}&limit=${ENTRIES}`);
  at("audit").hidden = false;
  fill(at("chain"), [
    chain.intact
      ? element("span", { className: "good" }, `${chain.entries} entries, intact`)
      : element("span", { className: "bad" }, `broken at ${JSON.stringify(chain.firstBroken)}`),
  ]);
  entries(at("entries"), last.reverse());
}

// Of several findings about one resource the largest counts: the same machine is paid for once.
function total(open) {
  const largest = new Map();
  for (const finding of open) {
    const monthly = finding.saving.priced ? Number(finding.saving.monthly) : 0;
    largest.set(finding.resource, Math.max(largest.get(finding.resource) ?? 0, monthly));
  }
  return [...largest.values()].reduce((sum, monthly) => sum + monthly, 0);
}

async function act(method, path, body) {
  try {
    await ask(path, method, body);
  } catch (problem) {
    say(problem.message);
    return;
  }
  await look();
}

function say(text) {
  at("problem").textContent = text;
  at("problem").hidden = text === "";
}

function login(text) {
  forget();
  for (const id of ["leave", "kill", "audit"]) {
    at(id).hidden = true;
  }
  fill(at("findings"), []);
  at("sum").textContent = "";
  at("login").hidden = false;
  say(text);
}

at("login").addEventListener("submit", (event) => {
  event.preventDefault();
  remember(at("token").value.trim());
  at("token").value = "";
  look();
});
at("leave").addEventListener("click", () => login(""));

// While nobody looks nothing is asked.
setInterval(() => {
  if (isKnown() && !document.hidden) {
    look();
  }
}, EVERY);
if (isKnown()) {
  look();
} else {
  login("");
}
