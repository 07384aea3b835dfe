// A whole list screen: control panel, search, table, pager, selection with its actions, columns, export, and the empty state.
import { useEffect, useState, type ReactNode } from 'react';
import type { Topic } from '../../api/live';
import { fetchAll, useCursorList, type Page, type PlaceInList } from '../../hooks/useCursorList';
import { useStableRows } from '../../hooks/useStableRows';
import { useZone } from '../../hooks/useZone';
import { useTranslator } from '../../i18n/i18n';
import { toCsv, withLocalTimes } from '../../format/csv';
import { download } from '../../format/download';
import { useLocation } from '../../app/location';
import { rememberSiblings } from '../form/siblings';
import { Button } from '../Button';
import { ControlPanel, type Crumb } from '../ControlPanel';
import { ErrorNotice, Loading, StaleNotice } from '../states';
import { useToasts } from '../Toasts';
import { ColumnMenu, useColumnChoice } from './ColumnMenu';
import { ListTable } from './ListTable';
import { rangeOf, sortParam, sortRows, toggled, type Column, type Filter, type Grouping } from './model';
import { SearchBar } from './SearchBar';
import { useListSearch } from './useListSearch';

interface BulkAction<T> {
  label: string;
  danger?: boolean;
  /** Which rows it is for; not offered where none of the chosen is one. */
  takes?: (row: T) => boolean;
  act: (rows: T[], clear: () => void) => void;
}

type Params = Record<string, string | null>;

interface Props<T> {
  name: string;
  topic: Topic;
  crumbs: Crumb[];
  columns: Column<T>[];
  filters?: Filter<T>[];
  groupings?: Grouping<T>[];
  /** Lists that come whole need no place. */
  fetchPage: (params: Params, place: PlaceInList) => Promise<Page<T>>;
  keyOf: (row: T) => string;
  nameOf: (row: T) => string;
  hrefOf?: (row: T) => string | null;
  isMuted?: (row: T) => boolean;
  currencyOf?: (row: T) => string | null | undefined;
  searchPlaceholder?: string;
  /** 'here' where the service cannot search by text: the loaded rows are searched. */
  searchable?: 'here';
  buttons?: ReactNode;
  notes?: (page: Page<T> | undefined) => ReactNode;
  empty: ReactNode;
  totals?: (page: Page<T>) => Record<string, ReactNode> | undefined;
  bulk?: BulkAction<T>[];
  /** How far a bulk action is that is under way. */
  working?: string | null;
  /** For what changes without a word from the service: asked again so often, in milliseconds. */
  refetchEvery?: number;
  /** More of the address that the question depends on; null where it is not there. */
  extraParams?: Params;
}

