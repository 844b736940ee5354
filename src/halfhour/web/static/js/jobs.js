// "Look again": the server says when a job has moved. Without the socket the page asks every two seconds.

const place = document.querySelector("[data-live]");

function listen(wait = 1000) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}${place.dataset.live}`);
  let opened = false;
  socket.addEventListener("open", () => (opened = true));
  socket.addEventListener("message", () => document.body.dispatchEvent(new CustomEvent("look-again")));
  socket.addEventListener("close", ({ code }) => {
    const isOver = code >= 4400 || !place.querySelector("[hx-get]");
    if (!isOver) setTimeout(() => listen(opened ? 1000 : Math.min(wait * 2, 60000)), wait);
  });
}

if (place?.querySelector("[hx-get]")) listen();
