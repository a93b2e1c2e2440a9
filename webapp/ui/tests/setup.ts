/** What happy-dom leaves out, and English words. */
import { i18n } from "@lingui/core";
import { messages as frame } from "../src/words/en.po";
import { messages as journeys } from "../src/rooms/journeys/words/en.po";

i18n.loadAndActivate({ locale: "en", messages: { ...frame, ...journeys } });
