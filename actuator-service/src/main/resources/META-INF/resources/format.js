// Formats amounts, times and names.

const MONEY = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const WHOLE = new Intl.NumberFormat("en-US");
const NUMBER = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

export const dollars = (amount) => MONEY.format(Number(amount));
export const count = (number, one, many = `${one}s`) => `${WHOLE.format(number)} ${number === 1 ? one : many}`;
export const measure = (value, unit) => (unit === "percent" ? `${NUMBER.format(value)} %` : `${NUMBER.format(value)} ${unit}`);

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
