/** The session has ended: sign in again in another tab, and nothing is lost. */

import { useState } from "preact/hooks";

import { html } from "../lib/html.js";
import { Button } from "../lib/ui.js";
import { t } from "../lib/texts.js";
import { dialog, status } from "../store.js";
import { resume } from "../sync.js";
import { Dialog } from "./dialog.js";

export function Expired() {
  const [problem, setProblem] = useState("");
  const go_on = async () => {
    // Saving says what it comes to, and opens this dialog again where that is no session.
    status.value = { ...status.value, name: "edited" };
    if (await resume()) dialog.value = status.value.name === "conflict" ? "conflict" : null;
    else setProblem(t("expired.still"));
  };
  return html`<${Dialog} name="expired" title=${t("expired.title")} mustChoose>
    <p>${t("expired.explanation")}</p>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <div class="actions"><a class="button" href="/sign-in" target="_blank" rel="noopener">${t("expired.sign_in")}</a>
      <${Button} onClick=${go_on}>${t("expired.go_on")}<//></div>
  <//>`;
}
