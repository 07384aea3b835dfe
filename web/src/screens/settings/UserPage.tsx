// One user: role, whether active, a one-time link to sign in, and ending that user's sign-ins.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask, askWithTag, type Schemas } from '../../api/client';
import { navigate } from '../../app/location';
import { Button } from '../../components/Button';
import { FormPage } from '../../components/form/FormPage';
import { RemoveMenu } from '../../components/form/RemoveMenu';
import { backTo } from '../../components/form/siblings';
import { SelectField, Shown, SwitchField, TextField } from '../../components/fields';
import { SecretOnce } from '../../components/SecretOnce';
import { Loaded } from '../../components/states';
import { Time } from '../../components/Time';
import { useAction } from '../../hooks/useAction';
import { useForm } from '../../hooks/useForm';
import { useMe } from '../../hooks/useMe';
import { useRecord } from '../../hooks/useRecord';
import { languages, useTranslator } from '../../i18n/i18n';
import { roles, roleWord } from './roles';

type User = Schemas['User'];
type UserForm = Schemas['UserForm'];

export function UserPage({ login }: { login: string | null }) {
  const query = useQuery({ queryKey: ['accounts', 'user', login], enabled: login !== null, queryFn: () => askWithTag(api.GET('/api/v1/users/{login}', { params: { path: { login: login ?? '' } } })) });
  if (login === null) return <UserFormScreen user={null} tag="" />;
  return <Loaded query={query}>{({ data, tag }) => <UserFormScreen user={data} tag={tag} />}</Loaded>;
}

const languageWord = (id: string) => languages.find((each) => each.value === id)?.label;

const fresh: UserForm = { login: '', name: '', role: 'operator', active: true, language: '' };

function UserFormScreen({ user, tag }: { user: User | null; tag: string }) {
  const { t } = useTranslator();
  const me = useMe();
  const [link, setLink] = useState<string | null>(null);
  const form = useForm<UserForm>(user ? { name: user.name, role: user.role, active: user.active, language: (user.language ?? '') as UserForm['language'] } : fresh);
  const { values, set, errors } = form;
  const labels = { login: t('Login'), name: t('Name'), role: t('Role'), active: t('Active'), language: t('Language') };
  const field = (name: keyof typeof labels) => ({ label: labels[name], error: errors[name] });
  const path = { path: { login: user?.login ?? '' } };
  const words = (name: string, value: unknown) => (name === 'role' ? t(roleWord(String(value))) : name === 'language' ? languageWord(String(value)) : undefined);
  const record = useRecord({
    form, labels, tag, words, topics: ['accounts', 'me'], // it may be one's own
    leave: user ? undefined : () => navigate('/settings/users', { force: true }),
    load: () => askWithTag(api.GET('/api/v1/users/{login}', { params: path })),
    store: (from) => (user ? ask(api.PATCH('/api/v1/users/{login}', { params: { ...path, header: { 'If-Match': from } }, body: form.changes })) : ask(api.POST('/api/v1/users', { body: values }))),
    onStored: (saved) => !user && navigate(`/settings/users/${encodeURIComponent(saved.login)}`, { replace: true, force: true }),
  });
  const invite = useAction(() => ask(api.POST('/api/v1/users/{login}/link', { params: path })), { topics: ['accounts'], onDone: (made) => setLink(`${window.location.origin}/welcome#${made.token}`) });
  const end = useAction(() => ask(api.POST('/api/v1/users/{login}/sign-out', { params: path })), { topics: ['accounts'], done: t('All sign-ins of this user are ended') });
  const mine = user?.login === me.user.login;
  return (
    <FormPage crumbs={[{ label: t('Settings') }, { label: t('Users'), href: backTo('/settings/users') }, { label: user?.login ?? t('New') }]}
      edit={record}
      buttons={user && (
        <>
          <Button kind="primary" busy={invite.isPending} onClick={() => invite.mutate()}>{t('Make a sign-in link')}</Button>
          <Button busy={end.isPending} onClick={() => end.mutate()}>{t('End all sign-ins')}</Button>
          {!mine && (
            <RemoveMenu title={t('Remove this user?')} text={t('The user can no longer sign in. What the user did stays in the logs.')} list="/settings/users" topics={['accounts']}
              remove={() => ask(api.DELETE('/api/v1/users/{login}', { params: path }))} />
          )}
        </>
      )}>
      {link && <SecretOnce title={t('One-time sign-in link')} secret={link} text={t('It works once and not for long, and is not shown again. Give it to the user only.')} onClose={() => setLink(null)} />}
      <div className="sheet">
        {user && !user.active && <div className="ribbon">{t('Inactive')}</div>}
        <div className="columns">
          <div className="fields">
            {user ? <Shown label={labels.login}><bdi>{user.login}</bdi></Shown> : <TextField {...field('login')} value={values.login ?? ''} onChange={(next) => set('login', next)} required autoFocus dir="ltr" />}
            <TextField {...field('name')} value={values.name ?? ''} onChange={(next) => set('name', next)} />
            <SelectField {...field('role')} value={values.role ?? 'operator'} onChange={(next) => set('role', next)} choices={roles.map(([id, label]) => ({ value: id, label: t(label) }))}
              note={t(roles.find(([id]) => id === values.role)?.[2] ?? '')} />
          </div>
          <div className="fields">
            <SwitchField {...field('active')} value={values.active ?? true} onChange={(next) => set('active', next)} disabled={mine} />
            <SelectField {...field('language')} value={values.language ?? ''} onChange={(next) => set('language', next)} choices={languages} empty={t('The browser\'s')} />
            {user && <Shown label={t('Latest connection')}>{user.last_seen_at ? <Time iso={user.last_seen_at} shows="both" /> : t('never yet')}</Shown>}
            {user && <Shown label={t('Password')}>{user.has_password ? t('set') : t('none yet: make a sign-in link')}</Shown>}
          </div>
        </div>
      </div>
    </FormPage>
  );
}
