import a11y from "eslint-plugin-jsx-a11y-x";
import hooks from "eslint-plugin-react-hooks";
import lingui from "eslint-plugin-lingui";
import tseslint from "typescript-eslint";

/** What a machine reads is no word of ours: names of classes and properties, routes, keys, types. */
const MACHINES = {
  // No letters; one lower-case word of a machine's; camelCase; an address.
  ignore: ["^[^a-zA-Z]*$", "^[a-z0-9:.#?&=_$%*@~+()-]+$", "^[A-Z]+$", "^[a-z]+([A-Z][a-z0-9]*)+$", "^[./]"],
  ignoreNames: [
    { regex: { pattern: "^(className|style|type|key|id|to|href|src|rel|role|color|variant|size)$" } },
    { regex: { pattern: "^data-|^aria-keyshortcuts$" } },
    { regex: { pattern: "^(NAME|KEYS|FONT|MONO|JSON_TYPE)$" } },
  ],
  ignoreFunctions: ["*.querySelector", "*.querySelectorAll", "*.getElementById", "*.headers.get", "*.headers.set", "Error", "lazy", "lazyRouteComponent"],
  useTsTypes: true,
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "src/api/schema.d.ts", "*.js", "*.cjs", "*.mjs", "src/first.js"] },
  ...tseslint.configs.strictTypeChecked,
  a11y.configs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      complexity: ["error", 8],
      "max-statements": ["error", 30],
      "max-lines": ["error", 300],
      "max-params": ["error", 6],
      "max-len": ["error", { code: 120, ignoreUrls: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // The router's redirect and notFound are thrown by design.
      "@typescript-eslint/only-throw-error": "off",
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { lingui },
    rules: {
      "lingui/no-unlocalized-strings": ["error", MACHINES],
      "lingui/t-call-in-function": "error",
      "lingui/no-single-variables-to-translate": "error",
      "lingui/no-expression-in-message": "error",
      // A component that no reader can hold in view is two components.
      "max-lines-per-function": ["error", { max: 120 }],
    },
  },
);
