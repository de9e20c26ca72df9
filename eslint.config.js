import css from '@eslint/css';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: ['dist', 'node_modules', '.ros', 'out', 'build', 'install', 'log', '**/.venv'],
  },
  { ...js.configs.recommended, files: ['**/*.{js,cjs,mjs,ts}'] },
  {
    ...css.configs.recommended,
    files: ['**/*.css'],
    language: 'css/css',
    rules: {
      ...css.configs.recommended.rules,
      // Older browsers show the report without these, only less nicely.
      'css/use-baseline': [
        'error',
        { allowProperties: ['print-color-adjust', 'user-select'], allowAtRules: ['page'] },
      ],
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        require: 'readonly',
        module: 'readonly',
        __dirname: 'readonly',
      },
    },
  },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({
    ...config,
    files: ['**/*.ts'],
  })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // node:test returns promises that the runner itself awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: [
                'test',
                'it',
                'describe',
                'suite',
                'before',
                'after',
                'beforeEach',
                'afterEach',
              ],
            },
          ],
        },
      ],
      // Private members are #name, which is also enforced at run time.
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"], TSParameterProperty)[accessibility=/private|protected/]',
          message: 'Name it #name instead.',
        },
        {
          selector:
            ':matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind="const"] > VariableDeclarator:matches([init.type="Literal"], [init.right.type="Literal"]) > Identifier.id[name=/[a-z]/]',
          message: 'Module-level constants are UPPER_CASE.',
        },
      ],
      // A value that is known to be there is value!; `as` is for what the compiler cannot know.
      '@typescript-eslint/non-nullable-type-assertion-style': 'error',
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'typeLike', format: ['PascalCase'] },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
);
