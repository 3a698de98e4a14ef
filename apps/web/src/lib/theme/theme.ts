import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** Light to dark; Mantine takes shade 6 in light and shade 4 in dark as the accent itself (see tokens.css). */
const sea: MantineColorsTuple = [
  '#e8f4f8',
  '#d3e8ef',
  '#a6d0de',
  '#79b9cf',
  '#5cbcd9',
  '#2a86a6',
  '#0a6585',
  '#084f69',
  '#06394d',
  '#042533',
];

/** Mantine draws its dark inputs, rules and buttons with these: the slate of tokens.css, light to dark. */
const slate: MantineColorsTuple = [
  '#e5edf0',
  '#a9bac2',
  '#8599a3',
  '#566a74',
  '#32454f',
  '#1e2d35',
  '#132028',
  '#101b21',
  '#0d171c',
  '#0b1419',
];

const compact = { size: 'xs' } as const;

/** What stands on a filled button is dark in dark colours, where its fill is light; Mantine would have it white in both. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  return input.variant === 'filled' ? { ...colours, color: 'var(--on-accent)' } : colours;
};

export const theme = createTheme({
  variantColorResolver,
  colors: { sea, dark: slate },
  primaryColor: 'sea',
  primaryShade: { light: 6, dark: 4 },
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-mono)',
  defaultRadius: 'var(--radius)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontSizes: { xs: 'var(--text-s)', sm: 'var(--text-m)', md: 'var(--text-m)' },
  components: {
    Button: { defaultProps: compact, styles: { root: { fontWeight: 500 } } },
    TextInput: { defaultProps: compact },
    Textarea: { defaultProps: compact },
    NumberInput: { defaultProps: compact },
    NativeSelect: { defaultProps: compact },
    Checkbox: { defaultProps: compact },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35 }, transitionProps: { duration: 120 } },
      styles: { title: { fontSize: 'var(--text-l)', fontWeight: 600, overflowWrap: 'anywhere' } },
    },
  },
});

/** Mantine's own variables, in the terms of tokens.css. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const colours = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-3)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--rule-strong)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-anchor': 'var(--accent)',
  };
  return { variables: {}, light: colours, dark: colours };
};
