/** The entry of `popups.js`: hands itself over to the snippet on the very element that loaded it. */
import type { Handing } from "../chunk";
import { show } from "./card";

const script = document.currentScript as Handing | null;
if (script) script.waymark = show;
