// Shows how far the worker has come with a table; once it is done the page is loaded anew, to say what came of it.
const EVERY = 1500; // milliseconds

async function look() {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  const progress = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#import-progress");
  if (!answer.ok || !progress) {
    window.location.reload();
    return;
  }
  document.querySelector("#import-progress").innerHTML = progress.innerHTML;
  window.setTimeout(look, EVERY);
}

window.setTimeout(look, EVERY);
