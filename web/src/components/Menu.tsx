// A menu that drops from a button.
import type { ReactNode } from 'react';
import { Button, Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';

interface MenuEntry {
  id: string;
  label: string;
  href?: string;
  count?: number;
  danger?: boolean;
  onAction?: () => void;
}
export interface MenuGroup {
  header?: string;
  entries: MenuEntry[];
}

interface Props {
  trigger: ReactNode;
  label?: string;
  groups: MenuGroup[];
  selected?: string;
  className?: string;
  hotkey?: string;
}

export function Menu({ trigger, label, groups, selected, className = 'button', hotkey }: Props) {
  return (
    <MenuTrigger>
      <Button className={className} aria-label={label} data-hotkey={hotkey}>{trigger}</Button>
      <Popover className="popover" placement="bottom start">
        <AriaMenu className="menu" {...(selected === undefined ? {} : { selectionMode: 'single' as const, selectedKeys: [selected] })}>
          {groups.map((group, at) => [
            at > 0 && !group.header ? <Separator key={`line${at}`} className="menu-separator" /> : null,
            <MenuSection key={at} aria-label={group.header ?? `${at + 1}`}>
              {group.header ? <Header className="menu-header">{group.header}</Header> : null}
              {group.entries.map((entry) => (
                <MenuItem key={entry.id} id={entry.id} className={entry.danger ? 'menu-item text-red' : 'menu-item'} textValue={entry.label}
                  href={entry.href} onAction={entry.onAction}>
                  <span>{entry.label}</span>
                  {entry.count ? <span className="topbar-count">{entry.count}</span> : null}
                </MenuItem>
              ))}
            </MenuSection>,
          ])}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
