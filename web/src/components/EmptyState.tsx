// What an empty list says: what will appear here, and how to start.
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

export function EmptyState({ icon = 'orders', title, children, action }: { icon?: IconName; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={56} />
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}
