/** One drop folder as webdav-server sees it: flat, over the DropFolders port; errors of the port are kept for the shell. */

import { v2 as webdav } from 'webdav-server';
import type { DepositEntry } from '../../domain/deposit/deposit.ts';
import type { Visit } from './visit.ts';

const SERIALIZER: webdav.FileSystemSerializer = {
  uid: () => 'carillon',
  serialize: (_fileSystem, callback) => callback(undefined, {}),
  unserialize: (_data, callback) => callback(webdav.Errors.InvalidOperation),
};

/** A view for one request. The shell has checked names, conditions and locks before the library asks anything here. */
export class FolderView extends webdav.FileSystem {
  readonly #visit: Visit;
  readonly #fail: (error: unknown) => void;

  /** `fail` gets what the port threw; the library only knows errors of its own. */
  constructor(visit: Visit, fail: (error: unknown) => void) {
    super(SERIALIZER);
    this.doNotSerialize();
    this.#visit = visit;
    this.#fail = fail;
  }

  #find(path: webdav.Path): Promise<DepositEntry | null> {
    const { name, folder, parts } = this.#visit;
    const asked = path.fileName();
    return asked === name ? this.#visit.entry() : parts.folders.find(folder, asked);
  }

  #answer<T>(work: Promise<T>, callback: (error?: Error, value?: T) => void): void {
    work.then((value) => callback(undefined, value)).catch((error: unknown) => this.#fail(error));
  }

  protected override _fastExistCheck(
    _context: webdav.RequestContext,
    path: webdav.Path,
    callback: (exists: boolean) => void,
  ): void {
    if (path.isRoot()) callback(true);
    // Asked before every verb for a header that we do not send; a PUT should not pay a query for it.
    else if (this.#visit.req.method === 'PUT') callback(false);
    else this.#answer(this.#find(path), (_error, entry) => callback(entry !== null));
  }

  protected override _type(
    path: webdav.Path,
    _info: webdav.TypeInfo,
    callback: webdav.ReturnCallback<webdav.ResourceType>,
  ): void {
    if (path.isRoot()) callback(undefined, webdav.ResourceType.Directory);
    else
      this.#answer(this.#find(path), (_error, entry) =>
        entry ? callback(undefined, webdav.ResourceType.File) : callback(webdav.Errors.ResourceNotFound),
      );
  }

  protected override _size(_path: webdav.Path, _info: webdav.SizeInfo, callback: webdav.ReturnCallback<number>): void {
    callback(undefined, 0);
  }

  /** MKCOL: drop folders are flat (RULES.md 7). */
  protected override _create(_path: webdav.Path, _info: webdav.CreateInfo, callback: webdav.SimpleCallback): void {
    callback(webdav.Errors.Forbidden);
  }

  protected override _delete(path: webdav.Path, _info: webdav.DeleteInfo, callback: webdav.SimpleCallback): void {
    const { folder, parts } = this.#visit;
    const name = path.fileName();
    this.#answer(parts.folders.hide(folder, name), (_error, wasThere) => {
      parts.locks.forget(folder, name);
      callback(wasThere ? undefined : webdav.Errors.ResourceNotFound);
    });
  }

  protected override _move(
    from: webdav.Path,
    to: webdav.Path,
    info: webdav.MoveInfo,
    callback: webdav.ReturnCallback<boolean>,
  ): void {
    this.#transfer('rename', from, to, info.overwrite, callback);
  }

  protected override _copy(
    from: webdav.Path,
    to: webdav.Path,
    info: webdav.CopyInfo,
    callback: webdav.ReturnCallback<boolean>,
  ): void {
    this.#transfer('copy', from, to, info.overwrite, callback);
  }

  #transfer(
    how: 'rename' | 'copy',
    from: webdav.Path,
    to: webdav.Path,
    mayReplace: boolean,
    callback: webdav.ReturnCallback<boolean>,
  ): void {
    const { folder, parts } = this.#visit;
    const work = async (): Promise<Error | boolean> => {
      const isReplacing = (await parts.folders.find(folder, to.fileName())) !== null;
      if (isReplacing && !mayReplace) return webdav.Errors.ResourceAlreadyExists;
      const isDone = await parts.folders[how](folder, from.fileName(), to.fileName());
      if (isDone && how === 'rename') parts.locks.forget(folder, from.fileName());
      return isDone ? isReplacing : webdav.Errors.ResourceNotFound;
    };
    this.#answer(work(), (_error, result) => {
      if (result instanceof Error) callback(result);
      else callback(undefined, result);
    });
  }

  /** Never asked: LOCK, UNLOCK, PROPFIND and PROPPATCH are our own verbs. */
  protected override _lockManager(
    _path: webdav.Path,
    _info: webdav.LockManagerInfo,
    callback: webdav.ReturnCallback<webdav.ILockManager>,
  ): void {
    callback(webdav.Errors.InvalidOperation);
  }

  protected override _propertyManager(
    _path: webdav.Path,
    _info: webdav.PropertyManagerInfo,
    callback: webdav.ReturnCallback<webdav.IPropertyManager>,
  ): void {
    callback(webdav.Errors.InvalidOperation);
  }

  /** The shell has judged locks by token, which the library cannot. */
  override isLocked(...args: readonly unknown[]): void {
    const callback = args.at(-1);
    if (typeof callback === 'function') callback(null, false);
  }
}
