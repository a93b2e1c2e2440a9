import { IconChevronDown, IconDots, IconX } from "@tabler/icons-react";
import { Trans, useLingui } from "@lingui/react/macro";
import type { CSSProperties, ReactNode } from "react";

import type { Schemas } from "../../../api/client";
import { LOOKS } from "../../../theme/tokens";
import { systemWord } from "../fieldWords";
import type { Browser } from "../queries";
import css from "./Look.module.css";
import { drawn, type Drawn } from "./drawn";
import { Shot } from "./Shot";

interface Props {
  browser: Browser;
  content: Schemas["RenderedContent"] | null;
  verdicts: Record<string, string>;
  dark: boolean;
  brand: { name: string; icon: string | null };
}

type System = keyof typeof LOOKS;
const NAMES = ["wall", "card", "ink", "soft", "fill"] as const;

function colours(system: System, dark: boolean): CSSProperties {
  const told = LOOKS[system][dark ? 1 : 0];
  return Object.fromEntries(NAMES.map((name, at) => [`--look-${name}`, told[at]])) as CSSProperties;
}

/** The notification as this browser's system draws it, by our hand. */
export function Look({ browser, content, verdicts, dark, brand }: Props) {
  const { t } = useLingui();
  const { name, system } = browser;
  const on = systemWord(system);
  const Frame = FRAMES[system];
  return (
    <figure
      className={css.wall}
      style={colours(system, dark)}
      data-picture
      data-system={system}
      aria-label={t`How it looks in ${name} on ${on}`}
    >
      {content ? (
        <Frame one={drawn(content, browser, verdicts)} browser={browser} brand={brand} />
      ) : (
        <p className={css.none}>
          <Trans>Nothing to show yet.</Trans>
        </p>
      )}
    </figure>
  );
}

interface FrameProps {
  one: Drawn;
  browser: Browser;
  brand: Props["brand"];
}

function Buttons({ titles, name }: { titles: readonly string[]; name: string | undefined }) {
  if (titles.length === 0) return null;
  return (
    <div className={name}>
      {titles.map((title, at) => (
        <span key={at}>{title}</span>
      ))}
    </div>
  );
}

const site = (): string => location.hostname;

function Words({ one, children }: { one: Drawn; children?: ReactNode }) {
  return (
    <div className={css.words} dir={one.dir} lang={one.language}>
      <p className={css.title}>{one.title}</p>
      <p className={css.body}>{one.body}</p>
      {children}
    </div>
  );
}

/** A toast: who it is from above, the image on top, buttons side by side. */
function Windows({ one, browser }: FrameProps) {
  return (
    <div className={css.windows}>
      <div className={css.head}>
        <span className={css.app}>{browser.name}</span>
        <IconDots size={14} aria-hidden />
        <IconX size={14} aria-hidden />
      </div>
      {one.image && <Shot className={css.hero} src={one.image} />}
      <div className={css.row}>
        {one.icon && <Shot className={css.logo} src={one.icon} />}
        <Words one={one}>
          <p className={css.site}>{site()}</p>
        </Words>
      </div>
      <Buttons titles={one.buttons} name={css.side} />
    </div>
  );
}

/** A banner: the browser's sign left, the icon right. */
function Mac({ one, browser, brand }: FrameProps) {
  const right = one.icon && <Shot className={css.small} src={one.icon} />;
  return (
    <div className={css.mac}>
      <span className={css.sign} aria-hidden>
        {browser.name.charAt(0)}
      </span>
      <Words one={one}>
        <p className={css.site}>{brand.name || site()}</p>
      </Words>
      {right}
      <Buttons titles={one.buttons} name={css.options} />
    </div>
  );
}

/** A card of the shade: badge and site above, buttons as words below. */
function Android({ one, browser }: FrameProps) {
  return (
    <div className={css.android}>
      <div className={css.head}>
        {one.badge ? <Shot className={css.badge} src={one.badge} /> : <span className={css.dot} aria-hidden />}
        <span className={css.app}>
          {browser.name} · {site()}
        </span>
        <IconChevronDown size={14} aria-hidden />
      </div>
      <div className={css.row}>
        <Words one={one} />
        {one.icon && <Shot className={css.small} src={one.icon} />}
      </div>
      {one.image && <Shot className={css.hero} src={one.image} />}
      <Buttons titles={one.buttons} name={css.plain} />
    </div>
  );
}

/** The lock screen's card: the app's icon, the name it has on the home screen. */
function Ios({ one, brand }: FrameProps) {
  const name = brand.name || site();
  return (
    <div className={css.ios}>
      {brand.icon ? (
        <Shot className={css.logo} src={brand.icon} />
      ) : (
        <span className={css.sign} aria-hidden>
          {name.charAt(0)}
        </span>
      )}
      <Words one={one}>
        <p className={css.site}>
          <Trans>from {name}</Trans>
        </p>
      </Words>
      <span className={css.when}>
        <Trans>now</Trans>
      </span>
    </div>
  );
}

const FRAMES: Record<System, (props: FrameProps) => ReactNode> = {
  windows: Windows,
  macos: Mac,
  android: Android,
  ios: Ios,
};
