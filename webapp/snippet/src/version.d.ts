/** The snippet's version, put in by the build from package.json. */
declare const __VERSION__: string;
/** A mark of the built `popups.js`, put in by the build: browsers fetch it anew when it has changed. */
declare const __POPUPS__: string;
