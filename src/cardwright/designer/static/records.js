/** Records to look at the card with: the names of the fields, people of all sorts, or one's own. */

import { computed } from "@preact/signals";

import { start } from "./lib/start.js";
import { asWords, fieldsOf, isPictureField } from "./model/kinds.js";
import { isKnown } from "./model/documents.js";
import { record, recordName, state } from "./store.js";

/** Fields that every card has; a record does not give them. */
const BUILT_IN = start.fields.card;
const PEOPLE = start.people;

/** The names of the records that are offered. */
export const RECORDS = ["names", ...Object.keys(PEOPLE), "own"];

/** What a person typed in. @type {Record<string, string>} */
let own = {};

/** The fields that the design uses, in the order of their first use. */
export const usedFields = computed(() => {
  const values = [...state.value.order].map((key) => state.value.entries.get(key)).filter((value) => value && isKnown(value));
  const names = [...new Set(values.flatMap(fieldsOf))].filter((name) => !BUILT_IN.includes(name));
  return names.map((name) => ({ name, isPicture: isPictureField(values, name) }));
});

/** Show the card with another record. */
export function chooseRecord(name) {
  recordName.value = name;
  if (name === "names") record.value = null;
  else if (name === "own") record.value = { ...own };
  else record.value = filled(name);
}

/** Change a value of one's own record, which begins as a copy of the one that is shown. */
export function setOwn(name, value) {
  if (recordName.value !== "own") own = { ...(record.value ?? filled("usual")) };
  own = { ...own, [name]: value };
  chooseRecord("own");
}

/** Return the values to print the card with: where none are chosen, the names of the fields. */
export function valuesToPrint() {
  if (record.value !== null) return record.value;
  const named = usedFields.value.map(({ name, isPicture }) => [name, isPicture ? start.silhouette : asWords(name)]);
  return Object.fromEntries(named);
}

function filled(name) {
  const values = { ...PEOPLE[name] };
  if (!values.first_name) return values;
  for (const field of usedFields.value) {
    if (field.isPicture) values[field.name] = start.portrait;
    else values[field.name] ??= asWords(field.name);
  }
  return values;
}
