/** The snippet's version, put in by the build from package.json. */
declare const __VERSION__: string;
/** The hashes of the files that are built before, as `integrity` takes them; put in by the build. */
declare const __HASHES__: Record<"popups" | "member" | "panel" | "words_ar" | "words_de", string>;
