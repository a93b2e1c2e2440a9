/** Server-sent events out of the pieces in which they arrive (WHATWG HTML §9.2.6, as far as our server writes it). */

export interface Event {
  name: string;
  data: unknown;
}

/** Answers a function that takes a piece of text and gives the events that are whole by then. */
export function reader(): (piece: string) => Event[] {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.flatMap(eventOf);
  };
}

function eventOf(block: string): Event[] {
  const field = (name: string): string[] =>
    block.split("\n").flatMap((line) => (line.startsWith(name + ": ") ? [line.slice(name.length + 2)] : []));
  const [name] = field("event");
  if (!name) return [];
  return [{ name, data: JSON.parse(field("data").join("\n") || "null") as unknown }];
}
