/** What the linter says, in the reader's language: the server says it in English, with the names at hand. */
import { i18n } from "@lingui/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Schemas } from "../../api/client";

type Problem = Schemas["ProblemItem"];

const WORDS: Readonly<Record<string, MessageDescriptor>> = {
  contradiction: msg`nobody can go on by one of the ways out: it contradicts what is certain here`,
  dead_end: msg`nothing follows: without a next step this one has no effect`,
  duplicate_id: msg`its id is used more than once`,
  edge_into_trigger: msg`it is a start: what leads to it passes straight through`,
  journey_archived: msg`the journey that it starts is archived: it lets nobody in any more`,
  journey_not_callable: msg`the journey that it starts has no start that can be called`,
  journey_paused: msg`the journey that it starts is paused: it lets nobody in until it is resumed`,
  journey_unpublished: msg`the journey that it starts is not published yet: it lets nobody in`,
  journeys_in_a_loop: msg`journeys start each other in a circle`,
  loop_without_wait: msg`a loop without a wait of at least a minute`,
  never_ends: msg`what it waits for cannot come, so people wait here for ever`,
  never_happens: msg`what it waits for cannot come, so only the time-out is ever taken`,
  no_trigger: msg`nothing starts this journey`,
  no_way_out: msg`without a time-out, a person to whom it never happens waits for ever`,
  overlap: msg`the same event may also bring people into another live journey`,
  port_taken: msg`one way out leads to two steps`,
  push_too_early: msg`it is sent while the browser still asks for permission: wait until the push status has changed`,
  push_unreachable: msg`only people who cannot get a push come here: ask them first`,
  too_many_pushes: msg`on a worst day somebody would get more pushes than the limit allows`,
  unknown_category: msg`there is no such category`,
  unknown_journey: msg`there is no such journey`,
  unknown_node: msg`a line leads to a step that is not there`,
  unknown_popup: msg`there is no such popup`,
  unknown_port: msg`a line leaves by a way out that the step does not have`,
  unknown_push: msg`there is no such push`,
  unknown_segment: msg`there is no such segment`,
  unknown_type: msg`there is no such kind of step`,
  unreachable: msg`no path leads here from a start`,
};

const SERVER = "en"; // in which the server says them, and more exactly

/** The problems as this reader reads them; one that has no words here stays as the server says it. */
export function heard(problems: readonly Problem[], locale: string): readonly Problem[] {
  if (locale === SERVER) return problems;
  return problems.map((problem) => {
    const words = WORDS[problem.code];
    return words ? { ...problem, message: i18n._(words) } : problem;
  });
}
