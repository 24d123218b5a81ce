// A part of the editor's page that is drawn anew once another part has said that it is done.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const last = parentElement.follower;
  if (last) window.removeEventListener(data.after, last.listen);
  const listen = (event) => setTriggerValue("follow", String(event.detail));
  parentElement.follower = { listen, stamp: data.stamp };
  window.addEventListener(data.after, listen);
  if (last && last.stamp !== data.stamp && data.then) {
    window.dispatchEvent(new CustomEvent(data.then, { detail: data.stamp }));
  }
  return () => {
    if (!parentElement.isConnected) window.removeEventListener(data.after, listen);
  };
}
