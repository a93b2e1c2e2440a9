/** "Push permissions request (with categories)": the same, and a list of what to hear about. */
import { element } from "../element";
import type { Template } from "../template";

const css = `
.choices{grid-column:1/-1;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,190px),1fr));gap:8px;
  margin:18px 0 0;padding:0;border:0;min-width:0}
.choice{position:relative;display:flex;align-items:center;gap:11px;min-height:44px;padding:9px 13px;border:1px solid color-mix(in srgb,var(--ink) 20%,transparent);
  border-radius:10px;cursor:pointer;transition:border-color .14s,background-color .14s;overflow-wrap:anywhere}
.choice:last-child:nth-child(odd){grid-column:1/-1}
.choice:hover{border-color:var(--muted)}
.choice:has(:checked){border-color:var(--line);background:color-mix(in srgb,var(--line) 7%,var(--surface))}
.choice:has(:focus-visible){outline:2px solid var(--line);outline-offset:2px}
.choice input{appearance:none;flex:none;display:grid;place-content:center;width:18px;height:18px;margin:0;
  border:1.5px solid var(--muted);border-radius:5px;background:transparent;outline:none;cursor:pointer}
.choice input::after{content:"";width:10px;height:10px;background:var(--surface);transform:scale(0);transition:transform .12s;
  clip-path:polygon(14% 44%,0 62%,40% 94%,100% 16%,82% 4%,38% 66%)}
.choice input:checked{border-color:var(--line);background:var(--line)}
.choice input:checked::after{transform:scale(1)}
@media (forced-colors:active){.choice input{appearance:auto}.choice input::after{display:none}}
@media (prefers-reduced-motion:reduce){.choice,.choice input::after{transition:none}}
`;

export const categories: Template = {
  css,
  fill({ brand, picture, title, text, actions, close }, content) {
    const boxes = content.categories.map(({ key, default: chosen }) => {
      const box = element("input", { type: "checkbox", value: key });
      box.checked = chosen;
      return box;
    });
    const rows = boxes.map((box, at) =>
      element("label", { class: "choice" }, box, element("span", {}, content.categories[at]?.name ?? box.value)),
    );
    const choices = element("fieldset", { class: "choices", "aria-labelledby": title.id }, ...rows);
    return {
      children: [
        picture,
        element("div", { class: "words" }, brand, title, text),
        rows.length ? choices : null,
        actions,
        close,
      ],
      chosen: () => boxes.filter((box) => box.checked).map((box) => box.value),
    };
  },
};
