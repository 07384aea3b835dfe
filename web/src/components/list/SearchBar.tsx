// The search of a list: facets that can be taken away, a text, and the panes Filters, Group By, Favorites.
import { useRef, useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useTranslator } from '../../i18n/i18n';
import { Icon } from '../Icon';
import { searchOnceEntered, type Filter, type Grouping } from './model';
import type { ListSearch } from './useListSearch';

interface Props<T> {
  search: ListSearch<T>;
  filters: Filter<T>[];
  groupings: Grouping<T>[];
  placeholder: string;
}

export function SearchBar<T>({ search, filters, groupings, placeholder }: Props<T>) {
  const { t } = useTranslator();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');

  const facets = [
    ...(search.cause ? [{ id: 'cause', label: t('One cause'), drop: search.dropCause }] : []),
    ...search.active.map((filter) => ({ id: `f-${filter.id}`, label: filter.label, drop: () => search.toggle(filter) })),
    ...(search.grouping ? [{ id: 'g', label: t('Group by {name}', { name: search.grouping.label }), drop: () => search.group(null) }] : []),
    ...(search.text ? [{ id: 'q', label: `"${search.text}"`, drop: () => search.setText('') }] : []),
  ];

  return (
    <form role="search" className="searchbar" onSubmit={(event) => {
      event.preventDefault();
      search.setText(searchOnceEntered(text, search.text));
      setText('');
    }}>
      <Icon name="search" size={16} />
      {facets.map((facet) => (
        <span className="facet" key={facet.id}>
          {facet.label}
          <button type="button" aria-label={t('Remove {name}', { name: facet.label })} onClick={() => {
            facet.drop();
            input.current?.focus();
          }}>×</button>
        </span>
      ))}
      <input ref={input} type="text" aria-label={placeholder} placeholder={facets.length ? '' : placeholder} value={text}
        data-hotkey="q" enterKeyHint="search" autoComplete="off" spellCheck={false} onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Backspace' && text === '') facets.at(-1)?.drop();
        }} />
      {(filters.length > 0 || groupings.length > 0) && (
        <DialogTrigger>
          <AriaButton aria-label={t('Filters, Group By and Favorites')}><Icon name="down" size={16} /></AriaButton>
          <Popover className="popover" placement="bottom end">
            <Dialog className="search-menu" aria-label={t('Filters, Group By and Favorites')}>
              <section>
                <h3>{t('Filters')}</h3>
                {filters.map((filter, at) => (
                  <div key={filter.id}>
                    {at > 0 && filters[at - 1]?.section !== filter.section && <div className="menu-separator" />}
                    <button type="button" aria-pressed={search.active.includes(filter)} onClick={() => search.toggle(filter)}>{filter.label}</button>
                  </div>
                ))}
              </section>
              <section>
                <h3>{t('Group By')}</h3>
                {groupings.map((grouping) => (
                  <button type="button" key={grouping.id} aria-pressed={search.grouping === grouping}
                    onClick={() => search.group(search.grouping === grouping ? null : grouping.id)}>{grouping.label}</button>
                ))}
              </section>
              <section>
                <h3>{t('Favorites')}</h3>
                {search.favourites.map((favourite) => (
                  <div className="row row-tight" key={favourite.name}>
                    <button type="button" className="grow" onClick={() => search.useFavourite(favourite)}>{favourite.name}</button>
                    <button type="button" className="button-icon" aria-label={t('Remove {name}', { name: favourite.name })}
                      onClick={() => search.dropFavourite(favourite.name)}>×</button>
                  </div>
                ))}
                <div className="stack stack-tight">
                  <input className="input" aria-label={t('Name of the favorite')} placeholder={t('Save current search as…')} value={name}
                    onChange={(event) => setName(event.target.value)} />
                  <button type="button" disabled={!name.trim()} onClick={() => {
                    search.saveFavourite(name.trim());
                    setName('');
                  }}>{t('Save')}</button>
                </div>
              </section>
            </Dialog>
          </Popover>
        </DialogTrigger>
      )}
    </form>
  );
}
