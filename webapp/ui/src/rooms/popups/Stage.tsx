import { SegmentedControl } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconDeviceDesktop, IconDeviceMobile, IconMoon, IconSun } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import { Failure } from "../../parts/Failure";
import css from "./Popups.module.css";
import type { EditorView } from "./view";

interface Props {
  content: object | undefined;
  failed: unknown;
  view: EditorView;
  onView: (change: { phone?: true | undefined; dark?: true | undefined }) => void;
}

const DESKTOP = [880, 640] as const;
const PHONE = [390, 760] as const;
const TALLEST = 620;
const FRAME = "/console/frame/popup";

/** The popup on a page that is nobody's, drawn by the code that draws it on the customer's. */
export function Stage({ content, failed, view, onView }: Props) {
  const { t } = useLingui();
  const signs = { size: 16, role: "img" };
  return (
    <aside className={css.side} aria-label={t`Preview`}>
      <div className={css.bar}>
        <SegmentedControl
          aria-label={t`Size of the preview`}
          value={view.phone ? "phone" : "desktop"}
          onChange={(size) => onView({ phone: size === "phone" || undefined })}
          data={[
            { value: "desktop", label: <IconDeviceDesktop {...signs} aria-label={t`Desktop`} /> },
            { value: "phone", label: <IconDeviceMobile {...signs} aria-label={t`Phone`} /> },
          ]}
        />
        <SegmentedControl
          aria-label={t`Colours of the preview`}
          value={view.dark ? "dark" : "light"}
          onChange={(scheme) => onView({ dark: scheme === "dark" || undefined })}
          data={[
            { value: "light", label: <IconSun {...signs} aria-label={t`Light`} /> },
            { value: "dark", label: <IconMoon {...signs} aria-label={t`Dark`} /> },
          ]}
        />
      </div>
      {failed ? <Failure error={failed} /> : null}
      <Framed content={content} phone={view.phone === true} dark={view.dark === true} />
    </aside>
  );
}

/** A page of a desktop's or a phone's size, made to fit; it is looked at, so nothing in it takes the focus. */
function Framed({ content, phone, dark }: { content: object | undefined; phone: boolean; dark: boolean }) {
  const { t } = useLingui();
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);
  const { ref, width: room } = useElementSize();
  const [width, height] = phone ? PHONE : DESKTOP;
  const scale = Math.min(1, room / width, TALLEST / height);
  useEffect(() => {
    const hear = ({ origin, source }: MessageEvent): void => {
      if (origin === location.origin && source === frame.current?.contentWindow) setReady(true);
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, []);
  useEffect(() => {
    if (!ready || !content) return;
    frame.current?.contentWindow?.postMessage({ content, dark, way: "add" }, location.origin);
  }, [ready, content, dark, phone]);
  return (
    <div ref={ref} className={css.stage} style={{ height: height * scale }}>
      <iframe
        ref={frame}
        className={css.frame}
        title={t`The popup on a page`}
        src={FRAME}
        inert
        tabIndex={-1}
        style={{ width, height, transform: `translateX(-50%) scale(${scale})` }}
      />
    </div>
  );
}
