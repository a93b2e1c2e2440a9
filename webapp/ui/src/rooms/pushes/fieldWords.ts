/** What fields and verdicts are called, and why a browser leaves something out: the server's words in the reader's. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import {
  IconAlertSquareRounded,
  IconAppWindow,
  IconBellOff,
  IconCheck,
  IconClick,
  IconCut,
  IconDeviceMobileVibration,
  IconHeading,
  IconHelpCircle,
  IconMinus,
  IconPhoto,
  IconPin,
  IconPointFilled,
  IconTextSize,
  type Icon,
} from "@tabler/icons-react";

interface Word {
  word: MessageDescriptor;
  glyph: Icon;
}

export const FIELDS: Record<string, Word> = {
  title: { word: msg`Title`, glyph: IconHeading },
  message: { word: msg`Message`, glyph: IconTextSize },
  icon: { word: msg`Icon`, glyph: IconAppWindow },
  image: { word: msg`Image`, glyph: IconPhoto },
  badge: { word: msg`Badge`, glyph: IconAlertSquareRounded },
  actions: { word: msg`Buttons`, glyph: IconClick },
  require_interaction: { word: msg`Stays`, glyph: IconPin },
  silent: { word: msg`Silent`, glyph: IconBellOff },
  vibrate: { word: msg`Vibration`, glyph: IconDeviceMobileVibration },
};

export const VERDICTS: Record<string, Word & { tone: string }> = {
  shown: { word: msg`shown`, glyph: IconCheck, tone: "green" },
  cut: { word: msg`cut`, glyph: IconCut, tone: "amber" },
  varies: { word: msg`varies`, glyph: IconHelpCircle, tone: "amber" },
  ignored: { word: msg`ignored`, glyph: IconMinus, tone: "red" },
  unused: { word: msg`not used`, glyph: IconPointFilled, tone: "edge" },
};

const REASONS: Record<string, MessageDescriptor> = {
  android_only: msg`only Android has a place for it`,
  no_motor: msg`a desktop does not vibrate`,
  stays_anyway: msg`it stays there anyway, until it is swiped away`,
  system_decides: msg`the person's own settings of the system decide`,
  not_in_browser: msg`this browser does not have it`,
  newer_versions: msg`newer versions show them, older ones do not`,
  own_icon: msg`Apple shows the icon of the site or of the app on the home screen`,
  system_has_none: msg`the system's own notifications have no place for it`,
  behind_options: msg`behind “Options”, when the pointer is over it`,
  windows_only: msg`in this browser on Windows only`,
};

export const SYSTEMS: Record<string, MessageDescriptor> = {
  windows: msg`Windows`,
  macos: msg`macOS`,
  android: msg`Android`,
  ios: msg`iOS`,
};

const said = (word: MessageDescriptor | undefined, otherwise: string): string => (word ? i18n._(word) : otherwise);

export const fieldWord = (name: string): string => said(FIELDS[name]?.word, name);
export const verdictWord = (name: string): string => said(VERDICTS[name]?.word, name);
export const reasonWord = (name: string): string => said(REASONS[name], name);
export const systemWord = (name: string): string => said(SYSTEMS[name], name);
