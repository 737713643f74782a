// Draws charts with Chart.js in the colours of the page, light and dark. Each chart has a table beside it with the same values.

/** Its version is that of the dependency; the test of the page fails if they differ. */
const LIBRARY = "/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
const SERIES = 8;
const scheme = matchMedia("(prefers-color-scheme: dark)");
const shown = new Map();
let library;

/** Loads the library once, when a chart is drawn for the first time. */
function loaded() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.addEventListener("load", () => resolve(globalThis.Chart));
    script.addEventListener("error", () => {
      library = undefined;
      script.remove();
      reject(new Error("the charts could not be loaded"));
    });
    document.head.append(script);
  });
  return library;
}

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The colours of the scheme in force. */
function palette() {
  return {
    text: style("--text"),
    quiet: style("--quiet"),
    line: style("--line"),
    accent: style("--accent"),
    band: style("--band"),
    idle: style("--idle"),
    series: Array.from({ length: SERIES }, (_, place) => style(`--series-${place + 1}`)),
  };
}

/** Draws a chart into a canvas; the configuration is a function of the colours, so that it is drawn again in another scheme. */
export async function draw(canvas, configure) {
  const Chart = await loaded();
  const text = JSON.stringify(configure(palette()));
  if (shown.get(canvas)?.text === text) {
    return;
  }
  shown.get(canvas)?.chart.destroy();
  shown.set(canvas, { configure, text, chart: new Chart(canvas, configured(configure(palette()))) });
}

function configured({ type, data, horizontal = false, stacked = false, legend = true, format }) {
  const { text, quiet, line } = palette();
  const values = {
    beginAtZero: true,
    stacked,
    grid: { color: line },
    border: { display: false },
    ticks: { color: quiet, maxTicksLimit: 6, callback: (value) => format(value) },
  };
  const names = { stacked, grid: { display: false }, border: { color: line }, ticks: { color: text, maxRotation: 0, autoSkip: !horizontal } };
  return {
    type,
    data,
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: horizontal ? "y" : "x",
      font: { family: getComputedStyle(document.body).fontFamily },
      interaction: { mode: "index", axis: horizontal ? "y" : "x", intersect: false },
      scales: { x: horizontal ? values : names, y: horizontal ? names : values },
      plugins: {
        legend: { display: legend, position: "bottom", labels: { color: text, boxWidth: 14, boxHeight: 10 } },
        tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${told(raw, format)}` } },
      },
    },
  };
}

const told = (raw, format) => (Array.isArray(raw) ? raw.map(format).join(" to ") : format(raw));

scheme.addEventListener("change", () => {
  for (const [canvas, { configure }] of shown) {
    shown.get(canvas).text = "";
    draw(canvas, configure);
  }
});
