// Says on the page that a security key did not answer; django-allauth's script only tells the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("key-failed");
  told.hidden = false;
});
