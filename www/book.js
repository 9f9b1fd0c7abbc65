// The book page works without this script: a time is then sent with the address and #thanks shows itself.
// With it, the page stays where it is, names the chosen time, and puts next week's dates beside the days.
"use strict";

const form = document.querySelector(".times");
const thanks = document.getElementById("thanks");

const monday = new Date();
monday.setDate(monday.getDate() + ((8 - monday.getDay()) % 7 || 7));
const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });

form.querySelectorAll("legend").forEach((legend, day) => {
  const date = new Date(monday);
  date.setDate(monday.getDate() + day);
  legend.append(` ${dayAndMonth.format(date)}`);
});

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.value) return;
  event.preventDefault();
  form.querySelector("[aria-pressed]")?.removeAttribute("aria-pressed");
  button.setAttribute("aria-pressed", "true");
  document.getElementById("chosen-time").textContent = button.value;
  thanks.classList.add("shown");
  thanks.focus();
});
