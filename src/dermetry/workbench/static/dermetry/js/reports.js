// A document just asked for is sent for as soon as it is ready: once, and never again on going back or reloading.
function deliver() {
  const form = document.querySelector("form[data-deliver]");
  if (!form) return;
  delete form.dataset.deliver;
  history.replaceState(null, "", location.pathname);
  form.requestSubmit();
}
deliver();
document.addEventListener("htmx:after:swap", deliver);
