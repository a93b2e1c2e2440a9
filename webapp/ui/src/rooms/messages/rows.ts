/** Messages as rows, one for each device; a message without a send is a row by itself. */
import type { Message, Send } from "./queries";
import type { MessagesView } from "./view";

export interface Delivery {
  message: Message;
  send: Send | undefined;
}

export const deliveries = (messages: readonly Message[]): Delivery[] =>
  messages.flatMap((message) => split(message));

const split = (message: Message): Delivery[] =>
  message.sends.length === 0 ? [{ message, send: undefined }] : message.sends.map((send) => ({ message, send }));

export const idOf = ({ message, send }: Delivery): string => `${message.id}.${send?.device ?? ""}`;

/** How it stands: the send's state, else the message's own. */
export const stateOf = ({ message, send }: Delivery): string => send?.state ?? message.state;

export const reasonOf = ({ message, send }: Delivery): string | null => (send ? send.reason : message.reason);

/** The server finds messages of which one send fits; the others of that message are left out here. */
export function fits({ state, reason, platform }: MessagesView, row: Delivery): boolean {
  return (
    (state === undefined || stateOf(row) === state) &&
    (reason === undefined || reasonOf(row) === reason) &&
    (platform === undefined || row.send?.platform === platform)
  );
}

/** "Chrome · Windows · Other". */
export const deviceOf = ({ browser, platform, model }: Pick<Send, "browser" | "platform" | "model">): string =>
  [browser, platform, model].filter(Boolean).join(" · ");
