/** The entry of `popups.js`. */
import { hand } from "../chunk";
import type { Show } from "../offer";
import { show } from "./card";

hand(show satisfies Show);
