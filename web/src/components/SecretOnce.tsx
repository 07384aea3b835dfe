// A secret that is shown this one time, with a button that copies it.
import { Copy } from './Copy';
import { Panel } from './Panel';
import { useTranslator } from '../i18n/i18n';

export function SecretOnce({ title, secret, text, onClose }: { title: string; secret: string; text: string; onClose: () => void }) {
  const { t } = useTranslator();
  return (
    <Panel title={title} onClose={onClose}>
      <p>{text}</p>
      <div className="secret-once"><bdi dir="ltr" className="mono grow">{secret}</bdi><Copy text={secret} label={t('Copy')} /></div>
    </Panel>
  );
}
