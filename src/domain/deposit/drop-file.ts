/** What is remembered of files in the watched drop tree, over restarts and by all processes that watch it. */

/** A file as it was when it was last looked at. */
export interface SeenFile {
  /** Bytes. */
  readonly size: number;
  readonly mtimeNs: bigint;
  /** The deposit that it became; null when it was left alone. */
  readonly depositId: string | null;
  /** Why it was left alone; null when it was taken. */
  readonly problem: string | null;
}

/** Memory of the tree, by paths in it. Throws AppError when the database is not there. */
export interface DropFileMemory {
  recall(path: string): Promise<SeenFile | null>;
  remember(path: string, seen: SeenFile): Promise<void>;
  forget(path: string): Promise<void>;
  /** One at a time, of all processes that share this memory, works on a path; the others wait, and go on when it ends or dies. */
  alone<T>(path: string, work: () => Promise<T>): Promise<T>;
}
