// The ledger: estimated and measured savings of actions, and what the bill says of them.

import { ask, save } from "./api.js";
import { element, fill } from "./dom.js";
import { count, dollars, exactly, called } from "./format.js";

const PERIOD = 60000;
const BADGES = { estimated: "badge", billed: "badge good", disputed: "badge bad" };
const known = (amount) => amount !== null && amount !== undefined;

export class Ledger {
  #section;
  #read = 0;

  constructor(section) {
    this.#section = section;
    section.addEventListener("click", (event) => save(event, (text) => (section.querySelector("[data-said]").textContent = text)));
  }

  /** Loads the ledger at an interval and after new audit entries; it is hidden without actions. */
  async refresh(isNews) {
    if (!isNews && Date.now() - this.#read < PERIOD) {
      return;
    }
    const { totals, entries } = await ask("/api/ledger");
    this.#read = Date.now();
    this.#section.hidden = entries.length === 0;
    fill(this.#section.querySelector("[data-totals]"), ...summary(totals));
    fill(this.#section.querySelector("tbody"), ...entries.map(row));
  }
}

function summary({ promised, measured, clawedBack, unpriced, billed, billedPreliminary, disputed, ownMonthly, net }) {
  return [
    element("strong", {}, `${dollars(measured.usd)} measured`),
    ` of ${dollars(promised.usd)} estimated for the first 30 days`,
    Number(measured.low) < Number(measured.usd) ? `, ${dollars(measured.low)} at least` : "",
    Number(clawedBack.usd) > 0 ? `, ${dollars(clawedBack.usd)} lost again` : "",
    unpriced ? `, ${count(unpriced, "action")} unpriced` : "",
    ". ",
    known(billed) ? `The final bills fell by ${dollars(billed)}${disputed ? `; ${count(disputed, "action is", "actions are")} disputed` : ""}. ` : "No bill of a whole period is final yet. ",
    known(billedPreliminary) ? `Where the bill is not final it fell by ${dollars(billedPreliminary)} so far. ` : "",
    known(ownMonthly) ? `The calls of AWS that Gleaner makes cost ${dollars(ownMonthly)} a month. ` : "What the calls of Gleaner cost was not counted yet. ",
    known(net) ? `Less that cost on the same days, ${dollars(net)} is saved.` : "",
  ];
}

const row = (entry) =>
  element(
    "tr",
    {},
    element("td", { className: "time" }, exactly(entry.since)),
    element("td", {}, called(entry.target)),
    ...entry.measures.map(cell),
    element("td", {}, bill(entry.bill)),
    element("td", {}, entry.endedAt ? `ended ${exactly(entry.endedAt)}: ${entry.endReason}` : "in force"),
  );

/** The amount of a period; one that is not complete may still grow. */
function cell({ complete, promised, measured, hoursInForce }) {
  const amount = measured ? `${dollars(measured.usd)} of ${dollars(promised.usd)}` : `unpriced, ${count(hoursInForce, "hour")}`;
  return element("td", { className: complete ? "number" : "number quiet" }, amount);
}

/** What the bill says; of a dispute, by which usage types it differs. */
function bill({ state, usd, measured, days, billedDays, usageTypes, reason }) {
  const amount = known(usd) ? ` ${dollars(usd)} by the bill, ${dollars(measured)} measured on ${billedDays === days ? count(days, "day") : `${billedDays} of ${count(days, "day")}`}` : "";
  return element(
    "div",
    { className: "billed" },
    element("span", {}, element("span", { className: BADGES[state] }, state), amount),
    reason ? element("span", { className: "quiet" }, `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`) : "",
    state === "disputed" ? element("ul", {}, ...usageTypes.map(change)) : "",
  );
}

const change = ({ usageType, before, after, difference }) =>
  element("li", {}, `${usageType || "without a usage type"}: ${dollars(before)} before, ${dollars(after)} after, ${dollars(difference)} less`);
