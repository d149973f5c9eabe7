import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const onlyTauri = {
  patterns: [{ group: ['@tauri-apps/*'], message: 'Only lib/api/tauri.ts talks to the shell.' }],
};

export default ts.config(
  { ignores: ['dist', 'dist-e2e', 'node_modules', 'e2e/shots', 'src/lib/api/types.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'max-lines': ['error', 400],
      'max-params': 'off',
      'no-eval': 'error',
      'no-restricted-imports': ['error', onlyTauri],
      'no-undef': 'off',
      'svelte/no-at-html-tags': 'error',
      // `style:` sets through the object model, which the content policy allows.
      // Maps and sets here are made anew for each answer, never changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/require-each-key': 'error',
    },
  },
  { files: ['src/lib/api/tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
);
