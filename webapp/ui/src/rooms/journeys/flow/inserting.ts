/** Putting a step on a line: asked by the line itself; null where nothing may be changed. */
import { createContext } from "react";

export const Inserting = createContext<((line: string) => void) | null>(null);
