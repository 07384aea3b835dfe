// The Actions of a record's form: removing it, once it was asked whether.
import type { Topic } from '../../api/live';
import { navigate } from '../../app/location';
import { useAction } from '../../hooks/useAction';
import { useTranslator } from '../../i18n/i18n';
import { useConfirm } from '../Confirm';
import { Menu } from '../Menu';

interface Props {
  title: string;
  text: string;
  remove: () => Promise<unknown>;
  topics: readonly Topic[];
  /** Where one is then. */
  list: string;
}

export function RemoveMenu({ title, text, remove, topics, list }: Props) {
  const { t } = useTranslator();
  const confirm = useConfirm();
  const removal = useAction(remove, { topics, done: t('Removed'), onDone: () => navigate(list, { force: true }) });
  const ask = async () => {
    if (await confirm({ title, text, danger: true, action: t('Remove') })) removal.mutate();
  };
  return <Menu label={t('Actions')} trigger={t('Actions')} groups={[{ entries: [{ id: 'remove', label: t('Remove'), danger: true, onAction: () => void ask() }] }]} />;
}
