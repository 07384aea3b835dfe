// The table of a list: headers that sort, rows that open their form, groups that fold, sums in the footer.
import { Fragment, useState, type ReactNode } from 'react';
import { useTranslator } from '../../i18n/i18n';
import { navigate } from '../../app/location';
import { Link } from '../../app/Link';
import { Amount } from '../Amount';
import { groupRows, isNumber, sumRows, toggled, type Column, type Grouping, type Sort } from './model';

interface TableProps<T> {
  caption: string;
  rows: T[];
  columns: Column<T>[];
  keyOf: (row: T) => string;
  hrefOf?: (row: T) => string | null;
  nameOf: (row: T) => string;
  isMuted?: (row: T) => boolean;
  /** How often each has changed within a moment: its mark starts anew with the next time. */
  changed: ReadonlyMap<string, number>;
  sort: Sort | null;
  onSort: (column: string) => void;
  /** Whether all rows there are stand here, so that any column can be sorted. */
  whole: boolean;
  grouping: Grouping<T> | null;
  currencyOf?: (row: T) => string | null | undefined;
  selection: { keys: ReadonlySet<string>; toggle: (key: string) => void; toggleAll: () => void } | null;
  totals?: Record<string, ReactNode>;
}

export function ListTable<T>(props: TableProps<T>) {
  const { t, tn } = useTranslator();
  const { columns, rows, grouping, selection, keyOf } = props;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const width = columns.length + (selection ? 1 : 0);
  const summed = columns.filter((column) => column.total);

  return (
    <div className="list-scroll" tabIndex={0} role="region" aria-label={props.caption}>
      <table className="list cards">
        <caption className="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th className="cell-tick">
                <input type="checkbox" className="tick" aria-label={t('Select all')} checked={rows.length > 0 && selection.keys.size === rows.length}
                  onChange={selection.toggleAll} />
              </th>
            )}
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={props.sort} onSort={props.onSort} sortable={column.sort !== undefined || (props.whole && column.value !== undefined)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {grouping
            ? groupRows(rows, grouping).map((group) => {
                const open = !folded.has(group.value);
                return (
                  <Fragment key={group.value}>
                    <tr className="group-row">
                      <th colSpan={width} scope="colgroup">
                        <button type="button" aria-expanded={open} onClick={() => setFolded(toggled(folded, group.value))}>
                          <span aria-hidden="true" className="flips">{open ? '▾' : '▸'}</span>
                          <span>{grouping.show ? grouping.show(group.value) : group.value || t('None')}</span>
                          <span className="muted">{tn('{n} record', '{n} records', group.rows.length)}</span>
                          {summed.map((column) => (
                            <span key={column.id} className="muted"><Sums rows={group.rows} column={column} currencyOf={props.currencyOf} /></span>
                          ))}
                        </button>
                      </th>
                    </tr>
                    {open && group.rows.map((row) => <Row key={keyOf(row)} row={row} {...props} />)}
                  </Fragment>
                );
              })
            : rows.map((row) => <Row key={keyOf(row)} row={row} {...props} />)}
        </tbody>
        {summed.length > 0 && (
          <tfoot>
            <tr>
              {selection && <td className="cell-tick" />}
              {columns.map((column, at) => (
                <td key={column.id} className={isNumber(column) ? 'number' : undefined}>
                  {column.total
                    ? (props.totals?.[column.id] ?? (props.whole || !props.totals ? <Sums rows={rows} column={column} currencyOf={props.currencyOf} /> : null))
                    : at === 0 ? (props.whole || props.totals ? t('Total') : t('This page')) : null}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Sums<T>({ rows, column, currencyOf }: { rows: T[]; column: Column<T> } & Pick<TableProps<T>, 'currencyOf'>) {
  return sumRows(rows, column, currencyOf).map(({ currency, sum }) => <div key={currency}><Amount value={sum} currency={currency} /></div>);
}

function Heading<T>({ column, sort, onSort, sortable }: { column: Column<T>; sort: Sort | null; onSort: (column: string) => void; sortable: boolean }) {
  const mine = sortable && sort?.column === column.id;
  return (
    <th scope="col" className={isNumber(column) ? 'number' : undefined} aria-sort={mine ? (sort.descending ? 'descending' : 'ascending') : undefined}>
      {sortable ? (
        <button type="button" onClick={() => onSort(column.id)}>
          {column.title} <span aria-hidden="true">{mine ? (sort.descending ? '▾' : '▴') : ''}</span>
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

function Row<T>({ row, columns, keyOf, hrefOf, nameOf, isMuted, changed, selection }: TableProps<T> & { row: T }) {
  const { t } = useTranslator();
  const key = keyOf(row);
  const href = hrefOf?.(row) ?? null;
  const times = changed.get(key) ?? 0;
  const classes = [href && 'is-link', isMuted?.(row) && 'is-muted', times > 0 && (times % 2 ? 'is-changed' : 'is-changed is-again')].filter(Boolean).join(' ');
  const nameColumn = columns.find((column) => column.kind === 'name') ?? columns[0];
  return (
    <tr className={classes || undefined} onClick={(event) => {
      const target = event.target as HTMLElement;
      if (!href || target.closest('a,button,input,label') || window.getSelection()?.toString()) return;
      if (event.ctrlKey || event.metaKey) window.open(href, '_blank', 'noopener');
      else navigate(href);
    }}>
      {selection && (
        <td className="cell-tick">
          <input type="checkbox" className="tick" aria-label={t('Select {name}', { name: nameOf(row) })} checked={selection.keys.has(key)}
            onChange={() => selection.toggle(key)} />
        </td>
      )}
      {columns.map((column) => {
        const isName = column === nameColumn;
        const className = [isName && 'cell-name', isNumber(column) && 'number'].filter(Boolean).join(' ');
        const content = column.cell(row);
        return (
          <td key={column.id} className={className || undefined} data-label={column.title}>
            {isName && href ? <Link href={href}>{content}</Link> : content}
          </td>
        );
      })}
    </tr>
  );
}
