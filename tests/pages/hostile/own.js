// What the page has of its own: a form that it handles itself.
{
  // By the prototype: on one of the pages an element hides the document's own method.
  const form = Document.prototype.querySelector.call(document, "main > form:last-of-type");
  form.onsubmit = (event) => {
    event.preventDefault();
    form.querySelector("output").textContent = form.querySelector("input").value;
  };
}
