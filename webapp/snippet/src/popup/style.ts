/** How every popup looks. The host's own rules are !important: so they win over any rule of the page. */
import { themeOf } from "./theme";

const rules = `
:host{all:initial!important;position:fixed!important;z-index:2147483647!important;inset:0 0 auto!important;display:flex!important;
  justify-content:center!important;box-sizing:border-box!important;pointer-events:none!important;
  padding:max(16px,env(safe-area-inset-top)) max(16px,env(safe-area-inset-right)) max(16px,env(safe-area-inset-bottom)) max(16px,env(safe-area-inset-left))!important}
:host([data-position=bottom]),:host([data-position=corner]){inset:auto 0 0!important}
:host([data-position=corner]){justify-content:flex-end!important}
:host([data-position=middle]){inset:0!important;align-items:center!important}
@media print{:host{display:none!important}}
*{box-sizing:border-box}
.card{--from:calc(-100% - 20px);pointer-events:auto;position:relative;display:grid;grid-template-columns:auto 1fr;width:min(560px,100%);
  max-height:calc(100vh - 32px);overflow:auto;overscroll-behavior:contain;padding:20px;border-radius:16px;
  border:1px solid var(--hairline);background:var(--surface);color:var(--ink);box-shadow:var(--shadow);
  font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif;
  text-align:start;-webkit-font-smoothing:antialiased;animation:come .18s cubic-bezier(.2,.7,.3,1) both}
:host([data-position=bottom]) .card,:host([data-position=corner]) .card{--from:24px}
.card:focus{outline:none}
dialog.card{position:fixed;inset:0;margin:auto;max-width:none;height:fit-content;max-height:calc(100dvh - 32px)}
dialog.card::backdrop{background:rgb(9 11 15/.55);animation:dim .18s both}
@keyframes dim{from{opacity:0}}
@keyframes come{from{opacity:0;transform:translateY(var(--from))}}
@keyframes go{to{opacity:0;transform:translateY(var(--from))}}
.card.leaving{pointer-events:none;animation:go .14s ease-in both}
.picture{grid-row:1;width:56px;height:56px;margin-inline-end:16px;border-radius:13px;overflow:hidden}
.own{width:92px;height:92px}
.picture img{display:block;width:100%;height:100%;object-fit:cover}
.picture.sign{display:grid;place-content:center;color:var(--line);background:color-mix(in srgb,var(--line) 11%,var(--surface))}
svg{display:block;width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.words{min-width:0;overflow-wrap:anywhere}
.brand,h2{padding-inline-end:32px}
.brand{display:flex;align-items:center;gap:7px;margin:0 0 3px;color:var(--muted);font-size:13px;line-height:18px;font-weight:500}
.brand img{display:block;width:18px;height:18px;border-radius:4px;object-fit:cover}
h2{margin:0;font-size:18px;line-height:1.35;font-weight:650;letter-spacing:-.011em;text-wrap:balance}
.text{margin:5px 0 0;color:var(--muted);white-space:pre-line;text-wrap:pretty}
.actions{grid-column:1/-1;display:flex;flex-wrap:wrap;justify-content:flex-end;gap:8px;margin-top:18px}
button{font:inherit;font-weight:600;cursor:pointer;border:0;margin:0;color:inherit;background:none;-webkit-tap-highlight-color:transparent}
button:focus-visible{outline:2px solid var(--line);outline-offset:2px}
.actions button{min-height:42px;padding:9px 18px;border-radius:10px;line-height:1.35;transition:background-color .14s,box-shadow .14s}
.later:hover{background:color-mix(in srgb,var(--ink) 7%,transparent)}
.subscribe{color:var(--on);background:var(--fill);box-shadow:inset 0 0 0 1px color-mix(in srgb,var(--on) 14%,transparent)}
.subscribe:hover{background:color-mix(in srgb,var(--fill) 90%,var(--over))}
.close{position:absolute;inset-block-start:10px;inset-inline-end:10px;display:grid;place-content:center;width:36px;height:36px;padding:0;
  border-radius:10px;color:var(--muted)}
.close:hover{color:var(--ink);background:color-mix(in srgb,var(--ink) 7%,transparent)}
.close svg{width:18px;height:18px;stroke-width:2}
.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:host([data-position=corner]) .card{width:min(380px,100%)}
:host([data-position=corner]) .card:has(.own){grid-template-columns:1fr}
:host([data-position=corner]) .own{grid-row:auto;width:calc(100% + 40px);height:168px;margin:-20px -20px 18px;border-radius:0}
:host([data-position=corner]) .own~.close{color:#fff;background:rgb(0 0 0/.62)}
:host([data-position=corner]) .own~.words>*{padding-inline-end:0}
:host([data-position=corner]) .actions button{flex:1 1 auto}
@media (max-width:520px){
  :host{padding:max(10px,env(safe-area-inset-top)) 10px max(10px,env(safe-area-inset-bottom))!important}
  .card{padding:16px;border-radius:14px}
  .picture{width:44px;height:44px;margin-inline-end:13px;border-radius:11px}
  .own{width:68px;height:68px}
  h2{font-size:17px}
  .actions{margin-top:16px}
  .actions button{flex:1 1 auto}
  .later{background:color-mix(in srgb,var(--ink) 6%,transparent)}
  :host([data-position=corner]) .card{width:100%}
  :host([data-position=corner]) .own{width:calc(100% + 32px);height:150px;margin:-16px -16px 16px}
}
@media (prefers-reduced-motion:reduce){.card,.card.leaving,dialog.card::backdrop,.actions button{animation:none;transition:none}}
@media (forced-colors:active){button{border:1px solid ButtonText}}
`;

/** The rules of a popup in the workspace's colour; `more` are its template's. */
export function styleOf(colour: string | null, more: string): string {
  return themeOf(".card", colour) + rules + more;
}
