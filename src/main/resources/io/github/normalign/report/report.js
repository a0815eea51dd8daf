(function () {
  "use strict";
  // Without scripts the page shows both rules, one below the other, and no switch.
  const control = document.getElementById("rule-switch");
  function show() {
    document.documentElement.setAttribute("data-shown", control.querySelector("input:checked").value);
  }
  control.hidden = false;
  control.addEventListener("change", show);
  show();
}());
