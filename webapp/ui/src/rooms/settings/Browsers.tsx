import { Skeleton } from "@mantine/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Failure } from "../../parts/Failure";
import { supportedQuery, type Supported } from "./queries";
import { Section, Sections } from "./Sections";
import css from "./Settings.module.css";

const SYSTEMS = {
  windows: msg`Windows`,
  macos: msg`Mac`,
  linux: msg`Linux`,
  android: msg`Android`,
  ios: msg`iPhone and iPad`,
};
const NAMES = Object.keys(SYSTEMS) as (keyof typeof SYSTEMS)[];
const NEEDS = {
  running: msg`While the browser is running`,
  home_screen: msg`From the home screen alone`,
  nothing: msg`Always; the browser may be closed`,
};

/** Which browsers receive pushes on which systems (C21), and what they need for it (C17). */
export function Browsers() {
  const { data, error, refetch } = useQuery(supportedQuery);
  return (
    <Sections at="/settings/browsers">
      <p className={css.lead}>
        <Trans>
          On a computer most browsers must be running to receive a push. It need show no page of yours. A phone's need
          not run. Where push cannot work, people are told so or simply not asked: in private windows, inside other
          apps such as Instagram, and in pages without https.
        </Trans>
      </p>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={240} />}
      {data && NAMES.map((system) => <System key={system} system={system} all={data} />)}
    </Sections>
  );
}

function System({ system, all }: { system: keyof typeof SYSTEMS; all: readonly Supported[] }) {
  const { i18n, t } = useLingui();
  const here = all.filter((each) => each.system === system);
  const name = i18n._(SYSTEMS[system]);
  return (
    <Section title={name} text={system === "ios" && <Home />}>
      <table className={css.table} aria-label={name}>
        <thead>
          <tr>
            <th scope="col">{t`Browser`}</th>
            <th scope="col">{t`From version`}</th>
            <th scope="col">{t`When pushes arrive`}</th>
          </tr>
        </thead>
        <tbody>
          {here.map(({ browser, since, needs }) => (
            <tr key={browser}>
              <th scope="row">
                <bdi>{browser}</bdi>
              </th>
              <td>
                <bdi>{since}</bdi>
              </td>
              <td>{i18n._(NEEDS[needs])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Home() {
  return (
    <Trans>
      Share, then “Add to Home Screen”, open the site from there, and turn pushes on. The popup template for iPhone and
      iPad leads people through it. The site needs a web app manifest.
    </Trans>
  );
}
