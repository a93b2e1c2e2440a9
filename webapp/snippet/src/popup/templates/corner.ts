/** "Push permissions request (corner)": a small card at the lower edge, out of the way of what is read. */
import { element } from "../element";
import type { Template } from "../template";

const css = `
:host([data-position=corner]) .card{width:min(348px,100%);padding:16px;border-radius:18px}
.picture{width:40px;height:40px;margin-inline-end:12px;border-radius:11px}
.picture.sign svg{width:21px;height:21px}
:host([data-position=corner]) .own{width:calc(100% + 32px);height:132px;margin:-16px -16px 14px}
h2{font-size:16px;line-height:1.3}
.text{margin-top:3px;font-size:14px;line-height:1.45}
.actions{margin-top:14px;gap:6px}
.actions button{min-height:40px;padding:7px 12px;font-size:14px}
.later{background:color-mix(in srgb,var(--ink) 6%,transparent)}
@media (max-width:520px){:host([data-position=corner]) .card{width:100%}.actions button{min-height:44px}}
`;

export const corner: Template = {
  css,
  position: "corner",
  fill: ({ brand, picture, title, text, actions, close }) => ({
    children: [picture, element("div", { class: "words" }, brand, title, text), actions, close],
    chosen: () => [],
  }),
};
