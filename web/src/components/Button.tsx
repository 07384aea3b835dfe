// The plain button of the back office. `hotkey` is the letter that presses it together with Alt.
import type { ButtonHTMLAttributes, Ref } from 'react';
import { spokenKey } from '../app/shortcuts';
import { Icon, type IconName } from './Icon';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'normal' | 'primary' | 'danger' | 'plain';
  icon?: IconName;
  hotkey?: string;
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = 'normal', icon, hotkey, busy = false, children, className = '', onClick, disabled, type = 'button', ...rest }: Props) {
  const looks = kind === 'normal' ? 'button' : `button button-${kind}`;
  return (
    <button type={type} className={`${looks} ${children ? '' : 'button-icon'} ${className}`} data-hotkey={hotkey} disabled={disabled}
      aria-disabled={busy || undefined} aria-busy={busy || undefined} aria-keyshortcuts={hotkey && spokenKey(hotkey)}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
