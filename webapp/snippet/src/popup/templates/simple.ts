/** "Push permissions request (simple)": a picture, a title, a text and two buttons. */
import { element } from "../element";
import type { Template } from "../template";

export const simple: Template = {
  css: "",
  fill: ({ brand, picture, title, text, actions, close }) => ({
    children: [picture, element("div", { class: "words" }, brand, title, text), actions, close],
    chosen: () => [],
  }),
};
