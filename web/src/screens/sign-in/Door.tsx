// The page of who is not signed in: one sheet in the middle, language and theme at the side.
import type { ReactNode } from 'react';
import { LanguageMenu, ThemeMenu } from '../../app/TopBar';
import { useTranslator } from '../../i18n/i18n';

export function Door({ title, children }: { title: string; children: ReactNode }) {
  const { choose } = useTranslator();
  return (
    <>
      <header className="topbar">
        <span className="topbar-brand row">ordersync</span>
        <div className="topbar-space" />
        <LanguageMenu onChoose={choose} />
        <ThemeMenu />
      </header>
      <main className="door">
        <div className="sheet stack">
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </>
  );
}
