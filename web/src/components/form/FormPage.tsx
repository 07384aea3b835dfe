// A form screen: control panel with Save and Discard, the bar of buttons and state, and the sheet below.
import type { FormEvent, ReactNode } from 'react';
import type { Editing } from '../../hooks/useRecord';
import { useTranslator } from '../../i18n/i18n';
import { Button } from '../Button';
import { ControlPanel, type Crumb } from '../ControlPanel';
import { FormPager } from './FormPager';

interface Props {
  crumbs: Crumb[];
  /** Without it the form only shows. */
  edit?: Editing;
  create?: ReactNode;
  buttons?: ReactNode;
  status?: ReactNode;
  children: ReactNode;
}

export function FormPage({ crumbs, edit, create, buttons, status, children }: Props) {
  const { t } = useTranslator();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    edit?.save();
  };
  const open = edit && (edit.dirty || edit.isNew);
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <ControlPanel crumbs={crumbs} unsaved={edit?.dirty} end={<FormPager />}
        buttons={
          <>
            {edit && (
              <>
                <Button type="submit" kind={open ? 'primary' : 'normal'} hotkey="s" busy={edit.busy} disabled={!open}>{t('Save')}</Button>
                {open && <Button hotkey="j" onClick={edit.discard}>{t('Discard')}</Button>}
              </>
            )}
            {!open && create}
          </>
        } />
      {(buttons || status) && (
        <div className="form-bar">
          <div className="row">{buttons}</div>
          <div className="row">{status}</div>
        </div>
      )}
      <div className="content">{edit?.conflict}{children}</div>
    </form>
  );
}
