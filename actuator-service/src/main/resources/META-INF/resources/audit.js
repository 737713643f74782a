// The audit: whether the chain is intact, and its last entries, the newest first.

import { ask } from "./api.js";
import { element, fill } from "./dom.js";
import { clock, count, exactly, called } from "./format.js";

const SHOWN = 50;
const READ = 1000;

/** The last entries of the audit. Entries never change, so only new ones are loaded. */
export class AuditTrail {
  #entries = [];
  #length = 0;
  #verified = 0;

  /** Whether the chain was intact at the last verification; undefined before. */
  isIntact;

  /** Verifies if the interval is over, then loads new entries; returns whether there were any. */
  async refresh(place, body, interval) {
    if (Date.now() - this.#verified > interval) {
      const chain = await verify(place);
      this.#length = chain.entries;
      this.isIntact = chain.intact;
      this.#verified = Date.now();
    }
    const from = (this.#entries.at(-1)?.sequence ?? Math.max(0, this.#length - READ)) + 1;
    const more = await ask(`/api/audit?from=${from}&limit=${READ}`);
    if (more.length > 0) {
      this.#entries = [...this.#entries, ...more].slice(-2 * READ);
      fill(body, ...this.#entries.slice(-SHOWN).reverse().map(row));
    }
    return more.length > 0;
  }

  verifyNext() {
    this.#verified = 0;
  }

  /** Returns who approved the shown plan of each finding that waits for the approval of another person. */
  approvals(findings) {
    const plans = new Map(findings.map((one) => [one.id, one.proposal?.plan]));
    const waiting = new Map();
    for (const { finding, actor, detail: about } of this.#entries.filter(({ kind }) => kind === "decided")) {
      if (about.approvals && about.plan && about.plan === plans.get(finding)) {
        waiting.set(finding, about.action ? undefined : { by: name(actor), count: about.approvals, parameters: about.parameters });
      }
    }
    return waiting;
  }
}

/** Verifies the whole chain, shows the result and returns the report. */
async function verify(place) {
  const chain = await ask("/api/audit/verify");
  fill(
    place,
    chain.intact
      ? element("span", { className: "badge good" }, "intact")
      : element("span", { className: "badge bad" }, `broken at entry ${chain.firstBroken}`),
    ` ${count(chain.entries, "entry", "entries")}${chain.intact ? ": database, topic and signed head agree" : ""}, verified at ${clock(new Date())}`,
  );
  return chain;
}

const name = (actor) => actor.replace(/^user:/, "");

function row(entry) {
  return element(
    "tr",
    {},
    element("td", { className: "number quiet" }, String(entry.sequence)),
    element("td", { className: "time" }, exactly(entry.at)),
    element("td", {}, name(entry.actor)),
    element("td", {}, element("strong", {}, entry.kind)),
    element("td", {}, detail(entry.detail)),
    element("td", {}, entry.resource ? element("a", { href: `#${entry.finding}` }, called(entry.resource)) : ""),
  );
}

function detail(about) {
  return [
    about.decision,
    about.parameters && Object.values(about.parameters).join(" "),
    about.approvals,
    about.reason,
    about.failed,
    about.dryRun && `dry run: ${about.dryRun}`,
    about.state,
    about.status,
    about.killSwitch === undefined ? "" : `kill switch ${about.killSwitch ? "on" : "off"}`,
  ]
    .filter((part) => part !== undefined && part !== null && part !== "")
    .join(", ");
}
