/** The register of templates: a further one is a file beside this one, and a line here. */
import type { Template } from "../template";
import { categories } from "./categories";
import { simple } from "./simple";

const TEMPLATES = new Map<string, Template>(Object.entries({ simple, categories }));

/** A template of a newer server is shown as the simple one. */
export const templateOf = (name: string): Template => TEMPLATES.get(name) ?? simple;
