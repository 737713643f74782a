// Creates elements; their text is never parsed as HTML.

const isThere = (child) => child !== "" && child !== null && child !== undefined;

/** An element with properties and children; a child is an element or a text. Names with a dash are attributes. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role" || key === "scope") {
      made.setAttribute(key, value);
    } else {
      made[key] = value;
    }
  }
  made.append(...children.filter(isThere));
  return made;
}

/** Replaces the children by these. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.filter(isThere));
}

/** Makes these the children, in this order; existing children stay, so that they keep focus and text. */
export function arrange(parent, children) {
  const wanted = new Set(children);
  [...parent.children].filter((child) => !wanted.has(child)).forEach((child) => child.remove());
  children.forEach((child, place) => {
    if (parent.children[place] !== child) {
      parent.insertBefore(child, parent.children[place] ?? null);
    }
  });
}

/** Does the work only if the value differs from the last time. */
export function whenChanged(holder, name, value, work) {
  const text = JSON.stringify(value);
  holder.shown ??= {};
  if (holder.shown[name] !== text) {
    holder.shown[name] = text;
    work();
  }
}
