import { TextInput, type TextInputProps } from '@mantine/core';

interface Props extends Omit<TextInputProps, 'onChange'> {
  value: string;
  onChange(value: string): void;
}

/** A field for a reference: nothing corrects or completes what is typed into it. */
export function ReferenceField({ onChange, ...rest }: Props) {
  return (
    <TextInput
      onChange={(event) => onChange(event.currentTarget.value)}
      styles={{ input: { fontFamily: 'var(--font-mono)' } }}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      withAsterisk={false}
      {...rest}
    />
  );
}
