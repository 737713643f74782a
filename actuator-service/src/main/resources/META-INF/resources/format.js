// Formats amounts, times and names.

const MONEY = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const WHOLE = new Intl.NumberFormat("en-US");
const NUMBER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

export const dollars = (amount) => MONEY.format(Number(amount));
export const count = (number, one, many = `${one}s`) => `${WHOLE.format(number)} ${number === 1 ? one : many}`;

const BYTES = /^bytes\b/;
const LARGER = ["bytes", "kB", "MB", "GB", "TB", "PB"];

/** A measured value with its unit: 1 card, 18 TB, 1.5 %. */
export function measure(value, unit) {
  if (unit === "percent") {
    return `${NUMBER.format(value)} %`;
  }
  if (BYTES.test(unit) && Math.abs(value) >= 1000) {
    const step = Math.min(Math.floor(Math.log10(Math.abs(value)) / 3), LARGER.length - 1);
    return `${NUMBER.format(value / 1000 ** step)} ${unit.replace(BYTES, LARGER[step])}`;
  }
  return `${NUMBER.format(value)} ${value === 1 ? unit.replace(/^([a-z]+)s\b/, "$1") : unit}`;
}

/** The same value to its last digit. */
export const exact = (value, unit) => `${value.toLocaleString("en-US", { maximumFractionDigits: 20 })} ${unit}`;

/** A time to the minute, in UTC like all times here. */
export const moment = (text) => (text ? `${text.slice(0, 16).replace("T", " ")} UTC` : "");
export const exactly = (text) => (text ? `${text.slice(0, 19).replace("T", " ")}` : "");
export const clock = (date) => date.toLocaleTimeString("en-GB");

/** The last part of an ARN, by which the resources of a list differ. */
export const short = (arn) => arn.split(":").slice(5).join(":").replace(/^(instance|vpc|volume)\//, "");

const names = new Map();

/** Remembers the names of resources, which are shown with their ids. */
export function learn(findings) {
  for (const { resource, name } of findings) {
    if (name) {
      names.set(resource, name);
    }
  }
}

/** The name of a resource, if it has one, and its id. */
export const called = (arn) => (names.has(arn) ? `${names.get(arn)} (${short(arn)})` : short(arn));

const ACRONYMS = { gpu: "GPU", s3: "S3", nat: "NAT", ebs: "EBS" };

/** The title of a rule or an action: idle-gpu is "Idle GPU". */
export function words(name) {
  const text = name
    .split("-")
    .map((word) => ACRONYMS[word] ?? word)
    .join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
