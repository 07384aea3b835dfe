// Previous and next record in the order of the list that was left.
import { navigate } from '../../app/location';
import { useTranslator } from '../../i18n/i18n';
import { Button } from '../Button';
import { useSiblings } from './siblings';

export function FormPager() {
  const { t } = useTranslator();
  const siblings = useSiblings();
  if (!siblings) return null;
  return (
    <span className="pager">
      <bdi dir="ltr">{siblings.at} / {siblings.of}</bdi>
      <Button kind="plain" icon="back" className="flips" aria-label={t('Previous record')} hotkey="p" disabled={!siblings.previous}
        onClick={() => siblings.previous && navigate(siblings.previous)} />
      <Button kind="plain" icon="next" className="flips" aria-label={t('Next record')} hotkey="n" disabled={!siblings.next}
        onClick={() => siblings.next && navigate(siblings.next)} />
    </span>
  );
}
