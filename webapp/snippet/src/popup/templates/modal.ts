/** "Push permissions request (modal)": over the page, one thing to decide, the main button first. */
import { element } from "../element";
import type { Template } from "../template";

const css = `
.card{--from:16px;grid-template-columns:1fr;justify-items:center;width:min(420px,100% - 32px);padding:30px 28px 20px;text-align:center}
.picture{grid-row:auto;width:72px;height:72px;margin:0 0 18px;border-radius:20px}
.picture.sign svg{width:34px;height:34px}
.own{width:calc(100% + 56px);height:210px;margin:-30px -28px 22px;border-radius:0}
.own~.close{color:#fff;background:rgb(0 0 0/.62)}
.words{width:100%}
.brand{justify-content:center;padding:0}
h2{padding:0;font-size:22px;line-height:1.25}
.text{margin-top:8px}
.actions{flex-direction:column;width:100%;gap:4px;margin-top:24px}
.actions button{min-height:48px}
.later{background:none}
@media (max-width:520px){
  dialog.card{inset:auto 0 max(10px,env(safe-area-inset-bottom));width:calc(100% - 20px)}
  .card{--from:40px;padding:26px 20px 14px;border-radius:20px}
  .picture{width:64px;height:64px}
  .own{width:calc(100% + 40px);height:180px;margin:-26px -20px 20px}
}
`;

export const modal: Template = {
  css,
  modal: true,
  fill({ brand, picture, title, text, actions, close }) {
    // What is drawn first is reached first.
    actions.append(...Array.from(actions.children).reverse());
    return {
      children: [picture, element("div", { class: "words" }, brand, title, text), actions, close],
      chosen: () => [],
    };
  },
};
