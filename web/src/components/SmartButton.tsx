// A number at the top of a form that leads to the records it counts.
import { Link } from '../app/Link';
import { Icon, type IconName } from './Icon';

export function SmartButton({ icon, count, label, href }: { icon: IconName; count: number; label: string; href: string }) {
  return (
    <Link className="smart-button" href={href}>
      <Icon name={icon} size={22} />
      <span>
        <b>{count}</b>
        {label}
      </span>
    </Link>
  );
}
