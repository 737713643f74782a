// What to switch on next: sources that are off, and what they would settle.

import { ask } from "./api.js";
import { element, fill } from "./dom.js";
import { count, dollars } from "./format.js";

const PERIOD = 60000;
const known = (amount) => amount !== null && amount !== undefined;

export class Sources {
  #section;
  #read = 0;

  constructor(section) {
    this.#section = section;
  }

  /** Loads the sources at an interval and after new audit entries; it is hidden if none would settle a finding. */
  async refresh(isNews) {
    if (!isNews && Date.now() - this.#read < PERIOD) {
      return;
    }
    const sources = await ask("/api/sources/missing");
    this.#read = Date.now();
    this.#section.hidden = sources.length === 0;
    fill(this.#section.querySelector("tbody"), ...sources.map(row));
  }
}

const row = (source) =>
  element(
    "tr",
    {},
    element("td", {}, source.title.charAt(0).toUpperCase() + source.title.slice(1)),
    element("td", { className: "number" }, String(source.findings)),
    element("td", { className: "number" }, saved(source)),
    element("td", { className: "number" }, price(source.price.usd)),
    element("td", {}, source.alternatives.map(instead).join("; ")),
    element("td", {}, `${source.switchOn}. ${source.price.basis}.`),
  );

/** What nobody can price is named, and not counted as nothing. */
function saved({ savedAtMost, unpriced }) {
  if (!known(savedAtMost)) {
    return "not known";
  }
  return unpriced ? `${dollars(savedAtMost)}, ${count(unpriced, "finding")} unpriced` : dollars(savedAtMost);
}

const price = (usd) => (known(usd) ? dollars(usd) : "not known");

const instead = ({ title, findings, usd }) => `${title}: ${count(findings, "finding")}, ${known(usd) ? dollars(usd) : "price not known"}`;
