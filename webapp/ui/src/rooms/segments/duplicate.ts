/** A copy of a segment, under a name that no other has. */
import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { Problem } from "../../api/problem";
import { createSegment, type Segment } from "./queries";

const TRIES = 50;

export async function duplicateSegment({ name, rule }: Segment): Promise<Segment> {
  const copy = i18n._(msg`${name}, copy`).slice(0, 190);
  for (let number = 1; ; number += 1) {
    try {
      return await createSegment({ name: number === 1 ? copy : `${copy} ${number}`, rule });
    } catch (error) {
      const taken = error instanceof Problem && error.code === "name_taken";
      if (!taken || number === TRIES) throw error;
    }
  }
}
