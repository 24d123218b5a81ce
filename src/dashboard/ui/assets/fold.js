// A folded table: what is in it stands in the page once it was unfolded.
const folds = new WeakMap();
function made(parent) {
  const fold = document.createElement("details"), summary = document.createElement("summary");
  const room = document.createElement("div");
  fold.className = "astable";
  fold.append(summary, room);
  const state = { fold, summary, room };
  fold.addEventListener("toggle", () => fill(state));
  folds.set(parent, state);
  return state;
}
function fill(state) {
  if (!state.fold.open || state.filled === state.tag) return;
  state.room.innerHTML = state.told.inside;  // escaped where it was made
  state.filled = state.tag;
}
async function tell(state, data, parent) {
  const tag = tagOf(data);
  if (state.asked === tag) return;
  state.asked = tag;
  const told = await unpacked(data).json();
  if (state.asked !== tag) return;  // another table has come meanwhile
  state.tag = tag;
  state.told = told;
  state.fold.dataset.fold = told.name;
  state.summary.textContent = told.label;
  if (!state.fold.isConnected) parent.append(state.fold);
  fill(state);
}

export default function ({ data, parentElement }) {
  const state = folds.get(parentElement) ?? made(parentElement);
  tell(state, data, parentElement).catch(console.warn);
  return () => {
    folds.delete(parentElement);
    state.fold.remove();
  };
}
