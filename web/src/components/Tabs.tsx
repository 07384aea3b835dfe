// A notebook of tabs, as under an Odoo form. The open tab is part of the address; one that was open keeps what is typed in it.
import { useState, type ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { setSearch, useLocation } from '../app/location';

export interface Page {
  id: string;
  title: string;
  content: ReactNode;
}

export function Tabs({ label, pages }: { label: string; pages: Page[] }) {
  const { search } = useLocation();
  const wanted = search.get('tab');
  const open = pages.find((page) => page.id === wanted)?.id ?? pages[0]?.id ?? '';
  const [seen, setSeen] = useState([open]);
  if (!seen.includes(open)) setSeen([...seen, open]);
  return (
    <AriaTabs className="tabs" selectedKey={open} onSelectionChange={(key) => setSearch({ tab: key === pages[0]?.id ? null : String(key) })}>
      <TabList aria-label={label} className="tab-list">
        {pages.map((page) => (
          <Tab key={page.id} id={page.id} className="tab">{page.title}</Tab>
        ))}
      </TabList>
      {pages.map((page) => (
        <TabPanel key={page.id} id={page.id} className="tab-panel" shouldForceMount={seen.includes(page.id)}>{page.content}</TabPanel>
      ))}
    </AriaTabs>
  );
}
