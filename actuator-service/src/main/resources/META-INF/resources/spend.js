// The view of spend: what the bills say by category and by any dimension, what a prediction costs, and what was saved.

import { ask, save } from "./api.js";
import { draw } from "./charts.js";
import { element, fill, whenChanged } from "./dom.js";
import { count, dollars, measure, moment } from "./format.js";

const PERIOD = 60000;
/** Values with a colour of their own; the others are one. */
const MOST = 6;
const OTHERS = "all others";
const UNALLOCATED = "unallocated";
const KINDS = { nat: "NAT", "data-transfer": "data transfer" };
const SMALL = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumSignificantDigits: 4, minimumFractionDigits: 0 });
const WHOLE = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });

const each = (amount) => (amount === null || amount === undefined ? "" : SMALL.format(Number(amount)));
const rounded = (amount) => WHOLE.format(Number(amount));
const cell = (text, className = "number") => element("td", { className }, text);

export class SpendView {
  #root;
  #read = 0;
  #query = "";

  constructor(root) {
    this.#root = root;
    for (const id of ["spend-from", "spend-to", "spend-by", "spend-service"]) {
      this.#at(id).addEventListener("change", () => this.#again());
    }
    root.addEventListener("click", (event) => save(event, (text) => this.#say(text)));
  }

  /** Loads and shows spend, at an interval. Days that the API refuses are a matter of this view alone. */
  async refresh() {
    if (Date.now() - this.#read < PERIOD) {
      return;
    }
    try {
      await this.#load();
    } catch (failure) {
      if (failure.status !== 400) {
        throw failure;
      }
      this.#read = Date.now();
      this.#say(`${failure.message}; what is shown is as before.`);
    }
  }

  async #load() {
    const query = this.#period();
    const by = this.#at("spend-by").value;
    const [categories, values, units, purchases, ledger] = await Promise.all([
      ask(`/api/spend?by=category${query}`),
      ask(`/api/spend?by=${by}${query}`),
      ask(`/api/unit-cost${query.replace("&", "?")}`),
      ask("/api/spend/purchases"),
      ask("/api/ledger"),
    ]);
    this.#read = Date.now();
    this.#query = query;
    const isThere = categories.bills.length > 0;
    this.#at("spend-none").hidden = isThere || query !== "";
    this.#at("spend-body").hidden = !isThere && query === "";
    this.#say(isThere || query === "" ? "" : "No bill has an amount in this period.");
    this.#statements(categories);
    this.#purchases(purchases);
    const charts = [this.#categories(categories), this.#values(values, by), this.#units(units), this.#savings(ledger.totals)];
    await Promise.all(charts).catch((failure) => this.#say(`${failure.message}; the tables have their values.`));
    this.#root.setAttribute("aria-busy", "false");
  }

  /** Forgets what is shown, as for another person. */
  forget() {
    this.#read = 0;
    this.#at("spend-body").hidden = true;
    this.#at("spend-none").hidden = true;
    this.#root.setAttribute("aria-busy", "true");
  }

  #at(id) {
    return this.#root.querySelector(`#${id}`);
  }

  #say(text) {
    this.#at("spend-said").textContent = text;
  }

  async #again() {
    this.#read = 0;
    try {
      await this.refresh();
    } catch (failure) {
      this.#say(failure.message);
    }
  }

  #period() {
    return ["from", "to"]
      .map((name) => [name, this.#at(`spend-${name}`).value])
      .filter(([, day]) => day !== "")
      .map(([name, day]) => `&${name}=${day}`)
      .join("");
  }

  #statements({ from, to, bills }) {
    fill(
      this.#at("spend-statements"),
      from ? `${from} to ${to}. ` : "",
      ...bills.map(({ bill, stated, lines, unreadableLines }) =>
        element(
          "span",
          { className: unreadableLines > 0 ? "statement-of wrong" : "statement-of" },
          `Bill ${bill}: ${count(lines, "line")}, stated ${moment(stated)}${unreadableLines > 0 ? `, ${count(unreadableLines, "line")} unreadable and missing in the sums` : ""}. `,
        ),
      ),
    );
  }

