import { ph } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { spoken, wayOut } from "../../../server/said";
import type { Change } from "../flow/dress";
import { changeWord } from "../flow/Worn";
import page from "../Journey.module.css";
import type { Difference } from "./queries";
import css from "./Versions.module.css";

type Fields = Difference["journey"];

/** The difference of two versions as a list in words. */
export function Differences({ difference }: { difference: Difference }) {
  const { journey, nodes, edges, same } = difference;
  return (
    <section>
      <h2 className={page.title}>
        <Trans>In words</Trans>
      </h2>
      {same && (
        <p className={css.soft}>
          <Trans>Both are the same.</Trans>
        </p>
      )}
      <ul className={css.list}>
        {journey.length > 0 && (
          <Item change="changed" title={<Trans>The journey itself</Trans>}>
            <Changes fields={journey} />
          </Item>
        )}
        {nodes.map(({ node, change, title, fields }) => (
          <Item key={node} change={change} title={title} id={node}>
            <Changes fields={fields} />
          </Item>
        ))}
        {edges.map(({ source, port, before, after }) => (
          <Item key={`${source} ${port}`} change={turn(before, after)} title={<Leads port={port} />} id={source}>
            <Pair before={before} after={after} />
          </Item>
        ))}
      </ul>
    </section>
  );
}

function turn(before: string | null, after: string | null): Change {
  if (after === null) return "gone";
  return before === null ? "added" : "changed";
}

const Leads = ({ port }: { port: string }) => <Trans>Where “{ph({ port: wayOut(port) })}” leads</Trans>;

interface ItemProps {
  change: Change;
  title: ReactNode;
  id?: string;
  children: ReactNode;
}

function Item({ change, title, id, children }: ItemProps) {
  return (
    <li>
      <span className={css.tag} data-change={change}>
        {changeWord(change)}
      </span>
      <div>
        <strong>{title}</strong> {id !== undefined && <span className={css.id}>{id}</span>}
        {children}
      </div>
    </li>
  );
}

function Changes({ fields }: { fields: Fields }) {
  return (
    <dl className={css.fields}>
      {fields.map(({ field, label, before_words: before, after_words: after }) => (
        <div key={field}>
          <dt>{spoken(label)}</dt>
          <dd>
            <Pair before={before} after={after} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Pair({ before, after }: { before: string | null; after: string | null }) {
  const { t } = useLingui();
  const words = (text: string | null): string => (text === null || text === "" ? t`nothing` : text);
  return (
    <span className={css.pair}>
      <del>{words(before)}</del> <span aria-hidden>→</span> <ins>{words(after)}</ins>
    </span>
  );
}
