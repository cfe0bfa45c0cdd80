// The entries of one item of a form that is kept in the journal: a field set whose controls are named value-…, na-…, note-….

const controls = (set) => [...set.querySelectorAll("input, textarea, select")].filter((one) => one.name && one.type !== "file");
const short = (name) => name.replace(/-.*/s, "");
const isTicked = (one) => ["radio", "checkbox"].includes(one.type);

export function fieldsOf(set) {
  const fields = { value: [], na: [], note: [] };
  for (const one of controls(set)) {
    if (isTicked(one) && !one.checked) continue;
    if (one.value !== "") fields[short(one.name)]?.push(one.value);
  }
  return fields;
}

export function fill(set, fields) {
  for (const one of controls(set)) {
    const values = fields[short(one.name)] ?? [];
    if (isTicked(one)) one.checked = values.includes(one.value);
    else one.value = values[0] ?? "";
  }
}
