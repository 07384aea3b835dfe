// My Profile: one's own name, language and password.
import { useState, type FormEvent } from 'react';
import { fieldsOf } from '../../api/problem';
import { Button } from '../../components/Button';
import { ControlPanel } from '../../components/ControlPanel';
import { SelectField, Shown, TextField } from '../../components/fields';
import { useEditMe } from '../../hooks/useEditMe';
import { useMe } from '../../hooks/useMe';
import { languages, useTranslator } from '../../i18n/i18n';
import { roleWord } from './roles';

export function Profile() {
  const { t, language } = useTranslator();
  const me = useMe();
  const [name, setName] = useState(me.user.name);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const speak = useEditMe();
  const save = useEditMe({
    done: t('Saved'),
    onDone: () => {
      setCurrent('');
      setPassword('');
    },
    onRefused: (error) => {
      setErrors(fieldsOf(error));
      return false;
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setErrors({});
    save.mutate({ name: name.trim(), ...(password ? { password, current_password: current } : {}) });
  };
  return (
    <form onSubmit={submit}>
      <ControlPanel crumbs={[{ label: t('My Profile') }]} buttons={<Button type="submit" kind="primary" hotkey="s" busy={save.isPending}>{t('Save')}</Button>} />
      <div className="content">
        <div className="sheet columns">
          <div className="fields">
            <Shown label={t('Login')}><bdi>{me.user.login}</bdi></Shown>
            <Shown label={t('Role')}>{t(roleWord(me.user.role))}</Shown>
            <TextField label={t('Name')} value={name} onChange={setName} error={errors.name} autoComplete="name" />
            <SelectField label={t('Language')} value={language} onChange={(language) => speak.mutate({ language })} choices={languages} />
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
