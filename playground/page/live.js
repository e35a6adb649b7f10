/**
 * The live stream (Server-Sent Events) with reconnect. While the tab is hidden the stream rests, because a
 * browser allows only six connections to one host and a person may keep a tab open for each colleague.
 */

const HIDDEN_GRACE = 5000;

/** `url` is the stream of news. */
export function listen(url, { onEvent, onOpen, onLost }) {
  let source = null;
  let wait = 500;
  let timer = 0;
  let lostTimer = 0;

  function open() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(url);
    source.onopen = () => {
      wait = 500;
      clearTimeout(lostTimer);
      onOpen();
    };
    source.onmessage = (message) => {
      let event = null;
      try {
        event = JSON.parse(message.data);
      } catch {
        return; // a comment or a half-written frame carries nothing to show
      }
      onEvent(event);
    };
    source.onerror = () => {
      source.close();
      // a short hiccup is not worth a banner
      clearTimeout(lostTimer);
      lostTimer = setTimeout(onLost, 1500);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
  }

  let hiding = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(() => {
        clearTimeout(timer);
        source?.close();
        source = null;
      }, HIDDEN_GRACE);
    } else if (!source || source.readyState === EventSource.CLOSED) {
      open();
    }
  });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  open();
}
