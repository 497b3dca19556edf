// Runs in the frame of a mail: takes its text from the console and shows it. The frame's policy keeps scripts and everything
// from elsewhere out of it.
addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
  if (source !== parent || typeof data !== "string") return;
  document.body.innerHTML = data;
  for (const link of document.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener";
  }
  parent.postMessage(document.documentElement.scrollHeight, "*");
});
parent.postMessage("ready", "*");
