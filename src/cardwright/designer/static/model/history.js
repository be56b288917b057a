/** Undo and redo: every edit is a command that has an inverse, and a gesture is one command. */

/**
 * @typedef {{order: string[], entries: Map<string, object>, card: object}} State
 *   What is edited. It is never changed: an edit makes a new one, which shares what is the same.
 * @typedef {{label: string, merge: string | null, at: number,
 *   entries: Map<string, {before: object | undefined, after: object | undefined}>,
 *   order: {before: string[], after: string[]} | null,
 *   card: {before: object, after: object} | null}} Command
 */

/** Edits of one kind that follow within this time, such as the letters of a word, are one. */
export const MERGED_WITHIN_MS = 1500;
const MOST = 500;

/** Return the command that leads from one state to another; null where they are the same. */
export function commandBetween(before, after, label, merge = null, at = 0) {
  const entries = new Map();
  for (const key of new Set([...before.entries.keys(), ...after.entries.keys()])) {
    const change = { before: before.entries.get(key), after: after.entries.get(key) };
    if (change.before !== change.after) entries.set(key, change);
  }
  const order = sameOrder(before.order, after.order) ? null : { before: before.order, after: after.order };
  const card = before.card === after.card ? null : { before: before.card, after: after.card };
  return entries.size || order || card ? { label, merge, at, entries, order, card } : null;
}

/** Return the command that undoes a command. @param {Command} command @returns {Command} */
export function inverse(command) {
  const swapped = (change) => change && { before: change.after, after: change.before };
  return {
    ...command,
    entries: new Map([...command.entries].map(([key, change]) => [key, swapped(change)])),
    order: swapped(command.order),
    card: swapped(command.card),
  };
}

/** Return the state after a command. @param {State} state @param {Command} command @returns {State} */
export function applied(state, command) {
  const entries = new Map(state.entries);
  for (const [key, { after }] of command.entries) {
    if (after === undefined) entries.delete(key);
    else entries.set(key, after);
  }
  return {
    order: command.order ? command.order.after : state.order,
    entries,
    card: command.card ? command.card.after : state.card,
  };
}

/** Return one command for two that follow one another. */
export function merged(first, second) {
  const entries = new Map(first.entries);
  for (const [key, { before, after }] of second.entries) {
    entries.set(key, { before: entries.has(key) ? entries.get(key).before : before, after });
  }
  const joined = (a, b) => (a && b ? { before: a.before, after: b.after } : a ?? b);
  return {
    ...second,
    entries,
    order: joined(first.order, second.order),
    card: joined(first.card, second.card),
  };
}

/** What was done and undone. It holds no state: it answers with the command to apply. */
export class History {
  constructor() {
    /** @type {Command[]} */
    this.done = [];
    /** @type {Command[]} */
    this.undone = [];
  }

  /** Remember a command that was carried out just now. @param {Command} command */
  push(command) {
    this.undone = [];
    const last = this.done[this.done.length - 1];
    const follows = last && command.merge !== null && last.merge === command.merge;
    if (follows && command.at - last.at <= MERGED_WITHIN_MS) {
      this.done[this.done.length - 1] = merged(last, command);
      return;
    }
    this.done.push(command);
    if (this.done.length > MOST) this.done.shift();
  }

  /** Return what undoes the last command, or null. */
  undo() {
    const command = this.done.pop();
    if (!command) return null;
    this.undone.push({ ...command, merge: null });
    return inverse(command);
  }

  /** Return the command that was undone last, or null. */
  redo() {
    const command = this.undone.pop();
    if (!command) return null;
    this.done.push(command);
    return command;
  }
}

function sameOrder(a, b) {
  return a === b || (a.length === b.length && a.every((key, index) => key === b[index]));
}
