import type { Fields } from "../resources/fields";
import { SoundFields, soundOf } from "./SoundFields";

const NAMES = ["sound", "silent", "vibrate"] as const;

/** The sound of a push or of a category, in its form. */
export function DocumentSound({ fields }: { fields: Fields }) {
  return (
    <SoundFields
      value={soundOf({ sound: fields.at("sound"), silent: fields.at("silent"), vibrate: fields.at("vibrate") })}
      disabled={!fields.may}
      fault={fields.fault}
      set={(change) => {
        for (const name of NAMES) if (name in change) fields.set(name, change[name]);
      }}
    />
  );
}
