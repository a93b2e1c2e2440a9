/** How the panel and what is in it look. The host's own rules are !important: so they win over any rule of the page. */
import { themeOf } from "../popup/theme";

const rules = `
:host{all:initial!important;display:block!important}
@media print{:host{display:none!important}}
*{box-sizing:border-box}
[hidden]{display:none!important}
dialog{position:fixed;inset-block:16px auto;inset-inline:auto 16px;flex-direction:column;width:420px;max-width:calc(100vw - 32px);
  max-height:calc(100dvh - 32px);margin:0;padding:0;overflow:hidden;border:1px solid var(--hairline);border-radius:16px;
  background:var(--surface);color:var(--ink);box-shadow:var(--shadow);overflow-wrap:anywhere;text-align:start;
  font:15px/1.45 system-ui,-apple-system,sans-serif;animation:come .18s cubic-bezier(.2,.7,.3,1)}
dialog[open]{display:flex}
dialog::backdrop{background:rgb(10 12 16/.32);animation:fade .18s}
.leaving,.leaving::backdrop{animation:go .14s ease-in both}
@keyframes come{from{opacity:0;transform:translateY(var(--from,-10px))}}
@keyframes go{to{opacity:0}}
@keyframes fade{from{opacity:0}}
header{display:flex;align-items:center;gap:4px;padding-block:14px 10px;padding-inline:20px 10px}
.back{margin-inline-start:-10px}
.names{flex:1;min-width:0}
.brand{display:flex;align-items:center;gap:7px;margin:0 0 1px;color:var(--muted);font-size:13px;line-height:18px;font-weight:500}
.brand img{width:18px;height:18px;border-radius:4px;object-fit:cover}
h2,h3,p,ul{margin:0;padding:0;list-style:none;font-size:inherit;font-weight:inherit}
h2{font-size:19px;line-height:1.3;font-weight:650;}
.body{flex:1;min-height:0;overflow:auto;overscroll-behavior:contain;padding:0 0 max(12px,env(safe-area-inset-bottom));border-top:1px solid var(--hairline);outline-offset:-2px}
.body>:first-child,li:first-child{border-top:0!important}
svg{display:block;width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
[dir=rtl] .flip svg{transform:scaleX(-1)}
button,select,input{font:inherit;color:inherit;margin:0}
button{cursor:pointer;border:0;padding:0;background:none;font-weight:600;}
:focus-visible{outline:2px solid var(--line);outline-offset:2px}
h2:focus{outline:none}
.icon{flex:none;display:grid;place-content:center;width:40px;height:40px;border-radius:10px;color:var(--muted);transition:background-color .14s}
.icon:hover,.row:hover,.quiet:hover{background:color-mix(in srgb,var(--ink) 7%,transparent)}
.icon:hover{color:var(--ink)}
.text{color:var(--line);padding:8px 10px;border-radius:8px;font-size:14px;line-height:20px}
.text:hover{background:color-mix(in srgb,var(--line) 10%,transparent)}
.text.danger{color:var(--bad)}
.muted{color:var(--muted);font-size:14px}
.bar{display:flex;align-items:center;justify-content:space-between;gap:8px;min-height:48px;padding-inline:20px 10px;border-bottom:1px solid var(--hairline)}
.entry{display:flex;align-items:flex-start;padding-inline:8px 6px;border-top:1px solid var(--hairline)}
.entry.new{background:color-mix(in srgb,var(--line) 6%,var(--surface))}
.row{flex:1;display:flex;gap:12px;min-width:0;padding:13px 12px;border-radius:10px;color:inherit;text-decoration:none;text-align:start;font-weight:400}
.entry .row{margin-block:1px}
.tile{flex:none;display:grid;place-content:center;width:40px;height:40px;border-radius:11px;overflow:hidden;color:var(--line);
  background:color-mix(in srgb,var(--line) 11%,var(--surface))}
.tile img{width:40px;height:40px;object-fit:cover}
.words{flex:1;min-width:0}
.top{display:flex;align-items:baseline;justify-content:space-between;gap:10px}
.top b{font-weight:500}
.new b{font-weight:650}
time{flex:none;color:var(--muted);font-size:13px}
.words p{color:var(--muted);font-size:14px;white-space:pre-line;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.dot{margin-block-start:10px}
.dot i{width:10px;height:10px;border-radius:50%;background:var(--line)}
.dot+.dot{margin-block-start:-4px}
.dot:hover i{box-shadow:0 0 0 4px color-mix(in srgb,var(--line) 25%,transparent)}
.state{display:grid;justify-items:center;gap:6px;padding:44px 32px 48px;text-align:center}
.state .tile{width:56px;height:56px;border-radius:50%;margin-block-end:10px}
.state svg{width:26px;height:26px}
.state h3{font-weight:650;font-size:17px}
.state p{color:var(--muted);text-wrap:balance}
.state button{margin-block-start:14px}
.main{min-height:42px;padding:9px 18px;border-radius:10px;color:var(--on);background:var(--fill);box-shadow:inset 0 0 0 1px color-mix(in srgb,var(--on) 14%,transparent)}
.main:hover{background:color-mix(in srgb,var(--fill) 90%,var(--over))}
.more{display:block;width:100%;padding:13px;border-top:1px solid var(--hairline);color:var(--line)}
.wait{display:flex;gap:12px;padding:16px 20px}
.wait i{height:12px;border-radius:6px;background:color-mix(in srgb,var(--ink) 9%,var(--surface));animation:wait 1.2s ease-in-out infinite alternate}
.wait i:first-child{flex:none;width:40px;height:40px;border-radius:11px}
.wait i:last-child{flex:1;margin-block-start:6px}
@keyframes wait{to{opacity:.45}}
.device{display:flex;gap:12px;padding:15px 20px 9px;border-top:1px solid var(--hairline)}
.acts button:first-child{margin-inline-start:-10px}
.acts:empty{display:none}
.tag{display:inline-block;margin-inline-start:4px;padding:1px 8px;border-radius:99px;font-size:12px;line-height:18px;font-weight:600;color:var(--line);
  background:color-mix(in srgb,var(--line) 11%,var(--surface))}
.acts{display:flex;flex-wrap:wrap;align-items:center;gap:0 6px;margin-block-start:2px}
fieldset{min-width:0;margin:0;border:0;padding:10px 20px;border-top:1px solid var(--hairline)}
legend{float:inline-start;width:100%;padding:6px 0 2px;color:var(--muted);font-size:13px;font-weight:600}
legend+*{clear:both}
.line{display:flex;align-items:center;justify-content:space-between;gap:16px;min-height:46px;padding:5px 0}
label.line{cursor:pointer}
.line small{display:block;color:var(--muted);font-size:14px}
.switch{appearance:none;flex:none;position:relative;width:44px;height:26px;border-radius:99px;background:var(--track);cursor:pointer;transition:background-color .14s}
.switch::after{content:"";position:absolute;inset-block-start:3px;inset-inline-start:3px;width:20px;height:20px;border-radius:50%;background:var(--surface);
  box-shadow:0 1px 2px rgb(0 0 0/.3);transition:inset-inline-start .14s}
.switch:checked{background:var(--line)}
.switch:checked::after{inset-inline-start:21px}
select,input[type=time]{min-height:40px;padding:0 10px;border:1px solid var(--edge);border-radius:10px;background:var(--surface);font-variant-numeric:tabular-nums}
select{max-width:65%;cursor:pointer}
input[type=time]{padding-inline:8px 4px;font-size:14px}
[aria-invalid=true]{border-color:var(--bad)!important;box-shadow:inset 0 0 0 1px var(--bad)}
input[type=checkbox]:not(.switch){flex:none;width:19px;height:19px;accent-color:var(--line)}
.day{gap:8px}
.day label{display:flex;flex:1;align-items:center;gap:10px;min-height:40px;cursor:pointer}
.quiet{display:flex;align-items:center;justify-content:space-between;width:100%;padding:14px 20px;border-top:1px solid var(--hairline);text-align:start}
.said{min-height:0;padding:11px 20px;font-size:14px;font-weight:500;color:var(--surface);background:var(--ink)}
.said:empty{position:absolute;padding:0}
.said.bad{background:var(--bad)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:520px){
  dialog{--from:40px;inset:auto 0 0;width:100%;max-width:none;min-height:50vh;max-height:92dvh;border-radius:18px 18px 0 0;border-width:1px 0 0}
  select{font-size:16px}
  input::-webkit-calendar-picker-indicator{display:none}
}
@media (prefers-reduced-motion:reduce){*,::backdrop,.switch::after{animation:none!important;transition:none!important}}
@media (forced-colors:active){button,select{border:1px solid ButtonText}.switch,.dot i{forced-color-adjust:none}}
`;

/** The rules in the workspace's colour. */
export const styleOf = (colour: string | null): string =>
  themeOf("dialog", colour) +
  "dialog{--bad:#b3261e;--track:#858b97;--edge:#868d99}@media (prefers-color-scheme:dark){dialog{--bad:#ffb4ab;--track:#777d89;--edge:#767c88}}" +
  rules;
