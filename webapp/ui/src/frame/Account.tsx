import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconCheck, IconLogout } from "@tabler/icons-react";

import { tellFailure } from "../parts/Failure";
import { roleWord } from "../session/roles";
import { logOut, useSession } from "../session/session";
import { choose, chosen, LOCALES, type Locale } from "../words";
import { SCHEME_NAMES, SCHEMES } from "./schemes";
import css from "./Top.module.css";

const mark = (on: boolean) => (on ? <IconCheck size={16} aria-hidden /> : undefined);

/** Who is logged in, and what is his own: colours, language, the way out. */
export function Account() {
  const { t, i18n } = useLingui();
  const { member, workspace } = useSession();
  const { email } = member;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={css.who} aria-label={t`Account of ${email}`}>
          {email.slice(0, 1)}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <span className={css.mail}>{email}</span>
          {i18n._(roleWord(workspace.role))}
        </Menu.Label>
        <Menu.Divider />
        <Colours />
        <Menu.Divider />
        <Languages />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void logOut().catch(tellFailure)}>
          <Trans>Log out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Colours() {
  const { i18n } = useLingui();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return SCHEME_NAMES.map((name) => {
    const { word, glyph: Glyph } = SCHEMES[name];
    const here = name === colorScheme;
    return (
      <Menu.Item
        key={name}
        closeMenuOnClick={false}
        leftSection={<Glyph size={16} aria-hidden />}
        rightSection={mark(here)}
        aria-current={here || undefined}
        onClick={() => setColorScheme(name)}
      >
        {i18n._(word)}
      </Menu.Item>
    );
  });
}

function Languages() {
  return (Object.keys(LOCALES) as Locale[]).map((locale) => {
    const here = locale === chosen();
    return (
      <Menu.Item
        key={locale}
        lang={locale}
        rightSection={mark(here)}
        aria-current={here || undefined}
        onClick={() => choose(locale)}
      >
        {LOCALES[locale].name}
      </Menu.Item>
    );
  });
}
