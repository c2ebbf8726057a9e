// A labelled input: what is wrong with it stands below it, and a screen reader says it with it.
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

type Around = { label: string; hint?: ComponentChildren; fault?: string | undefined }
type FieldProps = Around & {
  value: string
  onValue(value: string): void
  name?: string
  type?: 'text' | 'password' | 'search' | 'number' | 'url'
  autocomplete?: string
  placeholder?: string
  required?: boolean
  disabled?: boolean
  /** The id of a datalist. */
  list?: string
}

export const Field = ({ label, hint, fault, value, onValue, ...rest }: FieldProps) => {
  const id = useId()
  // The types tell every kind of input apart; which of them this is, only the caller knows.
  const more: object = { type: 'text', ...rest }
  return (
    <Around id={id} label={label} hint={hint} fault={fault}>
      <input
        autocapitalize="off"
        spellcheck={false}
        {...more}
        id={id}
        class="input"
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint ${id}-fault`}
        onInput={event => onValue(event.currentTarget.value)}
      />
    </Around>
  )
}

type TextAreaProps = Around & Pick<FieldProps, 'value' | 'onValue' | 'name' | 'required'>

/** For more than a line. */
export const TextArea = ({ label, hint, fault, value, onValue, ...rest }: TextAreaProps) => {
  const id = useId()
  return (
    <Around id={id} label={label} hint={hint} fault={fault}>
      <textarea
        {...rest}
        id={id}
        class="input"
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint ${id}-fault`}
        onInput={event => onValue(event.currentTarget.value)}
      />
    </Around>
  )
}

export type Option = { value: string; text: string; disabled?: boolean }
type SelectProps = Around & { value: string; options: readonly Option[]; onValue(value: string): void; name?: string }

export const Select = ({ label, hint, fault, value, options, onValue, name }: SelectProps) => {
  const id = useId()
  return (
    <Around id={id} label={label} hint={hint} fault={fault}>
      <select
        id={id}
        class="input"
        name={name}
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint ${id}-fault`}
        onChange={event => onValue(event.currentTarget.value)}
      >
        {options.map(({ value, text, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {text}
          </option>
        ))}
      </select>
    </Around>
  )
}

type CheckProps = { label: string; hint?: string; checked: boolean; onChecked(checked: boolean): void; name?: string }

export const Check = ({ label, hint, checked, onChecked, name }: CheckProps) => {
  const id = useId()
  return (
    <div class="field check">
      <input
        type="checkbox"
        id={id}
        name={name}
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={event => onChecked(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{label}</label>
        {hint !== undefined && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

const Around = ({ id, label, hint, fault, children }: Around & { id: string; children: ComponentChildren }) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
    <p class="hint" id={`${id}-hint`}>
      {hint}
    </p>
    <p class="fault" id={`${id}-fault`} aria-live="polite">
      {fault}
    </p>
  </div>
)
