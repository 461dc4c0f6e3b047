declare module 'subset-font' {
  /** Resolves to a font of these characters only. */
  function subsetFont(
    font: Uint8Array,
    text: string,
    options: { targetFormat: 'truetype'; variationAxes: Record<string, number> },
  ): Promise<Uint8Array>;
  export = subsetFont;
}