  #categories({ rows, totals }) {
    const section = this.#at("spend-categories");
    section.querySelector("[data-summary]").textContent =
      `${dollars(totals.effective)} effective, ${dollars(totals.billed)} billed, of which ${dollars(totals.idle)} is idle.`;
    this.#link(section, "/api/spend?by=category");
    fill(
      section.querySelector("tbody"),
      ...rows.map(({ title, percent, usual, effective }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, title),
          cell(dollars(effective)),
          cell(percent === null ? "" : measure(percent, "percent")),
          cell(usual ? `${usual.low} to ${usual.high} %` : ""),
        ),
      ),
    );
    return draw(section.querySelector("canvas"), ({ accent, band, quiet }) => ({
      type: "bar",
      horizontal: true,
      format: (value) => `${value} %`,
      data: {
        labels: rows.map(({ title }) => lines(title)),
        datasets: [
          { label: "Of this bill", data: rows.map(({ percent }) => percent), backgroundColor: accent, grouped: false, barPercentage: 0.45, order: 1 },
          {
            label: "Usual range of the article",
            data: rows.map(({ usual }) => (usual ? [usual.low, usual.high] : null)),
            backgroundColor: band,
            borderColor: quiet,
            borderWidth: 1,
            borderSkipped: false,
            grouped: false,
            barPercentage: 0.95,
            order: 2,
          },
        ],
      },
    }));
  }

  #values({ rows, shared }, by) {
    const section = this.#at("spend-values");
    this.#link(section, `/api/spend?by=${by}`);
    fill(section.querySelector("[data-summary]"), ...shared.map(sharing));
    fill(
      section.querySelector("tbody"),
      ...rows.map(({ value, title, percent, effective, idle, spread }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, title ?? value),
          cell(dollars(effective)),
          cell(percent === null ? "" : measure(percent, "percent")),
          cell(dollars(idle)),
          cell(dollars(spread)),
        ),
      ),
    );
    const days = [...new Set(rows.flatMap((row) => row.days.map(({ day }) => day)))].sort();
    const named = rows.filter(({ value }) => value !== UNALLOCATED);
    const most = named.length > MOST + 1 ? MOST : named.length;
    const series = named.slice(0, most).map((row) => [row.title ?? row.value, [row]]);
    if (most < named.length) {
      series.push([OTHERS, named.slice(most)]);
    }
    const rest = rows.filter(({ value }) => value === UNALLOCATED).map((row) => [UNALLOCATED, [row]]);
    table(this.#at("spend-days"), days, [...series, ...rest]);
    return draw(section.querySelector("canvas"), ({ series: colours, quiet }) => ({
      type: "bar",
      stacked: true,
      format: rounded,
      data: {
        labels: days.map((day) => day.slice(5)),
        datasets: [
          ...series.map(([label, list], place) => ({ label, data: byDay(days, list), backgroundColor: colours[place] })),
          ...rest.map(([label, list]) => ({ label, data: byDay(days, list), backgroundColor: quiet })),
        ],
      },
    }));
  }

  #units({ services }) {
    const section = this.#at("spend-units");
    const counted = services.filter(({ days }) => days.some(({ predictions, tokens }) => predictions || tokens));
    const choice = this.#at("spend-service");
    whenChanged(choice, "services", counted.map(({ service }) => service), () => {
      const before = choice.value;
      fill(choice, ...counted.map(({ service }) => element("option", { value: service }, service)));
      const first = counted.find(({ target }) => known(target)) ?? counted[0];
      choice.value = counted.some(({ service }) => service === before) ? before : (first?.service ?? "");
    });
    section.querySelector("[data-some]").hidden = counted.length === 0;
    section.querySelector("[data-none]").hidden = counted.length > 0;
    const chosen = counted.find(({ service }) => service === choice.value);
    if (!chosen) {
      return undefined;
    }
    this.#link(section, `/api/unit-cost?service=${encodeURIComponent(chosen.service)}`);
    const month = chosen.months.at(-1);
    const last = month.perPrediction;
    section.querySelector("[data-summary]").textContent = last
      ? `${month.period}: ${each(last.allocated)} a prediction, ${each(last.used)} without the idle part${chosen.target === null ? "; no target is configured" : `; the target is ${each(chosen.target)}${Number(last.allocated) > Number(chosen.target) ? ", which it exceeds" : ""}`}.`
      : `${month.period}: no day has both cost and predictions.`;
    fill(section.querySelector("tbody"), ...[...chosen.months].reverse().map(unit), ...chosen.days.map(unit));
    return draw(section.querySelector("canvas"), ({ accent, idle, text }) => ({
      type: "bar",
      stacked: true,
      format: each,
      data: {
        labels: chosen.days.map(({ period }) => period.slice(5)),
        datasets: [
          { label: "Used", data: chosen.days.map((day) => number(day.perPrediction?.used)), backgroundColor: accent, order: 2 },
          { label: "Idle", data: chosen.days.map((day) => number(day.perPrediction?.idle)), backgroundColor: idle, order: 2 },
          ...(chosen.target === null
            ? []
            : [
                {
                  type: "line",
                  label: "Target",
                  data: chosen.days.map(() => Number(chosen.target)),
                  borderColor: text,
                  borderDash: [6, 4],
                  borderWidth: 2,
                  pointRadius: 0,
                  stack: "target",
                  order: 1,
                },
              ]),
        ],
      },
    }));
  }

  /** Of each payer; without an amount where no plan is advised. */
  #purchases(purchases) {
    const section = this.#at("spend-purchases");
    section.hidden = purchases.length === 0;
    fill(
      section.querySelector("tbody"),
      ...purchases.map(({ payer, plan, reason }) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, payer),
          cell(plan ? dollars(plan.expected) : ""),
          cell(plan ? `${dollars(plan.low)} to ${dollars(plan.high)}` : ""),
          cell(plan ? `${reason}.` : `None: ${reason}.`, ""),
        ),
      ),
    );
  }

  #savings({ promised, measured, billed, billedPreliminary }) {
    const section = this.#at("spend-savings");
    const rows = [
      ["Promised", promised?.usd, "by the findings, for 30 days of each action"],
      ["Measured", measured?.usd, "price of the time in which the effect was seen"],
      ["Billed", billed, "fall of the bill of the same resources, where it is final"],
      ["Billed so far", billedPreliminary, "the same where the bill is not final yet"],
    ];
    fill(
      section.querySelector("tbody"),
      ...rows.map(([name, amount, meaning]) =>
        element("tr", {}, element("th", { scope: "row" }, name), cell(known(amount) ? dollars(amount) : "not known yet"), cell(meaning, "")),
      ),
    );
    section.querySelector(".plot").hidden = rows.every(([, amount]) => !known(amount) || Number(amount) === 0);
    return draw(section.querySelector("canvas"), ({ series }) => ({
      type: "bar",
      horizontal: true,
      legend: false,
      format: rounded,
      data: {
        labels: rows.map(([name]) => name),
        datasets: [{ label: "USD", data: rows.map(([, amount]) => (known(amount) ? Number(amount) : null)), backgroundColor: series.slice(0, rows.length), barPercentage: 0.6 }],
      },
    }));
  }

  #link(section, path) {
    const link = section.querySelector("[data-csv]");
    link.href = `${path}${path.includes("?") ? "" : "?"}${this.#query}&format=csv`.replace("?&", "?");
  }
}

