/** The entry of `member.js`. */
import { hand } from "../chunk";
import { createMember } from "./create";

hand(createMember);
