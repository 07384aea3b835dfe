// The bar under the menus: what may be created, where one is, the search, and the pager.
import { useEffect, type ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n';
import { Link } from '../app/Link';

export interface Crumb {
  label: string;
  href?: string;
}

interface Props {
  crumbs: Crumb[];
  buttons?: ReactNode;
  search?: ReactNode;
  end?: ReactNode;
  unsaved?: boolean;
}

export function ControlPanel({ crumbs, buttons, search, end, unsaved = false }: Props) {
  const { t } = useTranslator();
  const title = crumbs.at(-1)?.label ?? '';
  useEffect(() => {
    document.title = `${unsaved ? '● ' : ''}${title} · ordersync`;
  }, [title, unsaved]);
  // Who has come here before there was a title is told it now.
  useEffect(() => {
    const page = document.getElementById('page');
    if (page === null || document.activeElement !== page) return;
    page.blur();
    page.focus({ preventScroll: true });
  }, []);
  const back = crumbs.at(-2)?.href;
  return (
    <div className="control-panel">
      <div className="control-panel-start">
        {buttons}
        <nav className="breadcrumbs" aria-label={t('Breadcrumbs')}>
          <ol>
            {crumbs.map((crumb, at) => (
              <li key={`${at}-${crumb.label}`}>
                {at === crumbs.length - 1 ? <h1 id="page-title" aria-current="page"><bdi>{crumb.label}</bdi></h1>
                  : crumb.href ? <Link href={crumb.href} data-hotkey={crumb.href === back ? 'b' : undefined}>{crumb.label}</Link>
                  : <span className="muted">{crumb.label}</span>}
              </li>
            ))}
          </ol>
        </nav>
        {unsaved && <span className="unsaved" role="status">● {t('Unsaved')}</span>}
      </div>
      <div className="control-panel-search">{search}</div>
      <div className="control-panel-end">{end}</div>
    </div>
  );
}