const known = (amount) => amount !== null && amount !== undefined;
const number = (amount) => (known(amount) ? Number(amount) : null);
const byDay = (days, rows) =>
  days.map((day) => rows.reduce((sum, row) => sum + Number(row.days.find((one) => one.day === day)?.effective ?? 0), 0));

/** The values of a chart: a row for each day, a column for each series. */
function table(holder, days, series) {
  const columns = series.map(([, list]) => byDay(days, list));
  fill(
    holder.querySelector("thead"),
    element("tr", {}, element("th", { scope: "col" }, "Day"), ...series.map(([label]) => element("th", { scope: "col", className: "number" }, label))),
  );
  fill(
    holder.querySelector("tbody"),
    ...days.map((day, place) => element("tr", {}, element("th", { scope: "row", className: "time" }, day), ...columns.map((amounts) => cell(dollars(amounts[place]))))),
  );
}

/** A title in lines of a width that leaves room for the bars. */
function lines(title) {
  return title.split(" ").reduce(
    (all, word) => {
      const last = all.at(-1);
      return last !== "" && `${last} ${word}`.length > 18 ? [...all, word] : [...all.slice(0, -1), `${last} ${word}`.trim()];
    },
    [""],
  );
}

function sharing({ kind, method, effective, spread }) {
  const rest = Number(effective) - Number(spread);
  const what = method === null ? "is not spread" : `is spread (${method})${rest === 0 ? "" : ` but for ${dollars(rest)}`}`;
  return element("span", {}, `${dollars(effective)} of ${KINDS[kind] ?? kind} ${what}. `);
}

function unit({ period, cost, predictions, perPrediction, perThousandTokens }) {
  return element(
    "tr",
    { className: period.length === 7 ? "sum" : "" },
    element("th", { scope: "row", className: "time" }, period),
    cell(cost ? dollars(cost.allocated) : ""),
    cell(predictions ? predictions.count.toLocaleString("en-US") : ""),
    cell(each(perPrediction?.allocated)),
    cell(each(perPrediction?.used)),
    cell(each(perPrediction?.idle)),
    cell(each(perThousandTokens?.allocated)),
  );
}
