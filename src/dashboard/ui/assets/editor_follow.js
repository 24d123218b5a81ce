// A part of the editor's page that is drawn anew once another part has said that it is done.
// What happens in the same moment goes to the server as one message that draws one part alone,
// so a part that was not drawn asks once more.

const AGAIN = 3000; // milliseconds

// On a narrow screen the tabs are wider than their line: the chosen one is brought into view.
function showChosen() {
  const line = document.querySelector(".st-key-edit_tabs");
  const chosen = line?.querySelector('[aria-checked="true"]');
  if (!chosen) return;
  const [box, own] = [line, chosen].map((each) => each.getBoundingClientRect());
  line.scrollLeft += own.left + own.width / 2 - box.left - box.width / 2;
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const last = parentElement.follower;
  if (!last) requestAnimationFrame(showChosen);
  if (last) {
    window.removeEventListener(data.after, last.listen);
    clearTimeout(last.again);
  }
  const own = { stamp: data.stamp };
  own.listen = (event) => {
    const ask = () => parentElement.isConnected && setTriggerValue("follow", String(event.detail));
    ask();
    clearTimeout(own.again);
    if (data.then && String(event.detail) !== data.stamp) own.again = setTimeout(ask, AGAIN);
  };
  const listen = own.listen;
  parentElement.follower = own;
  window.addEventListener(data.after, listen);
  if (last && last.stamp !== data.stamp && data.then) {
    window.dispatchEvent(new CustomEvent(data.then, { detail: data.stamp }));
  }
  return () => {
    if (!parentElement.isConnected) window.removeEventListener(data.after, listen);
  };
}
