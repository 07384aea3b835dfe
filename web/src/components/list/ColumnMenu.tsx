// Which optional columns a reader wants, kept in the browser.
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useTranslator } from '../../i18n/i18n';
import { Icon } from '../Icon';
import type { Column } from './model';

export function useColumnChoice<T>(list: string, columns: Column<T>[]) {
  const key = `ordersync.columns.${list}`;
  const [shown, setShown] = useState<string[]>(() => {
    const stored = localStorage.getItem(key);
    return stored !== null ? stored.split(',') : columns.filter((column) => column.optional === 'show').map((column) => column.id);
  });
  return {
    shown,
    visible: columns.filter((column) => !column.optional || shown.includes(column.id)),
    choose: (next: string[]) => {
      localStorage.setItem(key, next.join(','));
      setShown(next);
    },
  };
}

export function ColumnMenu<T>({ columns, choice }: { columns: Column<T>[]; choice: { shown: string[]; choose: (next: string[]) => void } }) {
  const { t } = useTranslator();
  const optional = columns.filter((column) => column.optional);
  if (optional.length === 0) return null;
  return (
    <MenuTrigger>
      <Button className="button button-plain button-icon" aria-label={t('Choose columns')}><Icon name="columns" /></Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" selectionMode="multiple" selectedKeys={choice.shown}
          onSelectionChange={(keys) => choice.choose(keys === 'all' ? optional.map((column) => column.id) : [...keys].map(String))}>
          {optional.map((column) => (
            <MenuItem key={column.id} id={column.id} className="menu-item" textValue={column.title}><span>{column.title}</span></MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
