import { Autocomplete, type AutocompleteProps } from "@mantine/core";

interface Props extends Omit<AutocompleteProps, "data"> {
  /** What can be taken instead of typing on; all else can be written as well. */
  offers: readonly string[];
}

/** So many are shown at once; letters narrow them down. */
const SHOWN = 30;

/** A text that is free; what is known is offered below it. */
export function Offering({ offers, ...props }: Props) {
  return <Autocomplete {...props} data={[...new Set(offers)]} limit={SHOWN} maxDropdownHeight={220} />;
}
