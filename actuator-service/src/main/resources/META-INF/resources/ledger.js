// The ledger: estimated and measured savings of actions.

import { ask } from "./api.js";
import { element, fill } from "./dom.js";
import { count, dollars, exactly, called } from "./format.js";

const PERIOD = 60000;

export class Ledger {
  #read = 0;

  /** Loads the ledger at an interval and after new audit entries; it is hidden without actions. */
  async refresh(section, isNews) {
    if (!isNews && Date.now() - this.#read < PERIOD) {
      return;
    }
    const { totals, entries } = await ask("/api/ledger");
    this.#read = Date.now();
    section.hidden = entries.length === 0;
    fill(section.querySelector("[data-totals]"), ...summary(totals));
    fill(section.querySelector("tbody"), ...entries.map(row));
  }
}

function summary({ promised, measured, clawedBack, unpriced, ownMonthly }) {
  return [
    element("strong", {}, `${dollars(measured.usd)} measured`),
    ` of ${dollars(promised.usd)} estimated for the first 30 days`,
    Number(measured.low) < Number(measured.usd) ? `, ${dollars(measured.low)} at least` : "",
    Number(clawedBack.usd) > 0 ? `, ${dollars(clawedBack.usd)} lost again` : "",
    unpriced ? `, ${count(unpriced, "action")} unpriced` : "",
    ownMonthly === null || ownMonthly === undefined
      ? ". What Gleaner itself costs is not configured."
      : `. Gleaner itself costs ${dollars(ownMonthly)} a month.`,
  ];
}

const row = (entry) =>
  element(
    "tr",
    {},
    element("td", { className: "time" }, exactly(entry.since)),
    element("td", {}, called(entry.target)),
    ...entry.measures.map(cell),
    element("td", {}, entry.endedAt ? `ended ${exactly(entry.endedAt)}: ${entry.endReason}` : "in force"),
  );

/** The amount of a period; one that is not complete may still grow. */
function cell({ complete, promised, measured, hoursInForce }) {
  const amount = measured ? `${dollars(measured.usd)} of ${dollars(promised.usd)}` : `unpriced, ${count(hoursInForce, "hour")}`;
  return element("td", { className: complete ? "number" : "number quiet" }, amount);
}
