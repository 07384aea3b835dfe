// The bar at the top: the app's name, the menus, search, language, theme, and who is signed in.
import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, ask, setCsrfToken } from '../api/client';
import { Problem } from '../api/problem';
import { Icon } from '../components/Icon';
import { Menu, type MenuGroup } from '../components/Menu';
import { useToasts } from '../components/Toasts';
import { useHome } from '../hooks/queries';
import { useEditMe } from '../hooks/useEditMe';
import { useMay, useMe } from '../hooks/useMe';
import { languages, useTranslator, type Language } from '../i18n/i18n';
import { Link } from './Link';
import { useLocation } from './location';
import { topMenus, type TopMenu } from './menus';
import { modifierName, paletteKey, spokenPaletteKey } from './shortcuts';
import { useTheme, type Theme } from './theme';

export function TopBar({ live, onSearch }: { live: boolean; onSearch: () => void }) {
  const { t, tn } = useTranslator();
  const [open, setOpen] = useState(false);
  const { path } = useLocation();
  useEffect(() => setOpen(false), [path]);
  const needYou = useHome().data?.need_you ?? 0;
  const mayAdmin = useMay('admin');

  const groupsOf = (menu: TopMenu): MenuGroup[] =>
    menu.sections.map((section) => ({
      header: section.header?.map((part) => t(part)).join(' › '),
      entries: section.places
        .filter((place) => !place.needs || mayAdmin)
        .map((place) => ({ id: place.href, label: t(place.label), href: place.href, count: place.badge && needYou })),
    })).filter((group) => group.entries.length > 0);

  return (
    <header className="topbar">
      <button type="button" className="topbar-burger icon-only" aria-expanded={open} aria-controls="menus" onClick={() => setOpen(!open)}>
        <Icon name="menu" /><span className="visually-hidden">{t('Menus')} {needYou > 0 && tn('{n} needs you', '{n} need you', needYou)}</span>
        {needYou > 0 && <span className="topbar-count" aria-hidden="true">{needYou}</span>}
      </button>
      <Link href="/" className="topbar-brand" data-hotkey="h" title={`${modifierName}+H`}>ordersync</Link>
      <nav id="menus" className={open ? 'topbar-menus is-open' : 'topbar-menus'} aria-label={t('Menus')}>
        {topMenus.map((menu, at) => {
          const badge = menu.sections.some((section) => section.places.some((place) => place.badge));
          return (
            <Menu key={menu.label} className="topbar-menu" hotkey={String(at + 1)} groups={groupsOf(menu)}
              trigger={
                <>
                  {t(menu.label)}
                  {badge && needYou > 0 && <span className="topbar-count" title={t('Needs attention')}>{needYou}</span>}
                </>
              } />
          );
        })}
      </nav>
      <div className="topbar-space" />
      <span role="status" className="topbar-state">{!live && <span className="topbar-count" title={t('What changes at the service is not heard at the moment; it is tried again.')}>{t('Not live')}</span>}</span>
      <button type="button" className="topbar-search" onClick={onSearch} aria-label={t('Search menus and orders')} aria-keyshortcuts={spokenPaletteKey}>
        <Icon name="search" /> <kbd>{paletteKey}</kbd>
      </button>
      <MyLanguageMenu />
      <ThemeMenu />
      <UserMenu />
    </header>
  );
}

export function LanguageMenu({ onChoose }: { onChoose: (language: Language) => void }) {
  const { t, language } = useTranslator();
  return (
    <Menu className="icon-only" label={t('Language')} trigger={<Icon name="globe" />} selected={language}
      groups={[{ entries: languages.map(({ value, label }) => ({ id: value, label, onAction: () => onChoose(value) })) }]} />
  );
}

function MyLanguageMenu() {
  const edit = useEditMe();
  return <LanguageMenu onChoose={(language) => edit.mutate({ language })} />;
}

export function ThemeMenu() {
  const { t } = useTranslator();
  const [theme, setTheme] = useTheme();
  const themes: [Theme, string][] = [['auto', t('As the device')], ['light', t('Light')], ['dark', t('Dark')]];
  return (
    <Menu className="icon-only" label={t('Theme')} trigger={<Icon name="sun" />} selected={theme}
      groups={[{ entries: themes.map(([id, label]) => ({ id, label, onAction: () => setTheme(id) })) }]} />
  );
}

function UserMenu() {
  const { t } = useTranslator();
  const me = useMe();
  const client = useQueryClient();
  const toasts = useToasts();
  const signOut = async () => {
    try {
      await ask(api.POST('/api/v1/sign-out'));
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) { // then it has ended already
        toasts.failed(error);
        return;
      }
    }
    setCsrfToken(null);
    client.clear();
    window.location.assign('/');
  };
  return (
    <Menu label={t('User: {name}', { name: me.user.name || me.user.login })} className="user"
      trigger={<><Icon name="user" /> <span className="wide-only">{me.user.name || me.user.login}</span></>}
      groups={[{ entries: [{ id: 'profile', label: t('My Profile'), href: '/profile' }, { id: 'out', label: t('Sign out'), onAction: () => void signOut() }] }]} />
  );
}
