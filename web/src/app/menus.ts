// The menus, with the guide's words and ways: Settings → External Order Sync; Settings → Technical → Automation → Scheduled
// Actions; Point of Sale → Orders.
import { msg } from '../i18n/i18n';

interface MenuPlace {
  label: string;
  href: string;
  needs?: 'admin';
  badge?: 'attention';
}
interface MenuSectionOf {
  header?: string[];
  places: MenuPlace[];
}
export interface TopMenu {
  label: string;
  sections: MenuSectionOf[];
}

export const topMenus: TopMenu[] = [
  {
    label: msg('Point of Sale'),
    sections: [
      {
        places: [
          { label: msg('Orders'), href: '/pos/orders' },
          { label: msg('Sessions'), href: '/pos/sessions' },
          { label: msg('Products'), href: '/pos/products' },
          { label: msg('Payment Methods'), href: '/pos/payment-methods' },
          { label: msg('Transfers'), href: '/pos/transfers' },
          { label: msg('Stock'), href: '/pos/stock' },
        ],
      },
    ],
  },
  {
    label: msg('External Order Sync'),
    sections: [
      {
        places: [
          { label: msg('Syncs'), href: '/syncs' },
          { label: msg('External Orders'), href: '/orders' },
          { label: msg('Runs'), href: '/runs' },
          { label: msg('Needs attention'), href: '/attention', badge: 'attention' },
        ],
      },
    ],
  },
  {
    label: msg('Settings'),
    sections: [
      {
        places: [
          { label: msg('External Order Sync'), href: '/settings/external-order-sync' },
          { label: msg('Connections'), href: '/settings/connections' },
          { label: msg('Alerts'), href: '/settings/alerts' },
          { label: msg('Alert Channels'), href: '/settings/alert-channels', needs: 'admin' },
          { label: msg('Users'), href: '/settings/users', needs: 'admin' },
          { label: msg('API Tokens'), href: '/settings/tokens', needs: 'admin' },
        ],
      },
      { header: [msg('Technical'), msg('Automation')], places: [{ label: msg('Scheduled Actions'), href: '/settings/scheduled-actions' }] },
      { header: [msg('Technical')], places: [{ label: msg('Nodes'), href: '/settings/nodes' }] },
      { places: [{ label: msg('Logs'), href: '/settings/logs', needs: 'admin' }, { label: msg('Guided set-up'), href: '/setup', needs: 'admin' }, { label: msg('REST API'), href: '/settings/api' }] },
    ],
  },
];
