// A link inside the console: a real address for opening in a new tab, without loading the page anew.
import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { navigate } from './location';

export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey && event.isTrusted) return;
    event.preventDefault();
    event.stopPropagation();
    navigate(href);
  };
  return <a href={href} onClick={follow} {...rest} />;
}
