/** Traits as somebody types them: `plan: pro`, one on each line; numbers and true, false are what they are.
 *
 * A dot leads inside, as in rules: `address.city: Graz`.
 */

type Traits = Record<string, unknown>;

function value(text: string): unknown {
  try {
    const told: unknown = JSON.parse(text);
    return typeof told === "object" ? text : told;
  } catch {
    return text;
  }
}

const isObject = (told: unknown): told is Traits => typeof told === "object" && told !== null && !Array.isArray(told);

/** The traits with this one too. */
function put(traits: Traits, [name = "", ...rest]: readonly string[], told: unknown): Traits {
  const inside = traits[name];
  const below = rest.length === 0 ? told : put(isObject(inside) ? inside : {}, rest, told);
  return { ...traits, [name]: below };
}

export function readTraits(text: string): Traits {
  return text.split("\n").reduce<Traits>((traits, line) => {
    const at = line.indexOf(":");
    const path = line.slice(0, at).split(".").map((name) => name.trim());
    return at > 0 && !path.includes("") ? put(traits, path, value(line.slice(at + 1).trim())) : traits;
  }, {});
}

/** A text that would be read as something else stands in quotes. */
const written = (told: unknown): string =>
  typeof told === "string" && value(told) === told ? told : JSON.stringify(told);

export const writtenTraits = (traits: Readonly<Traits>, above = ""): string =>
  Object.entries(traits)
    .map(([name, each]) => {
      const path = `${above}${name}`;
      return isObject(each) ? writtenTraits(each, `${path}.`) : `${path}: ${written(each)}`;
    })
    .join("\n");
