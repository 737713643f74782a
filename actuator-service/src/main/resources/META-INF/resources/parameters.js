// What the approver enters for a remedy, as the hours of a schedule, or changes of what it proposes. The actuator checks it, and says what it means before
// anyone approves.

import { ask, Refused } from "./api.js";
import { element, fill } from "./dom.js";
import { moment } from "./format.js";

/** Milliseconds without a key before the hours are checked. */
const PAUSE = 400;

export class Parameters {
  #entered = {};
  #shown = [];
  #timer;
  #checks = 0;
  place = element("div", { className: "parameters" });
  #meaning = element("p", { className: "quiet meaning", role: "status" });

  /** @param id of the finding, for the ids of the fields */
  constructor(id) {
    this.id = id;
    this.place.addEventListener("input", ({ target }) => this.#changed(target));
  }

  /** Shows the fields of a remedy; what was entered stays. */
  show(parameters, proposed = {}) {
    const names = parameters.map(({ name }) => name).join();
    if (this.#shown.map(({ name }) => name).join() === names) {
      this.place.querySelectorAll("input").forEach((control) => (control.disabled = false));
      return;
    }
    this.#shown = parameters;
    parameters.forEach((one) => (this.#entered[one.name] ??= proposed[one.name] ?? one.proposed ?? (one.name === "zone" ? zoneHere() : "")));
    fill(this.place, ...parameters.flatMap((one) => this.#field(one)), this.#has("hours") ? this.#meaning : "");
    this.#check();
  }

  /** What was entered, without empty fields, and without hours and zone that are both as proposed. */
  get values() {
    const entered = this.#all;
    const proposes = this.#shown.filter(({ proposed }) => proposed !== undefined);
    const isAsProposed = proposes.every(({ name, proposed }) => entered[name] === undefined || entered[name] === proposed);
    isAsProposed && proposes.forEach(({ name }) => delete entered[name]);
    return entered;
  }

  get #all() {
    return Object.fromEntries(this.#shown.map(({ name }) => [name, (this.#entered[name] ?? "").trim()]).filter(([, value]) => value !== ""));
  }

  /** Marks the first required field that is empty and returns its parameter; undefined if there is none. */
  missing() {
    const values = this.values;
    const missing = this.#shown.find(({ name, required }) => required && values[name] === undefined);
    this.#shown.forEach(({ name }) => this.#control(name).setAttribute("aria-invalid", String(name === missing?.name)));
    missing && this.#control(missing.name).focus();
    return missing;
  }

  #has(name) {
    return this.#shown.some((one) => one.name === name);
  }

  #control(name) {
    return this.place.querySelector(`[name=parameter-${name}]`);
  }

  #field({ name, required, text, example }) {
    const id = `${name}-${this.id}`;
    if (name === STATEMENT) {
      const box = element("input", { id, name: `parameter-${name}`, type: "checkbox", value: example, checked: this.#entered[name] === example, "aria-describedby": `${id}-text` });
      return [element("label", { className: "statement" }, box, LABELS[name]), element("small", { id: `${id}-text` }, text)];
    }
    return [
      element("label", { htmlFor: id }, LABELS[name] ?? name, " ", element("span", { className: "quiet" }, required ? "(required)" : "")),
      element("input", {
        id,
        name: `parameter-${name}`,
        type: "text",
        autocomplete: "off",
        maxLength: 500,
        placeholder: example,
        value: this.#entered[name],
        "aria-describedby": `${id}-text`,
      }),
      element("small", { id: `${id}-text` }, text),
    ];
  }

  #changed(control) {
    this.#entered[control.name.replace("parameter-", "")] = control.type === "checkbox" && !control.checked ? "" : control.value;
    control.removeAttribute("aria-invalid");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), PAUSE);
  }

  /** Asks what the hours mean; an answer to something older is not shown. */
  async #check() {
    const check = ++this.#checks;
    const { hours, zone } = this.#all;
    if (!this.#has("hours") || hours === undefined) {
      this.#say("", false);
      return;
    }
    try {
      const meaning = await ask(`/api/hours?${new URLSearchParams({ hours, zone: zone ?? "" })}`);
      check === this.#checks && this.#say(sentence(meaning), false);
    } catch (failure) {
      check === this.#checks && this.#say(failure instanceof Refused ? failure.message : "The hours can't be checked now.", true);
    }
  }

  #say(text, isWrong) {
    this.#meaning.textContent = text;
    this.#meaning.className = isWrong ? "wrong meaning" : "quiet meaning";
    isWrong && this.#control("hours")?.setAttribute("aria-invalid", "true");
  }
}

/** A statement of the approver: there or not. */
const STATEMENT = "localData";
const LABELS = { hours: "Hours", zone: "Time zone", [STATEMENT]: "Its local data is scratch and may be lost" };

function zoneHere() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}

function sentence({ hours, zone, leadMinutes, next }) {
  const switches = next.map(({ at, on }) => `${on ? "start" : "stop"} ${moment(at)}`).join(", ");
  return `It runs ${hours} (${zone}), started ${leadMinutes} minutes before. Next: ${switches}.`;
}
