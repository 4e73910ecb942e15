// Saves a choice as soon as it is made.
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submits]")) event.target.form.submit();
});
