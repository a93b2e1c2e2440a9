import { Skeleton } from "@mantine/core";
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { nameQuery } from "./queries";

const TAIL = 6;

/** A person by what she is called, as a link to her. */
export function Who({ person }: { person: string }) {
  const { t } = useLingui();
  const { data: name, isPending } = useQuery(nameQuery(person));
  if (isPending) return <Skeleton height={16} width={96} />;
  const tail = person.slice(-TAIL);
  return (
    <Link to="/people/$personId" params={{ personId: person }}>
      {name ?? t`Visitor ${tail}`}
    </Link>
  );
}
