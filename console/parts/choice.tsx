import { useId } from 'preact/hooks'

export type ChoiceOption<V extends string> = { value: V; title: string; text: string }
type ChoiceProps<V extends string> = {
  label: string
  value: V
  options: readonly ChoiceOption<V>[]
  onValue(value: V): void
}

/** One of a few, each with what it means. */
export const Choice = <V extends string>({ label, value, options, onValue }: ChoiceProps<V>) => {
  const id = useId()
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {options.map(option => (
        <label key={option.value}>
          <input
            type="radio"
            name={id}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValue(option.value)}
          />
          <span>
            <span class="strong">{option.title}</span>
            <span class="muted small">{option.text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
