// "Look again": one socket a page. When it is lost the page tries again, ever more slowly, and asks every half
// minute meanwhile; when it is back, it looks at everything once, since it may have missed something.

const POLL_MS = 30000;
const LONGEST_WAIT_MS = 30000;

export function listen({ address, onMessage, onLook, onLost, onBack }) {
  let wait = 1000;
  let poll = 0;
  let isLost = false;
  const pollOnce = () => document.visibilityState === "visible" && onLook();

  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${address}`);
    socket.addEventListener("open", () => {
      wait = 1000;
      if (!isLost) return;
      isLost = false;
      onBack?.();
      onLook();
    });
    socket.addEventListener("message", (event) => JSON.parse(event.data).forEach(onMessage));
    socket.addEventListener("close", ({ code }) => {
      if (code >= 4400) return; // not for this person, now or later
      if (!isLost) onLost?.();
      isLost = true;
      setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  }

  connect();
  poll = setInterval(pollOnce, POLL_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && onLook());
  return () => clearInterval(poll);
}
