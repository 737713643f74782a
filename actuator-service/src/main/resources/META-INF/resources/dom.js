// Makes elements, whose text is always text.

/** An element with properties and children; a child is an element or a text. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== "" && child !== null && child !== undefined));
  return made;
}

/** Puts these in place of what is there. */
export function fill(parent, children) {
  parent.replaceChildren(...children.filter((child) => child !== ""));
}

const MONEY = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

export const dollars = (amount) => MONEY.format(amount);

export const moment = (text) => (text ? text.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC") : "");

/** The last part of an ARN, which tells resources of one list apart. */
export const short = (arn) => arn.split(":").slice(5).join(":").replace(/^instance\//, "");
