// The audit: whether the chain is whole, and its last entries, newest first.

import { ask } from "./api.js";
import { element, fill } from "./dom.js";
import { clock, count, exactly, called } from "./format.js";

const SHOWN = 50;
const READ = 1000;

/** The end of the audit as far as it was read. Entries never change, so only new ones are asked for. */
export class AuditTrail {
  #entries = [];
  #length = 0;
  #verified = 0;

  /** Whether the chain was whole when it was last verified; undefined before. */
  isIntact;

  /** Verifies when that is long ago, then reads on; whether there is anything new. */
  async look(place, body, interval) {
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

  /** Who said yes to what is shown of each finding while another person's yes is missing. */
  approvals(findings) {
    const plans = new Map(findings.map((one) => [one.id, one.proposal?.plan]));
    const waiting = new Map();
    for (const { finding, actor, detail: about } of this.#entries.filter(({ kind }) => kind === "decided")) {
      if (about.approvals && about.plan && about.plan === plans.get(finding)) {
        waiting.set(finding, about.action ? undefined : { by: name(actor), count: about.approvals });
      }
    }
    return waiting;
  }
}

/** Has the whole chain verified and says what came of it; the report. */
async function verify(place) {
  const chain = await ask("/api/audit/verify");
  fill(
    place,
    chain.intact
      ? element("span", { className: "badge good" }, "intact")
      : element("span", { className: "badge bad" }, `broken at entry ${chain.firstBroken}`),
    ` ${count(chain.entries, "entry", "entries")}${chain.intact ? ": database, topic and signed head agree" : ""}, looked at ${clock(new Date())}`,
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
