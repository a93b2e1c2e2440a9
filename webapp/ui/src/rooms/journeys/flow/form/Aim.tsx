/** Controls of what a wait aims at: something known by a name, and a distance from it. */
import { Input, NativeSelect, Stack } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { DurationInput } from "../../../../parts/DurationInput";
import { Offering } from "../../../../parts/Offering";
import { useNames } from "../../../../parts/seen";
import { option } from "../summary";
import { asText, common, type ControlProps } from "./given";

/** No distance at all. */
const NONE = /^(PT?0[A-Z])?$/;

/** A kind and a name of that kind: `trait.born`. */
export function ValueNamed(props: ControlProps) {
  const { t } = useLingui();
  const { field, value, problems, may, set } = props;
  const { label } = field;
  const kinds = (field.options ?? []).map(option);
  const [first] = kinds.map((each) => each.value);
  const [kind, ...rest] = asText(value).split(".");
  const [picked, pick] = useState(first);
  const now = (kind || picked) ?? "";
  const offers = useNames(now);
  const put = (of: string, name: string): void => set(name === "" ? undefined : `${of}.${name}`);
  return (
    <Input.Wrapper
      component="div"
      labelElement="div"
      label={label}
      description={field.help || null}
      withAsterisk={field.required}
      error={problems[0]?.message ?? null}
    >
      <Stack gap={8}>
        <NativeSelect
          aria-label={t`Kind of “${label}”`}
          disabled={!may}
          data={kinds}
          value={now}
          onChange={({ currentTarget }) => {
            pick(currentTarget.value);
            put(currentTarget.value, rest.join("."));
          }}
        />
        <Offering
          aria-label={label}
          disabled={!may}
          offers={offers}
          value={rest.join(".")}
          maxLength={390}
          onChange={(typed) => put(now, typed)}
        />
      </Stack>
    </Input.Wrapper>
  );
}

/** So long before or after: `-P3D`. */
export function Offset(props: ControlProps) {
  const { t } = useLingui();
  const { field, value, may, set } = props;
  const { label } = field;
  const text = asText(value);
  const [before, setBefore] = useState(text.startsWith("-"));
  const signed = (length: string | undefined, back: boolean): void =>
    set(length !== undefined && back && !NONE.test(length) ? `-${length}` : length);
  const length = text.replace(/^-/, "");
  const side = text.startsWith("-") || (before && NONE.test(text));
  return (
    <Input.Wrapper component="div" labelElement="div" label={field.label} description={field.help || null}>
      <Stack gap={8}>
        <DurationInput
          {...common(props)}
          label={null}
          description={null}
          aria-label={field.label}
          name={field.label}
          value={length}
          onChange={(now) => signed(now, side)}
        />
        <NativeSelect
          aria-label={t`Side of “${label}”`}
          disabled={!may}
          data={[
            { value: "before", label: t`before` },
            { value: "after", label: t`after` },
          ]}
          value={side ? "before" : "after"}
          onChange={({ currentTarget }) => {
            const back = currentTarget.value === "before";
            setBefore(back);
            if (length !== "") signed(length, back);
          }}
        />
      </Stack>
    </Input.Wrapper>
  );
}
