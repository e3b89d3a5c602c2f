/** As far as it is used here: the libraries chosen in tsconfig.json do not know it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports?: object);
    readonly exports: Record<string, unknown>;
  }
  interface Table {
    readonly length: number;
    grow(by: number): number;
    set(index: number, value: unknown): void;
  }
  type Exports = Record<string, unknown>;
  type Imports = Record<string, Record<string, unknown>>;
  function instantiate(
    bytes: Uint8Array,
    imports?: object,
  ): Promise<{ readonly instance: Instance; readonly module: Module }>;
}
