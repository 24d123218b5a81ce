// A chart of a page.  The server has drawn it already: its drawing stands at once, and Plotly takes
// its place when the browser has nothing else to do, or when the reader touches it.  A figure that
// changes is updated in place.

let program;
function plotly() {
  program ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${window.__streamlit.BACKEND_BASE_URL}/program/PLOTLY_FILE`;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      program = undefined;  // asked for again by the next chart that is touched
      script.remove();
      reject(new Error("Plotly did not load"));
    };
    document.head.append(script);
  });
  return program;
}

const idle = window.requestIdleCallback
  ? (work) => window.requestIdleCallback(work, { timeout: 100 })
  : (work) => setTimeout(work, 200);
const PATIENCE = 5000;  // milliseconds until a chart that failed is tried again by itself
const queue = new Set();
let working = false;

function later(chart) {
  queue.add(chart);
  if (working) return;
  working = true;
  idle(next);
}
async function next() {
  const seen = ({ box }) => {
    const { top, bottom } = box.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  };
  const chart = [...queue].find(seen) ?? [...queue][0];
  if (!chart) {
    working = false;
    return;
  }
  queue.delete(chart);
  try {
    await wake(chart);
    idle(next);
  } catch (error) {
    console.warn(error);  // the drawing stays
    queue.add(chart);
    setTimeout(next, PATIENCE);
  }
}

function wake(chart) {
  queue.delete(chart);
  chart.waking ??= live(chart).finally(() => { chart.waking = undefined; });
  return chart.waking;
}
async function live(chart) {
  const Plotly = await plotly();
  // A figure may change while it is drawn: then it is drawn again.
  while (chart.shown !== chart.tag && chart.box.isConnected) {
    const { tag } = chart, { data, layout } = JSON.parse(chart.told.figure);
    if (chart.host) await Plotly.react(chart.host, data, layout, chart.told.config);
    else await begin(Plotly, chart, data, layout);
    chart.shown = tag;
  }
  if (chart.asked === chart.tag) chart.box.removeAttribute("aria-busy");
}
async function begin(Plotly, chart, data, layout) {
  const host = document.createElement("div");
  host.className = "living";
  chart.box.append(host);
  await Plotly.newPlot(host, data, layout, chart.told.config);
  chart.host = host;
  chart.box.classList.add("alive");
  chart.box.querySelector(".drawing").remove();
  chart.width = chart.box.clientWidth;
  chart.sizes = new ResizeObserver(() => {
    const width = chart.box.clientWidth;
    if (!width || width === chart.width) return;
    chart.width = width;
    Plotly.Plots.resize(host);
  });
  chart.sizes.observe(chart.box);
}

const charts = new WeakMap();
function made(parent) {
  const box = document.createElement("div"), drawing = document.createElement("div");
  box.className = "plot";
  box.setAttribute("role", "img");
  drawing.className = "drawing";
  box.append(drawing);
  parent.append(box);
  const chart = { box };
  for (const sign of ["pointerenter", "touchstart"])
    box.addEventListener(sign, () => wake(chart).catch(console.warn), { once: true, passive: true });
  charts.set(parent, chart);
  return chart;
}

async function tell(chart, data) {
  const tag = tagOf(data);
  if (chart.asked === tag) return;
  chart.asked = tag;
  if (chart.host) chart.box.setAttribute("aria-busy", "true");
  const told = await unpacked(data).json();
  if (chart.asked !== tag) return;  // another figure has come meanwhile
  chart.tag = tag;
  chart.told = told;
  chart.box.setAttribute("aria-label", told.alt);
  chart.box.style.height = `${told.height}px`;
  if (!chart.host) chart.box.querySelector(".drawing").innerHTML = told.drawing;
  if (chart.host || !told.drawing) wake(chart).catch(console.warn);
  else later(chart);
}

export default function ({ data, parentElement }) {
  const chart = charts.get(parentElement) ?? made(parentElement);
  tell(chart, data).catch(console.warn);
  return () => {
    queue.delete(chart);
    charts.delete(parentElement);
    chart.sizes?.disconnect();
    if (chart.host) window.Plotly.purge(chart.host);
    chart.box.remove();
  };
}