export function ListView<T>(props: Props<T>) {
  const { t, tn, locale } = useTranslator();
  const toasts = useToasts();
  const zone = useZone();
  const location = useLocation();
  const { filters = [], groupings = [], keyOf, extraParams } = props;
  const search = useListSearch<T>(props.name, filters, groupings);
  const here = props.searchable === 'here';
  const params = { ...extraParams, ...search.params, ...sortParam(props.columns, search.sort) };
  const asked = here ? Object.fromEntries(Object.entries(params).filter(([name]) => name !== 'q')) : params;
  const fetchPage = (place: PlaceInList) => props.fetchPage(asked, place);
  const list = useCursorList<T>(props.topic, props.name, asked, fetchPage, props.refetchEvery);
  const stable = useStableRows(list.isPlaceholderData ? undefined : list.data?.items, keyOf, list.scope);
  const choice = useColumnChoice(props.name, props.columns);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [exporting, setExporting] = useState(false);

  const matches = (row: T) =>
    search.test(row) && (!here || !search.text || props.columns.some((column) => String(column.value?.(row) ?? '').toLowerCase().includes(search.text.toLowerCase())));
  // Of a part of the list the service's own order stays: sorted here, the part would only look like the first of all.
  const whole = !list.forward && !list.back;
  const rows = sortRows((stable.rows ?? []).filter(matches), props.columns, whole ? search.sort : null, locale);

  const siblings = rows.map((row) => props.hrefOf?.(row)).filter((href): href is string => Boolean(href)).join('\n');
  useEffect(() => rememberSiblings(location.path, siblings), [location, siblings]);

  const chosen = rows.filter((row) => picked.has(keyOf(row)));
  const clear = () => setPicked(new Set());

  const exportCsv = async () => {
    setExporting(true);
    try {
      const { items, complete } = chosen.length ? { items: chosen, complete: true } : await fetchAll(fetchPage);
      const columns = choice.visible.filter((column) => column.value);
      const rows = items.filter(matches).map((row) => columns.map((column) => column.value?.(row)));
      download(`${props.name}.csv`, toCsv(...withLocalTimes(columns.map((column) => column.title), rows, zone)), 'text/csv');
      if (!complete) toasts.failed(new Error(t('Only the first {n} are in the file. Choose fewer days for the rest.', { n: items.length })));
    } catch (error) {
      toasts.failed(error);
    } finally {
      setExporting(false);
    }
  };

  // What the service cannot look for is looked for among the rows that are here.
  const partly = !whole && (search.active.some((filter) => filter.test) || (here && search.text !== ''));
  const filtered = Object.keys(search.params).length > 0 || search.active.length > 0 || search.cause !== null;
  return (
    <>
      <ControlPanel crumbs={props.crumbs} buttons={props.buttons}
        search={<SearchBar search={search} filters={filters} groupings={groupings}
          placeholder={props.searchPlaceholder ?? t('Search…')} />}
        end={
          <>
            <Pager first={list.first} shown={list.data?.items.length ?? 0} count={list.data?.count} next={list.forward} back={list.back} />
            <Button kind="plain" icon="download" aria-label={t('Export as CSV')} title={t('Export as CSV')} busy={exporting} onClick={() => void exportCsv()} />
            <ColumnMenu columns={props.columns} choice={choice} />
          </>
        } />
      {props.notes?.(list.data)}
      {partly && <div className="list-notes" role="status">{tn('Only the {n} record of this page was looked at.', 'Only the {n} records of this page were looked at.', list.data?.items.length ?? 0)}</div>}
      {stable.fresh > 0 && (
        <div className="list-notes" role="status">
          {tn('{n} new record', '{n} new records', stable.fresh)}
          <Button kind="plain" onClick={stable.adopt}>{t('Show')}</Button>
        </div>
      )}
      {chosen.length > 0 && props.bulk && (
        <div className="list-notes">
          <span className="strong" role="status">{props.working ?? tn('{n} selected', '{n} selected', chosen.length)}</span>
          {props.bulk.map((action) => {
            const taken = action.takes ? chosen.filter(action.takes) : chosen;
            return taken.length > 0 && (
              <Button key={action.label} kind={action.danger ? 'danger' : 'normal'} busy={Boolean(props.working)} onClick={() => action.act(taken, clear)}>
                {action.label}{taken.length < chosen.length && ` (${taken.length})`}
              </Button>
            );
          })}
          <Button kind="plain" onClick={clear}>{t('Clear selection')}</Button>
        </div>
      )}
      {list.isError && list.data === undefined ? (
        <div className="content"><ErrorNotice error={list.error} retry={() => void list.refetch()} /></div>
      ) : !stable.rows ? (
        <Loading />
      ) : stable.rows.length === 0 && list.back ? (
        <div className="empty">
          <h2>{t('Nothing stands on this page any more')}</h2>
          <p />
          <Button onClick={list.back}>{t('Previous page')}</Button>
        </div>
      ) : rows.length === 0 ? (
        filtered ? (
          <div className="empty">
            <h2>{t('Nothing matches this search')}</h2>
            <p />
            <Button onClick={search.clear}>{t('Clear the search')}</Button>
          </div>
        ) : (
          props.empty
        )
      ) : (
        <ListTable caption={props.crumbs.at(-1)?.label ?? ''} rows={rows} columns={choice.visible} keyOf={keyOf} hrefOf={props.hrefOf} nameOf={props.nameOf}
          isMuted={(row) => stable.isGone(row) || (props.isMuted?.(row) ?? false)} changed={stable.changed} sort={search.sort} onSort={search.sortBy} whole={whole}
          grouping={search.grouping} currencyOf={props.currencyOf} totals={list.data && props.totals?.(list.data)}
          selection={props.bulk ? {
            keys: new Set(chosen.map(keyOf)),
            toggle: (key) => setPicked((now) => toggled(now, key)),
            toggleAll: () => setPicked(chosen.length === rows.length ? new Set() : new Set(rows.map(keyOf))),
          } : null} />
      )}
      <StaleNotice query={list} />
    </>
  );
}

function Pager({ first, shown, count, next, back }: { first: number; shown: number; count: number | null | undefined; next: (() => void) | null; back: (() => void) | null }) {
  const { t } = useTranslator();
  if (shown === 0 && first === 0) return null;
  return (
    <span className="pager">
      <bdi dir="ltr">{rangeOf(first, shown, count, next !== null)}</bdi>
      <Button kind="plain" icon="back" className="flips" aria-label={t('Previous page')} disabled={!back} hotkey="p" onClick={() => back?.()} />
      <Button kind="plain" icon="next" className="flips" aria-label={t('Next page')} disabled={!next} hotkey="n" onClick={() => next?.()} />
    </span>
  );
}
