/** The entry of `panel.js`. */
import { hand } from "../chunk";
import { createWidgets } from "./widgets";

hand(createWidgets);
