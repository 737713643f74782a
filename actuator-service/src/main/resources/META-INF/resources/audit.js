// The audit: whether the chain is intact, and its last entries, the newest first.

import { ask } from "./api.js";
import { element, fill } from "./dom.js";
import { clock, count, exactly, called } from "./format.js";

const SHOWN = 50;
const READ = 1000;
/** Milliseconds: a verification reads every entry. */
const PATIENCE = 600000;

/** The last entries of the audit. Entries never change, so only new ones are loaded. */
export class AuditTrail {
  #entries = [];
  #length;
  #verified = 0;
  #isVerifying = false;

  /** Whether the chain was intact at the last verification; undefined before. */
  isIntact;

  /**
   * Begins a verification if the interval is over, and loads new entries; returns whether there were any. Nothing waits for the
   * verification, which may take minutes; before the first one it is not known where the last entries begin, so that none is loaded.
   */
  async refresh(place, body, interval) {
    if (!this.#isVerifying && Date.now() - this.#verified > interval) {
      this.#verify(place);
    }
    if (this.#length === undefined) {
      return false;
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

  /** Verifies the whole chain and shows the result; a verification that fails is tried again with the next refresh. */
  async #verify(place) {
    this.#isVerifying = true;
    this.#verified = Date.now();
    if (this.isIntact === undefined) {
      fill(place, "is being verified");
    }
    try {
      const chain = await ask("/api/audit/verify", "GET", undefined, PATIENCE);
      showResult(place, chain);
      this.#length = chain.entries;
      this.isIntact = chain.intact;
      this.#verified = Date.now();
    } catch (failure) {
      fill(place, `could not be verified: ${failure.message}`);
      this.isIntact = undefined;
      this.#verified = 0;
    } finally {
      this.#isVerifying = false;
    }
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

function showResult(place, chain) {
  fill(
    place,
    chain.intact
      ? element("span", { className: "badge good" }, "intact")
      : element("span", { className: "badge bad" }, `broken at entry ${chain.firstBroken}`),
    ` ${count(chain.entries, "entry", "entries")}${chain.intact ? ": database, topic and signed head agree" : ""}, verified at ${clock(new Date())}`,
  );
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
