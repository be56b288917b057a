/** Records to look at the card with: the names of the fields, people of all sorts, or one's own. */

import { computed } from "@preact/signals";

import { asWords, fieldsOf, isPictureField } from "./model/kinds.js";
import { isKnown } from "./model/documents.js";
import { record, recordName, state } from "./store.js";

/** The fields of a person that the API knows, in groups, as they are offered. */
export const FIELD_GROUPS = {
  person: ["first_name", "last_name", "full_name", "title", "email", "photo"],
  work: ["department", "job_title", "employee_number", "card_number"],
  custom: ["custom_1", "custom_2", "custom_3"],
  card: ["today", "template_name", "card_index"],
};

/** Fields that every card has; a record does not give them. */
const BUILT_IN = FIELD_GROUPS.card;

const PEOPLE = {
  usual: { first_name: "Ada", last_name: "Byron", title: "Dr", email: "ada.byron@example.com", department: "Research", job_title: "Analyst", employee_number: "10843", card_number: "500174", custom_1: "Blue", custom_2: "Level 2", custom_3: "2027" },
  long: { first_name: "Maximiliane Wilhelmine", last_name: "von Hohenzollern-Sigmaringen", title: "Prof. Dr. Dr.", email: "maximiliane.von.hohenzollern-sigmaringen@university.example.com", department: "Institute of Comparative Administrative Sciences", job_title: "Deputy Head of International Relations", employee_number: "1000000843", card_number: "5001740000", custom_1: "A rather long remark", custom_2: "Another long remark", custom_3: "And the third of them" },
  short: { first_name: "Bo", last_name: "Li", title: "", email: "b@l.io", department: "IT", job_title: "CEO", employee_number: "1", card_number: "7", custom_1: "A", custom_2: "B", custom_3: "C" },
  arabic: { first_name: "ليلى", last_name: "المنصوري", title: "د.", email: "layla@example.com", department: "قسم الأبحاث", job_title: "مهندسة", employee_number: "20911", card_number: "500175", custom_1: "أزرق", custom_2: "٢", custom_3: "٢٠٢٧" },
  empty: {},
};

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
  const named = usedFields.value.map(({ name, isPicture }) => [name, isPicture ? portrait() : asWords(name)]);
  return Object.fromEntries(named);
}

function filled(name) {
  const person = PEOPLE[name];
  const values = { ...person };
  if (person.first_name) {
    values.full_name = `${person.first_name} ${person.last_name}`;
    for (const field of usedFields.value) {
      if (field.isPicture) values[field.name] = portrait();
      else if (!(field.name in values)) values[field.name] = asWords(field.name);
    }
  }
  return values;
}

let drawnPortrait = "";

/** Return a picture of nobody, as a data URI. */
function portrait() {
  if (drawnPortrait) return drawnPortrait;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [300, 380];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const ground = pen.createLinearGradient(0, 0, 300, 380);
  ground.addColorStop(0, "#cfe3ef");
  ground.addColorStop(1, "#8fb7cf");
  const shape = (colour, draw) => {
    pen.fillStyle = colour;
    pen.beginPath();
    draw();
    pen.fill();
  };
  pen.fillStyle = ground;
  pen.fillRect(0, 0, 300, 380);
  shape("#2f4a63", () => pen.ellipse(150, 400, 135, 130, 0, 0, 7));
  shape("#e9bd9a", () => pen.roundRect(122, 220, 56, 80, 26));
  shape("#f2cdae", () => pen.ellipse(150, 165, 68, 84, 0, 0, 7));
  shape("#4a3426", () => {
    pen.ellipse(150, 128, 76, 66, 0, Math.PI, 0);
    pen.ellipse(150, 130, 74, 20, 0, 0, Math.PI);
  });
  drawnPortrait = canvas.toDataURL("image/jpeg", 0.85);
  return drawnPortrait;
}
