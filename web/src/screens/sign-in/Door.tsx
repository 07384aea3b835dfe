// The page of who is not signed in: one sheet in the middle, language and theme at the side.
import type { ReactNode } from 'react';
import { LanguageMenu, ThemeMenu } from '../../app/TopBar';

export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <header className="topbar">
        <span className="topbar-brand row">ordersync</span>
        <div className="topbar-space" />
        <LanguageMenu />
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
