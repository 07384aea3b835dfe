// My Profile: one's own name, language and password.
import { useState, type FormEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Problem } from '../../api/problem';
import { Button } from '../../components/Button';
import { ControlPanel } from '../../components/ControlPanel';
import { SelectField, Shown, TextField } from '../../components/fields';
import { useToasts } from '../../components/Toasts';
import { useMe } from '../../hooks/useMe';
import { useMyLanguage } from '../../hooks/useMyLanguage';
import { languages, useTranslator } from '../../i18n/i18n';
import { roleWord } from './roles';

export function Profile() {
  const { t, language } = useTranslator();
  const keepLanguage = useMyLanguage();
  const me = useMe();
  const client = useQueryClient();
  const toasts = useToasts();
  const [name, setName] = useState(me.user.name);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setErrors({});
    try {
      const next = await ask(api.PATCH('/api/v1/me', { body: { name: name.trim(), ...(password ? { password, current_password: current } : {}) } }));
      client.setQueryData(['me'], { ...next, csrf_token: next.csrf_token ?? me.csrf_token });
      setCurrent('');
      setPassword('');
      toasts.done(t('Saved'));
    } catch (error) {
      if (error instanceof Problem) setErrors(error.fields);
      toasts.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <ControlPanel crumbs={[{ label: t('My Profile') }]} buttons={<Button type="submit" kind="primary" hotkey="s" busy={busy}>{t('Save')}</Button>} />
      <div className="content">
        <div className="sheet columns">
          <div className="fields">
            <Shown label={t('Login')}><bdi>{me.user.login}</bdi></Shown>
            <Shown label={t('Role')}>{t(roleWord(me.user.role))}</Shown>
            <TextField label={t('Name')} value={name} onChange={setName} error={errors.name} autoComplete="name" />
            <SelectField label={t('Language')} value={language} onChange={keepLanguage} choices={languages} />
          </div>
          <div className="fields">
            <TextField label={t('New password')} type="password" value={password} onChange={setPassword} error={errors.password} autoComplete="new-password" minLength={12} dir="ltr" note={t('At least 12 characters; 15 or more are better. Pasting works.')} />
            {password && <TextField label={t('Current password')} type="password" value={current} onChange={setCurrent} error={errors.current_password} autoComplete="current-password" dir="ltr" />}
          </div>
        </div>
      </div>
    </form>
  );
}
