import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/generated/**", "**/dist/**", "**/node_modules/**", "**/*.mjs", "test/triggers/modules/**"] },
  {
    files: ["src/**/*.{ts,tsx,js}", "codegen/**/*.ts", "test/**/*.ts", "scripts/**/*.ts"],
    languageOptions: { parser: tseslint.parser, parserOptions: { project: ["./tsconfig.json", "./src/console/page/tsconfig.json"] } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "no-console": "off",
      eqeqeq: "error",
      "prefer-const": "error",
      "no-var": "error",
      "max-depth": ["error", 3],
      "max-params": ["error", 4],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}", "codegen/**/*.ts"],
    rules: {
      "max-lines": ["error", { max: 250 }],
      "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }],
    },
  },
);
