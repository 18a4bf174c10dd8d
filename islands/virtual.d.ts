declare module "virtual:islands" {
  /** Custom element name → how to load the module that defines it; written by build.mjs. */
  export const islands: Readonly<Record<string, () => Promise<unknown>>>;
}
