// The last entries of the audit, newest first.

import { element, fill, moment, short } from "./dom.js";

export function entries(body, list) {
  fill(
    body,
    list.map((entry) =>
      element(
        "tr",
        {},
        element("td", { className: "number" }, String(entry.sequence)),
        element("td", {}, moment(entry.at)),
        element("td", {}, entry.actor),
        element("td", { title: JSON.stringify(entry.detail) }, entry.kind),
        element("td", {}, entry.resource ? short(entry.resource) : ""),
      ),
    ),
  );
}
