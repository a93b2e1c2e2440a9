/** The register of templates: a further one is a file beside this one, and a line here. */
import type { Template } from "../template";
import { categories } from "./categories";
import { corner } from "./corner";
import { iosGuide } from "./ios_guide";
import { modal } from "./modal";
import { simple } from "./simple";

const TEMPLATES = new Map<string, Template>(Object.entries({ simple, categories, modal, corner, ios_guide: iosGuide }));

/** A template of a newer server is shown as the simple one. */
export const templateOf = (name: string): Template => TEMPLATES.get(name) ?? simple;
