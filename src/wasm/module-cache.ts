// Modules that are alike are made and compiled once: what a search needs beside the model is the same for many models.
// In: what a module depends on, as a text, and a function that makes its bytes. Out: the compiled module, which may be
// instantiated as often as one likes. Holds no memory and no state of a search.

export class ModuleCache {
  private readonly modules = new Map<string, WebAssembly.Module>();
  private readonly most: number;

  /** `most`: the one that was asked for longest ago gives way to a further one. */
  constructor(most: number) {
    this.most = most;
  }

  get(key: string, bytes: () => Uint8Array<ArrayBuffer>): WebAssembly.Module {
    const known = this.modules.get(key);
    const module = known ?? new WebAssembly.Module(bytes());
    this.modules.delete(key);
    this.modules.set(key, module);
    if (this.modules.size > this.most) {
      const [oldest] = this.modules.keys();
      this.modules.delete(oldest as string);
    }
    return module;
  }
}
