/** A file that somebody picked: the document in it, or why it is none. */
export interface Read {
  document?: object;
  /** The parser's own words: where and what. */
  wrong?: string;
}

export function readFile(text: string): Read {
  try {
    const told: unknown = JSON.parse(text);
    // What is no object is refused by the server, in its words.
    return { document: told as object };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : "" };
  }
}
